using GraphQueries.Leases;
using GraphSync.Postgres;
using Npgsql;

namespace GraphSync.Leases;

/// <summary>Takes jobs in both databases. Safe for concurrent use.</summary>
internal sealed class FenceKeeper(LeaseKeeper leases, GraphClient graph, NpgsqlDataSource postgres)
{
    /// <summary>Takes the job: raises the epoch in both databases, and ends what the predecessor still has running on Neo4j.</summary>
    /// <param name="job">What must be single, such as <c>rescore</c>.</param>
    /// <param name="wait">How long to wait while another has it.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>Null when another had it all the time.</returns>
    public async Task<Fence?> EnterAsync(string job, TimeSpan wait, CancellationToken cancellationToken)
    {
        while (await leases.AcquireAsync(job, wait, cancellationToken).ConfigureAwait(false) is { } lease)
        {
            var fence = new Fence(lease, graph.Under(lease.Run));
            try
            {
                // Before, since a transaction that it left open may hold the lease's node; after, since it may have begun another
                // meanwhile.
                await TerminateAsync(lease.PreviousRun, cancellationToken).ConfigureAwait(false);
                var raise = new RaiseLeaseParameters(job, lease.Epoch);
                var epoch = (await fence.Graph.WriteAsync(LeaseQueries.Raise, raise, cancellationToken).ConfigureAwait(false))[0].Epoch;
                if (epoch == lease.Epoch)
                {
                    await TerminateAsync(lease.PreviousRun, cancellationToken).ConfigureAwait(false);
                    return fence;
                }
                // PostgreSQL is behind the graph when it was restored from a backup: its epochs go on from the graph's.
                await postgres.RunAsync("Leases/catch-up.sql", new { job, epoch }, cancellationToken).ConfigureAwait(false);
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

    private Task TerminateAsync(string? run, CancellationToken cancellationToken) =>
        run is null ? Task.CompletedTask : graph.Graph.TerminateAsync(run, cancellationToken);
}
