using GraphSync.Backfill;
using GraphSync.Operations;
using Support;

namespace Benchmarks;

/// <summary>
/// Backfill of 200,000 edges over five types with four workers, against one <c>CALL { … } IN TRANSACTIONS</c> statement that sets the
/// same two properties of the same edges and decides nothing, and one that sets all four; in alternating rounds.
/// </summary>
internal static class BackfillRate
{
    private const int Edges = 200_000;

    // A slice is one statement, and Neo4j compiles what it has run some ten thousand times.
    private const int WarmUp = 5;
    private const int Rounds = 5;
    private static readonly string[] Types = ["A", "B", "C", "D", "E"];

    private const string SetTwo = """
        MATCH ()-[r:A|B|C|D|E]->()
        CALL (r) { SET r.source_artifact_id = 'm1', r.source_version = 1 } IN TRANSACTIONS OF 10000 ROWS
        """;

    private const string SetFour = """
        MATCH ()-[r:A|B|C|D|E]->()
        CALL (r) {
            SET r.source_artifact_id = 'm1', r.source_version = 1, r.attribution_method = 'model_version', r.provenance_unknown = false
        } IN TRANSACTIONS OF 10000 ROWS
        """;

    public static async Task RunAsync(ServersFixture servers)
    {
        await using var bridge = await TestBridge.CreateAsync(servers);
        await ArrangeAsync(bridge);
        var figures = await Table.InterleaveAsync(WarmUp, Rounds,
            ("ours", () => TurnAsync(bridge, () => BackfillAsync(bridge))),
            ("bare", () => TurnAsync(bridge, () => bridge.CypherAsync(SetTwo))),
            ("all four", () => TurnAsync(bridge, () => bridge.CypherAsync(SetFour))));
        string[] Row(string title, string work) =>
            [title, Table.Milliseconds(Table.Median(figures[work])), Table.Times(Table.Ratio(figures["ours"], figures[work]))];
        Table.Write($"Backfill of {Edges:N0} edges over five types", ["work", "ms", "backfill ÷ work"],
        [
            Row("backfill with 4 workers", "ours"),
            Row("one CALL { … } IN TRANSACTIONS that sets the two properties", "bare"),
            Row("one that sets the four that an attribution consists of", "all four"),
        ]);
    }

    private static async Task ArrangeAsync(TestBridge bridge)
    {
        await bridge.RegisterAsync(Types);
        await bridge.CypherAsync("""
            CREATE (:ModelVersion {id: 'm1', model_id: 'm', version_number: 1, created_at: datetime('2016-01-01')}),
                (:ModelVersion {id: 'm2', model_id: 'm', version_number: 2})
            """);
        await bridge.CypherAsync("UNWIND range(0, 19999) AS i CALL (i) { CREATE (:KgNode {id: 'n' + i}) } IN TRANSACTIONS OF 10000 ROWS");
        foreach (var type in Types)
        {
            await bridge.CypherAsync($$"""
                UNWIND range(0, $n - 1) AS i
                CALL (i) {
                    MATCH (s:KgNode {id: 'n' + i % 20000})
                    MATCH (t:KgNode {id: 'n' + (i * 7) % 20000})
                    CREATE (s)-[:{{type}} {
                        edge_id: '{{type}}:' + randomUUID(), confidence: 0.5, model_id: 'm', model_version: 1, provenance_unknown: true
                    }]->(t)
                } IN TRANSACTIONS OF 5000 ROWS
                """, ("n", Edges / Types.Length));
        }
        await bridge.ReplanAsync();
    }

    private static async Task BackfillAsync(TestBridge bridge)
    {
        var report = await bridge.Get<IOperation<BackfillReport>>().ExecuteAsync(new BackfillRequest { Workers = 4 }, default);
        if (report.Attributed == Edges) return;
        throw new InvalidOperationException($"{report.Attributed} edges were reported as attributed instead of {Edges}");
    }

    /// <summary>Seconds that the work takes to attribute all edges, of which none is.</summary>
    private static async Task<double> TurnAsync(TestBridge bridge, Func<Task> work)
    {
        await bridge.CypherAsync("MATCH (o:Outbox) DELETE o");
        await bridge.CypherAsync("""
            MATCH ()-[r:A|B|C|D|E]->()
            CALL (r) {
                SET r.source_artifact_id = null, r.source_version = null, r.attribution_method = null, r.provenance_unknown = true
            } IN TRANSACTIONS OF 10000 ROWS
            """);
        var seconds = await Table.SecondsAsync(work);
        var left = await bridge.CypherValueAsync<long>("MATCH ()-[r:A|B|C|D|E]->() WHERE r.source_artifact_id IS NULL RETURN count(r)");
        return left == 0 ? seconds : throw new InvalidOperationException($"{left} edges were not attributed");
    }
}
