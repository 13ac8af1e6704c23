using System.Globalization;
using System.Net;
using Servers;
using Support;

namespace Benchmarks;

/// <summary>
/// Pages of a large graph: 1,000,000 edges of 200 types and 1,000 versions, one of which has nearly half of them, 100,000 flagged. Each
/// kind of page is read anew many times, and once after Neo4j was restarted. PAGES_EDGES and PAGES_TYPES set other numbers.
/// </summary>
internal static class PageTimes
{
    private const int Versions = 1_000;
    private const int Nodes = 20_000;
    private const int Reads = 40;
    private static readonly int Edges = Setting("PAGES_EDGES", 1_000_000);
    private static readonly string[] Types = [.. Enumerable.Range(0, Setting("PAGES_TYPES", 200)).Select(i => $"TYPE_{i:D3}")];

    private static readonly (string Name, Func<int, string> Address)[] Pages =
    [
        ("overview", i => $"/?versions={i % 20 + 1}"),
        ("review", i => $"/review?after=e{i % Types.Length}:{i}"),
        ("version with nearly half of the edges", i => $"/models/v0?paid={i + 1}"),
        ("its widget", i => $"/models/v0/widget?paid={i + 1}"),
        ("versions with few edges", i => $"/models/v{i + 1}"),
        ("their widgets", i => $"/models/v{i + 1}/widget"),
        ("promotion", i => $"/promotions/p?paid={i + 1}"),
    ];

    /// <summary>Prints the figures. Aims: 95 of 100 within 200 ms, the first view after a restart within 3 s.</summary>
    public static async Task RunAsync()
    {
        await using var servers = ServersFixture.ToMeasure();
        await using var bridge = await TestBridge.CreateAsync(servers);
        await FillAsync(bridge);
        await bridge.PromoteAsync("p", "v0", "v1");
        await bridge.DrainAsync();
        var neo4j = (await servers.GetAsync()).Neo4j;
        var first = await FirstViewsAsync(bridge, neo4j);
        await using var daemon = await RunningServer.StartAsync(bridge);
        // Its first round of the doctor, once an hour, is over.
        await Until.TrueAsync(async () => (await daemon.Http.GetAsync(new Uri("/health/doctor", UriKind.Relative))).IsSuccessStatusCode,
            "the doctor's first round", default);
        Dictionary<string, List<double>> times = Pages.ToDictionary(page => page.Name, _ => new List<double>());
        for (var i = 0; i < 3 + Reads; i++)
        {
            foreach (var (name, address) in Pages)
            {
                var seconds = await ReadAsync(daemon.Http, address(i));
                if (i >= 3) times[name].Add(seconds);
            }
        }
        Table.Write($"Pages, {Edges:N0} edges, {Edges / 10:N0} flagged, {Types.Length} types, {Versions:N0} versions",
            ["page", "first view after a restart, ms", "median ms", "95 of 100 within, ms"],
            times.Select(page => new[]
            {
                page.Key, Table.Milliseconds(first[page.Key]), Table.Milliseconds(Table.Median(page.Value)),
                Table.Milliseconds(page.Value.Order().ElementAt((int)(page.Value.Count * 0.95))),
            }));
    }

    /// <summary>Each page by itself, after a restart.</summary>
    private static async Task<IReadOnlyDictionary<string, double>> FirstViewsAsync(TestBridge bridge, Neo4jServer neo4j)
    {
        Dictionary<string, double> first = [];
        foreach (var (name, address) in Pages)
        {
            await neo4j.StopAsync();
            await neo4j.StartAsync();
            await using var restarted = await RunningServer.StartAsync(bridge);
            first[name] = await ReadAsync(restarted.Http, address(0));
        }
        return first;
    }

    private static async Task FillAsync(TestBridge bridge)
    {
        await bridge.RegisterAsync(Types);
        await bridge.CypherAsync("UNWIND range(0, $n - 1) AS i CREATE (:KgNode {id: 'n' + i, kind: 'Gene', name: 'gene ' + i})",
            ("n", Nodes));
        for (var i = 0; i < Versions; i++) await bridge.AddVersionAsync($"v{i}", $"model{i / 10}", i % 10 + 1, quality: 0.5);
        await bridge.DrainAsync();
        for (var k = 0; k < Types.Length; k++)
        {
            await bridge.CypherAsync($$"""
                UNWIND range(0, $edges - 1) AS i
                CALL (i) {
                    MATCH (s:KgNode {id: 'n' + (i * 4 + $k) % $nodes})
                    MATCH (t:KgNode {id: 'n' + (i * 7 + $k) % $nodes})
                    CREATE (s)-[:{{Types[k]}} {
                        edge_id: 'e' + $k + ':' + i, confidence: toInteger(rand() * 10000) / 10000.0, created_at: datetime(),
                        source_artifact_id: CASE WHEN i % 100 < 46 THEN 'v0' ELSE 'v' + (1 + (i * 200 + $k) % $others) END,
                        source_version: 1, senate_review_flag: CASE WHEN i % 10 = 0 THEN true END,
                        inference_input: '{"CbGaD": 1.5, "CtGaD": 2.5}'
                    }]->(t)
                } IN TRANSACTIONS OF 5000 ROWS
                """, ("edges", Edges / Types.Length), ("k", k), ("nodes", Nodes), ("others", Versions - 1));
        }
        await bridge.ReplanAsync();
    }

    private static async Task<double> ReadAsync(HttpClient http, string address) => await Table.SecondsAsync(async () =>
    {
        while (true)
        {
            using var answer = await http.GetAsync(new Uri(address, UriKind.Relative));
            // Its reader was told to ask again; the whole wait counts.
            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable) continue;
            answer.EnsureSuccessStatusCode();
            await answer.Content.ReadAsByteArrayAsync();
            return;
        }
    });

    private static int Setting(string name, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None,
        CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
