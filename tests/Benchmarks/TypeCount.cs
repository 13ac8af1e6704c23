using System.Globalization;
using Support;

namespace Benchmarks;

/// <summary>2,000 edges over five types and over 200, each verb as a process of its own against servers that have seen no such
/// types.</summary>
internal static class TypeCount
{
    private const int Edges = 2_000;
    private const int Nodes = 100;
    private static readonly int[] Counts = [5, 200];

    /// <summary>Prints the figures. Aim: twice the time at most, the first ingest's schema apart.</summary>
    public static async Task RunAsync()
    {
        var figures = new List<(string Verb, double Seconds)>[Counts.Length];
        for (var i = 0; i < Counts.Length; i++) figures[i] = await MeasureAsync(Counts[i]);
        var rows = figures[0].Zip(figures[1], (few, many) => new[]
        {
            few.Verb, few.Seconds.ToString("F1", CultureInfo.InvariantCulture), many.Seconds.ToString("F1", CultureInfo.InvariantCulture),
            Table.Times(many.Seconds / few.Seconds),
        });
        Table.Write($"{Edges:N0} edges over {Counts[0]} types, and over {Counts[1]}", ["verb", "s", "s", "÷"], rows);
    }

    private static async Task<List<(string Verb, double Seconds)>> MeasureAsync(int types)
    {
        await using var servers = new ServersFixture();
        await using var bridge = await TestBridge.CreateAsync(servers);
        var folder = Directory.CreateTempSubdirectory("types-");
        var (nodes, edges) = (Path.Combine(folder.FullName, "nodes.tsv"), Path.Combine(folder.FullName, "edges.tsv"));
        await File.WriteAllLinesAsync(nodes, Enumerable.Range(0, Nodes).Select(i => $"n{i}\tGene\tgene {i}").Prepend("id\tkind\tname"));
        await File.WriteAllLinesAsync(edges, Enumerable.Range(0, Edges)
            .Select(i => $"e{i:D5}\tn{i % Nodes}\tTYPE_{i % types:D3}\tn{i * 7 % Nodes}\t0.9\tm\t1")
            .Prepend("edge_id\tsource_id\trelation\ttarget_id\tconfidence\tmodel_id\tmodel_version"));
        await bridge.AddVersionAsync("m1", "m", 1, quality: 1);
        await bridge.AddVersionAsync("m2", "m", 2, quality: 0.5, parent: "m1");
        await bridge.DrainAsync();
        List<(string, double)> figures = [];
        async Task AddAsync(string name, params string[] arguments) =>
            figures.Add((name, await Table.SecondsAsync(() => RunAsync(bridge, arguments))));

        await AddAsync("first ingest", "ingest", "--nodes", nodes, "--edges", edges);
        await AddAsync("ingest again", "ingest", "--nodes", nodes, "--edges", edges);
        await bridge.CypherAsync("MATCH ()-[r]->() WHERE r.edge_id > '' REMOVE r.source_artifact_id, r.source_version");
        await AddAsync("backfill", "backfill");
        await bridge.PromoteAsync("p", "m1", "m2");
        await AddAsync("rescore", "rescore");
        await bridge.CypherAsync("""
            MATCH ()-[r]->() WHERE r.edge_id > ''
            WITH type(r) AS type, collect(r.edge_id) AS ids, collect(elementId(r)) AS places
            CREATE (:Outbox {id: randomUUID(), edge_type: type, edge_ids: ids, element_ids: places, delta_ids: [], created_at: datetime()})
            """);
        await AddAsync("sync", "sync");
        await AddAsync("sync with nothing to do", "sync");
        await AddAsync("snapshot", "snapshot", "m2", "--format", "json", "--out", Path.Combine(folder.FullName, "m.json"));
        folder.Delete(recursive: true);
        return figures;
    }

    private static async Task RunAsync(TestBridge bridge, string[] arguments)
    {
        var result = await BridgeProcess.RunAsync(arguments, new Dictionary<string, string?>(bridge.Variables)
        {
            ["Bridge__Rescore__WindowHours"] = "0",
        }, timeout: TimeSpan.FromMinutes(10));
        if (result.ExitCode != 0) throw new InvalidOperationException($"{string.Join(' ', arguments)}: {result.Error}{result.Output}");
    }
}
