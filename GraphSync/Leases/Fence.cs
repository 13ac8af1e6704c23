using Dapper;
using GraphQueries.Leases;
using Npgsql;

namespace GraphSync.Leases;

/// <summary>
/// The right to do one job alone, in both databases: a lock in PostgreSQL, and an epoch that both compare at every write, since a
/// process that was paused may wake up inside a write that it no longer may make.
/// </summary>
public sealed class Fence : IAsyncDisposable
{
    private readonly Lease _lease;

    private Fence(Lease lease, GraphClient graph) => (_lease, Graph) = (lease, graph);

    /// <summary>The graph, with statements that a successor can find and end.</summary>
    public GraphClient Graph { get; }

    /// <summary>The job; <c>$job</c> of fenced statements.</summary>
    public string Job => _lease.Job;

    /// <summary>The epoch; <c>$epoch</c> of fenced statements.</summary>
    public long Epoch => _lease.Epoch;

    /// <summary>
    /// Takes the job: raises the epoch in both databases, and ends what the predecessor still has running on Neo4j.
    /// </summary>
    /// <param name="context">Both databases.</param>
    /// <param name="job">What must be single, such as <c>rescore</c>.</param>
    /// <param name="wait">How long to wait while another has it.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>Null when another had it all the time.</returns>
    public static async Task<Fence?> EnterAsync(BridgeContext context, string job, TimeSpan wait, CancellationToken cancellationToken)
    {
        while (await context.Leases.AcquireAsync(job, wait, cancellationToken).ConfigureAwait(false) is { } lease)
        {
            var fence = new Fence(lease, context.Graph.Under(lease.Run));
            try
            {
                // Before, since a transaction that it left open may hold the lease's node; after, since it may have begun another meanwhile.
                await TerminateAsync(context, lease.PreviousRun, cancellationToken).ConfigureAwait(false);
                var row = (await fence.Graph.WriteAsync(LeaseQueries.Raise, new RaiseLeaseParameters(job, lease.Epoch), cancellationToken).ConfigureAwait(false))[0];
                if (row.Epoch == lease.Epoch)
                {
                    await TerminateAsync(context, lease.PreviousRun, cancellationToken).ConfigureAwait(false);
                    return fence;
                }
                await CatchUpAsync(context, job, row.Epoch, cancellationToken).ConfigureAwait(false);
            }
            catch
            {
                await lease.DisposeAsync().ConfigureAwait(false);
                throw;
            }
            await lease.DisposeAsync().ConfigureAwait(false);
        }
        return null;
    }

    /// <summary>PostgreSQL is behind the graph when it was restored from a backup: its epochs go on from the graph's.</summary>
    private static async Task CatchUpAsync(BridgeContext context, string job, long epoch, CancellationToken cancellationToken)
    {
        var connection = await context.Postgres.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        await connection.ExecuteAsync(new CommandDefinition("UPDATE bridge_lease SET epoch = @epoch WHERE job = @job AND epoch < @epoch",
            new { job, epoch }, cancellationToken: cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>The one row of a fenced statement.</summary>
    /// <exception cref="LeaseLostException">There is none: the graph has a later epoch.</exception>
    public TRow Require<TRow>(IReadOnlyList<TRow> rows) =>
        rows.Count > 0 ? rows[0] : throw new LeaseLostException(Job, Epoch, null);

    /// <summary>Does work that stops as soon as the lock is known to be lost.</summary>
    /// <exception cref="LeaseLostException">The lock was lost meanwhile.</exception>
    public async Task<T> WhileHeldAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using var held = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _lease.Lost);
        try
        {
            return await work(held.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_lease.Lost.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new LeaseLostException(Job, Epoch, null);
        }
    }

    /// <summary>Compares the epoch inside a write transaction of PostgreSQL, and keeps it from rising until that ends.</summary>
    /// <exception cref="LeaseLostException">Another has taken the job.</exception>
    public Task VerifyAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        _lease.FenceAsync(connection, transaction, cancellationToken);

    private static Task TerminateAsync(BridgeContext context, string? run, CancellationToken cancellationToken) =>
        run is null ? Task.CompletedTask : context.Graph.Graph.TerminateAsync(run, cancellationToken);

    /// <summary>Releases the job; never throws for a lock that is gone already.</summary>
    public ValueTask DisposeAsync() => _lease.DisposeAsync();
}
