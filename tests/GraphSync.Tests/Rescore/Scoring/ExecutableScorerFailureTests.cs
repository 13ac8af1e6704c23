using GraphSync.Rescore.Scoring;
using Microsoft.Extensions.Time.Testing;

namespace GraphSync.Tests.Rescore.Scoring;

public sealed class ExecutableScorerFailureTests : IDisposable
{
    private readonly ScorerBench _bench = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-Infinity")]
    [InlineData("1e400")]
    [InlineData("1.0000000000000002")]
    [InlineData("-0.1")]
    [InlineData("null")]
    [InlineData("\"0.5\"")]
    [InlineData("true")]
    [InlineData("[0.5]")]
    [InlineData("0.5,\"confidence\":0.6")]
    [InlineData("0.5,\"error\":\"both\"")]
    [InlineData("0.5,\"extra\":NaN")]
    [InlineData("0,5")]
    [InlineData("")]
    public async Task ScoreAsync_NamesTheEdge_WhenItsAnswerIsNoConfidence(string printed)
    {
        var scorer = _bench.Shell($$"""
            cat >/dev/null
            echo '{"edge_id":"e1","confidence":0.5}'
            echo '{"confidence":{{printed}}, "edge_id": "e2"}'
            echo '{"edge_id":"e3","confidence":0.5}'
            """);
        var message = await ScorerBench.FailureAsync(scorer, ScorerBench.Edges(3));
        message.ShouldContain("edge 'e2'");
        message.ShouldStartWith($"eval.py:{scorer}: ");
    }

    [Fact]
    public async Task ScoreAsync_NamesTheFirstEdge_WhenAnswersAreMissing() =>
        (await ScorerBench.FailureAsync(_bench.Shell("""cat >/dev/null; echo '{"edge_id":"e3","confidence":0.5}'"""), ScorerBench.Edges(3)))
            .ShouldContain("edge 'e1': no answer came (2 of 3 edges are unanswered)");

    [Fact]
    public async Task ScoreAsync_NamesTheEdge_WhenItIsAnsweredTwice()
    {
        var scorer = _bench.Shell("""cat >/dev/null; for i in 1 2 2; do echo "{\"edge_id\":\"e$i\",\"confidence\":0.5}"; done""");
        (await ScorerBench.FailureAsync(scorer, ScorerBench.Edges(3))).ShouldContain("edge 'e2': it was answered twice");
    }

    [Fact]
    public async Task ScoreAsync_NamesTheEdge_WhenItWasNotAsked() =>
        (await ScorerBench.FailureAsync(_bench.Shell("""cat >/dev/null; echo '{"edge_id":"e9","confidence":0.5}'"""), ScorerBench.Edges(3)))
            .ShouldContain("edge 'e9': it was answered, but not asked");

    [Theory]
    [InlineData("Loading the model…")]
    [InlineData("[]")]
    [InlineData("""{"id":"e1","confidence":0.5}""")]
    [InlineData("""{"edge_id":1,"confidence":0.5}""")]
    [InlineData("""{"edge_id":"\\ud800","confidence":0.5}""")]
    public async Task ScoreAsync_QuotesTheLine_WhenItIsNoAnswer(string printed)
    {
        var message = await ScorerBench.FailureAsync(_bench.Shell($"cat >/dev/null; printf '%b\\n' '{printed}'"), ScorerBench.Edges(3));
        message.ShouldContain(printed.Replace("\\\\", "\\", StringComparison.Ordinal));
        message.ShouldContain("'e1'");
    }

    [Fact]
    public async Task ScoreAsync_GivesUp_WhenALineHasNoEnd() =>
        (await ScorerBench.FailureAsync(_bench.Shell("cat >/dev/null; cat /dev/zero | tr '\\0' x"), ScorerBench.Edges(2)))
            .ShouldContain("longer than 1048576 bytes");

    [Fact]
    public async Task ScoreAsync_ShowsExitCodeEdgeAndStderr_WhenTheScorerRaises()
    {
        var scorer = _bench.Python("""
            for line in sys.stdin:
                edge = json.loads(line)
                if edge["edge_id"] == "e2": raise KeyError("missing feature")
                print(json.dumps({"edge_id": edge["edge_id"], "confidence": 0.5}), flush=True)
            """);
        var message = await ScorerBench.FailureAsync(scorer, ScorerBench.Edges(3));
        message.ShouldContain("exit code 1");
        message.ShouldContain("'e2'");
        message.ShouldContain("KeyError: 'missing feature'");
    }

    [Fact]
    public async Task ScoreAsync_Fails_WhenTheScorerExitsNonZeroAfterAllAnswers()
    {
        var scorer = _bench.Shell("""cat >/dev/null; echo '{"edge_id":"e1","confidence":0.5}'; exit 3""");
        (await ScorerBench.FailureAsync(scorer, ScorerBench.Edges(1))).ShouldContain("exit code 3");
    }

    [Theory]
    [InlineData("exit 0", 3, "'e1'")] // whether it closes its stdin before or after the write is open
    [InlineData("exit 0", 20_000, "before it had read every edge")]
    [InlineData("exec 0<&-; sleep 0.2; exit 0", 20_000, "before it had read every edge")]
    [InlineData("echo no model >&2; exit 7", 20_000, "exit code 7")]
    [InlineData("kill -9 $$", 20_000, "exit code 137")]
    public async Task ScoreAsync_Fails_WhenTheScorerDoesNotReadItsEdges(string body, int edges, string expected)
    {
        var message = await ScorerBench.FailureAsync(_bench.Shell(body), ScorerBench.Edges(edges));
        message.ShouldContain(expected);
        message.ShouldContain("'e1'");
        if (body.Contains(">&2", StringComparison.Ordinal))
            message.ShouldEndWith("stderr: no model");
    }

    [Fact]
    public async Task ScoreAsync_KeepsTheLastFourKilobytesOfStderr_WhenThereIsMore()
    {
        var scorer = _bench.Python("sys.stderr.buffer.write('ä'.encode() * 100000 + b'x\\0the end'); sys.exit(1)");
        var message = await ScorerBench.FailureAsync(scorer, ScorerBench.Edges(1));
        message.ShouldEndWith("ääx the end");
        message.Split("stderr: ")[1].Length.ShouldBeInRange(2000, 2060);
    }

    [Fact]
    public async Task ScoreAsync_KillsAllProcesses_WhenTheTimeIsUp()
    {
        // A child, and a grandchild whose parent has gone.
        var scorer = _bench.Shell("""
            sh -c 'trap "" TERM; sleep 601' &
            (sleep 602 & echo $! > orphan)
            echo $! > child
            echo $$ > pid
            cat >/dev/null
            echo late >&2
            sleep 600
            """);
        var time = new FakeTimeProvider();
        var run = ScorerBench.FailureAsync(scorer, ScorerBench.Edges(2), new ScorerOptions { ScorerTimeoutSeconds = 90 }, time);
        string[] pids = [await _bench.FileAsync("pid"), await _bench.FileAsync("child"), await _bench.FileAsync("orphan")];
        time.Advance(TimeSpan.FromSeconds(89));
        run.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(1));
        var message = await run;
        message.ShouldContain("stopped after 90 s");
        message.ShouldContain("'e1'");
        message.ShouldContain("ScorerTimeoutSeconds");
        foreach (var pid in pids)
            await ScorerBench.GoneAsync(pid);
    }

    [Fact]
    public async Task ScoreAsync_KillsTheProcess_WhenCancelled()
    {
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await using var made = ScorerFactory.Create(_bench.Shell("echo $$ > pid; sleep 600"), new ScorerOptions(), TimeProvider.System);
        var run = made.ScoreAsync(ScorerBench.Edges(20_000).ToAsyncEnumerable(), cancelled.Token).ToListAsync(cancelled.Token).AsTask();
        var pid = await _bench.FileAsync("pid");
        await cancelled.CancelAsync();
        (await Should.ThrowAsync<OperationCanceledException>(() => run)).CancellationToken.ShouldBe(cancelled.Token);
        await ScorerBench.GoneAsync(pid);
    }

    [Fact]
    public async Task ScoreAsync_Fails_WhenAnEdgeIsAskedTwice() =>
        (await ScorerBench.FailureAsync(_bench.Shell("cat >/dev/null"), [ScorerBench.Edge("e1"), ScorerBench.Edge("e1")]))
            .ShouldContain("edge 'e1'");

    [Fact]
    public async Task ScoreAsync_ShowsTheReason_WhenTheInterpreterIsMissing() =>
        (await ScorerBench.FailureAsync(_bench.Script("eval.py", "#!/no/such/python\n"), ScorerBench.Edges(1)))
            .ShouldContain("No such file");
}
