using System.Numerics;
using GraphSync.Credit;
using Support;

namespace GraphSync.Tests.Credit;

/// <summary>The walk in Cypher on a real server, against the reference in memory.</summary>
public sealed class WalkTests(ServersFixture servers)
{
    private const int PoolUtok = 1_000_000;

    [Fact]
    public async Task Walk_EqualsTheReferenceUnitForUnit_OnTwoThousandRandomGraphs()
    {
        await using var bridge = await TestBridge.CreateAsync(servers);
        var walked = new WalkedGraphs(bridge);
        var random = new Random(7);
        var graphs = Enumerable.Range(0, 2_000).Select(_ => RandomGraphs.Create(random)).ToList();
        foreach (var graph in graphs) walked.Add(graph, RandomGraphs.Seed);

        var results = await walked.WalkAsync();

        results.Count.ShouldBe(graphs.Count);
        foreach (var (i, result) in results.Index())
        {
            var expected = Reference.Walk(graphs[i], RandomGraphs.Seed);
            WalkedGraphs.Masses(result).ShouldBe(expected, ignoreOrder: true, $"graph {i}");
            var shares = Apportionment.Split(PoolUtok, result.Masses);
            shares.Values.Sum().ShouldBe(PoolUtok);
            shares.Where(s => s.Value > 0).ToDictionary(s => s.Key, s => new BigInteger(s.Value))
                .ShouldBe(Reference.Share(expected, PoolUtok).Where(s => s.Value > 0).ToDictionary(), ignoreOrder: true, $"graph {i}");
            // What the contributions keep adds up to what their owner is credited with.
            foreach (var kept in result.Flows.Nodes.GroupBy(n => n.Owner ?? "treasury"))
                kept.Sum(n => n.Kept).ShouldBe(result.Masses[kept.Key]);
        }
        // The shapes that the rules are about have all been met.
        results.Max(r => r.Flows.Edges.Select(e => e.Step).DefaultIfEmpty().Max()).ShouldBeGreaterThan(16);
        results.ShouldContain(r => r.Masses.ContainsKey("treasury"));
        results.ShouldContain(r => r.Flows.Nodes.Any(n => n.Kept < n.Mass));
    }

    [Fact]
    public async Task Walk_IsTextbookPageRank_WhenOwnersAreDistinct()
    {
        await using var bridge = await TestBridge.CreateAsync(servers);
        var walked = new WalkedGraphs(bridge);
        var random = new Random(85);
        var graphs = Enumerable.Range(0, 200).Select(_ => RandomGraphs.Create(random, distinctOwners: true)).ToList();
        foreach (var graph in graphs) walked.Add(graph, RandomGraphs.Seed);

        foreach (var (i, result) in (await walked.WalkAsync()).Index())
        {
            var rank = Reference.PageRank(graphs[i], RandomGraphs.Seed);
            double total = result.Masses.Values.Sum();
            foreach (var (node, owner) in graphs[i].Owners)
                (result.Masses.GetValueOrDefault(owner!) / total).ShouldBe(rank[node], 1e-9, $"graph {i}, {node}");
        }
    }

    [Fact]
    public async Task Walk_ChangesOnlyTheNames_WhenAgentsAreRenamed()
    {
        await foreach (var (before, after) in CompareAsync(graph => graph.Copy((_, owner) => owner is null ? null : Renamed(owner))))
        {
            var expected = WalkedGraphs.Masses(before).ToDictionary(m => m.Key == "treasury" ? m.Key : Renamed(m.Key), m => m.Value);
            WalkedGraphs.Masses(after).ShouldBe(expected, ignoreOrder: true);
        }

        static string Renamed(string agent) => $"x{9 - (agent[^1] - '0')}";
    }

    [Fact]
    public async Task Walk_ChangesNothing_WhenAnAgentAddsDeadEndsOfItsOwn()
    {
        await foreach (var (before, after) in CompareAsync(WithDeadEnds))
            WalkedGraphs.Masses(after).ShouldBe(WalkedGraphs.Masses(before), ignoreOrder: true);
    }

    [Fact]
    public async Task Walk_ChangesNothing_WhenAnAgentPutsAChainOfItsOwnInBetween()
    {
        // Units that arrive a step later are rounded apart from others: that may move some of the 10^12.
        await foreach (var (before, after) in CompareAsync(WithOwnChains))
        {
            foreach (var agent in before.Masses.Keys.Union(after.Masses.Keys))
            {
                var moved = after.Masses.GetValueOrDefault(agent) - before.Masses.GetValueOrDefault(agent);
                Math.Abs(moved).ShouldBeLessThan(1_000);
            }
        }
    }

    [Fact]
    public async Task Walk_GivesARingNothing_WhenItOnlyPointsIntoTheGraph()
    {
        await foreach (var (before, after) in CompareAsync(WithRing))
            WalkedGraphs.Masses(after).ShouldBe(WalkedGraphs.Masses(before), ignoreOrder: true);
    }

    [Fact]
    public async Task Walk_NeverRaisesTheJointShare_WhenTwoWalletsAreMerged()
    {
        await foreach (var (before, after) in CompareAsync(graph => graph.Copy((_, owner) => owner == "agent1" ? "agent0" : owner)))
        {
            var joint = Part(before, "agent0") + Part(before, "agent1");
            Part(after, "agent0").ShouldBeLessThanOrEqualTo(joint + 1e-9);
        }

        static double Part(WalkResult walk, string agent) => walk.Masses.GetValueOrDefault(agent) / (double)walk.Masses.Values.Sum();
    }

    /// <summary>Walks 250 random graphs and what a transformation makes of them.</summary>
    private async IAsyncEnumerable<(WalkResult Before, WalkResult After)> CompareAsync(Func<TestGraph, TestGraph> transform)
    {
        await using var bridge = await TestBridge.CreateAsync(servers);
        var walked = new WalkedGraphs(bridge);
        var random = new Random(11);
        for (var i = 0; i < 250; i++)
        {
            var graph = RandomGraphs.Create(random);
            walked.Add(graph, RandomGraphs.Seed);
            walked.Add(transform(graph), RandomGraphs.Seed);
        }
        foreach (var pair in (await walked.WalkAsync()).Chunk(2)) yield return (pair[0], pair[1]);
    }

    private static TestGraph WithDeadEnds(TestGraph graph)
    {
        var changed = graph.Copy();
        foreach (var (node, owner) in graph.Owners.Where(n => n.Value is not null))
        {
            changed.Node($"{node}-a", owner).Node($"{node}-b", owner).Node($"{node}-c", owner)
                .Edge(node, $"{node}-a", 1_000_000).Edge(node, $"{node}-c", 7)
                .Edge($"{node}-a", $"{node}-b", 3).Edge($"{node}-c", $"{node}-b", 3);
        }
        return changed;
    }

    private static TestGraph WithOwnChains(TestGraph graph)
    {
        var changed = new TestGraph();
        foreach (var (node, owner) in graph.Owners) changed.Node(node, owner);
        foreach (var (i, edge) in graph.Edges.Index())
        {
            var owner = graph.Owners[edge.From];
            if (owner is null || i % 2 == 0)
            {
                changed.Edge(edge.From, edge.To, edge.Weight);
                continue;
            }
            changed.Node($"{i}-a", owner).Node($"{i}-b", owner)
                .Edge(edge.From, $"{i}-a", edge.Weight).Edge($"{i}-a", $"{i}-b", 5).Edge($"{i}-b", edge.To, 2);
        }
        return changed;
    }

    private static TestGraph WithRing(TestGraph graph)
    {
        var changed = graph.Copy().Node("r0", "ringer").Node("r1", "ringer").Node("r2", "other ringer");
        changed.Edge("r0", "r1", 9).Edge("r1", "r2", 9).Edge("r2", "r0", 9);
        foreach (var node in graph.Owners.Keys) changed.Edge("r0", node, 1_000_000).Edge("r2", node, 1_000_000);
        return changed;
    }
}
