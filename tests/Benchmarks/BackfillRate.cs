using System.Diagnostics;
using GraphSync.Backfill;
using Support;

namespace Benchmarks;

/// <summary>
/// Backfill of 200,000 edges over five types with four workers, against one <c>CALL { … } IN TRANSACTIONS</c> statement that sets the
/// same two properties of the same edges and decides nothing; in alternating rounds.
/// </summary>
internal static class BackfillRate
{
    private const int Edges = 200_000;
    private const int Rounds = 3;
    private static readonly string[] Types = ["A", "B", "C", "D", "E"];

    /// <summary>Prints the figures; gives whether the target is met: no slower than the bare statement.</summary>
    public static async Task<bool> RunAsync(ServersFixture servers, CancellationToken cancellationToken)
    {
        await using var bridge = await TestBridge.CreateAsync(servers);
        await ArrangeAsync(bridge);
        TimeSpan ours = default, bare = default;
        // The first round warms up and does not count.
        for (var round = 0; round <= Rounds; round++)
        {
            await ResetAsync(bridge);
            var bareTime = await TimeAsync(() => bridge.CypherAsync(
                "MATCH ()-[r:A|B|C|D|E]->() CALL (r) { SET r.source_artifact_id = 'm1', r.source_version = 1 } IN TRANSACTIONS OF 10000 ROWS"));
            await ResetAsync(bridge);
            var ourTime = await TimeAsync(async () =>
            {
                var report = await new BackfillRun(bridge.Context).RunAsync(new BackfillRequest { Workers = 4 }, null, cancellationToken);
                if (report.Attributed != Edges) throw new InvalidOperationException($"{report.Attributed} edges were attributed instead of {Edges}");
            });
            if (round == 0) continue;
            bare += bareTime;
            ours += ourTime;
        }
        Console.WriteLine($"| backfill, {Edges:N0} edges of five types, 4 workers | {ours.TotalSeconds / Rounds:0.0} s |");
        Console.WriteLine($"| one CALL {{ … }} IN TRANSACTIONS that sets the same two properties | {bare.TotalSeconds / Rounds:0.0} s |");
        Console.WriteLine($"| ratio (target: at most 1.0) | {ours / bare:0.00} |");
        return ours <= bare;
    }

    private static async Task ArrangeAsync(TestBridge bridge)
    {
        await bridge.RegisterAsync(Types);
        await bridge.CypherAsync("CREATE (:ModelVersion {id: 'm1', model_id: 'm', version_number: 1, created_at: datetime('2016-01-01')}), (:ModelVersion {id: 'm2', model_id: 'm', version_number: 2})");
        await bridge.CypherAsync("UNWIND range(0, 19999) AS i CALL (i) { CREATE (:KgNode {id: 'n' + i}) } IN TRANSACTIONS OF 10000 ROWS");
        foreach (var type in Types)
        {
            await bridge.CypherAsync("UNWIND range(0, $n - 1) AS i CALL (i) { MATCH (s:KgNode {id: 'n' + i % 20000}) MATCH (t:KgNode {id: 'n' + (i * 7) % 20000}) " +
                $"CREATE (s)-[:{type} {{edge_id: '{type}:' + randomUUID(), confidence: 0.5, model_id: 'm', model_version: 1, provenance_unknown: true}}]->(t) }} IN TRANSACTIONS OF 5000 ROWS",
                ("n", Edges / Types.Length));
        }
        await bridge.CypherAsync("CALL db.prepareForReplanning(60)");
    }

    private static async Task ResetAsync(TestBridge bridge)
    {
        await bridge.CypherAsync("MATCH (o:Outbox) DELETE o");
        await bridge.CypherAsync("MATCH ()-[r:A|B|C|D|E]->() CALL (r) { SET r.source_artifact_id = null, r.source_version = null, r.attribution_method = null, r.provenance_unknown = true } IN TRANSACTIONS OF 10000 ROWS");
    }

    private static async Task<TimeSpan> TimeAsync(Func<Task> work)
    {
        var watch = Stopwatch.StartNew();
        await work();
        return watch.Elapsed;
    }
}
