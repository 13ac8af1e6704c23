using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using GraphQueries.Catalogue;
using GraphQueries.Client;
using GraphQueries.Credit;
using GraphSync.Credit;
using GraphSync.Postgres;
using Support;
using Walk = GraphSync.Credit.CreditWalk;

namespace Benchmarks;

/// <summary>
/// The credit walk over layered graphs of depth 10, interleaved with its floor: loading the same relationships and solving in memory.
/// "walk" is the statements of credit/walk; "whole" is what an event costs: loading, the search for cycles, the walk, its flows.
/// </summary>
internal static class CreditWalk
{
    private const int Depth = 10;
    private const int OutDegree = 10;
    private const int Agents = 100;
    private const int Rounds = 15;
    private static readonly HttpClient Http = new();

    // A plan is a tree of some hundred levels.
    private static readonly JsonSerializerOptions DeepJson = new() { MaxDepth = 2_000 };

    public static async Task RunAsync(ServersFixture servers, TextWriter report)
    {
        await using var bridge = await TestBridge.CreateAsync(servers);
        await report.WriteLineAsync(
            "| RELIED_ON | walk ms | load and solve ms | walk / load and solve | whole / load and solve | db hits an edge |");
        await report.WriteLineAsync("| ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var size in (int[])[1_000, 10_000, 100_000])
        {
            var (seed, edges) = await LoadAsync(bridge, size, $"{size}");
            List<double> walks = [], floors = [], wholes = [];
            for (var round = -2; round < Rounds; round++)
            {
                var (walk, walked) = await TimeAsync(bridge, graph => WalkAsync(graph, seed));
                var (floor, solved) = await TimeAsync(bridge, async graph => Solve(seed, await ReachableAsync(graph, seed)));
                var (whole, result) = await TimeAsync(bridge,
                    async graph => await Walk.RunAsync(graph, seed, await ReachableAsync(graph, seed)));
                ShouldBeEqual(walked, solved);
                ShouldBeEqual(result.Masses, solved);
                // The first rounds plan the statements and warm the server.
                if (round < 0) continue;
                walks.Add(walk);
                floors.Add(floor);
                wholes.Add(whole);
            }
            var hits = await HitsAsync(servers, seed) / (double)edges;
            await report.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"| {edges:N0} | {Median(walks):F0} | {Median(floors):F0} | {Ratio(walks, floors):F2} "
                + $"| {Ratio(wholes, floors):F2} | {hits:F2} |"));
        }
    }

    private static void ShouldBeEqual(IReadOnlyDictionary<string, long> masses, Dictionary<string, long> solved)
    {
        if (masses.Count != solved.Count || masses.Any(m => solved[m.Key] != m.Value))
            throw new InvalidOperationException("the walk and the solution in memory differ");
    }

    /// <summary>Loads what a version rests on.</summary>
    public static Task<IReadOnlyList<ReachableContributionRow>> ReachableAsync(GraphTransaction graph, string seed) =>
        graph.RunAsync(CreditQueries.Reachable, new ReachableParameters(seed));

    private static async Task<(double Milliseconds, T Result)> TimeAsync<T>(TestBridge bridge, Func<GraphTransaction, Task<T>> work)
    {
        var started = Stopwatch.GetTimestamp();
        var result = await bridge.Graph.WriteAsync(work, TimeSpan.FromMinutes(2), default);
        return (Stopwatch.GetElapsedTime(started).TotalMilliseconds, result);
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);

    /// <summary>The median of the rounds' ratios: what disturbs one round disturbs both of its parts.</summary>
    private static double Ratio(List<double> times, List<double> floors) => Median([.. times.Zip(floors, (time, floor) => time / floor)]);

    private static async Task<Dictionary<string, long>> WalkAsync(GraphTransaction graph, string seed)
    {
        var masses = new Dictionary<string, long>();
        for (var from = new WalkParameters(seed, [], []); ;)
        {
            var rows = await graph.RunAsync(CreditQueries.Walk, from);
            foreach (var owner in rows.GroupBy(row => row.Owner ?? FlowShare.Treasury))
                masses[owner.Key] = masses.GetValueOrDefault(owner.Key) + owner.First().Earned;
            var last = rows.Where(row => row.Step == 8).OrderBy(row => row.Position).ToList();
            if (last.Count == 0) return masses;
            from = new WalkParameters(null, [.. last.Select(row => row.Node)], [.. last.Select(row => row.Mass)]);
        }
    }

    /// <summary>The same rules over arrays, step by step.</summary>
    public static Dictionary<string, long> Solve(string seed, IReadOnlyList<ReachableContributionRow> nodes)
    {
        var positions = nodes.Index().ToDictionary(n => n.Item.Node, n => n.Index);
        var owners = nodes.Select(n => n.Owners.FirstOrDefault()).ToArray();
        var targets = nodes.Select(n => n.Targets.Select(t => positions[t]).ToArray()).ToArray();
        var reaches = new Dictionary<(int, string), bool>();
        bool Reaches(int node, string owner) => reaches.TryGetValue((node, owner), out var known) ? known
            : reaches[(node, owner)] = Array.Exists(targets[node], t => owners[t] != owner || Reaches(t, owner));
        var credits = new long[nodes.Count];
        var frontier = new Dictionary<int, long> { [nodes.Index().First(n => n.Item.Id == seed).Index] = 1_000_000_000_000 };
        while (frontier.Count > 0)
        {
            var next = new Dictionary<int, long>();
            foreach (var (node, mass) in frontier)
            {
                credits[node] += mass;
                var weights = nodes[node].Weights;
                bool Counts(int i) =>
                    owners[node] is not { } owner || owners[targets[node][i]] != owner || Reaches(targets[node][i], owner);
                long total = 0;
                for (var i = 0; i < weights.Count; i++) if (Counts(i)) total += weights[i];
                for (var i = 0; i < weights.Count; i++)
                {
                    if (!Counts(i)) continue;
                    var target = targets[node][i];
                    var passed = mass * weights[i] / total;
                    if (owners[node] is { } owner && owners[target] == owner) credits[node] -= passed;
                    else passed = passed * 17 / 20;
                    next[target] = next.GetValueOrDefault(target) + passed;
                }
            }
            frontier = next;
        }
        return credits.Index().GroupBy(c => owners[c.Index] ?? FlowShare.Treasury).ToDictionary(g => g.Key, g => g.Sum(c => c.Item));
    }

    /// <summary>Makes a graph of some size below a version of some name.</summary>
    public static async Task<(string Seed, int Edges)> LoadAsync(TestBridge bridge, int size, string name)
    {
        var random = new Random(size);
        var (ids, from, to) = Layers(random, size, name);
        var owners = ids.Select(_ => random.Next(50) == 0 ? null : $"{name}-{random.Next(Agents)}").ToList();
        await bridge.CypherAsync("""
            UNWIND range(0, size($ids) - 1) AS i
            CREATE (n {id: $ids[i]})
            FOREACH (_ IN CASE WHEN i = 0 THEN [1] ELSE [] END | SET n:ModelVersion)
            FOREACH (_ IN CASE WHEN i > 0 THEN [1] ELSE [] END | SET n:Dataset)
            FOREACH (_ IN CASE WHEN $owners[i] IS NOT NULL THEN [1] ELSE [] END |
                MERGE (a:Agent {id: $owners[i]}) CREATE (n)-[:OWNED_BY]->(a))
            """, ("ids", ids), ("owners", owners));
        foreach (var chunk in Enumerable.Range(0, from.Count).Chunk(20_000))
        {
            await bridge.CypherAsync("""
                UNWIND range(0, size($from) - 1) AS i
                CALL (i) { MATCH (a:ModelVersion {id: $from[i]}) RETURN a UNION ALL MATCH (a:Dataset {id: $from[i]}) RETURN a }
                MATCH (b:Dataset {id: $to[i]})
                CREATE (a)-[:RELIED_ON {weight: $weights[i]}]->(b)
                """, ("from", chunk.Select(k => ids[from[k]]).ToList()), ("to", chunk.Select(k => ids[to[k]]).ToList()),
                ("weights", chunk.Select(_ => (long)random.Next(1, 1_000)).ToList()));
        }
        await bridge.ReplanAsync();
        return (ids[0], from.Count);
    }

    /// <summary>Nodes layer by layer, the seed first; edges as the positions of their nodes.</summary>
    private static (List<string> Ids, List<int> From, List<int> To) Layers(Random random, int size, string name)
    {
        var width = (int)Math.Round(size / (1.0 + OutDegree * (Depth - 1)));
        List<string> ids = [name];
        List<int> from = [], to = [];
        for (var layer = 1; layer <= Depth; layer++)
        {
            var before = ids.Count - (layer == 1 ? 1 : width);
            for (var i = 0; i < width; i++) ids.Add($"{name}/{layer}/{i}");
            for (var source = before; source < ids.Count - width; source++)
            {
                foreach (var target in layer == 1 ? Enumerable.Range(0, width) : Picked(random, width))
                {
                    from.Add(source);
                    to.Add(ids.Count - width + target);
                }
            }
        }
        return (ids, from, to);
    }

    private static HashSet<int> Picked(Random random, int width)
    {
        HashSet<int> picked = [];
        while (picked.Count < Math.Min(OutDegree, width)) picked.Add(random.Next(width));
        return picked;
    }

    /// <summary>What PROFILE counts over all statements of a walk.</summary>
    private static async Task<long> HitsAsync(ServersFixture servers, string seed)
    {
        var neo4j = (await servers.GetAsync()).Neo4j;
        var text = $"CYPHER 5 PROFILE {CypherCatalogue.Default["credit/walk"].Text}";
        long hits = 0;
        object parameters = new { version = seed, nodes = Array.Empty<string>(), masses = Array.Empty<long>() };
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(neo4j.Uri, $"/db/{neo4j.Database}/query/v2"))
            {
                Content = JsonContent.Create(new { statement = text, parameters }),
                Headers = { Authorization = neo4j.Authorization },
            };
            using var response = await Http.SendAsync(request);
            var answer = await response.Content.ReadFromJsonAsync<JsonElement>(DeepJson);
            hits += Hits(answer.GetProperty("profiledQueryPlan"));
            var data = answer.GetProperty("data");
            var fields = data.GetProperty("fields").EnumerateArray().Select(f => f.GetString()).ToList();
            JsonElement Field(JsonElement row, string name) => row[fields.IndexOf(name)];
            var last = data.GetProperty("values").EnumerateArray().Where(row => Field(row, "step").GetInt32() == 8).ToList();
            if (last.Count == 0) return hits;
            parameters = new
            {
                version = (string?)null,
                nodes = last.Select(row => Field(row, "node").GetString()),
                masses = last.Select(row => Field(row, "mass").GetInt64()),
            };
        }
    }

    private static long Hits(JsonElement plan) =>
        plan.GetProperty("dbHits").GetInt64() + plan.GetProperty("children").EnumerateArray().Sum(Hits);
}
