using Shouldly;
using Support;
using Xunit;

namespace Bridge.Host.Tests.Hosting;

/// <summary>A daemon that is told to stop in the middle of a pass.</summary>
public sealed class StopTests(ServersFixture servers) : BridgeTest(servers)
{
    private const int Edges = 20;

    // More than the ten seconds that it is given: how fast this machine is decides no test.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Sigterm_LetsTheTransactionInHandEnd()
    {
        await using var daemon = await StartAsync();
        await WhileInHandAsync(async () =>
        {
            daemon.Terminate();
            await daemon.WaitForTextAsync("stopping", cancellation: Cancellation);
        });

        var end = await daemon.WaitAsync(Soon, Cancellation);
        end.ExitCode.ShouldBe(0, end.Error);
        (await RescoredAsync()).ShouldBe(Edges);
    }

    [Fact]
    public async Task Sigterm_EndsIt_ThoughTheTransactionInHandDoesNotEnd()
    {
        await using var daemon = await StartAsync();
        await WhileInHandAsync(async () =>
        {
            daemon.Terminate();
            var end = await daemon.WaitAsync(Soon, Cancellation);
            end.ExitCode.ShouldBe(0, end.Error);
        });

        (await RescoredAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task SecondSigterm_EndsItAtOnce()
    {
        await using var daemon = await StartAsync();
        await WhileInHandAsync(async () =>
        {
            daemon.Terminate();
            await daemon.WaitForTextAsync("stopping", cancellation: Cancellation);
            daemon.Terminate();
            (await daemon.WaitAsync(Soon, Cancellation)).ExitCode.ShouldNotBe(0);
        });
    }

    /// <summary>A daemon that rescores as soon as there is a promotion.</summary>
    private async Task<BridgeProcess> StartAsync()
    {
        await Bridge.AddVersionAsync("m1", "m", 1, quality: 1.0);
        await Bridge.AddVersionAsync("m2", "m", 2, quality: 0.5, parent: "m1");
        await Bridge.DrainAsync(Cancellation);
        await Bridge.AddEdgesAsync("TREATS", "m1", Edges);
        return BridgeProcess.Start(["run"], Variables(("Bridge__Http__Urls", $"http://127.0.0.1:{FreePort.Find()}"),
            ("Bridge__Schedules__Sync", ""), ("Bridge__Schedules__Rescore", "* * * * * *")));
    }

    /// <summary>Does work while a pass waits in its transaction for an edge's lock.</summary>
    private Task WhileInHandAsync(Func<Task> work) => Bridge.WhileLockedAsync("e00000", async () =>
    {
        await Bridge.PromoteAsync("p1", "m1", "m2");
        await Until.TrueAsync(async () => await BlockedAsync() > 0, "the pass waits for the lock", Cancellation);
        await work();
    });

    private Task<long> BlockedAsync() =>
        Bridge.CypherValueAsync<long>("SHOW TRANSACTIONS YIELD status WHERE status STARTS WITH 'Blocked' RETURN count(*)");

    private Task<long> RescoredAsync() =>
        Bridge.CypherValueAsync<long>("MATCH ()-[r:TREATS {rescored_by_artifact_id: 'm2'}]->() RETURN count(r)");
}
