using System.Runtime.Versioning;
using Bridge.Host.Servers;
using Npgsql;
using Shouldly;
using Support;
using Xunit;

namespace Bridge.Host.Tests.Servers;

[UnsupportedOSPlatform("windows")]
public sealed class OrphanTests
{
    private static readonly string HolderDll = Path.Combine(AppContext.BaseDirectory, "Support.dll");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Servers_EndAndLeaveNoFiles_WhenTheirParentIsKilled()
    {
        var temporary = Directory.CreateTempSubdirectory("orphans-").FullName;
        File.SetUnixFileMode(temporary, (UnixFileMode)0b111_101_101);
        try
        {
            await using var holder = BridgeProcess.StartProgram(
                HolderDll, [], new Dictionary<string, string?> { ["TMPDIR"] = temporary }, null);
            await holder.WaitForTextAsync("\nup\n", cancellation: Cancellation);
            var connectionString = holder.Output.Split('\n')[0];
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync(Cancellation);
            var backend = connection.ProcessID;
            await using var busy = new NpgsqlCommand("select count(*) from generate_series(1, 1000000000)", connection);
            var query = busy.ExecuteScalarAsync(Cancellation);
            Processes(temporary, backend).Count.ShouldBeGreaterThanOrEqualTo(4);

            holder.Kill();

            await EventuallyAsync(() => Processes(temporary, backend).Count == 0);
            await EventuallyAsync(() => Directory.GetDirectories(temporary).Length == 0);
            await Should.ThrowAsync<NpgsqlException>(() => query);
        }
        finally
        {
            await TemporaryDirectory.RemoveAsync(temporary, TimeProvider.System);
        }
    }

    [Fact]
    public async Task DisposeAsync_LeavesTheServerUp_WhenItIsToBeKept()
    {
        var options = new ServerOptions { Keep = true };
        var server = await new PostgresInstallation(options, _ => { }).StartAsync(Cancellation);
        await server.DisposeAsync();
        var stop = server.StopCommand!;

        await server.WaitAsync(Cancellation);
        (await ShellAsync(stop)).ShouldBe(0);

        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(server.ConnectionString) { Pooling = false }.ConnectionString);
        await Should.ThrowAsync<NpgsqlException>(() => connection.OpenAsync(Cancellation));
        Directory.Exists(stop.Split(' ')[^1]).ShouldBeFalse();
    }

    /// <summary>The processes that name the directory, and the backend, whose title does not.</summary>
    private static List<int> Processes(string directory, int backend) =>
    [
        .. Directory.GetDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), out var pid) ? pid : 0)
            .Where(pid => pid > 0 && (pid == backend || CommandLine(pid).Contains(directory, StringComparison.Ordinal))),
    ];

    private static string CommandLine(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ""; // It has just ended.
        }
    }

    private static async Task EventuallyAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        while (!condition())
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, limit.Token);
    }

    private static async Task<int> ShellAsync(string command)
    {
        using var shell = System.Diagnostics.Process.Start("/bin/sh", ["-c", command])!;
        await shell.WaitForExitAsync(Cancellation);
        return shell.ExitCode;
    }
}
