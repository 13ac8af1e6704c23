using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Shouldly;
using Support;
using Xunit;

namespace Bridge.Host.Tests;

public sealed class DemoTests(ServersFixture servers) : IDisposable
{
    private static readonly string[] Names = ["status", "parent", "child"];
    private static readonly string[] Numbers = ["edges", "large_decrease", "moderate", "stable", "increase", "flagged", "passes"];
    private readonly string _directory = Directory.CreateTempSubdirectory("demo-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Demo_RescoresPaysAndShows_OnRealData()
    {
        await using var bridge = await TestBridge.CreateAsync(servers, migrate: false);
        var variables = bridge.Variables.ToDictionary(v => v.Key, v => (string?)v.Value);

        var run = await BridgeProcess.RunAsync(["demo", "--json"], variables, _directory, TimeSpan.FromMinutes(8), TestContext.Current.CancellationToken);

        run.ExitCode.ShouldBe(0, run.Error);
        using var report = JsonDocument.Parse(run.Output);
        Counts(report.RootElement.GetProperty("promotions")[0]).ShouldBe("completed lr_v1 lr_v2 edges=3735 large_decrease=123 moderate=2821 stable=86 increase=705 flagged=123 passes=1");
        Counts(report.RootElement.GetProperty("promotions")[1]).ShouldBe("completed rephetio-prior rephetio-ridge edges=22778 large_decrease=0 moderate=0 stable=21869 increase=909 flagged=0 passes=3");
        var payouts = report.RootElement.GetProperty("payouts").EnumerateArray().ToDictionary(p => p.GetProperty("agent_id").GetString()!, p => p.GetProperty("amount_utok").GetInt64());
        payouts.Values.Sum().ShouldBe(2_000_000);
        foreach (var agent in new[] { "tess", "cora", "ben", "rui" }) payouts[agent].ShouldBeInRange(1, 400_000, agent);
        (await File.ReadAllTextAsync(report.RootElement.GetProperty("widget").GetString()!, TestContext.Current.CancellationToken)).ShouldContain("<svg");

        var published = Published();
        var inGraph = (await bridge.CypherAsync("MATCH ()-[r:CtD]->() WHERE r.source_artifact_id = 'lr_v1' RETURN r.edge_id, r.confidence, r.rescored_by_artifact_id")).ToDictionary(row => (string)row[0]!, row => ((double)row[1]!, (string?)row[2]));
        inGraph.Count.ShouldBe(3_735);
        foreach (var (id, (confidence, version)) in inGraph)
        {
            confidence.ShouldBe(published[id], 1e-12, id);
            version.ShouldBe("lr_v2");
        }
        var mirrored = (await bridge.SqlRowsAsync<(string Id, double Confidence)>("SELECT id, confidence FROM kg_edges WHERE rescored_by_artifact_id = 'lr_v2'")).ToDictionary(row => row.Id, row => row.Confidence);
        mirrored.ShouldBe(inGraph.ToDictionary(edge => edge.Key, edge => edge.Value.Item1), ignoreOrder: true);
        (await bridge.SqlValueAsync<long>("SELECT count(*) FROM world_model_improvements WHERE event_type = 'model_rescore' AND detection_metadata->>'child_artifact_id' = 'lr_v2'")).ShouldBe(3_735);
        (await bridge.CypherValueAsync<long>("MATCH ()-[r]->() WHERE r.edge_id IS NOT NULL RETURN count(r)")).ShouldBe(93_498 + 3_735 + 22_778);
        (await bridge.SqlValueAsync<long>("SELECT count(*) FROM kg_edges")).ShouldBe(93_498 + 3_735 + 22_778);
        (await File.ReadAllLinesAsync(Path.Combine(_directory, "logs", "model_rescore.log"), TestContext.Current.CancellationToken)).Count(line => line.Contains("status=rate_limited")).ShouldBe(1);
    }

    [Fact]
    public async Task Demo_RefusesSomebodysGraph_WhenItHoldsData()
    {
        await using var bridge = await TestBridge.CreateAsync(servers, migrate: false);
        await bridge.CypherAsync("CREATE (:Mine)");

        var run = await BridgeProcess.RunAsync(["demo"], bridge.Variables.ToDictionary(v => v.Key, v => (string?)v.Value), _directory, cancellation: TestContext.Current.CancellationToken);

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("holds data");
        (await bridge.CypherValueAsync<long>("MATCH (n) RETURN count(n)")).ShouldBe(1);
    }

    private static string Counts(JsonElement p) => string.Join(' ', Names.Select(name => p.GetProperty(name).GetString()).Concat(Numbers.Select(name => $"{name}={p.GetProperty(name).GetInt64()}")));

    /// <summary>What the data set says that lr_v2 makes of each pair.</summary>
    private static Dictionary<string, double> Published()
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(AppContext.BaseDirectory, "samples", "data", "predictions", "dwpc_features.tsv.gz")), CompressionMode.Decompress));
        var columns = reader.ReadLine()!.Split('\t');
        var rows = new Dictionary<string, double>();
        while (reader.ReadLine() is { } line) rows["lr_v1:" + line.Split('\t')[0]] = double.Parse(line.Split('\t')[Array.IndexOf(columns, "lr_v2_pred")], CultureInfo.InvariantCulture);
        return rows;
    }
}
