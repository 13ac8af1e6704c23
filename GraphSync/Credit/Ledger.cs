using GraphSync.Postgres;
using Npgsql;

namespace GraphSync.Credit;

/// <summary>What credit writes, and the transactions that it derives and walks in. Everything up to here is the same for a dry
/// run.</summary>
internal abstract class Ledger
{
    /// <summary>Runs work in one transaction of the graph, with the epoch to write under. It may run again.</summary>
    public abstract Task<T> InGraphAsync<T>(Func<GraphTransaction, long, Task<T>> work, CancellationToken cancellationToken);

    /// <summary>Pays an event.</summary>
    /// <returns>Null when it has been dealt with already: nothing was written.</returns>
    /// <exception cref="UnpayableException">A wallet or a rule that it needs makes no sense.</exception>
    public abstract Task<PaidEvent?> PayAsync(PaymentPlan plan, CancellationToken cancellationToken);

    /// <summary>Notes that an event is never paid.</summary>
    /// <returns>False when it has been dealt with already.</returns>
    public abstract Task<bool> RefuseAsync(CreditEvent due, string reason, CancellationToken cancellationToken);

    /// <summary>All wallets that a payment may touch: one list, so that they are locked in one order.</summary>
    protected static string[] WalletsOf(PaymentPlan plan) => [.. plan.Agents, FlowShare.Treasury];

    /// <summary>Reckons a payment by the wallets as they are, also of agents that have none yet.</summary>
    /// <param name="connection">Where they are.</param>
    /// <param name="transaction">That has locked them; null for none.</param>
    /// <param name="plan">The payment.</param>
    /// <param name="later">Wallets that are not written yet, by agent.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="UnpayableException">A wallet or a rule that it needs makes no sense.</exception>
    protected static async Task<Settlement> SettleAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, PaymentPlan plan,
        IReadOnlyDictionary<string, WalletRow> later, CancellationToken cancellationToken)
    {
        var agents = new { agents = WalletsOf(plan) };
        var rows = (await connection.ReadAsync<WalletRow>("Credit/read-wallets.sql", agents, cancellationToken, transaction)
            .ConfigureAwait(false)).ToDictionary(w => w.AgentId, StringComparer.Ordinal);
        var rules = (await connection.ReadAsync<RuleRow>("Credit/rules.sql", agents, cancellationToken, transaction).ConfigureAwait(false))
            .ToDictionary(r => r.AgentId, StringComparer.Ordinal);
        WalletRow Row(string agent) => later.GetValueOrDefault(agent) ?? rows.GetValueOrDefault(agent) ?? new WalletRow(agent, 0, 0, null);

        var payment = plan.Settle(plan.Agents.ToDictionary(agent => agent,
            agent => Row(agent).AsOf(plan.Day, (rules.GetValueOrDefault(agent) ?? rules.GetValueOrDefault("*"))?.Rule()
                ?? DemurrageRule.Default), StringComparer.Ordinal));
        return new Settlement(payment, [.. payment.Flows.Shares
            .Where(share => payment.Wallets.ContainsKey(share.AgentId) || share is { AgentId: FlowShare.Treasury, PaidUtok: > 0 })
            .Select(share => Row(share.AgentId).Paid(share.PaidUtok, payment.Wallets.GetValueOrDefault(share.AgentId)))]);
    }

    /// <summary>A payment, and the wallets that it touches as they are afterwards.</summary>
    protected sealed record Settlement(Payment Payment, IReadOnlyList<WalletRow> After);

    private sealed record RuleRow(string AgentId, long? CapUtok, int? DecayPpmPerDay)
    {
        private const string Table = "demurrage_rules";

        /// <exception cref="UnpayableException">It makes no sense.</exception>
        public DemurrageRule Rule()
        {
            var fault = Columns.Natural(Table, AgentId, "cap_utok", CapUtok)
                ?? Columns.Natural(Table, AgentId, "decay_ppm_per_day", DecayPpmPerDay, 1_000_000);
            if (fault is not null) throw UnpayableException.Waits(fault);
            var otherwise = DemurrageRule.Default;
            return new DemurrageRule(CapUtok ?? otherwise.CapUtok, DecayPpmPerDay ?? otherwise.DecayPpmPerDay);
        }
    }
}
