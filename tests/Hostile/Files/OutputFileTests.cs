using System.Diagnostics;
using System.Text.Json.Nodes;
using GraphSync.Ingest;
using GraphSync.Rescore;
using Support;

namespace Hostile.Files;

/// <summary>Where a bridge writes: devices, pipes, links, full disks and folders, as the names of <c>--out</c>, <c>--rejects</c> and the
/// log.</summary>
public sealed class OutputFileTests(ServersFixture servers) : BridgeTest(servers)
{
    private const string OneBadRow = "edge_id\tsource_id\trelation\ttarget_id\nx\tnowhere\tR\tnobody\n";

    private static readonly string[] Snapshot = ["snapshot", "v1", "--format", "json", "--out"];

    private string Edges => Path.Combine(Folder, "edges.tsv");

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Bridge.AddVersionAsync("v1", "m", 1, quality: 0.5);
        await Bridge.DrainAsync();
        await Bridge.AddEdgesAsync("R", "v1", 50);
        await File.WriteAllTextAsync(Edges, OneBadRow, Cancellation);
    }

    [Fact]
    public async Task ADevice_IsWrittenStraightAndStays()
    {
        var device = Path.Combine(Folder, "null");
        if (Environment.IsPrivilegedProcess) await RunAsync("mknod", device, "c", "1", "3");
        else File.CreateSymbolicLink(device, "/dev/null");

        (await BridgeAsync([.. Snapshot, device])).ExitCode.ShouldBe(0);
        (await IngestAsync(device)).Edges.Refused.ShouldBe(1);

        (await RunAsync("stat", "-L", "-c", "%F", device)).ShouldContain("character special file");
        (await File.ReadAllBytesAsync(device, Cancellation)).ShouldBeEmpty();
        Leftovers().ShouldBeEmpty();
    }

    [Fact]
    public async Task StandardOutput_IsWrittenInItsPlace_WhenItIsAFile()
    {
        var target = Path.Combine(Folder, "out.txt");
        await ShellAsync($"echo before > {target}; dotnet {BridgeProcess.BridgeDll} {string.Join(' ', Snapshot)} /dev/fd/1 >> {target}");
        var written = await File.ReadAllLinesAsync(target, Cancellation);
        written[0].ShouldBe("before");
        written[^1].ShouldContain("50 edges of v1 written");
        JsonNode.Parse(string.Join('\n', written[1..^1]))!["edges"]!.AsArray().Count.ShouldBe(50);
    }

    [Fact]
    public async Task APipe_IsWrittenStraightAndStays()
    {
        var pipe = Path.Combine(Folder, "pipe");
        await RunAsync("mkfifo", pipe);
        var reading = ShellAsync($"cat {pipe}");

        (await IngestAsync(pipe)).Edges.Refused.ShouldBe(1);

        JsonNode.Parse(await reading)!["line"]!.GetValue<int>().ShouldBe(2);
        (await RunAsync("stat", "-c", "%F", pipe)).ShouldContain("fifo");
    }

    [Fact]
    public async Task AnInput_MayBeAPipe()
    {
        var pipe = Path.Combine(Folder, "pipe");
        await RunAsync("mkfifo", pipe);
        var writing = ShellAsync($"gzip -c {Edges} > {pipe}");

        var report = await Bridge.RunAsync(new IngestRequest { EdgeFiles = [pipe], RejectsFile = "/dev/null" }, Cancellation);

        report.Edges.Refused.ShouldBe(1);
        await writing;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ALink_StaysOneAndItsFileIsWritten(bool isThere)
    {
        var target = Path.Combine(Directory.CreateDirectory(Path.Combine(Folder, "far")).FullName, "out.json");
        var (link, chain) = (Path.Combine(Folder, "link"), Path.Combine(Folder, "chain"));
        File.CreateSymbolicLink(link, "far/out.json");
        File.CreateSymbolicLink(chain, "link");
        if (isThere)
        {
            await File.WriteAllTextAsync(target, "old", Cancellation);
            await RunAsync("chmod", "600", target);
        }

        (await IngestAsync(chain)).Edges.Refused.ShouldBe(1);

        new FileInfo(link).LinkTarget.ShouldBe("far/out.json");
        new FileInfo(chain).LinkTarget.ShouldBe("link");
        JsonNode.Parse(await File.ReadAllTextAsync(target, Cancellation))!["line"]!.GetValue<int>().ShouldBe(2);
        if (isThere) (await RunAsync("stat", "-c", "%a", target)).Trim().ShouldBe("600");
        Leftovers().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/dev/full", "No space left on device")]
    [InlineData("missing/out.json", "its folder does not exist")]
    [InlineData(".", "it is a folder")]
    [InlineData("circle", "go in a circle")]
    public async Task WhatCannotBeWritten_IsSaidInOneLine(string name, string reason)
    {
        var path = Path.Combine(Folder, name);
        File.CreateSymbolicLink(Path.Combine(Folder, "circle"), "circle");

        var refusal = (await Should.ThrowAsync<IOException>(() => IngestAsync(path))).Message;

        refusal.ShouldStartWith($"The file {path} cannot be written: ");
        refusal.ShouldContain(reason);
        refusal.ShouldContain("name another file");
        refusal.ShouldNotContain("\n");
        Leftovers().ShouldBeEmpty();
    }

    [Fact]
    public async Task AFullDisk_IsOneLineOfAVerb()
    {
        var result = await BridgeAsync([.. Snapshot, "/dev/full"]);
        result.ExitCode.ShouldBe(1);
        result.Error.Trim().ShouldBe("bridge snapshot: The file /dev/full cannot be written: No space left on device; "
            + "mend that, or name another file.");
    }

    [Fact]
    public async Task AFileThatMayGrowNoFurther_StaysAsItWas()
    {
        await Bridge.AddEdgesAsync("R", "v1", 3_000, from: 50);
        var target = Path.Combine(Folder, "out.json");
        await File.WriteAllTextAsync(target, "old", Cancellation);

        var said = await ShellAsync($"ulimit -f 200; export DOTNET_EnableWriteXorExecute=0; "
            + $"dotnet {BridgeProcess.BridgeDll} {string.Join(' ', Snapshot)} {target} 2>&1; echo rc $?");

        said.Trim().Split('\n').Length.ShouldBe(2, said);
        said.ShouldContain($"The file {target} cannot be written: ");
        said.ShouldContain("rc 1");
        (await File.ReadAllTextAsync(target, Cancellation)).ShouldBe("old");
        Leftovers().ShouldBeEmpty();
    }

    [Fact]
    public async Task TheLog_IsAppendedWhateverItIs_AndDoesNotStopARun()
    {
        var log = Path.Combine(Folder, "model_rescore.log");
        Bridge.Configure<LogOptions>(options => options.Directory = Folder);
        await File.WriteAllTextAsync(log, "before\n", Cancellation);
        await Bridge.RunAsync(new RescoreRequest(), Cancellation);
        (await File.ReadAllLinesAsync(log, Cancellation)).Length.ShouldBe(2);

        foreach (var target in (string[])["/dev/full", Path.Combine(Folder, "nobody-reads")])
        {
            if (!File.Exists(target)) await RunAsync("mkfifo", target);
            File.Delete(log);
            File.CreateSymbolicLink(log, target);
            (await Bridge.RunAsync(new RescoreRequest(), Cancellation)).Status.ShouldBe("nothing_due");
            new FileInfo(log).LinkTarget.ShouldBe(target);
        }

        File.Delete(log);
        File.CreateSymbolicLink(log, "/dev/stdout");
        (await BridgeAsync(["rescore"])).Output.ShouldContain("status=nothing_due");
    }

    private Task<IngestReport> IngestAsync(string rejects) =>
        Bridge.RunAsync(new IngestRequest { EdgeFiles = [Edges], RejectsFile = rejects }, Cancellation);

    private string[] Leftovers() => Directory.GetFiles(Folder, "*.partial", SearchOption.AllDirectories);

    private Task<BridgeResult> BridgeAsync(string[] arguments) =>
        BridgeProcess.RunAsync(arguments, Variables(), Folder, cancellation: Cancellation);

    private Task<string> ShellAsync(string command) => RunAsync("bash", "-c", command);

    private async Task<string> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, WorkingDirectory = Folder };
        foreach (var (name, value) in Variables()) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        return output;
    }
}
