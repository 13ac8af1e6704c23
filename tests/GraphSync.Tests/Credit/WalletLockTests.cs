using GraphSync.Credit;
using GraphSync.Inbound;
using Npgsql;
using Support;

namespace GraphSync.Tests.Credit;

/// <summary>Payments and reversals lock wallets in one order, and run again when PostgreSQL ends them for a deadlock or a
/// conflict.</summary>
public sealed class WalletLockTests(ServersFixture servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_LocksTheTreasuryInItsPlace_SoThatAReversalBesideItIsNoDeadlock()
    {
        await using var world = await WorldAsync();
        await world.PayAsync();
        await world.PromoteAsync("P2", "V1", "V2", at: CreditWorld.Noon.AddHours(1));
        await using var blocker = await Holder.OpenAsync(world, "treasury");

        var reversal = world.ReverseAsync("P1");
        await WaitersAsync(world, 1);
        var run = world.PayAsync();
        await WaitersAsync(world, 2);
        // Both wait for the treasury. Neither has locked what comes after it.
        await world.Bridge.SqlAsync("SELECT FROM wallets WHERE agent_id IN ('yan', 'zed') FOR UPDATE NOWAIT");
        await blocker.ReleaseAsync();

        (await reversal).Count.ShouldBe(3);
        (await run).Paid.ShouldHaveSingleItem().EventId.ShouldBe("P2");
        await world.BooksShouldBalanceAsync();
    }

    [Fact]
    public async Task Run_PaysAllTheSame_WhenItIsTheVictimOfADeadlock()
    {
        await using var world = await WorldAsync();
        await world.Bridge.SqlAsync("INSERT INTO wallets (agent_id) VALUES ('treasury'), ('yan'), ('zed')");
        await using var middle = await Holder.OpenAsync(world, "yan");
        await using var last = await Holder.OpenAsync(world, "zed");
        var run = world.PayAsync();
        // The payment has the treasury, waits for yan and will want zed; another has zed and waits for the treasury. It does not look
        // for deadlocks itself, so that the payment is the one that finds it, and is ended.
        await WaitersAsync(world, 1);
        var wanting = last.LockAsync("treasury");
        await WaitersAsync(world, 2);
        await middle.ReleaseAsync();
        await wanting;
        await last.ReleaseAsync();

        (await run).Paid.ShouldHaveSingleItem().EventId.ShouldBe("P1");

        await world.BooksShouldBalanceAsync();
    }

    [Theory]
    [InlineData("40001")]
    [InlineData("40P01")]
    public async Task RunAndReverse_TryAgain_WhenPostgresEndsThem(string state)
    {
        await using var world = await WorldAsync();
        // What a sequence has given out is not taken back with the transaction: the first three tries fail.
        await world.Bridge.SqlAsync($"""
            CREATE SEQUENCE tries;
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN
                IF nextval('tries') <= 3 THEN RAISE EXCEPTION 'somebody is in the way' USING ERRCODE = '{state}'; END IF;
                RETURN NEW; END $body$;
            CREATE TRIGGER refuse BEFORE INSERT ON wallet_ledger FOR EACH STATEMENT EXECUTE FUNCTION refuse();
            """);

        var paid = (await world.PayAsync()).Paid;
        await world.Bridge.SqlAsync("ALTER SEQUENCE tries RESTART");
        var reversed = await world.ReverseAsync("P1");

        paid.ShouldHaveSingleItem().Payouts.Count.ShouldBe(3);
        reversed.Count.ShouldBe(3);
        await world.BooksShouldBalanceAsync();
    }

    [Fact]
    public async Task RunAndReverse_SayThatAnotherSessionHoldsAWallet_AndGoOn()
    {
        await using var world = await WorldAsync();
        await world.PromoteAsync("P0", "V1", "V2", pool: 10_000, at: CreditWorld.Noon.AddHours(-1));
        await world.PayAsync();
        await world.VersionAsync("V3", 3, "olga");
        await world.PromoteAsync("P2", "V1", "V2", at: CreditWorld.Noon.AddHours(1));
        await world.PromoteAsync("P3", "V1", "V3", pool: 0, at: CreditWorld.Noon.AddHours(2));
        world.Bridge.Configure<CreditOptions>(options => options.LockWait = TimeSpan.FromMilliseconds(200));
        await using (var stranger = await Holder.OpenAsync(world, "yan"))
        {
            var report = await world.PayAsync();
            report.Waiting.ShouldHaveSingleItem().Reason.ShouldStartWith("another session holds a row that it needs, such as a wallet's");
            report.Paid.ShouldHaveSingleItem().EventId.ShouldBe("P3");
            (await Should.ThrowAsync<BadInputException>(world.ReverseAsync("P1"))).Message
                .ShouldStartWith("Event 'P1' was not reversed: another session holds a row");
            await stranger.ReleaseAsync();
        }
        world.Bridge.Configure<CreditOptions>(options => options.LockWait = TimeSpan.FromSeconds(20));

        (await world.PayAsync()).Paid.ShouldHaveSingleItem().EventId.ShouldBe("P2");
        (await world.ReverseAsync("P1")).ShouldNotBeEmpty();
        await world.BooksShouldBalanceAsync();
    }

    [Fact]
    public async Task RunAndReverse_SideBySide_KeepTheBooks()
    {
        await using var world = await WorldAsync();
        string[] ids = [.. Enumerable.Range(1, 8).Select(i => $"P{i}")];
        foreach (var id in ids.Skip(1)) await world.PromoteAsync(id, "V1", "V2", pool: 10_000);
        await world.PayAsync();
        foreach (var id in ids) await world.PromoteAsync(id + "+", "V1", "V2", pool: 10_000, at: CreditWorld.Noon.AddDays(30));

        var run = world.PayAsync();
        var reversals = await Task.WhenAll(ids.Select(id => world.ReverseAsync(id)));

        reversals.ShouldAllBe(lines => lines.Count > 0);
        (await run).Paid.Count.ShouldBe(8);
        await world.BooksShouldBalanceAsync();
    }

    [Fact]
    public async Task DryRun_HoldsNoRow_WhileItIsStopped()
    {
        await using var world = await WorldAsync();
        await world.PayAsync();
        await world.PromoteAsync("P2", "V1", "V2", at: CreditWorld.Noon.AddHours(1));
        await using var other = await TestBridge.OpenAsync(servers, world.Bridge.ConnectionString);
        var ledger = new DryRunLedger(other.Graph, other.Postgres);
        var due = new CreditEvent
        {
            Id = "P2", EventType = EventType.Promotion, ChildVersion = "V2", DetectedAt = CreditWorld.Noon.UtcDateTime,
        };
        await ledger.PayAsync(new PaymentPlan(due, 1_000, WalkResult.AllToTreasury, null), Cancellation);
        TaskCompletionSource stopped = new(), goOn = new();

        // It has reckoned one event, and is stopped while it walks for the next.
        var dryRun = ledger.InGraphAsync(async (graph, epoch) =>
        {
            await new ContributionGraph(other.Postgres, CreditOperation.Job, epoch).BelowAsync(graph, "V2", Cancellation);
            stopped.TrySetResult();
            await goOn.Task;
            return 0;
        }, Cancellation);
        await stopped.Task;

        (await world.Bridge.SqlValueAsync<long>("""
            SELECT count(*) FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
            WHERE l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                AND c.relnamespace = 'public'::regnamespace AND l.pid <> pg_backend_pid()
            """)).ShouldBe(0);
        (await world.PayAsync()).Paid.ShouldHaveSingleItem().EventId.ShouldBe("P2");
        goOn.SetResult();
        await Record.ExceptionAsync(() => dryRun);
    }

    /// <summary>P1 pays yan, zed and the treasury, which comes first.</summary>
    private async Task<CreditWorld> WorldAsync()
    {
        var world = await CreditWorld.CreateAsync(servers);
        await world.DatasetAsync("D", "zed");
        await world.VersionAsync("V1", 1, "olga");
        await world.VersionAsync("V2", 2, "yan", dataset: "D");
        await world.PromoteAsync("P1", "V1", "V2");
        return world;
    }

    private static Task WaitersAsync(CreditWorld world, int count) => Until.TrueAsync(async () => await world.Bridge.SqlValueAsync<long>("""
        SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()
        """) == count, $"{count} wait for a wallet", Cancellation);

    /// <summary>A session that holds wallets.</summary>
    private sealed class Holder(NpgsqlConnection connection, NpgsqlTransaction transaction) : IAsyncDisposable
    {
        public static async Task<Holder> OpenAsync(CreditWorld world, string agent)
        {
            var connection = await world.Bridge.Postgres.OpenConnectionAsync(Cancellation);
            var holder = new Holder(connection, await connection.BeginTransactionAsync(Cancellation));
            await holder.RunAsync("SET LOCAL deadlock_timeout = '1h'");
            await holder.LockAsync(agent);
            return holder;
        }

        public Task LockAsync(string agent) => RunAsync($"SELECT FROM wallets WHERE agent_id = '{agent}' FOR UPDATE");

        public Task ReleaseAsync() => transaction.RollbackAsync(Cancellation);

        public async ValueTask DisposeAsync()
        {
            await transaction.DisposeAsync();
            await connection.DisposeAsync();
        }

        private async Task RunAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction);
            await command.ExecuteNonQueryAsync(Cancellation);
        }
    }
}
