using System.Runtime.Versioning;
using GraphSync.Rescore.Scoring;
using Support;

namespace GraphSync.Tests.Rescore.Scoring;

/// <summary>What a scorer can do with the rights that it has. Each answers its findings as the edge's error.</summary>
[SupportedOSPlatform("linux")]
public sealed class ScorerConfinementTests : IDisposable
{
    private readonly ScorerBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Scorer_IsNotRoot_NorGainsRights()
    {
        var found = await FindAsync("""[os.getuid(), open("/proc/self/status").read().split("NoNewPrivs:")[1].split()[0]]""");

        found.ShouldNotStartWith("[0,");
        found.ShouldEndWith("\"1\"]");
    }

    [Fact]
    public async Task Scorer_CannotLookIntoOtherProcesses()
    {
        Environment.SetEnvironmentVariable("SCORER_TEST_SECRET", "secret"); // a name that no other test reads

        var found = await FindAsync($$"""
            [attempt(lambda: open(f"/proc/{p}/{file}", "rb").read(1))
                for p in [os.getppid(), {{Environment.ProcessId}}] for file in ["environ", "mem", "maps"]]
                + [attempt(lambda:
                    [os.readlink(f"/proc/{p}/fd/{f}") for f in os.listdir(f"/proc/{p}/fd")])
                    for p in [os.getppid(), {{Environment.ProcessId}}]]
            """);

        found.ShouldNotContain("done");
    }

    [Fact]
    public async Task Scorer_CannotSignalOtherProcesses() =>
        (await FindAsync($"[attempt(lambda: os.kill(p, 0)) for p in [os.getppid(), {Environment.ProcessId}, 1]]"))
            .ShouldNotContain("done");

    [Fact]
    public async Task Scorer_FindsNoPort_ThatWouldLeadTheBridge() =>
        (await FindAsync($"[f for f in os.listdir('/tmp') if '-{Environment.ProcessId}-' in f and ('dotnet-' in f or 'clr-' in f)]"))
            .ShouldBe("[]");

    [Fact]
    public async Task Scorer_CannotReadTheFilesOfSecrets_ButThoseBesideThem()
    {
        var secret = _bench.Script("password", "hunter2");
        _bench.Script("table", "weights");
        File.CreateSymbolicLink(Path.Combine(_bench.Root, "link"), secret);

        var found = await FindAsync("""[attempt(lambda: open(f).read()) for f in ["password", "link", "table", "/etc/hostname"]]""",
            new ScorerOptions { HiddenFiles = [secret] });

        found.ShouldBe("""["refused", "refused", "done", "done"]""");
    }

    [Fact]
    public async Task Scorer_WritesBesideItself_AndNotWhereOnlyRootMay() =>
        (await FindAsync("""[attempt(lambda: open(f, "w").close()) for f in ["own", "/tmp/scorer-test", "/etc/scorer-test", "/root/x"]]"""))
            .ShouldBe("""["done", "done", "refused", "refused"]""");

    [Fact]
    public async Task Scorer_RunsAsTheUserThatIsSet()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            (await ScorerBench.FailureAsync(_bench.Shell("exit 0"), ScorerBench.Edges(1), new ScorerOptions { ScorerUser = "nobody" }))
                .ShouldContain("unset Bridge__Rescore__ScorerUser");
            return;
        }
        File.SetUnixFileMode(_bench.Root, (UnixFileMode)0b111_101_101);

        (await FindAsync("""[os.getuid() != 0, attempt(lambda: open("/etc/shadow").read()), attempt(lambda: open("own", "w"))]""",
            new ScorerOptions { ScorerUser = "nobody" })).ShouldBe("""[true, "refused", "refused"]""");
    }

    [Fact]
    public async Task Scorer_IsRefusedWithTheRemedy_WhenItsUserCannotReachIt()
    {
        if (!Environment.IsPrivilegedProcess) return; // only root has a choice, see above
        var message = await ScorerBench.FailureAsync(_bench.Shell("exit 0"), ScorerBench.Edges(1),
            new ScorerOptions { ScorerUser = "nobody" });

        message.ShouldContain("Permission denied");
        message.ShouldContain("Bridge__Rescore__ScorerUser");
    }

    [Theory]
    [InlineData("root")]
    [InlineData("no-such-user")]
    public async Task Scorer_IsRefused_WhenItsUserWillNotDo(string user) =>
        (await ScorerBench.FailureAsync(_bench.Shell("exit 0"), ScorerBench.Edges(1), new ScorerOptions { ScorerUser = user }))
            .ShouldContain("Bridge__Rescore__ScorerUser");

    [Fact]
    public async Task Scorer_IsRunByTheWrapper()
    {
        File.SetUnixFileMode(_bench.Root, (UnixFileMode)0b111_101_101);
        var options = new ScorerOptions
        {
            ScorerWrapper = ["env", "WRAPPED=yes, all of it"],
            ScorerUser = Environment.IsPrivilegedProcess ? "nobody" : null,
        };

        (await FindAsync("""os.environ["WRAPPED"]""", options)).ShouldBe("\"yes, all of it\"");
    }

    [Fact]
    public async Task Scorer_IsAlone_InTheWrapperOfTheDocs()
    {
        if (!File.Exists("/usr/bin/bwrap")) Assert.Skip("bubblewrap is not installed");
        var setting = Repository.Read("docs/scorers.md").Split('\n')
            .Single(line => line.StartsWith("Bridge__Rescore__ScorerWrapper='bwrap", StringComparison.Ordinal));
        File.SetUnixFileMode(_bench.Root, (UnixFileMode)0b111_101_101);
        var options = new ScorerOptions
        {
            ScorerWrapper = CommandLine.Split(setting.Split('\'')[1].Replace("/scorers", _bench.Root, StringComparison.Ordinal)),
            ScorerUser = Environment.IsPrivilegedProcess ? "nobody" : null,
        };
        try
        {
            (await FindAsync("""
                [sum(p.isdigit() for p in os.listdir("/proc")), os.path.exists("/var"), os.path.exists("/home")]
                    + [attempt(lambda: open(f + "/new", "w")) for f in ["/tmp", os.path.dirname(os.path.abspath(sys.argv[0])), "/etc"]]
                """, options)).ShouldBe("""[2, false, false, "done", "refused", "refused"]""");
        }
        catch (ScoringException e) when (e.Message.Contains("namespace", StringComparison.Ordinal))
        {
            Assert.Skip(e.Message);
        }
    }

    [Theory]
    [InlineData("""bwrap --ro-bind / / "--a b" 'c  d'""", new[] { "bwrap", "--ro-bind", "/", "/", "--a b", "c  d" })]
    [InlineData("  ", new string[0])]
    public void Split_KeepsQuotedBlanksTogether(string text, string[] words) => CommandLine.Split(text).ShouldBe(words);

    /// <summary>The JSON of what a Python expression finds in a scorer; <c>attempt(f)</c> is "done" or "refused".</summary>
    private async Task<string> FindAsync(string expression, ScorerOptions? options = null)
    {
        var scorer = _bench.Python($$"""
            def attempt(action):
                try:
                    action()
                    return "done"
                except OSError: return "refused"
            edge = json.loads(sys.stdin.readline())
            print(json.dumps({"edge_id": edge["edge_id"], "error": json.dumps({{expression}})}))
            """);
        File.SetUnixFileMode(scorer, (UnixFileMode)0b111_101_101);
        return (await ScorerBench.ScoreAsync(scorer, ScorerBench.Edges(1), options)).ShouldHaveSingleItem().Error!;
    }
}
