using System.Diagnostics;
using System.Text;
using Servers;
using Shouldly;
using Support;
using Xunit;

namespace Bridge.Host.Tests.Commands;

/// <summary>The distribution's own <c>cypher-shell</c>.</summary>
internal static class CypherShell
{
    /// <summary>Writes every query with <c>cypher --out</c>, and runs them all as they were written, until one fails.</summary>
    public static async Task RunsAllAsync(ServersFixture servers, IReadOnlyDictionary<string, string?> variables, string folder,
        CancellationToken cancellation)
    {
        var neo4j = (await servers.GetAsync()).Neo4j;
        var shell = Path.Combine(neo4j.Origin, "bin", "cypher-shell");
        Assert.SkipUnless(File.Exists(shell), "There is no cypher-shell beside this server.");
        var written = await BridgeProcess.RunAsync(["cypher", "--out", folder], variables, cancellation: cancellation);
        written.ExitCode.ShouldBe(0, written.Error);
        var all = new StringBuilder();
        foreach (var path in Directory.GetFiles(folder, "*.cypher", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            // A parameter that a file does not set must not come from the one before.
            all.Append(":param clear\n").Append("RETURN '").Append(Path.GetRelativePath(folder, path)).Append("' AS file;\n")
                .Append(await File.ReadAllTextAsync(path, cancellation)).Append('\n');
        }
        var script = Path.Combine(folder, "all");
        await File.WriteAllTextAsync(script, all.ToString(), cancellation);
        var (exitCode, output, error) = await RunAsync(shell, neo4j, script, cancellation);
        exitCode.ShouldBe(0, $"{output.Split('\n').LastOrDefault(line => line.Contains(".cypher", StringComparison.Ordinal))}: {error}");
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(string shell, Neo4jServer neo4j, string script,
        CancellationToken cancellation)
    {
        string[] arguments = ["-a", neo4j.BoltUri!.ToString(), "-d", neo4j.Database, "--format", "plain", "--fail-fast", "-f", script];
        var start = new ProcessStartInfo(shell, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        // Not on the command line, where all can read it.
        (start.Environment["NEO4J_USERNAME"], start.Environment["NEO4J_PASSWORD"]) = (neo4j.User, neo4j.Password);
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
        await process.WaitForExitAsync(cancellation);
        return (process.ExitCode, await output, await error);
    }
}
