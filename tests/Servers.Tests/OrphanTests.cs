using System.Runtime.Versioning;
using Npgsql;
using Shouldly;
using Xunit;

namespace Servers.Tests;

[UnsupportedOSPlatform("windows")]
public sealed class OrphanTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Servers_EndAndLeaveNoFiles_WhenTheirProgramIsKilled()
    {
        await using var run = await ServersRun.UpAsync(Cancellation);
        await using var connection = await run.ConnectAsync(Cancellation);
        var backend = connection.ProcessID;
        await using var busy = new NpgsqlCommand("select count(*) from generate_series(1, 1000000000)", connection);
        var query = busy.ExecuteScalarAsync(Cancellation);
        run.Processes(backend).Count.ShouldBeGreaterThanOrEqualTo(4);

        run.Process.Kill();

        await run.NothingIsLeftAsync(backend);
        await Should.ThrowAsync<NpgsqlException>(() => query);
    }

    [Fact]
    public async Task Servers_EndAndLeaveNoFiles_WhenTheInputEnds()
    {
        await using var run = await ServersRun.UpAsync(Cancellation);

        run.Process.CloseInput();

        (await run.Process.WaitAsync(cancellation: Cancellation)).ExitCode.ShouldBe(0);
        run.NothingIsLeft.ShouldBeTrue();
    }

    [Theory]
    [InlineData]
    [InlineData("--keep")]
    public async Task Servers_NeverComeUp_WhenTheParentDiesWhileTheyStart(params string[] arguments)
    {
        await using var run = ServersRun.Start(arguments);
        run.Process.WriteLine("");
        await run.Process.WaitForTextAsync("Neo4j: starting", cancellation: Cancellation);

        run.Process.CloseInput();

        (await run.Process.WaitAsync(cancellation: Cancellation)).ExitCode.ShouldBe(1);
        await run.NothingIsLeftAsync();
    }

    [Fact]
    public async Task Servers_HeedTheParentAlone_WhenCtrlCReachesThemToo()
    {
        await using var run = await ServersRun.UpAsync(Cancellation);

        run.Process.Interrupt();

        await Should.ThrowAsync<TimeoutException>(() => run.Process.WaitAsync(TimeSpan.FromSeconds(2), Cancellation));
        await (await run.ConnectAsync(Cancellation)).DisposeAsync();
        run.Process.Terminate();
        (await run.Process.WaitAsync(cancellation: Cancellation)).ExitCode.ShouldBe(0);
        run.NothingIsLeft.ShouldBeTrue();
    }
}
