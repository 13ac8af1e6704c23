using System.Globalization;
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
    private const int WarmUp = 1;
    private const int Rounds = 3;
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
        var edges = await FiveTypes.ReadAsync(bridge);
        long rows = 0;
        await using var connection = await bridge.Postgres.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(Rows, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var values = new object[reader.FieldCount];
        for (; await reader.ReadAsync(); rows++) reader.GetValues(values);
        if (edges != Edges || rows != Edges) throw new InvalidOperationException($"{edges} edges and {rows} rows were read");
    }

    private static async Task ArrangeAsync(TestBridge bridge)
    {
        await bridge.RegisterAsync(FiveTypes.Names);
        await bridge.AddVersionAsync("m1", "m", 1);
        await FiveTypes.FillAsync(bridge, Edges, withIds: true);
        await bridge.ReplanAsync();
        await bridge.RunAsync(new ReconcileRequest());
        await bridge.SqlAsync("VACUUM ANALYZE kg_edges");
    }
}
