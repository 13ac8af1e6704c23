using GraphSync.Rescore;

namespace Bridge.Host.Demo;

/// <summary>The JSON of <c>demo --json</c>.</summary>
internal sealed record DemoReport
{
    public required IReadOnlyList<DemoPromotion> Promotions { get; init; }
    public required IReadOnlyList<DemoPayout> Payouts { get; init; }
    public required string Widget { get; init; }
    public required string Log { get; init; }
    public required double Seconds { get; init; }
}

/// <summary>What an agent got, over all events.</summary>
internal sealed record DemoPayout(string AgentId, long AmountUtok);

/// <summary>A promotion's results summed over its passes.</summary>
internal sealed record DemoPromotion(string Status, string PromotionId, string Parent, string Child, string PassId, long Edges,
    long LargeDecrease, long Moderate, long Stable, long Increase, long Flagged, long EdgesLeft, int Queued, bool DryRun, int Passes)
{
    public static DemoPromotion Sum(IEnumerable<RescoreReport> passes)
    {
        var all = passes.ToList();
        long Total(Func<RescoreReport, long> count) => all.Sum(count);
        var last = all[^1];
        return new DemoPromotion(last.Status, last.PromotionId!, last.Parent!, last.Child!, last.PassId!, Total(p => p.Edges),
            Total(p => p.LargeDecrease), Total(p => p.Moderate), Total(p => p.Stable), Total(p => p.Increase), Total(p => p.Flagged),
            last.EdgesLeft, last.Queued, false, all.Count);
    }
}
