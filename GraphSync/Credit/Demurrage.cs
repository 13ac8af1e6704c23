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

/// <summary>Recent pay as it was last written: a row of <c>read-wallets.sql</c>.</summary>
/// <param name="AgentId">Whose.</param>
/// <param name="HeatUtok">In utok.</param>
/// <param name="HeatDay">UTC days since 1970-01-01; null when nothing was paid yet.</param>
internal sealed record WalletHeat(string AgentId, long HeatUtok, int? HeatDay)
{
    /// <summary>Decays it up to a day. Events that come late find the wallet ahead of them: nothing decays, and its day stays.</summary>
    public Wallet AsOf(int day, DemurrageRule rule)
    {
        var days = HeatDay is { } known ? Math.Max(0, day - known) : 0;
        return new Wallet(rule, rule.Decay(HeatUtok, days), Math.Max(day, HeatDay ?? day));
    }
}
