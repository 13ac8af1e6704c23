using Npgsql;

namespace GraphSync.Leases;

/// <summary>
/// The right to do one job alone, in both databases: a lock in PostgreSQL, and an epoch that both compare at every write, since a
/// process that was paused may wake up inside a write that it no longer may make. <see cref="FenceKeeper"/> gives it out.
/// </summary>
internal sealed class Fence(Lease lease, GraphClient graph) : IAsyncDisposable
{
    /// <summary>The graph, with statements that a successor can find and end.</summary>
    public GraphClient Graph => graph;

    /// <summary>The job; <c>$job</c> of fenced statements.</summary>
    public string Job => lease.Job;

    /// <summary>The epoch; <c>$epoch</c> of fenced statements.</summary>
    public long Epoch => lease.Epoch;

    /// <summary>The one row of a fenced statement. What it was about may be missing all the same: then the row says so.</summary>
    /// <exception cref="LeaseLostException">There is none: the graph has a later epoch.</exception>
    public TRow Require<TRow>(IReadOnlyList<TRow> rows) => rows.Count > 0 ? rows[0] : throw new LeaseLostException(Job, Epoch, null);

    /// <summary>Does work that stops as soon as the lock is known to be lost.</summary>
    /// <exception cref="LeaseLostException">Another took it meanwhile, or PostgreSQL went away, and the lock with it.</exception>
    public async Task<T> WhileHeldAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using var held = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lease.Lost);
        try
        {
            return await work(held.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (lease.Lost.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw lease.Loss!;
        }
    }

    /// <summary>Compares the epoch inside a write transaction of PostgreSQL, and keeps it from rising until that ends.</summary>
    /// <exception cref="LeaseLostException">Another has taken the job.</exception>
    public Task VerifyAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        lease.FenceAsync(connection, transaction, cancellationToken);

    /// <summary>Releases the job; never throws for a lock that is gone already.</summary>
    public ValueTask DisposeAsync() => lease.DisposeAsync();
}
