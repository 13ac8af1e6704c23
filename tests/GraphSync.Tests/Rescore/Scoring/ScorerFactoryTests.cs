using System.Globalization;
using GraphSync.Rescore.Scoring;

namespace GraphSync.Tests.Rescore.Scoring;

public sealed class ScorerFactoryTests : IDisposable
{
    private readonly ScorerBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("http://host:5001", "http://host:5001/invocations")]
    [InlineData("HTTPS://Host/models/a/", "https://host/models/a/invocations")]
    [InlineData("http://host/invocations", "http://host/invocations")]
    [InlineData("http://host/invocations/", "http://host/invocations")]
    [InlineData("http://host/a%20b?token=secret#x", "http://host/a%20b/invocations")]
    [InlineData("http://[::1]:5001/", "http://[::1]:5001/invocations")]
    public async Task Create_CallsInvocations_WhenTheScorerIsAUrl(string scorer, string description)
    {
        await using var made = Create(scorer);
        made.Description.ShouldBe(description);
    }

    [Theory]
    [InlineData("http://models.example/a", true)]
    [InlineData("http://MODELS.example:8080", true)]
    [InlineData("https://scores.example", true)]
    [InlineData("http://scores.example", false)]
    [InlineData("http://models.example.evil.test", false)]
    [InlineData("http://evil.test/models.example", false)]
    [InlineData("http://169.254.169.254/", false)]
    public async Task Create_RefusesTheHost_WhenItIsNotAllowed(string scorer, bool allowed)
    {
        var options = new ScorerOptions { ScorerHosts = ["models.example", "scores.example:443"] };
        if (allowed)
            await Create(scorer, options).DisposeAsync();
        else
            Should.Throw<ScoringException>(() => Create(scorer, options)).Message.ShouldContain("Bridge__Rescore__ScorerHosts");
    }

    [Fact]
    public void Create_DoesNotRepeatThePassword_WhenTheUrlHoldsOne()
    {
        var message = Should.Throw<ScoringException>(() => Create("http://me:hunter2@models.example")).Message;
        message.ShouldContain("models.example");
        message.ShouldNotContain("hunter2");
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("http://")]
    [InlineData("http://a b/")]
    [InlineData("a\0b")]
    [InlineData("ftp://host/model")]
    public void Create_Throws_WhenTheScorerIsNoPathAndNoUrl(string scorer) =>
        Should.Throw<ScoringException>(() => Create(scorer)).Message.ShouldContain("model_versions.scorer");

    [Fact]
    public async Task Create_StartsAtTheFirstRoot_WhenThePathIsRelative()
    {
        _bench.Shell("exit 0", "a/m/eval.sh");
        Directory.CreateDirectory(In("b"));
        await using var made = Create("m/eval.sh", Roots("a", "b"));
        made.Description.ShouldBe($"eval.py:{In("a/m/eval.sh")}");
        Should.Throw<ScoringException>(() => Create("m/eval.sh", Roots("b", "a"))).Message.ShouldContain(In("b/m/eval.sh"));
    }

    [Fact]
    public async Task Create_StartsInTheCurrentDirectory_WhenThereAreNoRoots()
    {
        var path = _bench.Shell("exit 0");
        await using var made = Create(Path.GetRelativePath(Environment.CurrentDirectory, path));
        made.Description.ShouldBe($"eval.py:{path}");
    }

    [Fact]
    public async Task Create_TakesAFile_WhenItIsInAnyRoot()
    {
        var path = _bench.Shell("exit 0", "b/eval.sh");
        File.CreateSymbolicLink(In("a-link"), In("b")); // a root may itself be a link
        await using var made = Create(path, Roots("none", "a-link"));
        made.Description.ShouldBe($"eval.py:{path}");
    }

    [Theory]
    [InlineData("/")]
    [InlineData("//")]
    [InlineData("{0}/")]
    [InlineData("{0}/a root//")]
    [InlineData("{0}/a root/../a root/.")]
    [InlineData("{0}/to-a-root")]
    public async Task Create_TakesAFile_HoweverItsRootIsWritten(string root)
    {
        var path = _bench.Shell("exit 0", "a root/eval.sh");
        File.CreateSymbolicLink(In("to-a-root"), "a root/");
        var options = new ScorerOptions { ScorerRoots = [string.Format(CultureInfo.InvariantCulture, root, _bench.Root)] };
        await using var made = Create(path, options);
        made.Description.ShouldBe($"eval.py:{path}");
    }

    [Fact]
    public async Task Create_TakesAFile_WhenItsRootIsRelative()
    {
        var path = _bench.Shell("exit 0", "r/eval.sh");
        var root = Path.GetRelativePath(Environment.CurrentDirectory, In("r"));
        await using var made = Create("eval.sh", new ScorerOptions { ScorerRoots = [root] });
        made.Description.ShouldBe($"eval.py:{path}");
        Should.Throw<ScoringException>(() => Create("../eval.sh", new ScorerOptions { ScorerRoots = [root] }));
    }

    [Theory]
    [InlineData("../outside/eval.sh")]
    [InlineData("file-link")]
    [InlineData("directory-link/eval.sh")]
    [InlineData("inside-link/../outside/eval.sh")]
    [InlineData("/bin/sh")]
    [InlineData("../root-twin/eval.sh")]
    [InlineData("model.onnx")]
    public void Create_RefusesTheFile_WhenItIsOutsideOfTheRoots(string scorer)
    {
        _bench.Shell("exit 0", "outside/eval.sh");
        _bench.Shell("exit 0", "root-twin/eval.sh");
        _bench.Shell("exit 0", "root/outside/eval.sh");
        Directory.CreateDirectory(In("elsewhere"));
        File.CreateSymbolicLink(In("root/file-link"), "../outside/eval.sh");
        File.CreateSymbolicLink(In("root/directory-link"), In("outside"));
        File.CreateSymbolicLink(In("root/inside-link"), In("elsewhere")); // whose `..` is not the root
        File.CreateSymbolicLink(In("root/model.onnx"), In("outside/eval.sh"));
        Should.Throw<ScoringException>(() => Create(scorer, Roots("root"))).Message.ShouldContain("outside of the scorer roots");
    }

    [Fact]
    public void Create_Throws_WhenLinksRunInACircle()
    {
        File.CreateSymbolicLink(In("x"), In("y"));
        File.CreateSymbolicLink(In("y"), In("x"));
        Should.Throw<ScoringException>(() => Create(In("x"))).Message.ShouldContain("links");
    }

    [Fact]
    public void Create_NamesTheRemedy_WhenTheFileCannotBeRun()
    {
        var plain = _bench.Script("eval.sh", "#!/bin/sh\n", executable: false);
        Should.Throw<ScoringException>(() => Create(plain)).Message.ShouldContain("chmod +x");
        Should.Throw<ScoringException>(() => Create(In("none.py"))).Message.ShouldContain("was not found");
        Should.Throw<ScoringException>(() => Create(_bench.Root)).Message.ShouldContain("directory");
    }

    private static IScorer Create(string scorer, ScorerOptions? options = null) =>
        ScorerFactory.Create(scorer, options ?? new ScorerOptions(), TimeProvider.System);

    private string In(string path) => Path.Combine(_bench.Root, path);

    private ScorerOptions Roots(params string[] roots) => new() { ScorerRoots = [.. roots.Select(In)] };
}
