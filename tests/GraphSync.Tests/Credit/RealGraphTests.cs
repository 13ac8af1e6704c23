using System.Globalization;
using System.IO.Compression;
using GraphSync.Credit;
using Support;

namespace GraphSync.Tests.Credit;

/// <summary>
/// Contribution graphs of real projects: where they are free of cycles the walk equals the reference, where not the cycle is named.
/// </summary>
public sealed class RealGraphTests(ServersFixture servers)
{
    [Fact]
    public async Task Walk_EqualsTheReference_FromEveryModelOfTheBenchmark()
    {
        var graph = new TestGraph();
        var rows = Read("mteb/contribution_edges.tsv.gz");
        var owners = rows.Where(r => r[1] is "trained" or "submitted" or "added_task")
            .GroupBy(r => r[2]).ToDictionary(g => g.Key, g => g.First()[0]);
        var uses = rows.Where(r => r[1] is "trained_on" or "adapted_from" or "on_task" or "uses_dataset").Select(r => (r[0], r[2]));
        var evaluations = rows.Where(r => r[1] == "evaluates").Select(r => (r[2], r[0]));
        foreach (var (from, to) in uses.Concat(evaluations))
        {
            foreach (var node in (string[])[from, to]) graph.Node(node, owners.GetValueOrDefault(node));
            graph.Edge(from, to, 1);
        }
        var models = graph.Owners.Keys
            .Where(n => n.StartsWith("model:", StringComparison.Ordinal) && graph.Edges.Exists(e => e.From == n)).ToList();
        models.Count.ShouldBe(28);

        await CompareAsync(graph, models, cycles: 0);
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(4, 1)]
    public async Task Walk_EqualsTheReferenceOrNamesTheCycle_FromRepositoriesWithDependencies(int weight, int cyclesAtLeast)
    {
        var graph = new TestGraph();
        foreach (var row in Read("credit/depgraph_edges.tsv.gz"))
        {
            // Shares are fractions of one; a contribution that got none is not relied on. A repository's owner is its organisation.
            var millionths = (int)Math.Round(double.Parse(row[weight], CultureInfo.InvariantCulture) * 1_000_000);
            foreach (var node in (string[])[row[0], row[2]])
                graph.Node(node, node.Split('/') is [_, _, _, var organisation, ..] ? organisation : null);
            if (millionths > 0) graph.Edge(row[0], row[2], millionths);
        }
        var seeds = graph.Edges.Select(e => e.From).Distinct().ToList();

        await CompareAsync(graph, seeds, cyclesAtLeast);
    }

    private async Task CompareAsync(TestGraph graph, IReadOnlyList<string> seeds, int cycles)
    {
        await using var bridge = await TestBridge.CreateAsync(servers);
        seeds.ShouldNotBeEmpty();
        await LoadAsync(bridge, graph);
        var refused = 0;
        foreach (var seed in seeds)
        {
            var cyclic = OnCycle(graph, seed);
            try
            {
                var walk = await bridge.Graph.WriteAsync(
                    transaction => WalkedGraphs.WalkAsync(transaction, seed), TestContext.Current.CancellationToken);
                cyclic.ShouldBeEmpty(seed);
                WalkedGraphs.Masses(walk).ShouldBe(Reference.Walk(graph, seed), ignoreOrder: true, seed);
            }
            catch (UnpayableException e)
            {
                e.IsFinal.ShouldBeTrue();
                var path = e.Message[(e.Message.IndexOf(": ", StringComparison.Ordinal) + 2)..];
                var named = path.Split(" → ").Select(name => name.Split(' ', 2)[1]).ToList();
                named[0].ShouldBe(named[^1]);
                foreach (var (from, to) in named.Zip(named.Skip(1)))
                    graph.Edges.ShouldContain(edge => edge.From == from && edge.To == to);
                cyclic.ShouldNotBeEmpty(seed);
                refused++;
            }
        }
        refused.ShouldBeGreaterThanOrEqualTo(cycles);
        if (cycles == 0) refused.ShouldBe(0);
    }

    /// <summary>What is left of the nodes below a seed when those that nothing relies on are taken away again and again.</summary>
    private static HashSet<string> OnCycle(TestGraph graph, string seed)
    {
        var targets = graph.Edges.ToLookup(e => e.From, e => e.To);
        var left = new HashSet<string>([seed], StringComparer.Ordinal);
        var next = new Queue<string>([seed]);
        while (next.TryDequeue(out var node))
            foreach (var target in targets[node]) if (left.Add(target)) next.Enqueue(target);
        var incoming = left.SelectMany(node => targets[node]).GroupBy(node => node).ToDictionary(g => g.Key, g => g.Count());
        next = new Queue<string>(left.Where(node => !incoming.ContainsKey(node)));
        while (next.TryDequeue(out var node))
        {
            left.Remove(node);
            foreach (var target in targets[node]) if (--incoming[target] == 0) next.Enqueue(target);
        }
        return left;
    }

    private static async Task LoadAsync(TestBridge bridge, TestGraph graph)
    {
        var nodes = graph.Owners.Keys.ToList();
        await bridge.CypherAsync("""
            UNWIND range(0, size($ids) - 1) AS i
            CREATE (n:ModelVersion {id: $ids[i]})
            FOREACH (_ IN CASE WHEN $owners[i] IS NOT NULL THEN [1] ELSE [] END |
              MERGE (a:Agent {id: $owners[i]}) CREATE (n)-[:OWNED_BY]->(a))
            """, ("ids", nodes), ("owners", nodes.Select(n => graph.Owners[n]).ToList()));
        await bridge.CypherAsync("""
            UNWIND range(0, size($from) - 1) AS i
            MATCH (a:ModelVersion {id: $from[i]}) MATCH (b:ModelVersion {id: $to[i]})
            CREATE (a)-[:RELIED_ON {weight: $weights[i]}]->(b)
            """,
            ("from", graph.Edges.Select(e => e.From).ToList()), ("to", graph.Edges.Select(e => e.To).ToList()),
            ("weights", graph.Edges.Select(e => (long)e.Weight).ToList()));
    }

    private static List<string[]> Read(string path)
    {
        using var file = File.OpenRead(Repository.Path($"samples/data/{path}"));
        using var reader = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split('\t'))];
    }
}
