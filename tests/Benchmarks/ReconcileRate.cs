using System.Globalization;
using GraphQueries.Reconcile;
using GraphSync.Doctor;
using GraphSync.Operations;
using GraphSync.Postgres;
using GraphSync.Reconcile;
using Npgsql;
using Support;

namespace Benchmarks;

/// <summary>
/// Comparing a graph with its mirror, and looking it over, against reading both sides: the same columns of every edge and every row, one
/// side after the other, with nothing done to them; in alternating rounds. RECONCILE_EDGES in the environment sets how many edges,
/// 1,000,000 else.
/// </summary>
internal static class ReconcileRate
{
    private const int Nodes = 20_000;
    private const int PageSize = 5_000;
    private const int WarmUp = 1;
    private const int Rounds = 3;
    private static readonly string[] Types = ["A", "B", "C", "D", "E"];

    private static readonly int Edges = int.Parse(Environment.GetEnvironmentVariable("RECONCILE_EDGES") ?? "1000000",
        CultureInfo.InvariantCulture);

    private const string Rows = """
        SELECT id, source_id, source_type, relation, target_id, target_type, confidence, source_artifact_id, source_version,
            provenance_unknown, senate_review_flag, inference_input::text, rescored_by_artifact_id, rescored_version,
            rescored_at, created_at
        FROM kg_edges
        """;

    /// <summary>Prints the figures. Target: at most 1.5 times reading both sides.</summary>
    public static async Task RunAsync(ServersFixture servers)
    {
        await using var bridge = await TestBridge.CreateAsync(servers);
        await ArrangeAsync(bridge);
        var figures = await Table.InterleaveAsync(WarmUp, Rounds,
            ("reconcile", () => Table.SecondsAsync(() => ReconcileAsync(bridge))),
            ("doctor", () => Table.SecondsAsync(() => bridge.RunAsync(new DoctorRequest()))),
            ("reading both sides", () => Table.SecondsAsync(() => ReadAsync(bridge))));
        Table.Write($"Reconciling {Edges:N0} edges of five types", ["work", "median ms", "reconcile ÷ work"],
            Table.Rows(figures, work => Table.Ratio(figures["reconcile"], work)));
        Console.WriteLine($"\nPeak memory of `bridge reconcile`: {await PeakMemory.MeasureAsync(bridge, ["reconcile"])} MB.");
    }

    private static async Task ReconcileAsync(TestBridge bridge)
    {
        var report = await bridge.Get<IOperation<ReconcileReport>>().ExecuteAsync(new ReconcileRequest(), default);
        if (report is { Status: ReconcileStatus.Equal } && report.Edges == Edges && report.Rows == Edges) return;
        throw new InvalidOperationException(report.Summary);
    }

    private static async Task ReadAsync(TestBridge bridge)
    {
        long edges = 0, rows = 0;
        foreach (var type in Types)
        {
            for (var after = ""; ;)
            {
                var page = (await bridge.Graph.ReadAsync(ReconcileQueries.Page, type,
                    new ReconcilePageParameters(after, PageSize, "KgNode"), default))[0];
                if (page.Ids.Count == 0) break;
                edges += page.Ids.Count;
                after = page.Ids[^1];
            }
        }
        await using var connection = await bridge.Postgres.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(Rows, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var values = new object[reader.FieldCount];
        for (; await reader.ReadAsync(); rows++) reader.GetValues(values);
        if (edges != Edges || rows != Edges) throw new InvalidOperationException($"{edges} edges and {rows} rows were read");
    }

    private static async Task ArrangeAsync(TestBridge bridge)
    {
        await bridge.RegisterAsync(Types);
        await bridge.AddVersionAsync("m1", "m", 1);
        await bridge.CypherAsync("UNWIND range(0, $n - 1) AS i CALL (i) { CREATE (:KgNode {id: 'n' + i, kind: 'Gene'}) } "
            + "IN TRANSACTIONS OF 10000 ROWS", ("n", Nodes));
        await bridge.CypherAsync("CALL db.prepareForReplanning(60)");
        foreach (var type in Types)
        {
            await bridge.CypherAsync($$"""
                UNWIND range(0, $edges - 1) AS i
                CALL (i) {
                    MATCH (s:KgNode {id: 'n' + i % $nodes})
                    MATCH (t:KgNode {id: 'n' + (i * 7) % $nodes})
                    CREATE (s)-[:{{type}} {
                        edge_id: randomUUID(), confidence: rand(), source_artifact_id: 'm1', source_version: 1, created_at: datetime(),
                        inference_input: '{"CbGaD": ' + rand() + ', "CtGaD": ' + rand() + '}'
                    }]->(t)
                } IN TRANSACTIONS OF 5000 ROWS
                """, ("edges", Edges / Types.Length), ("nodes", Nodes));
        }
        await bridge.CypherAsync("CALL db.prepareForReplanning(60)");
        await bridge.RunAsync(new ReconcileRequest());
        await bridge.SqlAsync("VACUUM ANALYZE kg_edges");
    }
}
