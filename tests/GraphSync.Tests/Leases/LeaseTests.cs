using System.Collections.Concurrent;
using Dapper;
using GraphSync.Leases;
using GraphSync.Postgres;
using GraphSync.Tests.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Support;

namespace GraphSync.Tests.Leases;

public sealed class LeaseTests(ServersFixture servers) : PostgresTest(servers)
{
    private static readonly LeaseOptions Options =
        new() { Heartbeat = TimeSpan.FromSeconds(0.2), StaleAfter = TimeSpan.FromHours(1), Grace = TimeSpan.FromSeconds(0.3) };

    // Only for tests in which the holder shows no life, or more than any clock can: elsewhere a slow machine would be taken for dead.
    private static readonly LeaseOptions Hasty = Options with { StaleAfter = TimeSpan.FromSeconds(0.5) };

    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task AcquireAsync_GivesNull_WhenSomeoneElseHoldsIt()
    {
        await MigrateAsync();
        await using var first = await Keeper().AcquireAsync("rescore", TimeSpan.Zero, Cancel);

        (await Keeper().AcquireAsync("rescore", TimeSpan.Zero, Cancel)).ShouldBeNull();
        (await Keeper().AcquireAsync("rescore", TimeSpan.FromSeconds(2.5), Cancel)).ShouldBeNull();
        first!.Lost.IsCancellationRequested.ShouldBeFalse();
        await using var other = await Keeper().AcquireAsync("sync", TimeSpan.Zero, Cancel);
        other.ShouldNotBeNull();
    }

    // A bridge that gave up would not be there when the other dies.
    [Fact]
    public async Task AcquireAsync_WaitsUntilTheOtherDies_WhenItStandsBy()
    {
        await MigrateAsync();
        await using var leader = await Keeper().AcquireAsync("rescore", TimeSpan.Zero, Cancel);
        var standby = Keeper(options: Options with { StandsBy = true }).AcquireAsync("rescore", TimeSpan.Zero, Cancel);
        await Until.TrueAsync(async () => standby.IsCompleted || await ScalarAsync<long>(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted") > 0, "it waits", Cancel);
        standby.IsCompleted.ShouldBeFalse();

        await ExecuteAsync("SELECT pg_terminate_backend(backend_pid) FROM bridge_lease");

        await using var heir = await standby;
        heir!.Epoch.ShouldBe(leader!.Epoch + 1);
    }

    [Theory]
    [InlineData("advisory")]
    [InlineData("lock_timeout")]
    [InlineData("bridge_lease")]
    [InlineData("BEGIN")]
    [InlineData("COMMIT")]
    public async Task AcquireAsync_TriesAgain_WhenTheConnectionBreaks(string statement)
    {
        await MigrateAsync();
        var settings = new NpgsqlConnectionStringBuilder(ConnectionString);
        await using var network = new FlakyProxy(settings.Host!, settings.Port);
        (settings.Host, settings.Port) = ("127.0.0.1", network.Port);
        var keeper = new LeaseKeeper(new PostgresLogin(settings.ConnectionString), TimeProvider.System, NullLogger.Instance, Options);
        await using (await keeper.AcquireAsync("sync", TimeSpan.Zero, Cancel)) { }
        network.LoseReplyTo(statement);

        await using var lease = await keeper.AcquireAsync("rescore", TimeSpan.FromSeconds(2), Cancel);

        lease.ShouldNotBeNull();
        network.Lost.ShouldBe(1);
    }

    [Fact]
    public async Task AcquireAsync_GivesIt_WhenTheJobIsAnotherSchemas()
    {
        await ExecuteAsync("CREATE SCHEMA other");
        await using var otherDb = As(searchPath: "other");
        await MigrateAsync();
        await MigrateAsync(otherDb);
        await using var first = await Keeper().AcquireAsync("rescore", TimeSpan.Zero, Cancel);

        await using var second = await Keeper(searchPath: "other").AcquireAsync("rescore", TimeSpan.Zero, Cancel);

        second.ShouldNotBeNull();
    }

    [Fact]
    public async Task AcquireAsync_RaisesTheEpochAndNamesNobody_WhenItWasGivenBack()
    {
        await MigrateAsync();
        var first = await Keeper().AcquireAsync("rescore", TimeSpan.Zero, Cancel);
        await first!.DisposeAsync();
        await first.DisposeAsync();

        await using var second = await Keeper().AcquireAsync("rescore", TimeSpan.Zero, Cancel);

        first.PreviousRun.ShouldBeNull();
        second!.PreviousRun.ShouldBeNull();
        second.Epoch.ShouldBe(first.Epoch + 1);
        second.Run.ShouldNotBe(first.Run);
    }

    [Fact]
    public async Task AcquireAsync_TagsItsSession_WhenItHoldsALease()
    {
        await MigrateAsync();
        var lease = await Keeper().AcquireAsync("rescore", TimeSpan.Zero, Cancel);
        const string Sessions = """
            SELECT count(*) FROM pg_stat_activity
            WHERE application_name = 'graphprovenance:rescore' AND datname = current_database()
            """;

        (await ScalarAsync<long>(Sessions)).ShouldBe(1);
        await lease!.DisposeAsync();
        await Until.TrueAsync(async () => await ScalarAsync<long>(Sessions) == 0, "the session is gone", Cancel);
    }

    [Fact]
    public async Task AcquireAsync_HandsItOnAndFencesTheOldHolder_WhenItsSessionIsKilled()
    {
        await MigrateAsync();
        await using var old = await Keeper().AcquireAsync("rescore", TimeSpan.Zero, Cancel);
        await ExecuteAsync("SELECT pg_terminate_backend(backend_pid) FROM bridge_lease");

        await using var next = await Keeper().AcquireAsync("rescore", Long, Cancel);

        next!.Epoch.ShouldBeGreaterThan(old!.Epoch);
        next.PreviousRun.ShouldBe(old.Run);
        (await Should.ThrowAsync<LeaseLostException>(WriteAsync(old))).Epoch.ShouldBe(old.Epoch);
        await WriteAsync(next);
        await Until.TrueAsync(() => old.Lost.IsCancellationRequested, "the old holder knows", Cancel);
        next.Lost.IsCancellationRequested.ShouldBeFalse();
    }

    [Fact]
    public async Task AcquireAsync_EvictsTheHolder_WhenItsHeartbeatStopped()
    {
        await MigrateAsync();
        await using var hung = await Keeper(new FakeTimeProvider()).AcquireAsync("rescore", TimeSpan.Zero, Cancel);
        (await Keeper().AcquireAsync("rescore", TimeSpan.FromSeconds(2), Cancel)).ShouldBeNull();

        await using var next = await Keeper(options: Hasty).AcquireAsync("rescore", Long, Cancel);

        next!.Epoch.ShouldBe(hung!.Epoch + 1);
        await Should.ThrowAsync<LeaseLostException>(WriteAsync(hung));
    }

    [Fact]
    public async Task AcquireAsync_LeavesTheHolderAlone_WhenItsHeartbeatGoesOn()
    {
        await MigrateAsync();
        await using var holder = await Keeper(new FakeTimeProvider()).AcquireAsync("rescore", TimeSpan.Zero, Cancel);
        await ExecuteAsync("UPDATE bridge_lease SET heartbeat_at = now() + interval '1 day'");

        (await Keeper(options: Hasty).AcquireAsync("rescore", Hasty.StaleAfter * 4, Cancel)).ShouldBeNull();

        await WriteAsync(holder!);
    }

    [Fact]
    public async Task AcquireAsync_EndsTheFencedTransaction_WhenItsHolderIsPausedInsideIt()
    {
        await MigrateAsync();
        await using var paused = await Keeper(new FakeTimeProvider()).AcquireAsync("rescore", TimeSpan.Zero, Cancel);
        await using var connection = await Db.OpenConnectionAsync(Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        await paused!.FenceAsync(connection, transaction, Cancel);
        await connection.ExecuteAsync("INSERT INTO datasets (id) VALUES ('old')");

        await using var next = await Keeper(options: Hasty).AcquireAsync("rescore", Long, Cancel);

        next!.Epoch.ShouldBe(paused.Epoch + 1);
        await Should.ThrowAsync<NpgsqlException>(transaction.CommitAsync(Cancel));
        (await ScalarAsync<long>("SELECT count(*) FROM datasets")).ShouldBe(0);
    }

    [Fact]
    public async Task FenceAsync_HoldsTheNextEpochOffAndLetsHeartbeatsPass_WhenTheTransactionIsOpen()
    {
        await MigrateAsync();
        await using var lease = await Keeper().AcquireAsync("rescore", TimeSpan.Zero, Cancel);
        await using var connection = await Db.OpenConnectionAsync(Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        await lease!.FenceAsync(connection, transaction, Cancel);
        const string Heartbeat = "SELECT heartbeat_at FROM bridge_lease";
        var before = await ScalarAsync<DateTime>(Heartbeat);

        await Until.TrueAsync(async () => await ScalarAsync<DateTime>(Heartbeat) > before, "a heartbeat", Cancel);
        await Should.ThrowAsync<PostgresException>(ExecuteAsync("SET lock_timeout = '300ms'; SELECT FROM bridge_lease FOR UPDATE"));

        lease.Lost.IsCancellationRequested.ShouldBeFalse();
        await transaction.CommitAsync(Cancel);
    }

    [Fact]
    public async Task Lost_Fires_WhenAPoolerMovesTheSession()
    {
        await MigrateAsync();
        await using var lease = await Keeper().AcquireAsync("rescore", TimeSpan.Zero, Cancel);

        // What a pooler in transaction mode does looks like this to the holder: its statements run on another backend.
        await ExecuteAsync("UPDATE bridge_lease SET backend_pid = backend_pid + 1");

        await Until.TrueAsync(() => lease!.Lost.IsCancellationRequested, "the holder knows", Cancel);
    }

    [Fact]
    public async Task AcquireAsync_NamesTheRemedy_WhenNotMigrated() =>
        (await Should.ThrowAsync<PostgresUnavailableException>(Keeper().AcquireAsync("rescore", TimeSpan.Zero, Cancel)))
            .Message.ShouldContain("migrate");

    [Fact]
    public async Task AcquireAsync_ServesEachInTurn_WhenAHundredContend()
    {
        await MigrateAsync();
        var epochs = new ConcurrentQueue<long>();
        var inside = 0;

        // Forty at a time, to leave connections to others.
        var options = new ParallelOptions { MaxDegreeOfParallelism = 40, CancellationToken = Cancel };
        await Parallel.ForEachAsync(Enumerable.Range(0, 100), options, async (_, cancel) =>
        {
            await using var lease = await Keeper().AcquireAsync("rescore", TimeSpan.FromMinutes(2), cancel);
            Interlocked.Increment(ref inside).ShouldBe(1);
            epochs.Enqueue(lease!.Epoch);
            Interlocked.Decrement(ref inside);
        });

        epochs.ShouldBe(Enumerable.Range(1, 100).Select(e => (long)e));
    }

    private LeaseKeeper Keeper(TimeProvider? time = null, string? searchPath = null, LeaseOptions? options = null) => new(
        new PostgresLogin(new NpgsqlConnectionStringBuilder(ConnectionString) { SearchPath = searchPath }.ConnectionString),
        time ?? TimeProvider.System, NullLogger.Instance, options ?? Options);

    private async Task WriteAsync(Lease lease)
    {
        await using var connection = await Db.OpenConnectionAsync(Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        await lease.FenceAsync(connection, transaction, Cancel);
        await connection.ExecuteAsync("INSERT INTO datasets (id) VALUES (gen_random_uuid()::text)");
        await transaction.CommitAsync(Cancel);
    }
}
