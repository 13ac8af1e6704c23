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

    /// <summary>Fires when the lock has been lost.</summary>
    public CancellationToken Lost => _lease.Lost;

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
        var lease = await context.Leases.AcquireAsync(job, wait, cancellationToken).ConfigureAwait(false);
        if (lease is null) return null;
        try
        {
            var fence = new Fence(lease, context.Graph.Under(lease.Run));
            // Before, since a transaction that it left open may hold the lease's node; after, since it may have begun another meanwhile.
            await TerminateAsync(context, lease.PreviousRun, cancellationToken).ConfigureAwait(false);
            fence.Require(await fence.Graph.WriteAsync(LeaseQueries.Raise, new RaiseLease(job, lease.Epoch), cancellationToken).ConfigureAwait(false),
                row => row.Epoch == lease.Epoch);
            await TerminateAsync(context, lease.PreviousRun, cancellationToken).ConfigureAwait(false);
            return fence;
        }
        catch
        {
            await lease.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The one row of a fenced statement.</summary>
    /// <exception cref="LeaseLostException">There is none: the graph has a later epoch.</exception>
    public TRow Require<TRow>(IReadOnlyList<TRow> rows, Func<TRow, bool>? holds = null) =>
        rows.Count > 0 && (holds is null || holds(rows[0])) ? rows[0] : throw new LeaseLostException(Job, Epoch, null);

    /// <summary>Compares the epoch inside a write transaction of PostgreSQL, and keeps it from rising until that ends.</summary>
    /// <exception cref="LeaseLostException">Another has taken the job.</exception>
    public Task VerifyAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        _lease.FenceAsync(connection, transaction, cancellationToken);

    private static Task TerminateAsync(BridgeContext context, string? run, CancellationToken cancellationToken) =>
        run is null ? Task.CompletedTask : context.Graph.Graph.TerminateAsync(run, cancellationToken);

    /// <summary>Releases the job; never throws for a lock that is gone already.</summary>
    public ValueTask DisposeAsync() => _lease.DisposeAsync();
}
