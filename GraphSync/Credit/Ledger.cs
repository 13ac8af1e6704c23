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
    public abstract Task<PaidEvent?> PayAsync(PaymentPlan plan, CancellationToken cancellationToken);

    /// <summary>Notes that an event is never paid.</summary>
    /// <returns>False when it has been dealt with already.</returns>
    public abstract Task<bool> RefuseAsync(CreditEvent due, string reason, CancellationToken cancellationToken);

    /// <summary>The wallets that a payment is capped by, also of agents that have none yet.</summary>
    /// <param name="connection">Where they are.</param>
    /// <param name="transaction">That has locked them; null for none.</param>
    /// <param name="plan">The payment.</param>
    /// <param name="later">Heat that is not written yet, by agent.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="BadInputException">A row of <c>demurrage_rules</c> makes no sense.</exception>
    protected static async Task<IReadOnlyDictionary<string, Wallet>> WalletsAsync(NpgsqlConnection connection,
        NpgsqlTransaction? transaction, PaymentPlan plan, IReadOnlyDictionary<string, WalletHeat> later,
        CancellationToken cancellationToken)
    {
        var agents = new { agents = plan.Agents };
        var heats = (await connection.ReadAsync<WalletHeat>("Credit/read-wallets.sql", agents, cancellationToken, transaction)
            .ConfigureAwait(false)).ToDictionary(w => w.AgentId, StringComparer.Ordinal);
        var rules = (await connection.ReadAsync<RuleRow>("Credit/rules.sql", agents, cancellationToken, transaction).ConfigureAwait(false))
            .ToDictionary(r => r.AgentId, Rule, StringComparer.Ordinal);
        return plan.Agents.ToDictionary(agent => agent, agent =>
        {
            var heat = later.GetValueOrDefault(agent) ?? heats.GetValueOrDefault(agent) ?? new WalletHeat(agent, 0, null);
            return heat.AsOf(plan.Day, rules.GetValueOrDefault(agent) ?? rules.GetValueOrDefault("*") ?? DemurrageRule.Default);
        }, StringComparer.Ordinal);
    }

    private static DemurrageRule Rule(RuleRow row)
    {
        var otherwise = DemurrageRule.Default;
        var rule = new DemurrageRule(row.CapUtok ?? otherwise.CapUtok, row.DecayPpmPerDay ?? otherwise.DecayPpmPerDay);
        return rule is { CapUtok: >= 0, DecayPpmPerDay: >= 0 and <= 1_000_000 } ? rule : throw new BadInputException(
            $"demurrage_rules '{row.AgentId}': cap_utok is {rule.CapUtok} and decay_ppm_per_day {rule.DecayPpmPerDay}: "
            + "they must be 0 or more, and the decay 1,000,000 at most.");
    }

    private sealed record RuleRow(string AgentId, long? CapUtok, int? DecayPpmPerDay);
}
