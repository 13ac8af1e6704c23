using GraphSync.Credit;
using GraphSync.Inbound;
using GraphSync.Leases;
using GraphSync.Operations;
using GraphSync.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Support;

namespace GraphSync.Tests.Credit;

/// <summary>Each event pays exactly once, whatever is killed, repeated or run twice side by side.</summary>
public sealed class ExactlyOnceTests(ServersFixture servers)
{
    private const int Events = 12;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_PaysEachEventOnce_WhenTwoBridgesRunSideBySide()
    {
        await using var world = await PromotionsAsync();
        await using var other = await TestBridge.OpenAsync(servers, world.Bridge.ConnectionString);

        var reports = await Task.WhenAll(world.PayAsync(), world.PayAsync(),
            other.RunAsync(new CreditRequest(), Cancellation));

        reports.SelectMany(r => r.Paid).Select(p => p.EventId).Order(StringComparer.Ordinal).ShouldBe(Names());
        await ShouldHavePaidAllOnceAsync(world);
    }

    [Fact]
    public async Task Run_PaysOnce_WhenTheSessionIsKilledBeforeItsCommit()
    {
        await using var world = await PromotionsAsync();
        world.Bridge.Configure<CreditOptions>(options => options.LockWait = TimeSpan.FromMilliseconds(500));
        // Somebody else has the wallet that the payments want.
        await using var blocker = await world.Bridge.Postgres.OpenConnectionAsync(Cancellation);
        await world.Bridge.SqlAsync("INSERT INTO wallets (agent_id) VALUES ('ada')");
        await using var transaction = await blocker.BeginTransactionAsync(Cancellation);
        await new NpgsqlCommand("SELECT FROM wallets WHERE agent_id = 'ada' FOR UPDATE", blocker, transaction)
            .ExecuteNonQueryAsync(Cancellation);
        var run = world.PayAsync();
        await Until.TrueAsync(async () => await world.Bridge.SqlValueAsync<long>("""
            SELECT count(*) FILTER (WHERE pg_terminate_backend(pid)) FROM pg_stat_activity
            WHERE wait_event_type = 'Lock' AND datname = current_database()
            """) > 0, "the payment waits for the wallet", Cancellation);

        var report = await run;

        (report.Paid.Count, report.Waiting.Count).ShouldBe((0, Events));
        (await world.Bridge.SqlValueAsync<long>("SELECT count(*) FROM credit_events")).ShouldBe(0);
        (await world.Bridge.SqlValueAsync<long>("SELECT count(*) FROM wallet_ledger")).ShouldBe(0);
        await transaction.RollbackAsync(Cancellation);
        await world.PayAsync();
        await ShouldHavePaidAllOnceAsync(world);
    }

    [Fact]
    public async Task Run_PaysOnceAndSaysSo_WhenTheFirstReplyToEachCommitIsLost()
    {
        await using var world = await PromotionsAsync();
        var builder = new NpgsqlConnectionStringBuilder(world.Bridge.ConnectionString);
        await using var proxy = new FlakyProxy(builder.Host!, builder.Port);
        (builder.Host, builder.Port) = ("127.0.0.1", proxy.Port);
        // Leases go past the proxy: the commits that it hits are those of payments.
        await using var flaky = await TestBridge.OpenAsync(servers, world.Bridge.ConnectionString,
            configure: services => services.AddSingleton(PostgresConnection.Create(builder.ConnectionString)));
        var credit = flaky.Get<IOperation<CreditReport>>();
        proxy.LoseFirstReplyToEach("COMMIT\0");

        var report = await credit.ExecuteAsync(new CreditRequest(), Cancellation);

        // Each took effect, was run again, and found itself: it is told as paid all the same.
        report.Paid.Count.ShouldBe(12);
        proxy.Lost.ShouldBeGreaterThanOrEqualTo(12);
        await ShouldHavePaidAllOnceAsync(world);
    }

    [Fact]
    public async Task Run_PaysOnce_WhenTheProcessIsKilledAgainAndAgain()
    {
        await using var world = await PromotionsAsync();
        var variables = world.Bridge.Variables.ToDictionary(v => v.Key, string? (v) => v.Value);
        for (long paid = 0; paid < 3;)
        {
            // Killed as soon as it has paid something more: in the middle of the next payment, as often as not.
            await using var bridge = BridgeProcess.Start(["credit"], variables);
            while (!bridge.HasExited && await world.Bridge.SqlValueAsync<long>("SELECT count(*) FROM credit_events") <= paid)
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Cancellation);
            bridge.Kill();
            await bridge.WaitAsync(cancellation: Cancellation);
            var now = await world.Bridge.SqlValueAsync<long>("SELECT count(*) FROM credit_events");
            now.ShouldBeGreaterThan(paid, bridge.Error);
            paid = now;
            await world.BooksShouldBalanceAsync();
        }

        var last = await BridgeProcess.RunAsync(["credit", "--json"], variables, cancellation: Cancellation);

        last.ExitCode.ShouldBe(0, last.Error);
        await ShouldHavePaidAllOnceAsync(world);
    }

    [Fact]
    public async Task Run_PaysNothingMore_OnceAnotherHasTakenOver()
    {
        await using var world = await PromotionsAsync();
        await using var fence = (await world.Bridge.Get<FenceKeeper>().EnterAsync(
            CreditOperation.Job, TimeSpan.Zero, Cancellation))!;
        var ledger = new FencedLedger(fence, world.Bridge.Postgres, TimeProvider.System, new CreditOptions().LockWait);
        // A successor: what a bridge sees that was paused for long.
        await world.Bridge.SqlAsync("UPDATE bridge_lease SET epoch = epoch + 1 WHERE job = 'credit'");
        await world.Bridge.CypherAsync("MATCH (l:Lease {job: 'credit'}) SET l.epoch = l.epoch + 1");

        await Should.ThrowAsync<LeaseLostException>(() => ledger.RefuseAsync(
            new CreditEvent { Id = "p00", EventType = EventType.Promotion }, "too late", Cancellation));
        await Should.ThrowAsync<LeaseLostException>(() => ledger.InGraphAsync(
            (graph, epoch) => new ContributionGraph(world.Bridge.Postgres, CreditOperation.Job, epoch)
                .BelowAsync(graph, "V2", Cancellation),
            Cancellation));

        (await world.Bridge.SqlValueAsync<long>("SELECT count(*) FROM credit_events")).ShouldBe(0);
        (await world.Bridge.CypherValueAsync<long>("MATCH (n:Dataset|Agent) RETURN count(n)")).ShouldBe(0);
    }

    private static IEnumerable<string> Names() => Enumerable.Range(0, Events).Select(i => $"p{i:D2}");

    private async Task<CreditWorld> PromotionsAsync()
    {
        var world = await CreditWorld.CreateAsync(servers);
        await world.DatasetAsync("D", "carl");
        await world.VersionAsync("V1", 1, "ada");
        await world.VersionAsync("V2", 2, "ada", "D");
        foreach (var (i, name) in Names().Index())
            await world.PromoteAsync(name, "V1", "V2", "rui", pool: 10_000, at: CreditWorld.Noon.AddMinutes(i));
        return world;
    }

    private static async Task ShouldHavePaidAllOnceAsync(CreditWorld world)
    {
        (await world.Bridge.SqlRowsAsync<string>("SELECT event_id FROM credit_events WHERE status = 'paid' ORDER BY event_id"))
            .ShouldBe(Names());
        await world.BooksShouldBalanceAsync();
        (await world.WalletsAsync()).Count.ShouldBe(3);
        (await world.Bridge.SqlValueAsync<decimal>("SELECT sum(balance_utok) FROM wallets")).ShouldBe(Events * 10_000);
        (await world.PayAsync()).Status.ShouldBe("nothing_due");
    }
}
