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
