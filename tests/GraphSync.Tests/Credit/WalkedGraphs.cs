using System.Numerics;
using GraphQueries.Client;
using GraphQueries.Credit;
using GraphSync.Credit;
using GraphSync.Postgres;
using Support;

namespace GraphSync.Tests.Credit;

/// <summary>Loads many graphs into Neo4j at once, each under names of its own, and walks them there.</summary>
internal sealed class WalkedGraphs(TestBridge bridge)
{
    private const int GraphsAtOnce = 200;

    private const string Create = """
        UNWIND range(0, size($ids) - 1) AS i
        CREATE (n {id: $ids[i]})
        FOREACH (_ IN CASE WHEN $seeds[i] THEN [1] ELSE [] END | SET n:ModelVersion)
        FOREACH (_ IN CASE WHEN NOT $seeds[i] AND i % 3 = 0 THEN [1] ELSE [] END | SET n:Dataset)
        FOREACH (_ IN CASE WHEN NOT $seeds[i] AND i % 3 = 1 THEN [1] ELSE [] END | SET n:Benchmark)
        FOREACH (_ IN CASE WHEN NOT $seeds[i] AND i % 3 = 2 THEN [1] ELSE [] END | SET n:EvalRun)
        FOREACH (_ IN CASE WHEN $owners[i] IS NOT NULL THEN [1] ELSE [] END |
          MERGE (a:Agent {id: $owners[i]}) CREATE (n)-[:OWNED_BY]->(a))
        WITH collect(n) AS nodes
        UNWIND range(0, size($weights) - 1) AS k
        WITH nodes[$from[k]] AS a, nodes[$to[k]] AS b, $weights[k] AS weight
        CREATE (a)-[:RELIED_ON {weight: weight}]->(b)
        """;

    private readonly List<(TestGraph Graph, string Seed)> _graphs = [];

    /// <summary>Adds a graph, to be walked from <paramref name="seed"/>.</summary>
    public void Add(TestGraph graph, string seed) => _graphs.Add((graph, seed));

    /// <summary>Walks every graph, in the order in which they were added.</summary>
    public async Task<IReadOnlyList<WalkResult>> WalkAsync()
    {
        // All are there before the first is walked: a graph that grows meanwhile has its statements planned anew.
        var chunks = Enumerable.Range(0, _graphs.Count).Chunk(GraphsAtOnce).ToList();
        foreach (var chunk in chunks) await LoadAsync(chunk);
        List<WalkResult> results = [];
        foreach (var chunk in chunks)
        {
            results.AddRange(await bridge.Graph.WriteAsync(async graph =>
            {
                List<WalkResult> walked = [];
                foreach (var at in chunk) walked.Add(await WalkAsync(graph, Name(at, _graphs[at].Seed)));
                return walked;
            }, TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken));
        }
        return results;
    }

    public static async Task<WalkResult> WalkAsync(GraphTransaction graph, string seed)
    {
        var reachable = await graph.RunAsync(CreditQueries.Reachable, new ReachableParameters(seed));
        var ordered = reachable.OrderBy(c => c.Kind, StringComparer.Ordinal).ThenBy(c => c.Id, StringComparer.Ordinal);
        return await CreditWalk.RunAsync(graph, seed, [.. ordered]);
    }

    /// <summary>Units per agent as the reference counts them.</summary>
    public static Dictionary<string, BigInteger> Masses(WalkResult walk) =>
        walk.Masses.Where(m => m.Value > 0).ToDictionary(m => m.Key, m => new BigInteger(m.Value));

    private static string Name(int graph, string node) => $"{graph}/{node}";

    private async Task LoadAsync(IReadOnlyList<int> chunk)
    {
        List<string> ids = [];
        List<string?> owners = [];
        List<bool> seeds = [];
        List<long> from = [], to = [], weights = [];
        foreach (var at in chunk)
        {
            var (graph, seed) = _graphs[at];
            var positions = graph.Owners.Keys.Select((name, i) => (name, i: ids.Count + i)).ToDictionary(n => n.name, n => (long)n.i);
            foreach (var (name, owner) in graph.Owners)
            {
                ids.Add(Name(at, name));
                owners.Add(owner);
                seeds.Add(name == seed);
            }
            foreach (var edge in graph.Edges)
            {
                from.Add(positions[edge.From]);
                to.Add(positions[edge.To]);
                weights.Add(edge.Weight);
            }
        }
        await bridge.CypherAsync(Create,
            ("ids", ids), ("owners", owners), ("seeds", seeds), ("from", from), ("to", to), ("weights", weights));
    }
}
