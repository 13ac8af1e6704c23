using System.Net;
using Npgsql;
using Support;

namespace Hostile.Readers;

/// <summary>Readers that come in numbers, while a table that the pages read is locked by somebody else.</summary>
public sealed class ManyReadersTests(ServersFixture servers) : BridgeTest(servers)
{
    private const string Page = "/models/m%2F1";
    private const string Other = "/promotions/nobody";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Bridge.AddVersionAsync("m/1", "m", 1);
        await Bridge.DrainAsync(Cancellation);
    }

    [Fact]
    public async Task Pages_AreReadTwoAtATime_AndEndWithTheirTime_WhileHealthAndMetricsAnswer()
    {
        await using var daemon = await RunningDaemon.StartAsync(Variables(), Cancellation);
        await WarmAsync(daemon);
        await using var stranger = await LockLedgerAsync();

        var readers = Enumerable.Range(1, 60).Select(i => daemon.Http.GetAsync($"{Page}?paid={i}", Cancellation)).ToList();
        await Until.TrueAsync(async () => await BlockedAsync() > 0, "a page waits for the lock", Cancellation);
        foreach (var path in (string[])["/health/ready", "/health/live", "/metrics"])
            (await daemon.Http.GetAsync(path, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK, path);
        (await BlockedAsync()).ShouldBeLessThanOrEqualTo(2);

        foreach (var answer in await Task.WhenAll(readers))
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            answer.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(5));
        }
        await Until.TrueAsync(async () => await BlockedAsync() == 0, "the server works for no page any more", Cancellation);

        await stranger.DisposeAsync();
        (await daemon.PageAsync(Page, Cancellation)).ShouldContain("Contributors");
    }

    [Fact]
    public async Task ReadersOfOnePage_ShareARead()
    {
        await using var daemon = await RunningDaemon.StartAsync(Variables(), Cancellation);
        await WarmAsync(daemon);
        // While the readers of one page wait for the lock there is a turn for another page. An answer that came when their time was up,
        // on a slow machine, says nothing, and other readers ask for a page that is not kept yet.
        var attempts = 0;
        await Until.TrueAsync(async () =>
        {
            await using var stranger = await LockLedgerAsync();
            var page = $"{Page}?paid={++attempts}";
            var readers = Enumerable.Range(1, 20).Select(_ => daemon.Http.GetAsync(page, Cancellation)).ToList();
            await Until.TrueAsync(async () => await BlockedAsync() > 0, "a page waits for the lock", Cancellation);
            using var other = await daemon.Http.GetAsync(Other, Cancellation);
            var inTime = !readers.Any(reader => reader.IsCompleted);

            await stranger.DisposeAsync();
            foreach (var answer in await Task.WhenAll(readers))
                answer.StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable);
            if (inTime) other.StatusCode.ShouldBe(HttpStatusCode.NotFound);
            return inTime;
        }, "another page is answered while the readers wait", Cancellation);
    }

    /// <summary>Waits until both pages can be read within their time, which first plans may take. A page of other payments is kept apart
    /// from the one that is asked for later.</summary>
    private static async Task WarmAsync(RunningDaemon daemon)
    {
        await daemon.PageAsync($"{Page}?paid=99", Cancellation);
        await Until.TrueAsync(async () => (await daemon.Http.GetAsync(Other, Cancellation)).StatusCode == HttpStatusCode.NotFound,
            "another page is read", Cancellation);
    }

    private async Task<NpgsqlConnection> LockLedgerAsync()
    {
        var stranger = new NpgsqlConnection(Bridge.ConnectionString);
        await stranger.OpenAsync(Cancellation);
        var transaction = await stranger.BeginTransactionAsync(Cancellation);
        await using var command = new NpgsqlCommand("LOCK TABLE wallet_ledger IN ACCESS EXCLUSIVE MODE", stranger, transaction);
        await command.ExecuteNonQueryAsync(Cancellation);
        return stranger;
    }

    private Task<long> BlockedAsync() => Bridge.SqlValueAsync<long>(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'");
}
