using System.Text.Json;

namespace GraphSync.Credit;

/// <summary>What paying an event comes to, reckoned before anything is written.</summary>
internal sealed class PaymentPlan
{
    private readonly IReadOnlyDictionary<string, long> _shares;

    /// <param name="due">The event; it has a day.</param>
    /// <param name="pool">In utok.</param>
    /// <param name="walk">Where the units went.</param>
    /// <param name="note">What is worth saying; null when nothing is.</param>
    public PaymentPlan(CreditEvent due, long pool, WalkResult walk, string? note)
    {
        (Event, Pool, Note, Walk) = (due, pool, note, walk);
        _shares = Apportionment.Split(pool, walk.Masses);
        Agents = [.. _shares.Where(s => s.Value > 0 && s.Key != FlowShare.Treasury).Select(s => s.Key)];
        Day = DateOnly.FromDateTime(due.DetectedAt!.Value).DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
    }

    public CreditEvent Event { get; }

    public long Pool { get; }

    public string? Note { get; }

    public WalkResult Walk { get; }

    /// <summary>Whose wallets decide: those who have a share, the treasury not among them.</summary>
    public string[] Agents { get; }

    /// <summary>The event's day: UTC days since 1970-01-01.</summary>
    public int Day { get; }

    /// <summary>Caps the shares.</summary>
    /// <param name="wallets">Those of <see cref="Agents"/>, as of <see cref="Day"/>.</param>
    public Payment Settle(IReadOnlyDictionary<string, Wallet> wallets)
    {
        var capped = _shares.Where(s => s.Key != FlowShare.Treasury).Select(s => wallets.TryGetValue(s.Key, out var wallet)
            ? new FlowShare(s.Key, Walk.Masses[s.Key], s.Value, wallet.Rule.CapUtok, wallet.Heat,
                wallet.Rule.Payable(s.Value, wallet.Heat))
            : new FlowShare(s.Key, Walk.Masses[s.Key], s.Value, null, null, 0)).ToList();
        // What the caps withhold goes to the treasury.
        var treasury = new FlowShare(FlowShare.Treasury, Walk.Masses.GetValueOrDefault(FlowShare.Treasury),
            _shares.GetValueOrDefault(FlowShare.Treasury), null, null, Pool - capped.Sum(s => s.PaidUtok));
        List<FlowShare> all = [.. capped.Append(treasury).Where(s => s.Mass > 0 || s.PaidUtok > 0)
            .OrderBy(s => s.AgentId, StringComparer.Ordinal)];
        return new Payment(this, Walk.Flows with { Shares = all }, wallets);
    }
}

/// <summary>A payment: who gets what, and why.</summary>
/// <param name="Plan">What it came from.</param>
/// <param name="Flows">Where the units went, and each agent's share.</param>
/// <param name="Wallets">The wallets that it pays into, by agent, without the treasury's.</param>
internal sealed record Payment(PaymentPlan Plan, Flows Flows, IReadOnlyDictionary<string, Wallet> Wallets)
{
    /// <summary>Ledger lines: none of 0.</summary>
    public IReadOnlyList<FlowShare> Lines { get; } = [.. Flows.Shares.Where(s => s.PaidUtok > 0)];

    /// <summary>As the report tells it.</summary>
    public PaidEvent Report() => new(Plan.Event.Id, Plan.Event.EventType, Plan.Event.Subject!, Plan.Pool, Plan.Note,
        [.. Lines.Select(s => new Payout(s.AgentId, s.PaidUtok, Kind(s)))]);

    public static string Kind(FlowShare share) => share.AgentId == FlowShare.Treasury ? LineKind.Treasury : LineKind.Payout;

    /// <summary>What a line's <c>detail</c> says, as JSON.</summary>
    public string Detail(FlowShare share) => share.AgentId == FlowShare.Treasury
        ? JsonSerializer.Serialize(new { unowned_utok = share.ShareUtok, withheld_utok = Withheld() })
        : JsonSerializer.Serialize(
            new { mass = share.Mass, share_utok = share.ShareUtok, cap_utok = share.CapUtok, heat_utok = share.HeatUtok });

    private long Withheld() => Flows.Shares.Where(s => s.AgentId != FlowShare.Treasury).Sum(s => s.ShareUtok - s.PaidUtok);
}
