using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Bridge.Host.Output;
using Bridge.Host.Tests.Commands;
using GraphSync.Postgres;
using Shouldly;
using Support;
using Xunit;

namespace Bridge.Host.Tests;

public sealed class DemoTests(ServersFixture servers) : BridgeTest(servers)
{
    private static readonly string[] Names = ["status", "parent", "child"];
    private static readonly string[] Numbers = ["edges", "large_decrease", "moderate", "stable", "increase", "flagged", "passes"];

    protected override bool IsMigrated => false;

    /// <summary>A graph that is migrated holds data: the record of it.</summary>
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Servers.WipeNeo4jAsync();
    }

    [Fact]
    public async Task Demo_RescoresPaysAndShows_OnRealData()
    {
        var run = await BridgeProcess.RunAsync(["demo", "--json"], Bridge.Variables, Folder, TimeSpan.FromMinutes(20), Cancellation);

        run.ExitCode.ShouldBe(0, run.Error);
        using var report = JsonDocument.Parse(run.Output);
        Counts(report.RootElement.GetProperty("promotions")[0]).ShouldBe(
            "completed lr_v1 lr_v2 edges=3735 large_decrease=123 moderate=2821 stable=86 increase=705 flagged=123 passes=1");
        Counts(report.RootElement.GetProperty("promotions")[1]).ShouldBe(
            "completed rephetio-prior rephetio-ridge edges=22778 large_decrease=0 moderate=0 stable=21869 increase=909 flagged=0 passes=3");
        var payouts = report.RootElement.GetProperty("payouts").EnumerateArray()
            .ToDictionary(p => p.GetProperty("agent_id").GetString()!, p => p.GetProperty("amount_utok").GetInt64());
        payouts.Values.Sum().ShouldBe(2_000_000);
        foreach (var agent in new[] { "tess", "cora", "ben", "rui" }) payouts[agent].ShouldBeInRange(1, 400_000, agent);
        (await File.ReadAllTextAsync(report.RootElement.GetProperty("widget").GetString()!, Cancellation)).ShouldContain("<svg");

        await EdgesAreAsPublishedAsync();
        (await Bridge.CypherValueAsync<long>("MATCH ()-[r]->() WHERE r.edge_id IS NOT NULL RETURN count(r)"))
            .ShouldBe(93_498 + 3_735 + 22_778);
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM kg_edges")).ShouldBe(93_498 + 3_735 + 22_778);
        var log = await File.ReadAllLinesAsync(Path.Combine(Folder, "logs", "model_rescore.log"), Cancellation);
        log.Count(line => line.Contains("status=rate_limited")).ShouldBe(1);
        // What people look with does so here, too.
        await CypherShell.RunsAllAsync(Servers, Bridge.Variables, Path.Combine(Folder, "queries"), Cancellation);
    }

    [Fact]
    public async Task Demo_RefusesSomebodysGraph_WhenItHoldsData()
    {
        await Bridge.CypherAsync("CREATE (:Mine)");

        var run = await BridgeProcess.RunAsync(["demo"], Bridge.Variables, Folder, cancellation: Cancellation);

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("holds data");
        (await Bridge.CypherValueAsync<long>("MATCH (n) RETURN count(n)")).ShouldBe(1);
    }

    [Fact]
    public async Task Demo_SaysOnceWhatIsMissing_WhenNothingServes()
    {
        var variables = new Dictionary<string, string?> { ["NEO4J_URI"] = "nonsense", ["ConnectionStrings__Postgres"] = "Nonsense=1" };

        var run = await BridgeProcess.RunAsync(["demo"], variables, Folder, cancellation: Cancellation);

        run.ExitCode.ShouldBe(1);
        run.Output.ShouldBeEmpty();
        run.Error.Split('\n')[0].ShouldStartWith("NEO4J_URI is not an address");
        run.Error.Split('\n')[1].ShouldStartWith("ConnectionStrings__Postgres is no connection string");
        run.Error.TrimEnd().Split('\n').Length.ShouldBe(2);
    }

    private async Task EdgesAreAsPublishedAsync()
    {
        var published = Published();
        var inGraph = (await Bridge.CypherAsync("""
            MATCH ()-[r:CtD]->() WHERE r.source_artifact_id = 'lr_v1'
            RETURN r.edge_id, r.confidence, r.rescored_by_artifact_id
            """)).ToDictionary(row => (string)row[0]!, row => ((double)row[1]!, (string?)row[2]));
        inGraph.Count.ShouldBe(3_735);
        foreach (var (id, (confidence, version)) in inGraph)
        {
            confidence.ShouldBe(published[id], 1e-12, id);
            version.ShouldBe("lr_v2");
        }
        var mirrored = (await Bridge.SqlRowsAsync<(string Id, double Confidence)>(
            "SELECT id, confidence FROM kg_edges WHERE rescored_by_artifact_id = 'lr_v2'"))
            .ToDictionary(row => row.Id, row => row.Confidence);
        mirrored.ShouldBe(inGraph.ToDictionary(edge => edge.Key, edge => edge.Value.Item1), ignoreOrder: true);
        (await Bridge.SqlValueAsync<long>("""
            SELECT count(*) FROM world_model_improvements
            WHERE event_type = 'model_rescore' AND detection_metadata->>'child_artifact_id' = 'lr_v2'
            """)).ShouldBe(3_735);
    }

    private static string Counts(JsonElement p)
    {
        var counts = Numbers.Select(name => $"{name}={p.GetProperty(name).GetInt64()}");
        return string.Join(' ', Names.Select(name => p.GetProperty(name).GetString()).Concat(counts));
    }

    /// <summary>What the data set says that lr_v2 makes of each pair.</summary>
    private static Dictionary<string, double> Published()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "samples", "data", "predictions", "dwpc_features.tsv.gz");
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        var columns = reader.ReadLine()!.Split('\t');
        var rows = new Dictionary<string, double>();
        while (reader.ReadLine() is { } line)
        {
            var cells = line.Split('\t');
            rows["lr_v1:" + cells[0]] = double.Parse(cells[Array.IndexOf(columns, "lr_v2_pred")], CultureInfo.InvariantCulture);
        }
        return rows;
    }
}
