using GraphQueries.Leases;
using GraphSync.Leases;
using Npgsql;

namespace GraphSync.Credit;

/// <summary>The transactions that events are settled in.</summary>
internal abstract class Settlement(BridgeContext context)
{
    // Deriving and walking are one transaction; a walk of 100,000 relationships takes about a second.
    protected static readonly TimeSpan WalkLimit = TimeSpan.FromMinutes(2);

    protected BridgeContext Context => context;

    /// <summary>Runs work in one transaction of the graph, with the epoch to write under. It may run again.</summary>
    public abstract Task<T> InGraphAsync<T>(Func<GraphTransaction, long, Task<T>> work, CancellationToken cancellationToken);

    /// <summary>Runs work in one transaction of PostgreSQL.</summary>
    public abstract Task<T> InPostgresAsync<T>(Func<Payment, Task<T>> work, CancellationToken cancellationToken);

    protected Payment Pay(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        new(connection, transaction, Instants.Cut(context.Time.GetUtcNow()).UtcDateTime, cancellationToken);
}

/// <summary>Commits each event, under a lease.</summary>
internal sealed class FencedSettlement(BridgeContext context, Fence fence) : Settlement(context)
{
    public override Task<T> InGraphAsync<T>(Func<GraphTransaction, long, Task<T>> work, CancellationToken cancellationToken) =>
        fence.Graph.WriteAsync(graph => work(graph, fence.Epoch), cancellationToken, WalkLimit);

    public override async Task<T> InPostgresAsync<T>(Func<Payment, Task<T>> work, CancellationToken cancellationToken)
    {
        var connection = await Context.Postgres.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = transaction.ConfigureAwait(false);
        await fence.VerifyAsync(connection, transaction, cancellationToken).ConfigureAwait(false);
        var result = await work(Pay(connection, transaction, cancellationToken)).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return result;
    }
}

/// <summary>Does all of it, so that one event's pay heats the next one's wallets, and rolls all of it back.</summary>
internal sealed class RehearsedSettlement(BridgeContext context, NpgsqlConnection connection, NpgsqlTransaction transaction) : Settlement(context)
{
    public override async Task<T> InGraphAsync<T>(Func<GraphTransaction, long, Task<T>> work, CancellationToken cancellationToken)
    {
        T? result = default;
        try
        {
            await Context.Graph.WriteAsync<T>(async graph =>
            {
                // Epoch 0 raises nothing: it makes the lease where there is none, and reads it where there is.
                var lease = await graph.RunAsync(LeaseQueries.Raise, new RaiseLeaseParameters(CreditRun.Job, 0)).ConfigureAwait(false);
                result = await work(graph, lease[0].Epoch).ConfigureAwait(false);
                throw new RolledBackException();
            }, cancellationToken, WalkLimit).ConfigureAwait(false);
        }
        catch (RolledBackException)
        {
            // As planned.
        }
        return result!;
    }

    public override Task<T> InPostgresAsync<T>(Func<Payment, Task<T>> work, CancellationToken cancellationToken) =>
        work(Pay(connection, transaction, cancellationToken));

    private sealed class RolledBackException : Exception;
}
