using System.Globalization;
using GraphSync.Ingest;
using GraphSync.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Support;

namespace Benchmarks;

/// <summary>
/// A file of 200,000 edges through <c>bridge ingest</c>, mirror included, and through its code without the mirror, against what Neo4j does
/// itself: <c>LOAD CSV … MERGE … IN TRANSACTIONS</c> of the same rows, into types with the same constraint, and with none of our
/// schema. Each round begins without edges.
/// </summary>
internal static class LoadCsv
{
    private const int Edges = 200_000;
    private const int WarmUp = 1;
    private const int Rounds = 3;
    private const string Header = "edge_id,source_id,relation,target_id,confidence,model_id,inference_input";

    /// <summary>Prints the figures. Targets: 1.1 times the time without the mirror, 1.4 times with it.</summary>
    public static async Task RunAsync()
    {
        await using var servers = ServersFixture.ToMeasure();
        await using var bridge = await TestBridge.CreateAsync(servers);
        await ArrangeAsync(bridge);
        var folder = Directory.CreateTempSubdirectory("load-csv-").FullName;
        await WriteAsync(folder);
        await using var files = await ServeAsync(folder);
        var edges = Path.Combine(folder, "edges.csv");
        var figures = await Table.InterleaveAsync(WarmUp, Rounds,
            ("`bridge ingest`, mirror included", () => TurnAsync(bridge, () => ProcessAsync(bridge, edges))),
            ("ingest in-process, no mirror", () => TurnAsync(bridge, () => WithoutMirrorAsync(bridge, edges))),
            ("`LOAD CSV`, the same constraint", () => TurnAsync(bridge, () => LoadAsync(bridge, files.Urls.First(), "CONSTRAINED_"))),
            ("`LOAD CSV`, no schema", () => TurnAsync(bridge, () => LoadAsync(bridge, files.Urls.First(), "BARE_"))));
        var load = figures["`LOAD CSV`, the same constraint"];
        Table.Write($"A file of {Edges:N0} edges", ["work", "median ms", "÷ `LOAD CSV` with the constraint"],
            Table.Rows(figures, work => Table.Ratio(work, load)));
        Directory.Delete(folder, recursive: true);
    }

    private static async Task ArrangeAsync(TestBridge bridge)
    {
        await bridge.RegisterAsync(FiveTypes.Names);
        foreach (var type in FiveTypes.Names)
            await bridge.CypherAsync($"CREATE CONSTRAINT FOR ()-[r:CONSTRAINED_{type}]-() REQUIRE r.edge_id IS UNIQUE");
        await bridge.CypherAsync("CREATE (:ModelVersion {id: 'm1', model_id: 'm', version_number: 1})");
        await FiveTypes.AddEndpointsAsync(bridge);
    }

    private static async Task<double> TurnAsync(TestBridge bridge, Func<Task> work)
    {
        var seconds = await Table.SecondsAsync(work);
        await FiveTypes.RemoveAsync(bridge, FiveTypes.Names.SelectMany(type => new[] { type, "CONSTRAINED_" + type, "BARE_" + type }));
        await bridge.SqlAsync("TRUNCATE kg_edges CASCADE");
        return seconds;
    }

    private static async Task ProcessAsync(TestBridge bridge, string edges)
    {
        var result = await BridgeProcess.RunAsync(["ingest", "--edges", edges], bridge.Variables, timeout: TimeSpan.FromMinutes(10));
        if (result.ExitCode != 0) throw new InvalidOperationException(result.Error + result.Output);
    }

    private static async Task WithoutMirrorAsync(TestBridge bridge, string edges)
    {
        var report = await bridge.Get<IOperation<IngestReport>>().ExecuteAsync(new IngestRequest { EdgeFiles = [edges] }, default);
        if (report.Edges != new IngestResult(Edges, 0, 0)) throw new InvalidOperationException($"not all rows went in: {report.Edges}");
    }

    private static async Task LoadAsync(TestBridge bridge, string address, string prefix)
    {
        foreach (var type in FiveTypes.Names)
        {
            await bridge.CypherAsync($$"""
                LOAD CSV WITH HEADERS FROM $address AS row
                CALL (row) {
                    MATCH (s:KgNode {id: row.source_id})
                    MATCH (t:KgNode {id: row.target_id})
                    MERGE (s)-[r:{{prefix}}{{type}} {edge_id: row.edge_id}]->(t)
                    SET r.confidence = toFloat(row.confidence), r.model_id = row.model_id, r.inference_input = row.inference_input,
                        r.source_artifact_id = 'm1', r.source_version = 1, r.created_at = datetime()
                } IN TRANSACTIONS OF 2000 ROWS
                """, ("address", $"{address}/{type}.csv"));
        }
    }

    private static async Task WriteAsync(string folder)
    {
        var random = new Random(1);
        string Number() => random.NextDouble().ToString("R", CultureInfo.InvariantCulture);
        string Endpoint() => $"n{random.Next(FiveTypes.Nodes)}";
        var types = Enumerable.Range(0, Edges).Select(_ => FiveTypes.Names[random.Next(FiveTypes.Names.Length)]);
        var rows = types.Select((type, i) => (Type: type, Line: string.Join(',', $"{random.NextInt64():x16}:{i}", Endpoint(), type,
            Endpoint(), Number(), "m", $"\"{{\"\"CbGaD\"\":{Number()},\"\"CtGaD\"\":{Number()}}}\""))).ToList();
        await File.WriteAllLinesAsync(Path.Combine(folder, "edges.csv"), rows.Select(row => row.Line).Prepend(Header));
        foreach (var type in rows.GroupBy(row => row.Type))
            await File.WriteAllLinesAsync(Path.Combine(folder, $"{type.Key}.csv"), type.Select(row => row.Line).Prepend(Header));
    }

    // Where Neo4j may read files differs; it reads from an address everywhere.
    private static async Task<WebApplication> ServeAsync(string folder)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapGet("/{file}", (string file) => Results.File(Path.Combine(folder, Path.GetFileName(file)), "text/csv"));
        await app.StartAsync();
        return app;
    }
}
