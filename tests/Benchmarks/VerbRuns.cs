using System.Globalization;
using Support;

namespace Benchmarks;

/// <summary>What a verb took, as a process.</summary>
/// <param name="Verb">The verb, and on what.</param>
/// <param name="Seconds">From its start to its end.</param>
/// <param name="Megabytes">The most memory that it had resident.</param>
internal sealed record VerbRun(string Verb, double Seconds, long Megabytes);

/// <summary>The verbs one after the other over one graph, each as a process of its own, mirror included, against servers that have seen
/// nothing yet.</summary>
internal static class VerbRuns
{
    private const int Nodes = 100;
    private const int FewestAPass = 10_000;

    /// <param name="edges">How many edges; a pass takes all of them.</param>
    /// <param name="types">Over how many types.</param>
    public static async Task<IReadOnlyList<VerbRun>> MeasureAsync(int edges, int types)
    {
        await using var servers = new ServersFixture();
        await using var bridge = await TestBridge.CreateAsync(servers);
        var folder = Directory.CreateTempSubdirectory("verbs-");
        var (nodes, rows) = (Path.Combine(folder.FullName, "nodes.tsv"), Path.Combine(folder.FullName, "edges.tsv"));
        await File.WriteAllLinesAsync(nodes, Enumerable.Range(0, Nodes).Select(i => $"n{i}\tGene\tgene {i}").Prepend("id\tkind\tname"));
        await File.WriteAllLinesAsync(rows, Rows(edges, types));
        await bridge.AddVersionAsync("m1", "m", 1, quality: 1);
        await bridge.AddVersionAsync("m2", "m", 2, quality: 0.5, parent: "m1");
        await bridge.DrainAsync();
        List<VerbRun> runs = [];
        async Task RunAsync(string name, params string[] arguments)
        {
            long peak = 0;
            var seconds = await Table.SecondsAsync(async () => peak = await PeakMemory.MeasureAsync(bridge, arguments,
                ("Bridge__Rescore__WindowHours", "0"),
                ("Bridge__Rescore__MaxEdgesPerPass", Math.Max(edges, FewestAPass).ToString(CultureInfo.InvariantCulture))));
            runs.Add(new VerbRun(name, seconds, peak));
        }

        await RunAsync("first ingest, with the schema of new types", "ingest", "--nodes", nodes, "--edges", rows);
        await RunAsync("ingest again", "ingest", "--nodes", nodes, "--edges", rows);
        await ChangeAsync(bridge, "REMOVE r.source_artifact_id, r.source_version");
        await RunAsync("backfill", "backfill");
        await bridge.PromoteAsync("p", "m1", "m2");
        await RunAsync("rescore, all edges in a pass", "rescore");
        await bridge.CypherAsync("""
            MATCH ()-[r]->() WHERE r.edge_id > ''
            WITH type(r) AS type, toInteger(split(elementId(r), ':')[2]) / 10000 AS part, collect(r.edge_id) AS ids,
                 collect(elementId(r)) AS places
            CREATE (:Outbox {id: randomUUID(), edge_type: type, edge_ids: ids, element_ids: places, delta_ids: [], created_at: datetime()})
            """);
        await RunAsync("sync of all edges", "sync");
        await RunAsync("sync with nothing to do", "sync");
        await RunAsync("reconcile", "reconcile");
        await RunAsync("doctor", "doctor");
        await RunAsync("snapshot", "snapshot", "m2", "--format", "json", "--out", Path.Combine(folder.FullName, "m.json"));
        await ChangeAsync(bridge, "REMOVE r.edge_id");
        string[] adopt = ["adopt", .. Enumerable.Range(0, types).Select(Type)];
        await RunAsync("adopt", adopt);
        await RunAsync("adopt again", adopt);
        folder.Delete(recursive: true);
        return runs;
    }

    private static Task ChangeAsync(TestBridge bridge, string change) =>
        bridge.CypherAsync($"MATCH ()-[r]->() WHERE r.edge_id > '' CALL (r) {{ {change} }} IN TRANSACTIONS OF 10000 ROWS");

    private static string Type(int number) => $"TYPE_{number:D3}";

    private static IEnumerable<string> Rows(int edges, int types) => Enumerable.Range(0, edges)
        .Select(i => $"e{i:D7}\tn{i % Nodes}\t{Type(i % types)}\tn{i * 7L % Nodes}\t0.9\tm\t1\t{{\"i\": {i}}}")
        .Prepend("edge_id\tsource_id\trelation\ttarget_id\tconfidence\tmodel_id\tmodel_version\tinference_input");
}
