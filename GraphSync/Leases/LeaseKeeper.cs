using System.Data;
using Dapper;
using GraphSync.Backfill;
using GraphSync.Postgres;
using Medallion.Threading.Postgres;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace GraphSync.Leases;

/// <summary>
/// Hands out work that must be single. Each lease is a session advisory lock on a connection of its own, and an epoch that only
/// rises, with which every write is fenced. Needs PostgreSQL itself or a pooler in session mode. Safe for concurrent use.
/// </summary>
internal sealed class LeaseKeeper(PostgresLogin login, TimeProvider time, ILogger logger, LeaseOptions? options = null)
{
    // A contender waits in the lock's queue, which is fair, but comes out each second to look whether the holder lives.
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(1);

    private const string Remedy = "GRANT pg_signal_backend to it, or let all bridges use one role";

    private readonly LeaseOptions _options = options ?? new LeaseOptions();

    /// <summary>Takes the lease, evicting a holder that shows no sign of life.</summary>
    /// <param name="job">The name of the work, such as <c>rescore</c>.</param>
    /// <param name="wait">How long to wait while someone else has it; zero asks once. One that stands by waits without end.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The lease, or null when someone else held it the whole time.</returns>
    /// <exception cref="PostgresUnavailableException">PostgreSQL cannot be used, or is not migrated.</exception>
    public async Task<Lease?> AcquireAsync(string job, TimeSpan wait, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(job);
        return await PostgresConnection.Retries.ExecuteAsync(async stop => await TryAcquireAsync(job, wait, stop).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
    }

    private async Task<Lease?> TryAcquireAsync(string job, TimeSpan wait, CancellationToken cancellationToken)
    {
        var connection = await OpenAsync(job, cancellationToken).ConfigureAwait(false);
        try
        {
            var place = (await connection.ReadAsync<Place>("Leases/place.sql", null, cancellationToken).ConfigureAwait(false))[0];
            if (!place.IsMigrated)
                throw new PostgresUnavailableException($"database '{place.Database}' lacks the bridge's tables: run migrate first");
            var key = LeaseKey.Of(place.Database, place.Schema, job);
            var handle = await LockAsync(connection, job, key, wait, cancellationToken).ConfigureAwait(false);
            if (handle is not null)
                return await ClaimAsync(connection, handle, place.Pid, job, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // The session's end gives back whatever lock it got.
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        await connection.DisposeAsync().ConfigureAwait(false);
        return null;
    }

    private async Task<PostgresDistributedLockHandle?> LockAsync(
        NpgsqlConnection connection, string job, LeaseKey key, TimeSpan wait, CancellationToken cancellationToken)
    {
        var theLock = new PostgresDistributedLock(new PostgresAdvisoryLockKey(key.Value), connection);
        var start = time.GetTimestamp();
        if (_options.StandsBy) wait = TimeSpan.MaxValue;
        var slice = TimeSpan.Zero;
        while (true)
        {
            var handle = await TryLockAsync(theLock, connection, slice, cancellationToken).ConfigureAwait(false);
            if (handle is not null)
                return handle;
            var evicted = await EvictAsync(connection, job, key, cancellationToken).ConfigureAwait(false);
            var remaining = wait - time.GetElapsedTime(start);
            if (!evicted && remaining <= TimeSpan.Zero)
                return null;
            // Who was evicted takes a moment to go.
            slice = evicted || remaining > Slice ? Slice : remaining;
        }
    }

    private static async Task<PostgresDistributedLockHandle?> TryLockAsync(PostgresDistributedLock theLock, NpgsqlConnection connection,
        TimeSpan wait, CancellationToken cancellationToken)
    {
        try
        {
            return await theLock.TryAcquireAsync(wait, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidOperationException e) when (connection.State != ConnectionState.Open)
        {
            // The lock asks on when a statement has broken the connection, and then says only that it is not open.
            throw new NpgsqlException("The connection broke.", new IOException("The connection broke while a lock was asked for.", e));
        }
    }

    private async Task<bool> EvictAsync(NpgsqlConnection connection, string job, LeaseKey key, CancellationToken cancellationToken)
    {
        var parameters = new { Job = job, KeyHigh = key.High, KeyLow = key.Low, StaleSeconds = _options.StaleAfter.TotalSeconds };
        try
        {
            var evicted = await connection.ScalarAsync<long>("Leases/evict.sql", parameters, cancellationToken).ConfigureAwait(false) > 0;
            if (evicted)
                logger.HolderEvicted(job, _options.StaleAfter);
            return evicted;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            logger.HolderNotEvicted(job, Remedy);
            return false;
        }
    }

    private async Task<Lease> ClaimAsync(
        NpgsqlConnection connection, PostgresDistributedLockHandle handle, int pid, string job, CancellationToken cancellationToken)
    {
        var holder = $"{Environment.MachineName}:{Environment.ProcessId}";
        var run = $"{holder}:{Guid.NewGuid():N}";
        var claim = ClaimAsync(connection, job, run, holder, cancellationToken);
        while (await Task.WhenAny(claim, Task.Delay(_options.Grace, TimeProvider.System, cancellationToken)).ConfigureAwait(false) != claim
            && !cancellationToken.IsCancellationRequested)
            await EndBlockersAsync(pid, job, cancellationToken).ConfigureAwait(false);
        var claimed = await claim.ConfigureAwait(false);
        Telemetry.LeaseTaken(job, isTakeover: claimed.PreviousRun is not null);
        logger.LeaseClaimed(job, claimed.Epoch, claimed.Run, claimed.PreviousRun);
        return new Lease(connection, handle, claimed, time, _options.Heartbeat, logger);
    }

    private static async Task<LeaseClaim> ClaimAsync(
        NpgsqlConnection connection, string job, string run, string holder, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var parameters = new { Job = job, Run = run, Holder = holder };
            var claim = new CommandDefinition(Sql.Load("Leases/claim.sql"), parameters, cancellationToken: cancellationToken);
            var rows = await connection.QueryMultipleAsync(claim).ConfigureAwait(false);
            string? previous;
            long epoch;
            await using (rows.ConfigureAwait(false))
            {
                previous = await rows.ReadSingleAsync<string?>().ConfigureAwait(false);
                epoch = await rows.ReadSingleAsync<long>().ConfigureAwait(false);
            }
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return new(job, epoch, run, previous);
        }
    }

    /// <summary>A predecessor that is paused inside a fenced transaction would keep everybody waiting.</summary>
    private async Task EndBlockersAsync(int pid, string job, CancellationToken cancellationToken)
    {
        var side = await OpenAsync(job, cancellationToken).ConfigureAwait(false);
        await using (side.ConfigureAwait(false))
        {
            try
            {
                string[] names = [PostgresConnection.ApplicationName, login.Settings.ApplicationName!];
                var blockers = new { Pid = pid, Names = names };
                var ended = await side.ScalarAsync<long>("Leases/end-blockers.sql", blockers, cancellationToken).ConfigureAwait(false);
                if (ended > 0)
                    logger.BlockersEnded(ended, job);
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
            {
                logger.BlockersNotEnded(job, Remedy);
            }
        }
    }

    /// <summary>A session of the job's own.</summary>
    private Task<NpgsqlConnection> OpenAsync(string job, CancellationToken cancellationToken) =>
        login.OpenDedicatedAsync(job, cancellationToken);

    private sealed record Place(string Database, string Schema, int Pid, bool IsMigrated);
}
