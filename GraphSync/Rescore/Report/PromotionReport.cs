namespace GraphSync.Rescore.Report;

/// <summary>What a promotion did to its edges as a whole; the JSON of <c>rescore --report --json</c> in snake_case. An edge counts once,
/// with its latest rescoring by this promotion; what the Senate did since is left out.</summary>
public sealed record PromotionReport
{
    /// <summary>The promotion.</summary>
    public required string PromotionId { get; init; }

    /// <summary>The promoted version's predecessor.</summary>
    public required string Parent { get; init; }

    /// <summary>The promoted version.</summary>
    public required string Child { get; init; }

    /// <summary>False when the promotion is held: it tells what a pass would do, and nothing was written.</summary>
    public bool IsWritten { get; init; } = true;

    /// <summary>Edges rescored, 1 at least.</summary>
    public required long Edges { get; init; }

    /// <summary>Deltas at or below their pass's threshold.</summary>
    public required long LargeDecrease { get; init; }

    /// <summary>Decreases that are neither large nor stable.</summary>
    public required long Moderate { get; init; }

    /// <summary>Deltas within the stable band.</summary>
    public required long Stable { get; init; }

    /// <summary>Increases at or above the band.</summary>
    public required long Increase { get; init; }

    /// <summary>Edges that it flagged for review, cleared since or not.</summary>
    public required long Flagged { get; init; }

    /// <summary>The confidences before; ten bins from 0 to 1.</summary>
    public required Distribution Before { get; init; }

    /// <summary>The confidences after; ten bins from 0 to 1.</summary>
    public required Distribution After { get; init; }

    /// <summary>New minus old; twenty bins from −1 to 1.</summary>
    public required Distribution Delta { get; init; }

    /// <summary>The Kolmogorov–Smirnov distance of before and after, from 0 to 1: by how much the shares of edges at or below a confidence
    /// differ at most.</summary>
    public required double KsDistance { get; init; }

    /// <summary>Spearman's rank correlation of old and new confidences, from −1 to 1, ties at their average rank; null when all are alike
    /// before or after.</summary>
    public required double? RankCorrelation { get; init; }

    /// <summary>Whether the child hardly changes the order of the edges but measures by another scale, so that deltas and their classes
    /// say little: <see cref="KsDistance"/> above 0.5 and <see cref="RankCorrelation"/> above 0.8.</summary>
    public required bool IsRescaled { get; init; }

    /// <summary>What <see cref="IsRescaled"/> means, for people; null when it is false.</summary>
    public string? Note => IsRescaled
        ? "rescaled rather than changed: the order of the edges is nearly the same and the scale is another, so deltas say little"
        : null;

    /// <summary>The ten edges that fell most, the largest decrease first, then by edge_id.</summary>
    public required IReadOnlyList<EdgeMove> LargestDecreases { get; init; }

    /// <summary>The ten edges that rose most, the largest increase first, then by edge_id.</summary>
    public required IReadOnlyList<EdgeMove> LargestIncreases { get; init; }

    /// <summary>How well both versions rank the edges that curated ones confirm.</summary>
    public required CuratedRanking Curated { get; init; }
}

/// <summary>How numbers are spread. Quantiles between two numbers are interpolated (type 7 of Hyndman and Fan 1996).</summary>
/// <param name="Count">How many, 1 at least.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Min">The smallest.</param>
/// <param name="P5">The 5 % quantile.</param>
/// <param name="P25">The 25 % quantile.</param>
/// <param name="P50">The median.</param>
/// <param name="P75">The 75 % quantile.</param>
/// <param name="P95">The 95 % quantile.</param>
/// <param name="Max">The largest.</param>
/// <param name="Histogram">How many lie in each tenth, the lower bound included; the last has its upper bound, too.</param>
public sealed record Distribution(long Count, double Mean, double Min, double P5, double P25, double P50, double P75, double P95,
    double Max, IReadOnlyList<long> Histogram);

/// <summary>What a promotion did to one edge.</summary>
/// <param name="EdgeId">The edge.</param>
/// <param name="EdgeType">Its relationship type.</param>
/// <param name="Old">The confidence before, 0…1.</param>
/// <param name="New">The confidence after, 0…1.</param>
/// <param name="Delta">New minus old.</param>
public sealed record EdgeMove(string EdgeId, string EdgeType, double Old, double New, double Delta);

/// <summary>How well two versions rank the edges that curated ones confirm: those whose endpoints a curated edge of the same type joins
/// in the same direction. Edges that are gone count on neither side.</summary>
/// <param name="Positives">Edges that a curated one confirms.</param>
/// <param name="Negatives">The others.</param>
/// <param name="Before">By the old confidences; null when there are no positives or no negatives.</param>
/// <param name="After">By the new confidences; null when there are no positives or no negatives.</param>
public sealed record CuratedRanking(long Positives, long Negatives, RankingQuality? Before, RankingQuality? After);

/// <summary>How well confidences rank positives.</summary>
/// <param name="Auroc">The chance that a positive stands above a negative, ties counted half: 0…1, 0.5 is no better than chance.</param>
/// <param name="AurocLow">The lower end of its 95 % interval (DeLong, DeLong and Clarke-Pearson 1988), not below 0; null when there are
/// fewer than two positives or negatives.</param>
/// <param name="AurocHigh">The upper end, not above 1; null when there are fewer than two positives or negatives.</param>
/// <param name="TopDecileShare">The share of the positives that stand in the tenth of all edges, rounded up, with the highest
/// confidences: 0…1. Of edges that tie at its boundary each counts in part, as places are left for them.</param>
public sealed record RankingQuality(double Auroc, double? AurocLow, double? AurocHigh, double TopDecileShare);
