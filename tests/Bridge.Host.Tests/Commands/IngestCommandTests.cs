using System.Text.Json;
using GraphSync.Postgres;
using Shouldly;
using Support;
using Xunit;

namespace Bridge.Host.Tests.Commands;

/// <summary>Insertion and attribution as a user types them.</summary>
public sealed class IngestCommandTests(ServersFixture servers) : BridgeTest(servers)
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Bridge.AddVersionAsync("lr_v1", "lr", 1);
    }

    [Fact]
    public async Task Ingest_Exits1AndTakesTheRest_WhenARowIsRefused()
    {
        await WriteAsync("n.tsv", "id\tkind\tname\nGene::1\tGene\tone\nDisease::2\tDisease\ttwo\n");
        const string pair = "\"source_id\": \"Gene::1\", \"relation\": \"DaG\", \"target_id\": \"Disease::2\"";
        await WriteAsync("e.jsonl", $$"""
            {"edge_id": "1", {{pair}}, "confidence": 0.5, "source_artifact_id": "lr_v1", "source_version": 1}
            {"edge_id": "2", {{pair}}, "confidence": 0.5, "model_id": "lr", "model_version": 1}
            {"edge_id": "3", {{pair}}, "confidence": 50}
            """);

        var ingest = await RunAsync("ingest", "--nodes", "n.tsv", "--edges", "e.jsonl", "--rejects", "r.jsonl", "--json");
        ingest.ExitCode.ShouldBe(1, ingest.Error);
        var answer = JsonDocument.Parse(ingest.Output).RootElement;
        answer.GetProperty("edges").GetProperty("created").GetInt32().ShouldBe(2);
        answer.GetProperty("edges").GetProperty("refused").GetInt32().ShouldBe(1);
        answer.GetProperty("rejects").GetProperty("edges").GetString().ShouldBe("r.jsonl");

        var rejects = await File.ReadAllTextAsync(Path.Combine(Folder, "r.jsonl"), Cancellation);
        await WriteAsync("r.jsonl", rejects.Replace("\"confidence\": 50", "\"confidence\": 0.5", StringComparison.Ordinal));
        var again = await RunAsync("ingest", "--edges", "r.jsonl");
        again.ExitCode.ShouldBe(0, again.Output + again.Error);

        var backfill = await RunAsync("backfill", "--workers", "2", "--json");
        backfill.ExitCode.ShouldBe(0, backfill.Error);
        JsonDocument.Parse(backfill.Output).RootElement.GetProperty("methods").GetProperty("model_version").GetInt32().ShouldBe(1);
        (await Bridge.SqlRowsAsync<string>("""
            SELECT concat_ws(' ', id, source_type, relation, target_type, source_artifact_id, source_version) FROM kg_edges ORDER BY id
            """))
            .ShouldBe(["1 Gene DaG Disease lr_v1 1", "2 Gene DaG Disease lr_v1 1", "3 Gene DaG Disease"]);
    }

    [Fact]
    public async Task Ingest_TakesEachOfItsOptions()
    {
        await WriteAsync("e.csv", "from,relation,to,score,Model,x\na,R,b,0.5,lr,NA\n");
        var ingest = await RunAsync("ingest", "--edges", "e.csv", "--format", "csv", "--map", "source_id=from", "--map", "target_id={to}",
            "--map", "confidence=score", "--quotes", "csv", "--null", "NA", "--nested", "drop",
            "--property", "Model", "--edge-id", "content", "--source", "lr_v1", "--endpoints", "create", "--json");
        ingest.ExitCode.ShouldBe(0, ingest.Output + ingest.Error);
        (await Bridge.SqlValueAsync<string>("SELECT concat_ws(' ', source_id, target_id, confidence, source_artifact_id) FROM kg_edges"))
            .ShouldBe("a b 0.5 lr_v1");
    }

    [Theory]
    [InlineData("-")]
    [InlineData("/dev/stdin")]
    public async Task Ingest_ReadsAPipe_AndPutsItsRejectsIntoTheWorkingFolder(string name)
    {
        await WriteAsync("n.csv", "id,kind\na,Thing\nb,Thing\n");
        (await RunAsync("ingest", "--nodes", "n.csv")).ExitCode.ShouldBe(0);

        await using var ingest = BridgeProcess.Start(["ingest", "--edges", name, "--format", "tsv", "--json"], Variables(), Folder);
        foreach (var line in new[] { "edge_id\tsource_id\trelation\ttarget_id\tnote", "1\ta\tR\tb\tx", "2\ta\tR\tnobody\tx" })
            ingest.WriteLine(line);
        ingest.CloseInput();

        var result = await ingest.WaitAsync(cancellation: Cancellation);
        result.ExitCode.ShouldBe(1, result.Error);
        var answer = JsonDocument.Parse(result.Output).RootElement;
        answer.GetProperty("edges").GetProperty("created").GetInt32().ShouldBe(1);
        answer.GetProperty("properties").GetProperty("edges")[0].GetString().ShouldBe("note");
        answer.GetProperty("rejects").GetProperty("edges").GetString().ShouldBe("edges.rejects.jsonl");
        File.Exists(Path.Combine(Folder, "edges.rejects.jsonl")).ShouldBeTrue();
    }

    [Theory]
    [InlineData(2, "ingest")]
    [InlineData(2, "ingest", "--edges", "x.tsv", "--format", "xml")]
    [InlineData(2, "ingest", "--edges", "x.tsv", "--edge-id", "random")]
    [InlineData(1, "ingest", "--edges", "x.tsv", "--map", "score")]
    [InlineData(1, "ingest", "--nodes", "-", "--edges", "-")]
    [InlineData(1, "ingest", "--edges", ".")]
    [InlineData(2, "backfill", "--workers", "9")]
    [InlineData(2, "adopt")]
    [InlineData(1, "ingest", "--edges", "absent.tsv")]
    [InlineData(1, "adopt", "ABSENT")]
    public async Task Verbs_ExitWithOneClearLine_WhenTheyCannotRun(int exitCode, params string[] arguments)
    {
        var result = await RunAsync(arguments);
        result.ExitCode.ShouldBe(exitCode, result.Error);
        result.Error.ShouldNotContain("   at ");
        result.Error.ShouldNotBeEmpty();
    }

    private Task<BridgeResult> RunAsync(params string[] arguments) =>
        BridgeProcess.RunAsync(arguments, Variables(), Folder, cancellation: Cancellation);

    private Task WriteAsync(string name, string text) => File.WriteAllTextAsync(Path.Combine(Folder, name), text, Cancellation);
}
