using GraphSync.Rescore.Scoring;

namespace GraphSync.Tests.Rescore.Scoring;

public sealed class SampleScorerTests
{
    private static readonly DwpcFeatures Data = new();

    [Fact]
    public async Task LrV2_GivesThePublishedScores_AsAProgram()
    {
        var options = new ScorerOptions { ScorerRoots = [DwpcFeatures.ScorerDirectory] };
        Data.ShouldEqual(await ScorerBench.ScoreAsync("lr_v2/eval.py", Data.Edges, options), 1e-12);
    }

    [Fact]
    public async Task LrV2_GivesThePublishedScores_OverHttp()
    {
        using var server = await PythonServer.StartAsync(Path.Combine(DwpcFeatures.ScorerDirectory, "serve_mlflow.py"), "--port", "0");
        var options = new ScorerOptions { ScorerHosts = ["127.0.0.1"] };
        Data.ShouldEqual(await ScorerBench.ScoreAsync(server.Url, Data.Edges, options), 1e-12);
    }

    [Theory]
    [InlineData("{}", "feature CbGaD is missing")]
    [InlineData("[1]", "the inputs are no object")]
    [InlineData(null, "feature CbGaD is missing")]
    public async Task LrV2_LeavesAnEdge_WhenAFeatureIsMissing(string? inputs, string reason)
    {
        var scorer = Path.Combine(DwpcFeatures.ScorerDirectory, "lr_v2/eval.py");
        var scores = await ScorerBench.ScoreAsync(scorer, [ScorerBench.Edge("odd", inputs), Data.Edges[0]]);
        scores[0].ShouldBe(new ScoringResult("odd", null, reason));
        scores[1].Confidence.ShouldBe(Data.Expected[Data.Edges[0].EdgeId]);
    }

    [Theory]
    [InlineData("\"0.1\"", "feature CbGaD is no number")]
    [InlineData("true", "feature CbGaD is no number")]
    [InlineData("1e400", "the inputs are too large")]
    public async Task LrV2_LeavesAnEdge_WhenAFeatureIsNoNumber(string value, string reason)
    {
        var inputs = Data.Edges[0].Inputs!.Replace("\"CbGaD\":0", $"\"CbGaD\":{value}", StringComparison.Ordinal);
        (await ScorerBench.ScoreAsync(Path.Combine(DwpcFeatures.ScorerDirectory, "lr_v2/eval.py"), [ScorerBench.Edge("odd", inputs)]))
            .ShouldBe([new("odd", null, reason)]);
    }

    [Fact]
    public async Task ServeMlflow_ShowsTheReason_WhenAFeatureIsMissing()
    {
        using var server = await PythonServer.StartAsync(Path.Combine(DwpcFeatures.ScorerDirectory, "serve_mlflow.py"), "--port", "0");
        (await ScorerBench.FailureAsync(server.Url, [ScorerBench.Edge("odd", "{}")])).ShouldContain("HTTP 400 Bad Request: "
            + "{\"error_code\": \"BAD_REQUEST\", \"message\": \"feature CbGaD is missing\"}; "
            + "the first edge without an answer is 'odd'");
    }
}
