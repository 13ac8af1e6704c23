using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using GraphSync.Rescore.Scoring;
using Microsoft.Extensions.Time.Testing;
using Servers;
using Support;

namespace GraphSync.Tests.Rescore.Scoring;

public sealed class HttpScorerTests : IAsyncLifetime
{
    private PythonServer _server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await PythonServer.StartAsync(
        Repository.Path("tests/GraphSync.Tests/Rescore/Scoring/faulty_server.py"));

    public ValueTask DisposeAsync()
    {
        _server.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("good")]
    [InlineData("wrapped")]
    public async Task ScoreAsync_GivesEachEdgeItsAnswer_InBatchesOfAThousand(string mode)
    {
        var scores = await ScorerBench.ScoreAsync(Url(mode), ScorerBench.Edges(2500));
        scores.ShouldBe(ScorerBench.Edges(2500).Select((edge, i) => new ScoringResult(edge.EdgeId, i % 1000 / 1000.0, null)));
        var seen = await SeenAsync();
        seen.Select(request => request.GetProperty("count").GetInt32()).ShouldBe([1000, 1000, 500]);
        seen[0].GetProperty("path").GetString().ShouldBe($"/{mode}/invocations");
        seen[0].GetProperty("type").GetString().ShouldBe("application/json");
        seen[0].GetProperty("first").GetRawText().ShouldBe("""{"x": 0.5}""");
    }

    [Fact]
    public async Task ScoreAsync_SendsTheTriple_WhenTheEdgeHasNoInputs()
    {
        await ScorerBench.ScoreAsync(Url("good"), ScorerBench.Edges(1, inputs: null));
        (await SeenAsync())[0].GetProperty("first").GetRawText()
            .ShouldBe("""{"source": "Compound::e1", "relation": "TREATS", "target": "Disease::1"}""");
    }

    [Fact]
    public async Task ScoreAsync_LeavesAnEdge_WhenItsInputsAreNoObject()
    {
        var edges = new[] { ScorerBench.Edge("e1", "[1]"), ScorerBench.Edge("e2", """{"x":1}"""), ScorerBench.Edge("e3", "{\"x\":") };
        var scores = await ScorerBench.ScoreAsync(Url("good"), edges);
        scores.OrderBy(score => score.EdgeId, StringComparer.Ordinal).ShouldBe([
            new("e1", null, "its inference_input is not a JSON object"), new("e2", 0, null),
            new("e3", null, "its inference_input is not a JSON object")]);
        (await ScorerBench.ScoreAsync(Url("error"), edges[..1])).ShouldHaveSingleItem().Error.ShouldNotBeNull(); // nothing is asked
    }

    [Theory]
    [InlineData("nan", "edge 'e2': the confidence is \"NaN\"")]
    [InlineData("null", "edge 'e2': the confidence is null")]
    [InlineData("one", "edge 'e2': the confidence is 1.0000000000000002")]
    [InlineData("pairs", "edge 'e1': the confidence is [0.5, 0.5]")]
    [InlineData("short", "edge 'e3': no answer came, 2 predictions for 3 records")]
    [InlineData("long", "4 predictions for 3 records")]
    [InlineData("map", "'e1'")]
    [InlineData("bare", "the answer is not {\"predictions\": […]}: [0.5, 0.5, 0.5]")]
    [InlineData("html", "<html>Please log in</html>")]
    [InlineData("huge", "the request failed")]
    [InlineData("error", "HTTP 500 Internal Server Error: Traceback: xxx")]
    [InlineData("redirect", "HTTP 302 Found to /good/invocations (redirects are not followed")]
    [InlineData("limited", "HTTP 429 Too Many Requests: slow down")]
    public async Task ScoreAsync_SaysWhatIsWrong_WhenTheServerMisbehaves(string mode, string expected)
    {
        var message = await ScorerBench.FailureAsync(Url(mode), ScorerBench.Edges(3));
        message.ShouldContain(expected);
        message.ShouldContain("edge");
        message.ShouldStartWith($"{Url(mode)}/invocations: ");
        message.Length.ShouldBeLessThan(700);
        (await SeenAsync()).Select(request => request.GetProperty("mode").GetString()).ShouldNotContain("good");
    }

    [Theory]
    [InlineData("busy", 3)]
    [InlineData("drop", 2)]
    public async Task ScoreAsync_AsksAgain_WhenTheServerIsBusyOrDropsTheConnection(string mode, int requests)
    {
        (await ScorerBench.ScoreAsync(Url(mode), ScorerBench.Edges(3))).Count.ShouldBe(3);
        (await SeenAsync()).Length.ShouldBe(requests);
    }

    [Fact]
    public async Task ScoreAsync_Fails_WhenNobodyListens()
    {
        var port = FreePort.Find();
        (await ScorerBench.FailureAsync($"http://127.0.0.1:{port}", ScorerBench.Edges(1))).ShouldContain("Connection refused");
    }

    [Fact]
    public async Task ScoreAsync_IsCutOff_WhenTheTimeIsUp()
    {
        var time = new FakeTimeProvider();
        var run = ScorerBench.FailureAsync(Url("slow"), ScorerBench.Edges(3), new ScorerOptions { ScorerTimeoutSeconds = 90 }, time);
        await Until.TrueAsync(async () => (await SeenAsync()).Length > 0, "the request arrives", Cancellation);
        time.Advance(TimeSpan.FromSeconds(90));
        var message = await run;
        message.ShouldContain("stopped after 90 s");
        message.ShouldContain("'e1'");
    }

    [Fact]
    public async Task ScoreAsync_IsCancelled_WhenTheCallerCancels()
    {
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await using var made = ScorerFactory.Create(Url("slow"), new ScorerOptions(), TimeProvider.System);
        var run = made.ScoreAsync(ScorerBench.Edges(3).ToAsyncEnumerable(), cancelled.Token).ToListAsync(cancelled.Token).AsTask();
        await Until.TrueAsync(async () => (await SeenAsync()).Length > 0, "the request arrives", Cancellation);
        await cancelled.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => run);
    }

    private string Url(string mode) => $"{_server.Url}/{mode}";

    private async Task<JsonElement[]> SeenAsync()
    {
        using var client = new HttpClient();
        return JsonSerializer.Deserialize<JsonElement[]>(await client.GetStringAsync($"{_server.Url}/seen", Cancellation))!;
    }
}
