using System.Globalization;
using Support;

namespace Benchmarks;

/// <summary>What a verb took, as a process, or a daemon for its pages.</summary>
/// <param name="Verb">The verb, and on what.</param>
/// <param name="Seconds">From its start to its end.</param>
/// <param name="Megabytes">The most memory that the process had resident.</param>
internal sealed record VerbRun(string Verb, double Seconds, long Megabytes);

/// <summary>The verbs one after the other over one graph, each as a process of its own, mirror included, against servers that have seen
/// nothing yet.</summary>
internal static class VerbRuns
{
    private const int FewestNodes = 100;
    private const int EdgesOfANode = 10;
    private const int FewestAPass = 10_000;
    private const int Reads = 20;

    private static readonly Func<int, string>[] Pages =
    [
        i => $"/?versions={i + 1}", i => $"/review?after=e{i:D7}", i => $"/models/m2?paid={i + 1}", i => $"/models/m2/widget?paid={i + 1}",
        i => $"/promotions/p?paid={i + 1}",
    ];

    /// <param name="edges">How many edges; a pass takes all of them.</param>
    /// <param name="types">Over how many types.</param>
    public static async Task<IReadOnlyList<VerbRun>> MeasureAsync(int edges, int types)
    {
        await using var servers = ServersFixture.ToMeasure();
        await using var bridge = await TestBridge.CreateAsync(servers);
        await bridge.AddVersionAsync("m1", "m", 1, quality: 1);
        await bridge.AddVersionAsync("m2", "m", 2, quality: 0.5, parent: "m1");
        await bridge.DrainAsync();
        var folder = Directory.CreateTempSubdirectory("verbs-");
        List<VerbRun> runs = [];
        await RunAllAsync(bridge, folder.FullName, edges, types, async (name, arguments) =>
        {
            long peak = 0;
            var seconds = await Table.SecondsAsync(async () => peak = await PeakMemory.MeasureAsync(bridge, arguments,
                ("Bridge__Rescore__WindowHours", "0"),
                ("Bridge__Rescore__MaxEdgesPerPass", Math.Max(edges, FewestAPass).ToString(CultureInfo.InvariantCulture))));
            runs.Add(new VerbRun(name, seconds, peak));
        });
        runs.AddRange(await PagesAsync(bridge));
        folder.Delete(recursive: true);
        return runs;
    }

    private static async Task RunAllAsync(TestBridge bridge, string folder, int edges, int types, Func<string, string[], Task> run)
    {
        var (nodes, rows) = (Path.Combine(folder, "nodes.tsv"), Path.Combine(folder, "edges.tsv"));
        await File.WriteAllLinesAsync(nodes, Enumerable.Range(0, NodesOf(edges)).Select(i => $"n{i}\tGene\tgene {i}")
            .Prepend("id\tkind\tname"));
        await File.WriteAllLinesAsync(rows, Rows(edges, types));
        string[] ingest = ["ingest", "--nodes", nodes, "--edges", rows];
        await run("first ingest, with the schema of new types", ingest);
        await run("ingest again", ingest);
        await ChangeAsync(bridge, "REMOVE r.source_artifact_id, r.source_version");
        await run("backfill", ["backfill"]);
        await bridge.PromoteAsync("p", "m1", "m2");
        await run("rescore, all edges in a pass", ["rescore"]);
        await bridge.CypherAsync("""
            MATCH ()-[r]->() WHERE r.edge_id > ''
            WITH type(r) AS type, toInteger(split(elementId(r), ':')[2]) / 10000 AS part, collect(r.edge_id) AS ids,
                 collect(elementId(r)) AS places
            CREATE (:Outbox {id: randomUUID(), edge_type: type, edge_ids: ids, element_ids: places, delta_ids: [], created_at: datetime()})
            """);
        await run("sync of all edges", ["sync"]);
        await run("sync with nothing to do", ["sync"]);
        await run("reconcile", ["reconcile"]);
        await run("doctor", ["doctor"]);
        await run("snapshot", ["snapshot", "m2", "--format", "json", "--out", Path.Combine(folder, "m.json")]);
        await ChangeAsync(bridge, "REMOVE r.edge_id");
        string[] adopt = ["adopt", .. Enumerable.Range(0, types).Select(Type)];
        await run("adopt", adopt);
        await run("adopt again", adopt);
    }

    /// <summary>What a daemon that has just been started takes for the pages, one after the other: the first time, and when they are read
    /// anew, none of them from the cache.</summary>
    private static async Task<IReadOnlyList<VerbRun>> PagesAsync(TestBridge bridge)
    {
        await using var daemon = await RunningDaemon.StartAsync(bridge.Variables);
        var first = await ReadAsync(0);
        List<double> anew = [];
        for (var round = 1; round <= Reads; round++) anew.Add(await ReadAsync(round));
        var peak = PeakMemory.Of(daemon.ProcessId);
        return [new VerbRun("pages, first view of each", first, peak), new VerbRun("pages, read anew", Table.Median(anew), peak)];

        Task<double> ReadAsync(int round) => Table.SecondsAsync(async () =>
        {
            foreach (var page in Pages) await daemon.PageAsync(page(round));
        });
    }

    private static Task ChangeAsync(TestBridge bridge, string change) =>
        bridge.CypherAsync($"MATCH ()-[r]->() WHERE r.edge_id > '' CALL (r) {{ {change} }} IN TRANSACTIONS OF 10000 ROWS");

    private static int NodesOf(int edges) => Math.Max(FewestNodes, edges / EdgesOfANode);

    private static string Type(int number) => $"TYPE_{number:D3}";

    private static IEnumerable<string> Rows(int edges, int types) => Enumerable.Range(0, edges)
        .Select(i => $"e{i:D7}\tn{i % NodesOf(edges)}\t{Type(i % types)}\tn{i * 7L % NodesOf(edges)}\t0.9\tm\t1\t{{\"i\": {i}}}")
        .Prepend("edge_id\tsource_id\trelation\ttarget_id\tconfidence\tmodel_id\tmodel_version\tinference_input");
}
