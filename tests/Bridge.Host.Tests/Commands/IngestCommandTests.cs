using System.Text.Json;
using Shouldly;
using Support;
using Xunit;

namespace Bridge.Host.Tests.Commands;

/// <summary>Insertion and attribution as a user types them.</summary>
public sealed class IngestCommandTests(ServersFixture servers) : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ingest-").FullName;
    private TestBridge _bridge = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _bridge = await TestBridge.CreateAsync(servers);
        await _bridge.AddVersionAsync("lr_v1", "lr", 1);
    }

    public async ValueTask DisposeAsync()
    {
        await _bridge.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Ingest_Exits1AndTakesTheRest_WhenARowIsRefused()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "n.tsv"), "id\tkind\tname\nGene::1\tGene\tone\nDisease::2\tDisease\ttwo\n", Cancellation);
        await File.WriteAllTextAsync(Path.Combine(_folder, "e.jsonl"), """
            {"edge_id": "1", "source_id": "Gene::1", "relation": "DaG", "target_id": "Disease::2", "confidence": 0.5, "source_artifact_id": "lr_v1", "source_version": 1}
            {"edge_id": "2", "source_id": "Gene::1", "relation": "DaG", "target_id": "Disease::2", "confidence": 0.5, "model_id": "lr", "model_version": 1}
            {"edge_id": "3", "source_id": "Gene::1", "relation": "DaG", "target_id": "Disease::2", "confidence": 50}
            """, Cancellation);

        var ingest = await RunAsync("ingest", "--nodes", "n.tsv", "--edges", "e.jsonl", "--rejects", "r.jsonl", "--json");
        ingest.ExitCode.ShouldBe(1, ingest.Error);
        var answer = JsonDocument.Parse(ingest.Output).RootElement;
        answer.GetProperty("edges").GetProperty("created").GetInt32().ShouldBe(2);
        answer.GetProperty("edges").GetProperty("refused").GetInt32().ShouldBe(1);
        answer.GetProperty("rejects").GetProperty("edges").GetString().ShouldBe("r.jsonl");

        var rejects = Path.Combine(_folder, "r.jsonl");
        await File.WriteAllTextAsync(rejects, (await File.ReadAllTextAsync(rejects, Cancellation)).Replace("50", "0.5", StringComparison.Ordinal), Cancellation);
        (await RunAsync("ingest", "--edges", "r.jsonl")).ExitCode.ShouldBe(0);

        var backfill = await RunAsync("backfill", "--workers", "2", "--json");
        backfill.ExitCode.ShouldBe(0, backfill.Error);
        JsonDocument.Parse(backfill.Output).RootElement.GetProperty("methods").GetProperty("model_version").GetInt32().ShouldBe(1);
        (await _bridge.SqlRowsAsync<string>("SELECT concat_ws(' ', id, source_type, relation, target_type, source_artifact_id, source_version) FROM kg_edges ORDER BY id"))
            .ShouldBe(["1 Gene DaG Disease lr_v1 1", "2 Gene DaG Disease lr_v1 1", "3 Gene DaG Disease"]);
    }

    [Theory]
    [InlineData(2, "ingest")]
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

    private Task<BridgeResult> RunAsync(params string[] arguments) => BridgeProcess.RunAsync(arguments, _bridge.Variables!, _folder, cancellation: Cancellation);
}
