using GraphSync.Postgres;

namespace GraphSync.Credit;

/// <summary>How much recent pay an agent may have, and how fast it is forgotten.</summary>
/// <param name="CapUtok">In utok, 0 or more.</param>
/// <param name="DecayPpmPerDay">Millionths a UTC day, 0 to 1,000,000.</param>
internal sealed record DemurrageRule(long CapUtok, int DecayPpmPerDay)
{
    /// <summary>Where neither the agent nor <c>*</c> has a rule.</summary>
    public static readonly DemurrageRule Default = new(400_000, 20_000);

    /// <summary>Heat after some days: each takes its part of what the day before has left, rounded down.</summary>
    public long Decay(long heat, int days)
    {
        if (DecayPpmPerDay == 0) return heat;
        for (; days > 0 && heat > 0; days--) heat = (long)((Int128)heat * (1_000_000 - DecayPpmPerDay) / 1_000_000);
        return heat;
    }

    /// <summary>What of a share may be paid at that heat.</summary>
    public long Payable(long share, long heat) => Math.Min(share, Math.Max(0, CapUtok - heat));
}

/// <summary>A wallet as an event finds it.</summary>
/// <param name="Rule">The agent's own rule, else everyone's.</param>
/// <param name="Heat">Recent pay in utok, decayed up to the event's day.</param>
/// <param name="Day">UTC days since 1970-01-01, of which the heat is.</param>
internal sealed record Wallet(DemurrageRule Rule, long Heat, int Day);

/// <summary>A wallet as it was last written: a row of <c>read-wallets.sql</c>.</summary>
/// <param name="AgentId">Whose.</param>
/// <param name="BalanceUtok">What it holds, in utok.</param>
/// <param name="HeatUtok">Recent pay, in utok.</param>
/// <param name="HeatDay">UTC days since 1970-01-01; null when nothing was paid yet.</param>
/// <param name="BadHeatDay">The day as text when nobody can reckon with it; else null.</param>
internal sealed record WalletRow(string AgentId, long BalanceUtok, long HeatUtok, int? HeatDay, string? BadHeatDay = null)
{
    private const string Table = "wallets";

    /// <summary>Decays its heat up to a day. Events that come late find the wallet ahead of them: nothing decays, and its day
    /// stays.</summary>
    /// <exception cref="UnpayableException">The row makes no sense.</exception>
    public Wallet AsOf(int day, DemurrageRule rule)
    {
        var fault = Columns.Natural(Table, AgentId, "heat_utok", HeatUtok)
            ?? (BadHeatDay is null ? null : Columns.Fault(Table, AgentId, "heat_day", $"is {BadHeatDay}", "set a day"));
        if (fault is not null) throw UnpayableException.Waits(fault);
        var days = HeatDay is { } known ? Math.Max(0, day - known) : 0;
        return new Wallet(rule, rule.Decay(HeatUtok, days), Math.Max(day, HeatDay ?? day));
    }

    /// <summary>What it is once it has been paid.</summary>
    /// <param name="amount">In utok.</param>
    /// <param name="asOf">How the payment found it; null for the treasury, which has no heat.</param>
    /// <exception cref="UnpayableException">The balance would be greater than a bigint.</exception>
    public WalletRow Paid(long amount, Wallet? asOf)
    {
        if (BalanceUtok > long.MaxValue - amount)
        {
            throw UnpayableException.Waits(Columns.Fault(Table, AgentId, "balance_utok", $"is {BalanceUtok:N0}",
                $"{amount:N0} more would pass {long.MaxValue:N0}, so lower it"));
        }
        return this with
        {
            BalanceUtok = BalanceUtok + amount,
            HeatUtok = asOf is null ? HeatUtok : asOf.Heat + amount,
            HeatDay = asOf is null ? HeatDay : asOf.Day,
        };
    }
}
