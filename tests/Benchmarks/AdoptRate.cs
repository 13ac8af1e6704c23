using System.Globalization;
using Support;

namespace Benchmarks;

/// <summary>
/// Taking in a graph that exists, mirror included, as a process; and again, when nothing is left to write. Against making the ids in
/// transactions and then bare reads, COPY and upsert, and against reading the mirror's columns of every edge. ADOPT_EDGES in the
/// environment sets how many edges, 500,000 else.
/// </summary>
internal static class AdoptRate
{
    private static readonly int Edges = int.Parse(Environment.GetEnvironmentVariable("ADOPT_EDGES") ?? "500000",
        CultureInfo.InvariantCulture);

    /// <summary>Prints the figures. Aims: adopting at most 1.5 times making ids, reading and copying; again at most 1.5 times reading;
    /// under 150 MB.</summary>
    public static async Task RunAsync(ServersFixture servers)
    {
        await using var bridge = await TestBridge.CreateAsync(servers);
        await bridge.AddVersionAsync("m1", "m", 1);
        await bridge.DrainAsync();
        await FiveTypes.FillAsync(bridge, Edges, withIds: false);
        List<string[]> rows = [];
        async Task MeasureAsync(string work, Func<Task<long>> run)
        {
            long peak = 0;
            var seconds = await Table.SecondsAsync(async () => peak = await run());
            rows.Add([work, seconds.ToString("F1", CultureInfo.InvariantCulture), peak == 0 ? "" : $"{peak}"]);
        }

        await MeasureAsync("making ids", () => MakeIdsAsync(bridge));
        var edges = await bridge.CypherAsync("MATCH ()-[r]->() RETURN r.edge_id AS id, elementId(r) AS element");
        await MeasureAsync("bare read, COPY and upsert", () => CopyAsync(bridge, edges));
        await bridge.SqlAsync("TRUNCATE kg_edges");
        await bridge.CypherAsync("MATCH ()-[r]->() CALL (r) { REMOVE r.edge_id } IN TRANSACTIONS OF 10000 ROWS");
        await MeasureAsync("adopt", () => PeakMemory.MeasureAsync(bridge, ["adopt", .. FiveTypes.Names]));
        await MeasureAsync("reading", () => ReadAsync(bridge));
        await MeasureAsync("adopt again", () => PeakMemory.MeasureAsync(bridge, ["adopt", .. FiveTypes.Names]));
        await MeasureAsync("reading", () => ReadAsync(bridge));
        Table.Write($"Adopting {Edges:N0} edges of five types", ["work", "s", "peak MB"], rows);
    }

    private static async Task<long> MakeIdsAsync(TestBridge bridge)
    {
        await bridge.CypherAsync("MATCH ()-[r]->() CALL (r) { SET r.edge_id = randomUUID() } IN TRANSACTIONS OF 10000 ROWS");
        return 0;
    }

    private static async Task<long> CopyAsync(TestBridge bridge, IReadOnlyList<object?[]> edges)
    {
        await MirrorRate.CopyAsync(bridge, edges.Select(edge => ((string)edge[0]!, (string)edge[1]!)));
        return 0;
    }

    private static async Task<long> ReadAsync(TestBridge bridge)
    {
        var edges = await FiveTypes.ReadAsync(bridge);
        return edges == Edges ? 0 : throw new InvalidOperationException($"{edges} edges were read");
    }
}
