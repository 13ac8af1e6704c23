using GraphQueries.Language;
using GraphQueries.Transport;
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
        var release = new TaskCompletionSource();
        await using var daemon = await StartAsync();
        var holding = HoldAsync(release.Task);
        await BlockedAsync();

        daemon.Terminate();
        await daemon.WaitForTextAsync("stopping", cancellation: Cancellation);
        release.SetResult();

        await Should.ThrowAsync<OperationCanceledException>(() => holding);
        var end = await daemon.WaitAsync(Soon, Cancellation);
        end.ExitCode.ShouldBe(0, end.Error);
        (await RescoredAsync()).ShouldBe(Edges);
    }

    [Fact]
    public async Task Sigterm_EndsIt_ThoughTheTransactionInHandDoesNotEnd()
    {
        var release = new TaskCompletionSource();
        await using var daemon = await StartAsync();
        var holding = HoldAsync(release.Task);
        await BlockedAsync();

        daemon.Terminate();

        var end = await daemon.WaitAsync(Soon, Cancellation);
        end.ExitCode.ShouldBe(0, end.Error);
        release.SetResult();
        await Should.ThrowAsync<OperationCanceledException>(() => holding);
        (await RescoredAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task SecondSigterm_EndsItAtOnce()
    {
        var release = new TaskCompletionSource();
        await using var daemon = await StartAsync();
        var holding = HoldAsync(release.Task);
        await BlockedAsync();

        daemon.Terminate();
        await daemon.WaitForTextAsync("stopping", cancellation: Cancellation);
        daemon.Terminate();

        var end = await daemon.WaitAsync(Soon, Cancellation);
        end.ExitCode.ShouldNotBe(0);
        release.SetResult();
        await Should.ThrowAsync<OperationCanceledException>(() => holding);
    }

    /// <summary>A daemon that is about to rescore.</summary>
    private async Task<BridgeProcess> StartAsync()
    {
        await Bridge.AddVersionAsync("m1", "m", 1, quality: 1.0);
        await Bridge.AddVersionAsync("m2", "m", 2, quality: 0.5, parent: "m1");
        await Bridge.DrainAsync(Cancellation);
        await Bridge.AddEdgesAsync("TREATS", "m1", Edges);
        await Bridge.PromoteAsync("p1", "m1", "m2");
        return BridgeProcess.Start(["run"], Variables(("Bridge__Http__Urls", $"http://127.0.0.1:{FreePort.Find()}"),
            ("Bridge__Schedules__Sync", ""), ("Bridge__Schedules__Rescore", "* * * * * *")));
    }

    /// <summary>Keeps an edge locked, so that the pass waits in its transaction; rolls back in the end.</summary>
    private Task HoldAsync(Task released) => Bridge.Get<IGraph>().WriteAsync<int>(async transaction =>
    {
        await transaction.RunAsync(new CypherStatement("MATCH ()-[r:TREATS]->() WITH r LIMIT 1 SET r.edge_id = r.edge_id"));
        await released;
        throw new OperationCanceledException();
    }, TimeSpan.FromSeconds(60), Cancellation);

    private Task BlockedAsync() => Until.TrueAsync(async () =>
        await Bridge.CypherValueAsync<long>("SHOW TRANSACTIONS YIELD status WHERE status STARTS WITH 'Blocked' RETURN count(*)") > 0,
        "the pass waits for the lock", Cancellation);

    private Task<long> RescoredAsync() =>
        Bridge.CypherValueAsync<long>("MATCH ()-[r:TREATS {rescored_by_artifact_id: 'm2'}]->() RETURN count(r)");
}
