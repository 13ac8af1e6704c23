using System.Diagnostics;
using System.Runtime.Versioning;
using Support;

namespace Hostile.Scorers;

/// <summary>Programs that turn against the bridge which runs them.</summary>
[SupportedOSPlatform("linux")]
public sealed class ScorerProcessTests(ServersFixture servers) : BridgeTest(servers)
{
    private const string Planted = "planted-9f2c61";

    // Looks for the secret in every process, and for files that nobody gave it.
    private const string Spy = """
        import glob, json, os, sys
        found = []
        for file in glob.glob("/proc/[0-9]*/environ") + glob.glob("/proc/[0-9]*/task/*/environ"):
            try:
                if "planted-9f2c61" in open(file, errors="replace").read(): found.append(file)
            except OSError: pass
        for file in os.listdir("/proc/self/fd"):
            try:
                if int(file) > 2 and "hostname" in os.readlink("/proc/self/fd/" + file): found.append("fd " + file)
            except OSError: pass
        for line in sys.stdin:
            print(json.dumps({"edge_id": json.loads(line)["edge_id"], "error": "found " + json.dumps(found)}))
        """;

    // A scorer that never answers, and leaves a daemon behind.
    private const string Abandoning = $"""
        import os, sys, time
        {Daemon.Python}
        daemon()
        time.sleep(600)
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Scorer_FindsNoSecretOfTheBridge(bool asOrdinaryUser)
    {
        if (asOrdinaryUser && !Environment.IsPrivilegedProcess) return; // the other case is the same
        await Bridge.PromoteAsync(Script(Spy));
        // A file that is open for every program, as a shell leaves it.
        var user = asOrdinaryUser ? "exec setpriv --reuid 65534 --regid 65534 --clear-groups " : "exec ";
        var result = await ShellAsync($"exec 7</etc/hostname; {user} dotnet '{BridgeProcess.BridgeDll}' rescore --json",
            ("PLANTED", Planted), ("NEO4J_DATABASE_NOTE", Planted), ("DOTNET_CLI_HOME", Folder));

        result.Error.ShouldNotContain(Planted);
        result.Output.ShouldContain("found []", customMessage: result.Output + result.Error);
        result.Output.ShouldContain("\"completed\"");
    }

    [Fact]
    public async Task Scorer_EndsWithAllThatItStarted_WhenTheBridgeIsKilled()
    {
        await Bridge.PromoteAsync(Script(Abandoning));
        await using var bridge = BridgeProcess.Start(["rescore"], Variables());
        var file = Path.Combine(Folder, "daemon");
        await Until.TrueAsync(() => File.Exists(file) && File.ReadAllText(file).Length > 0, "the daemon runs", Cancellation);
        var daemon = await File.ReadAllTextAsync(file, Cancellation);

        bridge.Kill();

        await Until.TrueAsync(() => !Directory.Exists($"/proc/{daemon}"), "the daemon is gone", Cancellation);
    }

    private string Script(string python)
    {
        var path = Path.Combine(Folder, "eval.py");
        File.WriteAllText(path, $"#!/usr/bin/env python3\n{python}\n");
        foreach (var one in new[] { Folder, path }) File.SetUnixFileMode(one, (UnixFileMode)0b111_111_111);
        return path;
    }

    private async Task<BridgeResult> ShellAsync(string command, params (string Name, string? Value)[] more)
    {
        var start = new ProcessStartInfo("bash", ["-c", command]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in Variables(more)) start.Environment[name] = value;
        using var shell = Process.Start(start)!;
        var (output, error) = (shell.StandardOutput.ReadToEndAsync(Cancellation), shell.StandardError.ReadToEndAsync(Cancellation));
        await shell.WaitForExitAsync(Cancellation);
        return new BridgeResult(shell.ExitCode, await output, await error);
    }
}
