using GraphSync.Rescore.Scoring;
using Microsoft.Extensions.Time.Testing;
using Support;

namespace GraphSync.Tests.Rescore.Scoring;

/// <summary>Whatever a scorer starts ends with its run, and a scorer that has ended is waited for no longer.</summary>
public sealed class ScorerTreeTests : IDisposable
{
    private const string Answers = """
        for line in sys.stdin:
            print(json.dumps({"edge_id": json.loads(line)["edge_id"], "confidence": 0.5}), flush=True)
        """;

    private readonly ScorerBench _bench = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task ScoreAsync_EndsADaemon_ThatHoldsStdout_WhenTheScorerHasEnded()
    {
        var scorer = _bench.Python($"""
            {Daemon.Python}
            daemon()
            while not os.path.exists("daemon"): time.sleep(0.01)
            {Answers}
            """);

        (await ScorerBench.ScoreAsync(scorer, ScorerBench.Edges(3))).Count.ShouldBe(3);

        await ScorerBench.GoneAsync(await _bench.FileAsync("daemon"));
    }

    [Fact]
    public async Task ScoreAsync_EndsADaemon_WhenTheTimeIsUp()
    {
        var scorer = _bench.Python($"{Daemon.Python}\ndaemon()\ntime.sleep(600)");
        var time = new FakeTimeProvider();
        var run = ScorerBench.FailureAsync(scorer, ScorerBench.Edges(1), new ScorerOptions { ScorerTimeoutSeconds = 60 }, time);
        var daemon = await _bench.FileAsync("daemon");

        time.Advance(TimeSpan.FromSeconds(60));

        (await run.WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System, Cancellation)).ShouldContain("stopped after 60 s");
        await ScorerBench.GoneAsync(daemon);
    }

    [Fact]
    public async Task ScoreAsync_EndsAProcess_ThatForksAllTheTime()
    {
        // Each lives for an instant only, as the child of one that has gone.
        var scorer = _bench.Python($"""
            if os.fork() == 0:
                os.setsid()
                while True:
                    if os.fork() != 0: os._exit(0)
                    open("all", "a").write(str(os.getpid()) + "\n")
            while not os.path.exists("all") or not os.path.getsize("all"): time.sleep(0.001)
            {Answers}
            """);

        (await ScorerBench.ScoreAsync(scorer, ScorerBench.Edges(1))).Count.ShouldBe(1);

        await ScorerBench.GoneAsync((await _bench.FileAsync("all")).TrimEnd('\n').Split('\n')[^1]);
    }

    [Fact]
    public async Task ScoreAsync_SaysSo_WhenAScorerAndItsChildrenTakeTooMuchMemory()
    {
        var scorer = _bench.Python("""
            os.fork(); os.fork()
            held = []
            while True:
                held.append(bytearray(1_000_000))
                time.sleep(0.002)
            """);

        var message = await ScorerBench.FailureAsync(scorer, ScorerBench.Edges(1),
            new ScorerOptions { ScorerMemoryBytes = 128 * 1024 * 1024 });

        message.ShouldContain("it was stopped, since it held more than 134,217,728 bytes of memory");
        message.ShouldContain("'e1'");
        message.ShouldContain("Bridge__Rescore__ScorerMemoryBytes");
    }

    [Fact]
    public async Task ScoreAsync_CountsSharedMemoryOnce()
    {
        var scorer = _bench.Python($"""
            held = b"x" * 60_000_000
            for i in range(4):
                if os.fork() == 0: time.sleep(600)
            time.sleep(0.5)
            {Answers}
            """);

        (await ScorerBench.ScoreAsync(scorer, ScorerBench.Edges(1), new ScorerOptions { ScorerMemoryBytes = 200_000_000 }))
            .ShouldHaveSingleItem();
    }
}
