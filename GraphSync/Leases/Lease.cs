using Dapper;
using GraphSync.Postgres;
using Medallion.Threading.Postgres;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace GraphSync.Leases;

/// <summary>The right to do work that must be single. Dispose to give it back; more than once is fine, and it never throws.</summary>
internal sealed class Lease : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly PostgresDistributedLockHandle _handle;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _heartbeat;
    private int _disposed;

    internal Lease(NpgsqlConnection connection, PostgresDistributedLockHandle handle, LeaseClaim claim, TimeProvider time,
        TimeSpan interval, ILogger logger)
    {
        (_connection, _handle, _logger) = (connection, handle, logger);
        (Job, Epoch, Run, PreviousRun) = claim;
        Lost = _lost.Token;
        _heartbeat = BeatAsync(new PeriodicTimer(interval, time));
    }

    /// <summary>The name of the work.</summary>
    public string Job { get; }

    /// <summary>Higher than that of every earlier holder.</summary>
    public long Epoch { get; }

    /// <summary>This acquisition's own name: host, process and a random part. Statements in Neo4j carry it as <c>$run</c>.</summary>
    public string Run { get; }

    /// <summary>The <see cref="Run"/> of the holder before, whose statements in Neo4j are to be terminated; null for the first, and when
    /// it gave the lease back in good order.</summary>
    public string? PreviousRun { get; }

    /// <summary>Why the lease was lost; null while it is held.</summary>
    public LeaseLostException? Loss { get; private set; }

    /// <summary>Fires when the lease is known to be lost. It may have been lost for some time: writes are fenced all the same.</summary>
    public CancellationToken Lost { get; }

    /// <summary>
    /// Makes a write transaction valid only while the lease is held: no other holder can begin before it has ended. To be the
    /// transaction's first statement, at READ COMMITTED.
    /// </summary>
    /// <exception cref="LeaseLostException">Another holder has begun.</exception>
    public async Task FenceAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(transaction);
        var present = await connection.ScalarAsync<long?>("Leases/fence.sql", new { Job }, cancellationToken, transaction)
            .ConfigureAwait(false);
        if (present != Epoch)
            throw new LeaseLostException(Job, Epoch, present);
    }

    /// <summary>Gives the lease back.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await _stop.CancelAsync().ConfigureAwait(false);
        try
        {
            await _heartbeat.ConfigureAwait(false);
            await _connection.RunAsync("Leases/release.sql", new { Job, Epoch }, CancellationToken.None).ConfigureAwait(false);
            await _handle.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // A session that is gone has given its lock back.
            _logger.LeaseGone(e, Job);
        }
        await _connection.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
        _lost.Dispose();
    }

    private async Task BeatAsync(PeriodicTimer timer)
    {
        using var _ = timer;
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                var beat = new CommandDefinition(Sql.Load("Leases/heartbeat.sql"), new { Job, Epoch }, commandTimeout: 5,
                    cancellationToken: _stop.Token);
                var rows = await _connection.ExecuteAsync(beat).ConfigureAwait(false);
                if (rows == 0)
                    throw new LeaseLostException(Job, Epoch, null);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Given back.
        }
        catch (Exception e)
        {
            Loss = e as LeaseLostException
                ?? new LeaseLostException(Job, PostgresErrors.OfSession(e, new(_connection.ConnectionString)), Epoch);
            Telemetry.LeaseLost(Job);
            _logger.LeaseLost(Loss.Message);
            await _lost.CancelAsync().ConfigureAwait(false);
        }
    }
}

/// <summary>What a claim gave.</summary>
internal sealed record LeaseClaim(string Job, long Epoch, string Run, string? PreviousRun);
