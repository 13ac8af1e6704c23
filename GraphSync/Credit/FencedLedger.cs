using GraphSync.Leases;
using GraphSync.Postgres;
using Npgsql;

namespace GraphSync.Credit;

/// <summary>Commits each event in one transaction, under a lease.</summary>
/// <param name="fence">The lease.</param>
/// <param name="postgres">Where the books are.</param>
/// <param name="time">Stamps them.</param>
/// <param name="lockWait">How long an event waits for rows that another session holds.</param>
internal sealed class FencedLedger(Fence fence, NpgsqlDataSource postgres, TimeProvider time, TimeSpan lockWait) : Ledger
{
    // Deriving and walking are one transaction; a walk of 100,000 relationships takes about a second.
    private static readonly TimeSpan WalkTimeout = TimeSpan.FromMinutes(2);

    private static readonly Dictionary<string, WalletRow> Nothing = [];

    private TimeSpan _lockWait = lockWait;

    public override Task<T> InGraphAsync<T>(Func<GraphTransaction, long, Task<T>> work, CancellationToken cancellationToken) =>
        fence.Graph.WriteAsync(graph => work(graph, fence.Epoch), WalkTimeout, cancellationToken);

    public override async Task<PaidEvent?> PayAsync(PaymentPlan plan, CancellationToken cancellationToken)
    {
        PaidEvent? tried = null;
        var paid = await InPostgresAsync(async books =>
        {
            // The first statement of a payment: whoever comes second inserts nothing and pays nothing. Under the lease it is a payment
            // of this very call whose answer was lost.
            if (!await books.InsertAsync(plan.Event, EventStatus.Paid, plan.Note, plan.Pool).ConfigureAwait(false)) return tried;
            await books.RunAsync("lock-wallets", new { agents = WalletsOf(plan) }).ConfigureAwait(false);
            var settled = await SettleAsync(books.Connection, books.Transaction, plan, Nothing, cancellationToken).ConfigureAwait(false);
            await books.WriteAsync(settled).ConfigureAwait(false);
            return tried = settled.Payment.Report();
        }, cancellationToken).ConfigureAwait(false);
        if (paid is null) return null;
        plan.Walk.PaidFor = paid.EventId;
        Telemetry.CreditEvents.Add(1, Telemetry.Tag("outcome", EventStatus.Paid));
        Telemetry.Payouts.Add(paid.Payouts.Count);
        Telemetry.PaidAmount.Add(paid.PoolUtok);
        return paid;
    }

    public override async Task<bool> RefuseAsync(CreditEvent due, string reason, CancellationToken cancellationToken)
    {
        var tried = false;
        var isRefused = await InPostgresAsync(async books =>
            tried |= await books.InsertAsync(due, EventStatus.Refused, reason, null).ConfigureAwait(false), cancellationToken)
            .ConfigureAwait(false);
        if (isRefused) Telemetry.CreditEvents.Add(1, Telemetry.Tag("outcome", EventStatus.Refused));
        return isRefused;
    }

    /// <exception cref="UnpayableException">Another session holds a row that the event needs.</exception>
    private async Task<T> InPostgresAsync<T>(Func<Books, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await postgres.InTransactionAsync(async (connection, transaction) =>
            {
                await fence.VerifyAsync(connection, transaction, cancellationToken).ConfigureAwait(false);
                await LockPatience.SetAsync(_lockWait, connection, transaction, cancellationToken).ConfigureAwait(false);
                var books = new Books(connection, transaction, Instants.Cut(time.GetUtcNow()).UtcDateTime, cancellationToken);
                return await work(books).ConfigureAwait(false);
            }, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException e) when (LockPatience.IsOver(e))
        {
            _lockWait = LockPatience.AfterOne(_lockWait);
            throw UnpayableException.Waits(LockPatience.Reason);
        }
    }

    /// <summary>The tables, inside one transaction.</summary>
    private sealed record Books(NpgsqlConnection Connection, NpgsqlTransaction Transaction, DateTime At,
        CancellationToken CancellationToken)
    {
        public async Task<bool> InsertAsync(CreditEvent due, string status, string? reason, long? pool)
        {
            var row = new { EventId = due.Id, Status = status, Reason = reason, PoolUtok = pool, At };
            return await RunAsync("insert-event", row).ConfigureAwait(false) == 1;
        }

        public Task<int> RunAsync(string file, object parameters) =>
            Connection.RunAsync($"Credit/{file}.sql", parameters, CancellationToken, Transaction);

        public async Task WriteAsync(Settlement settled)
        {
            var payment = settled.Payment;
            var paid = payment.Flows.Shares.ToDictionary(s => s.AgentId, s => s.PaidUtok, StringComparer.Ordinal);
            await RunAsync("pay-wallets", new
            {
                treasury = FlowShare.Treasury,
                agents = settled.After.Select(w => w.AgentId).ToArray(),
                amounts = settled.After.Select(w => paid[w.AgentId]).ToArray(),
                heats = settled.After.Select(w => w.HeatUtok).ToArray(),
                days = settled.After.Select(w => w.HeatDay ?? 0).ToArray(),
            }).ConfigureAwait(false);
            await RunAsync("insert-lines", new
            {
                EventId = payment.Plan.Event.Id,
                At,
                agents = payment.Lines.Select(s => s.AgentId).ToArray(),
                amounts = payment.Lines.Select(s => s.PaidUtok).ToArray(),
                kinds = payment.Lines.Select(Payment.Kind).ToArray(),
                details = payment.Lines.Select(payment.Detail).ToArray(),
            }).ConfigureAwait(false);
            await StoreFlowsAsync(payment).ConfigureAwait(false);
        }

        /// <summary>Those of a walk that another event was paid by, too, need not travel and be parsed again.</summary>
        private async Task StoreFlowsAsync(Payment payment)
        {
            var (id, other) = (payment.Plan.Event.Id, payment.Plan.Walk.PaidFor);
            if (other is not null)
            {
                var shares = new { EventId = id, Other = other, Shares = payment.Flows.SharesToJson() };
                if (await RunAsync("copy-flows", shares).ConfigureAwait(false) == 1) return;
            }
            await RunAsync("store-flows", new { EventId = id, Flows = payment.Flows.ToJson() }).ConfigureAwait(false);
        }
    }
}
