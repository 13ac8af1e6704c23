using GraphQueries.Language;
using GraphQueries.Outbound;
using GraphQueries.Rescore;
using GraphSync.Leases;
using GraphSync.Outbound;
using GraphSync.Postgres;
using GraphSync.Rescore;
using Support;

namespace Benchmarks;

/// <summary>
/// A pass of 10,000 edges on the fallback scorer, five types, against its floor: the same reads, one bare write statement a batch,
/// the same COPYs, no lock, comparison, flag, outbox, counts, job, lease or log; and against the least that can be done, where one
/// statement a batch reads, computes and writes, and gives back what is mirrored. And the same pass where the parent has 1,000,000 edges.
/// </summary>
internal static class RescorePass
{
    private const int PassSize = 10_000;
    private const int WarmUp = 3;
    private const int Rounds = 7;
    private const int ColdRounds = 3;
    public static readonly string[] Types = ["T1", "T2", "T3", "T4", "T5"];
    private static int _promotion;

    public static async Task RunAsync()
    {
        await using var servers = ServersFixture.ToMeasure();
        await using var bridge = await TestBridge.CreateAsync(servers);
        bridge.Configure<RescoreOptions>(options => options.WindowHours = 0);
        await ArrangeAsync(bridge);
        await FillAsync(bridge, "other", 80_000);
        await FillAsync(bridge, "small", 20_000);
        await bridge.ReplanAsync();
        var floor = new Floor(bridge, "small");

        var ratios = await Table.InterleaveAsync(WarmUp, Rounds,
            ("pass", () => PassAsync(bridge, "small")),
            ("floor with deltas", () => floor.RunAsync(withDeltas: true)),
            ("floor", () => floor.RunAsync(withDeltas: false)),
            ("one statement a batch", floor.RunInOneAsync),
            ("`bridge rescore`, a process", () => ProcessAsync(bridge, "small")));
        Table.Write($"A pass of {PassSize:N0} edges, five types, {100_000:N0} edges in the graph",
            ["work", "median ms", "pass ÷ work"], Table.Rows(ratios, work => Table.Ratio(ratios["pass"], work)));

        await WriteColdAsync(servers, bridge, Table.Median(ratios["pass"]));

        await FillAsync(bridge, "large", 1_000_000);
        await bridge.ReplanAsync();
        var sizes = await Table.InterleaveAsync(WarmUp, Rounds,
            ("20,000", () => PassAsync(bridge, "small")),
            ("1,000,000", () => PassAsync(bridge, "large")));
        Table.Write("The same pass by the number of edges under the parent",
            ["edges under the parent", "median ms", "÷ 20,000"], Table.Rows(sizes, work => Table.Ratio(work, sizes["20,000"])));
        var (few, many) = (await PeakAsync(bridge, PassSize), await PeakAsync(bridge, 10 * PassSize));
        Console.WriteLine($"\nPeak memory of `bridge rescore` over such a pass: {few} MB; over one of {10 * PassSize:N0}: {many} MB.");
    }

    /// <summary>Types, endpoints, and the versions <c>small</c> and <c>large</c> with their successors.</summary>
    public static async Task ArrangeAsync(TestBridge bridge)
    {
        await bridge.RegisterAsync(Types);
        await bridge.CypherAsync("UNWIND range(0, 9999) AS i CREATE (:KgNode {id: 'n' + toString(i), kind: 'Gene'})");
        foreach (var (version, number) in new[] { ("small", 1), ("large", 3) })
        {
            await bridge.AddVersionAsync(version, version, number, quality: 1);
            await bridge.AddVersionAsync(version + "-next", version, number + 1, quality: 0.5);
        }
    }

    /// <summary>One whole run of rescoring, from the inbox to the log line; the job stands in the queue already.</summary>
    public static async Task<double> PassAsync(TestBridge bridge, string version)
    {
        await ResetAsync(bridge, version);
        await bridge.PromoteAsync($"p{++_promotion}", version, version + "-next");
        await bridge.DrainAsync();
        RescoreReport? report = null;
        var seconds = await Table.SecondsAsync(async () => report = await bridge.RunAsync(new RescoreRequest()));
        return report is { Status: RescoreStatus.Completed, Edges: PassSize } ? seconds
            : throw new InvalidOperationException($"{report!.Status}: {report.Edges} edges, {report.Message}");
    }

    private static async Task<double> ProcessAsync(TestBridge bridge, string version, Func<Task>? before = null)
    {
        await ResetAsync(bridge, version);
        await bridge.PromoteAsync($"p{++_promotion}", version, version + "-next");
        await bridge.DrainAsync();
        if (before is not null) await before();
        return await Table.SecondsAsync(() =>
            PeakMemory.MeasureAsync(bridge, ["rescore", "--json"], ("Bridge__Rescore__WindowHours", "0")));
    }

    /// <summary>The process against a Neo4j that has just been started.</summary>
    private static async Task WriteColdAsync(ServersFixture servers, TestBridge bridge, double warmPass)
    {
        var neo4j = (await servers.GetAsync()).Neo4j;
        List<double> cold = [];
        for (var round = 0; round < ColdRounds; round++)
        {
            cold.Add(await ProcessAsync(bridge, "small", async () =>
            {
                await neo4j.StopAsync();
                await neo4j.StartAsync();
            }));
        }
        Console.WriteLine($"\nThe process against a Neo4j that has just been started: {Table.Milliseconds(Table.Median(cold))} ms, "
            + $"{Table.Times(Table.Median(cold) / warmPass)} of a warm pass.");
    }

    private static async Task<long> PeakAsync(TestBridge bridge, int edges)
    {
        await ResetAsync(bridge, "large");
        await bridge.PromoteAsync($"p{++_promotion}", "large", "large-next");
        return await PeakMemory.MeasureAsync(bridge, ["rescore", "--json"], ("Bridge__Rescore__WindowHours", "0"),
            ("Bridge__Rescore__MaxEdgesPerPass", $"{edges}"));
    }

    private static async Task ResetAsync(TestBridge bridge, string version)
    {
        foreach (var type in Types)
        {
            await bridge.CypherAsync($$"""
                MATCH ()-[r:{{type}}]->() WHERE r.rescored_by_artifact_id = $next AND r.edge_id > ''
                CALL (r) {
                    SET r.confidence = 0.5, r.rescored_by_artifact_id = null, r.rescored_version = null, r.rescored_at = null,
                        r.senate_review_flag = null
                } IN TRANSACTIONS OF 5000 ROWS
                """, ("next", version + "-next"));
        }
        await bridge.CypherAsync("MATCH (d:RescoreDelta) CALL (d) { DELETE d } IN TRANSACTIONS OF 5000 ROWS");
        await bridge.CypherAsync("MATCH (n) WHERE n:RescoreJob OR n:RescorePass OR n:Outbox DELETE n");
        await bridge.SqlAsync("DELETE FROM world_model_improvements");
        await bridge.SqlAsync("TRUNCATE tool_calls");
        await bridge.SqlAsync("UPDATE kg_edges SET rescored_by_artifact_id = null");
        await bridge.SqlAsync("VACUUM world_model_improvements, kg_edges");
    }

    public static async Task FillAsync(TestBridge bridge, string version, int count)
    {
        const int batch = 20_000;
        var input = System.Text.Json.JsonSerializer.Serialize(Enumerable.Range(0, 18).ToDictionary(i => $"feature{i}", i => i / 7.0));
        for (var from = 0; from < count; from += batch)
        {
            for (var t = 0; t < Types.Length; t++)
            {
                await bridge.CypherAsync($$"""
                    UNWIND range($from, $to, 5) AS i
                    MATCH (s:KgNode {id: 'n' + toString(i % 9999)})
                    MATCH (t:KgNode {id: 'n' + toString(i * 7 % 9998)})
                    CREATE (s)-[r:{{Types[t]}}]->(t)
                    SET r = {
                        edge_id: $version + ':' + right('0000000' + toString(i), 8), confidence: 0.5,
                        source_artifact_id: $version, source_version: 1, inference_input: $input
                    }
                    """, ("from", from + t), ("to", Math.Min(from + batch, count) - 1), ("version", version), ("input", input));
            }
        }
    }

    /// <summary>The same reads, writes and COPYs with nothing around them.</summary>
    private sealed class Floor(TestBridge bridge, string version)
    {
        private const int BatchSize = 2_000;

        public async Task<double> RunAsync(bool withDeltas)
        {
            await ResetAsync(bridge, version);
            return await Table.SecondsAsync(async () =>
            {
                var edges = await ReadAsync();
                foreach (var batch in edges.Chunk(BatchSize)) await WriteAsync(batch, withDeltas);
                await MirrorAsync(edges);
            });
        }

        /// <summary>The least that can be done: nothing travels but what is mirrored.</summary>
        public async Task<double> RunInOneAsync()
        {
            await ResetAsync(bridge, version);
            return await Table.SecondsAsync(async () =>
            {
                List<MirrorEdgeRow> states = [];
                foreach (var type in Types)
                {
                    var rows = await bridge.Graph.Graph.WriteAsync(transaction => transaction.RunAsync(OneStatement(type)), null, default);
                    states.AddRange(OutboundQueries.Edges.Rows(rows));
                }
                if (states.Count != PassSize) throw new InvalidOperationException($"{states.Count} edges");
                await StoreAsync(states, states.Select(edge => (edge.Id, edge.Confidence!.Value)));
            });
        }

        private CypherStatement OneStatement(string type) => new($$"""
            CYPHER 5 replan=skip
            MATCH (source)-[r:{{type}}]->(target)
            USING INDEX SEEK r:{{type}}(source_artifact_id, edge_id)
            WHERE r.source_artifact_id = $parent AND r.edge_id > '' AND r.rescored_by_artifact_id IS NULL
            WITH source, r, target ORDER BY r.source_artifact_id, r.edge_id LIMIT $limit
            WITH source, r, target, datetime($at) AS at, r.confidence AS old,
              CASE WHEN r.confidence * $child_quality / $parent_quality > 1.0 THEN 1.0
                ELSE r.confidence * $child_quality / $parent_quality END AS new
            CREATE (:RescoreDelta {
                id: 'floor-' + r.edge_id, edge_id: r.edge_id, edge_type: type(r), seq: 1, pass_id: 'floor', old_confidence: old,
                new_confidence: new, delta: new - old, at: at,
                class: CASE WHEN new - old < -0.15 THEN 'large_decrease' ELSE 'moderate' END
            })
            SET r += {confidence: new, rescored_by_artifact_id: $child, rescored_version: 2, rescored_at: at}
            FOREACH (_ IN CASE WHEN new - old < -0.15 THEN [1] ELSE [] END | SET r.senate_review_flag = true)
            WITH source, r, target
            {{OutboundQueries.Edges.File.Text[OutboundQueries.Edges.File.Text.LastIndexOf("RETURN", StringComparison.Ordinal)..]}}
            """,
            new Dictionary<string, object?>
            {
                ["parent"] = version, ["child"] = version + "-next", ["limit"] = BatchSize,
                ["child_quality"] = 0.5, ["parent_quality"] = 1.0,
                ["at"] = bridge.Time.GetUtcNow(), ["node_label"] = "KgNode",
            });

        private async Task<List<(string Type, ScoringInputRow Edge, double New)>> ReadAsync()
        {
            var graph = bridge.Graph;
            List<(string, ScoringInputRow, double)> scored = [];
            var taken = await new CandidateStream(graph, version).ReadAsync("").Take(PassSize).ToListAsync();
            foreach (var some in taken.Chunk(BatchSize))
            {
                var asked = new ScoringInputsParameters(version, [.. some.Select(edge => edge.EdgeId)],
                    [.. some.Select(edge => edge.ElementId!)], WithInputs: false);
                var rows = await graph.ReadAsync(RescoreQueries.Edges, asked, default);
                var parameters = new FallbackParameters([.. rows.Select(row => row.Confidence!.Value)], 1, 0.5);
                var scores = (await graph.ReadAsync(RescoreQueries.Fallback, parameters, default))[0].Scores;
                scored.AddRange(rows.Select((row, i) => (row.EdgeType, row, scores[i])));
            }
            return scored;
        }

        private async Task WriteAsync((string Type, ScoringInputRow Edge, double New)[] batch, bool withDeltas)
        {
            var delta = withDeltas
                ? """
                    CREATE (:RescoreDelta {
                        id: $deltas[i], edge_id: $ids[i], edge_type: $type, seq: 1, pass_id: 'floor', old_confidence: 0.5,
                        new_confidence: $new[i], delta: -0.25, class: 'moderate', at: at
                    })
                    """
                : "";
            foreach (var type in batch.GroupBy(edge => edge.Type))
            {
                var statement = new CypherStatement($$"""
                    CYPHER 5 replan=skip
                    WITH datetime($at) AS at
                    UNWIND range(0, size($ids) - 1) AS i
                    MATCH ()-[r:{{type.Key}} {edge_id: $ids[i]}]->()
                    SET r += {confidence: $new[i], rescored_by_artifact_id: $child, rescored_version: 2, rescored_at: at}
                    {{delta}}
                    RETURN count(*)
                    """,
                    new Dictionary<string, object?>
                    {
                        ["ids"] = type.Select(e => e.Edge.EdgeId).ToArray(),
                        ["new"] = type.Select(e => e.New).ToArray(),
                        ["deltas"] = type.Select(e => "floor-" + e.Edge.EdgeId).ToArray(),
                        ["type"] = type.Key,
                        ["child"] = version + "-next",
                        ["at"] = bridge.Time.GetUtcNow(),
                    });
                await bridge.Graph.Graph.WriteAsync(transaction => transaction.RunAsync(statement), null, default);
            }
        }

        private async Task MirrorAsync(List<(string Type, ScoringInputRow Edge, double New)> edges)
        {
            List<MirrorEdgeRow> states = [];
            foreach (var some in edges.Chunk(BatchSize))
            {
                var parameters = new MirrorEdgesParameters([.. some.Select(e => e.Edge.EdgeId)], [.. some.Select(e => e.Edge.ElementId)],
                    "KgNode");
                states.AddRange(await bridge.Graph.ReadAsync(OutboundQueries.Edges, parameters, default));
            }
            await StoreAsync(states, edges.Select(e => (e.Edge.EdgeId, e.New)));
        }

        private async Task StoreAsync(List<MirrorEdgeRow> states, IEnumerable<(string EdgeId, double New)> edges)
        {
            var pass = new PassDeltasRow("floor", "floor", version, version + "-next", "fallback", [], [], [], [], [], []);
            var at = Parameter.Text(bridge.Time.GetUtcNow());
            var deltas = edges.Select(e =>
                new MirrorDelta("floor-" + e.EdgeId, e.EdgeId, pass, 0.5, e.New, "moderate", at)).ToList();
            await using var fence = (await bridge.Get<FenceKeeper>().EnterAsync("floor", TimeSpan.Zero, default))!;
            await new MirrorStore(bridge.Postgres, fence).WriteAsync(new MirrorBatch([], deltas, states, [], []), default);
        }
    }
}
