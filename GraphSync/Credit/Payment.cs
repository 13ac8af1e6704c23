using System.Text.Json;
using Dapper;
using GraphSync.Postgres;
using Npgsql;

namespace GraphSync.Credit;

/// <summary>Writes what becomes of events into PostgreSQL, inside the caller's transaction.</summary>
internal sealed class Payment(NpgsqlConnection connection, NpgsqlTransaction transaction, DateTime at, CancellationToken cancellationToken)
{
    /// <summary>Notes that an event is never paid.</summary>
    /// <returns>False when the event has been dealt with already.</returns>
    public async Task<bool> RefuseAsync(string eventId, string reason) => await InsertAsync(eventId, "refused", reason, null).ConfigureAwait(false);

    /// <summary>Pays an event.</summary>
    /// <param name="due">The event; it has a day.</param>
    /// <param name="pool">In utok.</param>
    /// <param name="masses">Units per agent, the treasury's included.</param>
    /// <param name="walked">Where the units went; empty when nothing was walked.</param>
    /// <param name="note">What is worth saying; null when nothing is.</param>
    /// <returns>Null when the event has been dealt with already: nothing was written.</returns>
    public async Task<PaidEvent?> PayAsync(CreditEvent due, long pool, IReadOnlyDictionary<string, long> masses, Flows walked, string? note)
    {
        if (!await InsertAsync(due.Id, "paid", note, pool).ConfigureAwait(false)) return null;
        var shares = Apportionment.Split(pool, masses);
        var day = DateOnly.FromDateTime(due.DetectedAt!.Value).DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        var wallets = await WalletsAsync([.. shares.Where(s => s.Value > 0 && s.Key != FlowShare.Treasury).Select(s => s.Key)], day).ConfigureAwait(false);
        var capped = shares.Where(s => s.Key != FlowShare.Treasury).Select(s => wallets.TryGetValue(s.Key, out var wallet)
            ? new FlowShare(s.Key, masses[s.Key], s.Value, wallet.Rule.CapUtok, wallet.Heat, wallet.Rule.Payable(s.Value, wallet.Heat))
            : new FlowShare(s.Key, masses[s.Key], s.Value, null, null, 0)).ToList();
        // What the caps withhold goes to the treasury.
        var treasury = new FlowShare(FlowShare.Treasury, masses.GetValueOrDefault(FlowShare.Treasury), shares.GetValueOrDefault(FlowShare.Treasury),
            null, null, pool - capped.Sum(s => s.PaidUtok));
        List<FlowShare> all = [.. capped.Append(treasury).Where(s => s.Mass > 0 || s.PaidUtok > 0).OrderBy(s => s.AgentId, StringComparer.Ordinal)];
        await WriteAsync(due.Id, all, wallets).ConfigureAwait(false);
        await ExecuteAsync("store-flows", new { EventId = due.Id, Flows = (walked with { Shares = all }).ToJson() }).ConfigureAwait(false);
        return new PaidEvent(due.Id, due.EventType, due.Subject!, pool, note, [.. all.Where(s => s.PaidUtok > 0).Select(s => new Payout(s.AgentId, s.PaidUtok, Kind(s)))]);
    }

    private async Task<bool> InsertAsync(string eventId, string status, string? reason, long? pool) =>
        await ExecuteAsync("insert-event", new { EventId = eventId, Status = status, Reason = reason, PoolUtok = pool, At = at }).ConfigureAwait(false) == 1;

    /// <summary>Wallets with heat as of the event's day, also of agents that have none yet.</summary>
    private async Task<IReadOnlyDictionary<string, Wallet>> WalletsAsync(string[] agents, int day)
    {
        var rows = (await connection.QueryAsync<WalletRow>(Query("lock-wallets", new { agents })).ConfigureAwait(false)).ToDictionary(w => w.AgentId, StringComparer.Ordinal);
        var rules = (await connection.QueryAsync<RuleRow>(Query("rules", new { agents })).ConfigureAwait(false)).ToDictionary(r => r.AgentId, Rule, StringComparer.Ordinal);
        return agents.ToDictionary(agent => agent, agent =>
        {
            var rule = rules.GetValueOrDefault(agent) ?? rules.GetValueOrDefault("*") ?? DemurrageRule.Default;
            if (!rows.TryGetValue(agent, out var row)) return new Wallet(rule, 0, day);
            // Events that come late find the wallet ahead of them: nothing decays, and its day stays.
            var days = row.HeatDay is { } known ? Math.Max(0, day - known) : 0;
            return new Wallet(rule, rule.Decay(row.HeatUtok, days), Math.Max(day, row.HeatDay ?? day));
        }, StringComparer.Ordinal);
    }

    private async Task WriteAsync(string eventId, IReadOnlyList<FlowShare> shares, IReadOnlyDictionary<string, Wallet> wallets)
    {
        var touched = shares.Where(s => wallets.ContainsKey(s.AgentId)).ToList();
        await ExecuteAsync("pay-wallets", new
        {
            agents = touched.Select(s => s.AgentId).ToArray(),
            amounts = touched.Select(s => s.PaidUtok).ToArray(),
            heats = touched.Select(s => wallets[s.AgentId].Heat + s.PaidUtok).ToArray(),
            days = touched.Select(s => wallets[s.AgentId].Day).ToArray(),
        }).ConfigureAwait(false);
        var lines = shares.Where(s => s.PaidUtok > 0).ToList();
        if (lines.Find(s => s.AgentId == FlowShare.Treasury) is { } treasury)
            await ExecuteAsync("pay-treasury", new { agent = FlowShare.Treasury, amount = treasury.PaidUtok }).ConfigureAwait(false);
        await ExecuteAsync("insert-lines", new
        {
            EventId = eventId,
            At = at,
            agents = lines.Select(s => s.AgentId).ToArray(),
            amounts = lines.Select(s => s.PaidUtok).ToArray(),
            kinds = lines.Select(Kind).ToArray(),
            details = lines.Select(s => Detail(s, shares)).ToArray(),
        }).ConfigureAwait(false);
    }

    private static string Kind(FlowShare share) => share.AgentId == FlowShare.Treasury ? "treasury" : "payout";

    private static string Detail(FlowShare share, IReadOnlyList<FlowShare> all) => share.AgentId == FlowShare.Treasury
        ? JsonSerializer.Serialize(new { unowned_utok = share.ShareUtok, withheld_utok = all.Where(s => s.AgentId != FlowShare.Treasury).Sum(s => s.ShareUtok - s.PaidUtok) })
        : JsonSerializer.Serialize(new { mass = share.Mass, share_utok = share.ShareUtok, cap_utok = share.CapUtok, heat_utok = share.HeatUtok });

    private static DemurrageRule Rule(RuleRow row)
    {
        var rule = new DemurrageRule(row.CapUtok ?? DemurrageRule.Default.CapUtok, row.DecayPpmPerDay ?? DemurrageRule.Default.DecayPpmPerDay);
        return rule is { CapUtok: >= 0, DecayPpmPerDay: >= 0 and <= 1_000_000 } ? rule : throw new BadInputException(
            $"demurrage_rules '{row.AgentId}': cap_utok is {rule.CapUtok} and decay_ppm_per_day {rule.DecayPpmPerDay}: they must be 0 or more, and the decay 1,000,000 at most.");
    }

    private CommandDefinition Query(string name, object parameters) => new(Sql.Load($"Credit/{name}.sql"), parameters, transaction, cancellationToken: cancellationToken);

    private Task<int> ExecuteAsync(string name, object parameters) => connection.ExecuteAsync(Query(name, parameters));

    private sealed record Wallet(DemurrageRule Rule, long Heat, int Day);

    private sealed record WalletRow(string AgentId, long HeatUtok, int? HeatDay);

    private sealed record RuleRow(string AgentId, long? CapUtok, int? DecayPpmPerDay);
}
