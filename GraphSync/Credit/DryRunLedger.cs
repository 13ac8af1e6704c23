using GraphQueries.Leases;
using GraphSync.Postgres;
using Npgsql;

namespace GraphSync.Credit;

/// <summary>
/// Writes nothing: what is derived in the graph is rolled back, wallets are read without a lock, and what one event leaves in them for
/// the next is kept here.
/// </summary>
internal sealed class DryRunLedger(GraphClient graph, NpgsqlDataSource postgres) : Ledger
{
    // A dry run that is killed must not hold the graph's locks for long; one that needs longer is tried again with twice as much.
    private static readonly TimeSpan WalkTimeout = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, WalletRow> _later = new(StringComparer.Ordinal);

    public override Task<T> InGraphAsync<T>(Func<GraphTransaction, long, Task<T>> work, CancellationToken cancellationToken) =>
        graph.RollBackAsync(async transaction =>
        {
            // Epoch 0 raises nothing: it makes the lease where there is none, and reads it where there is.
            var raise = new RaiseLeaseParameters(CreditOperation.Job, 0);
            var lease = await transaction.RunAsync(LeaseQueries.Raise, raise).ConfigureAwait(false);
            return await work(transaction, lease[0].Epoch).ConfigureAwait(false);
        }, WalkTimeout, cancellationToken);

    public override async Task<PaidEvent?> PayAsync(PaymentPlan plan, CancellationToken cancellationToken)
    {
        var connection = await postgres.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var settled = await SettleAsync(connection, null, plan, _later, cancellationToken).ConfigureAwait(false);
        foreach (var wallet in settled.After) _later[wallet.AgentId] = wallet;
        return settled.Payment.Report();
    }

    public override Task<bool> RefuseAsync(CreditEvent due, string reason, CancellationToken cancellationToken) => Task.FromResult(true);
}
