using GraphQueries.Rescore;
using MathNet.Numerics.Statistics;

namespace GraphSync.Rescore.Report;

/// <summary>An edge that was rescored, or would be.</summary>
/// <param name="EdgeType">The relationship type.</param>
/// <param name="EdgeId">The edge_id.</param>
/// <param name="Old">The confidence before.</param>
/// <param name="New">The confidence after.</param>
/// <param name="Class">One of <see cref="DeltaClass.OfRescoring"/>.</param>
/// <param name="IsCurated">Whether a curated edge of the same type joins the same endpoints; null when the edge is gone.</param>
internal readonly record struct RescoredEdge(string EdgeType, string EdgeId, double Old, double New, string Class, bool? IsCurated)
{
    public double Delta => New - Old;
}

/// <summary>
/// Makes a promotion's report of its edges, wherever they come from: the graph, or scores that nobody has written. Of an edge it keeps
/// its numbers alone, 18 bytes; only the largest moves have names.
/// </summary>
internal sealed class PromotionFigures
{
    private const int Bins = 10;
    private const double RescaledKs = 0.5;
    private const double RescaledCorrelation = 0.8;

    private readonly List<double> _old = [];
    private readonly List<double> _new = [];
    private readonly List<bool?> _curated = [];
    private readonly Dictionary<string, long> _classes = new(StringComparer.Ordinal);
    private readonly TopMoves _decreases = new(-1);
    private readonly TopMoves _increases = new(1);

    /// <summary>How many edges it has been told.</summary>
    public int Edges => _old.Count;

    /// <summary>Takes an edge, each once, in any order.</summary>
    public void Add(in RescoredEdge edge)
    {
        _old.Add(edge.Old);
        _new.Add(edge.New);
        _curated.Add(edge.IsCurated);
        _classes[edge.Class] = _classes.GetValueOrDefault(edge.Class) + 1;
        _decreases.Offer(edge);
        _increases.Offer(edge);
    }

    /// <summary>The report of all edges so far.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public PromotionReport Report(string promotion, string parent, string child)
    {
        if (Edges == 0) throw new InvalidOperationException("There is no report of no edges.");
        double[] old = [.. _old], @new = [.. _new];
        var correlation = RankStatistics.Spearman(old, @new);
        var curated = Curated(old, @new);
        var delta = Distribute([.. @new.Zip(old, (after, before) => after - before)], -1);
        // From here on they are sorted, and no longer in parallel.
        var (before, after) = (Distribute(old, 0), Distribute(@new, 0));
        var ks = RankStatistics.KolmogorovSmirnov(old, @new);
        return new PromotionReport
        {
            PromotionId = promotion,
            Parent = parent,
            Child = child,
            Edges = Edges,
            LargeDecrease = Count(DeltaClass.LargeDecrease),
            Moderate = Count(DeltaClass.Moderate),
            Stable = Count(DeltaClass.Stable),
            Increase = Count(DeltaClass.Increase),
            Flagged = Count(DeltaClass.LargeDecrease),
            Before = before,
            After = after,
            Delta = delta,
            KsDistance = ks,
            RankCorrelation = correlation,
            IsRescaled = ks > RescaledKs && correlation > RescaledCorrelation,
            LargestDecreases = _decreases.Moves,
            LargestIncreases = _increases.Moves,
            Curated = curated,
        };
    }

    private long Count(string deltaClass) => _classes.GetValueOrDefault(deltaClass);

    private CuratedRanking Curated(double[] old, double[] @new)
    {
        double[] Of(double[] scores, bool curated) => [.. scores.Where((_, i) => _curated[i] == curated)];
        return new CuratedRanking(_curated.Count(curated => curated == true), _curated.Count(curated => curated == false),
            RankStatistics.Ranking(Of(old, true), Of(old, false)), RankStatistics.Ranking(Of(@new, true), Of(@new, false)));
    }

    /// <summary>Sorts the numbers, and says how they are spread from a lower bound up to 1.</summary>
    private static Distribution Distribute(double[] numbers, int from)
    {
        Array.Sort(numbers);
        double Quantile(double share) => SortedArrayStatistics.QuantileCustom(numbers, share, QuantileDefinition.R7);
        return new Distribution(numbers.Length, ArrayStatistics.Mean(numbers), numbers[0], Quantile(0.05), Quantile(0.25), Quantile(0.5),
            Quantile(0.75), Quantile(0.95), numbers[^1], Histogram(numbers, from));
    }

    private static long[] Histogram(double[] numbers, int from)
    {
        var histogram = new long[(1 - from) * Bins];
        foreach (var number in numbers)
            histogram[Math.Clamp((int)Math.Floor(number * Bins) - (from * Bins), 0, histogram.Length - 1)]++;
        return histogram;
    }
}
