namespace GraphSync.Tests.Rescore.Report;

/// <summary>The report's figures as their definitions read, by counting pairs, however long it takes.</summary>
internal static class PlainFigures
{
    private const double Z = 1.959963984540054;

    /// <summary>The share of pairs of which the positive stands above, ties counted half, and its 95 % interval: DeLong, DeLong and
    /// Clarke-Pearson 1988, with the structural components of every positive and every negative.</summary>
    public static (double Auroc, double Low, double High) Auroc(IReadOnlyList<double> positives, IReadOnlyList<double> negatives)
    {
        double[] ofPositives = [.. positives.Select(x => negatives.Average(y => Wins(x, y)))];
        double[] ofNegatives = [.. negatives.Select(y => positives.Average(x => Wins(x, y)))];
        var auroc = ofPositives.Average();
        var half = Z * Math.Sqrt((Variance(ofPositives) / positives.Count) + (Variance(ofNegatives) / negatives.Count));
        return (auroc, Math.Max(0, auroc - half), Math.Min(1, auroc + half));
    }

    public static double KolmogorovSmirnov(IReadOnlyList<double> first, IReadOnlyList<double> second) =>
        first.Concat(second).Distinct().Max(value => Math.Abs(ShareUpTo(first, value) - ShareUpTo(second, value)));

    public static double Spearman(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        var (a, b) = (Ranks(first), Ranks(second));
        var (meanA, meanB) = (a.Average(), b.Average());
        var covariance = a.Zip(b, (x, y) => (x - meanA) * (y - meanB)).Sum();
        return covariance / Math.Sqrt(a.Sum(x => (x - meanA) * (x - meanA)) * b.Sum(y => (y - meanB) * (y - meanB)));
    }

    /// <summary>The quantile between the two numbers that it lies between.</summary>
    public static double Quantile(IEnumerable<double> numbers, double share)
    {
        double[] sorted = [.. numbers.Order()];
        var at = share * (sorted.Length - 1);
        var (below, above) = ((int)Math.Floor(at), (int)Math.Ceiling(at));
        return sorted[below] + ((at - below) * (sorted[above] - sorted[below]));
    }

    private static double Wins(double x, double y) => x > y ? 1 : x == y ? 0.5 : 0;

    private static double ShareUpTo(IReadOnlyList<double> numbers, double value) =>
        (double)numbers.Count(number => number <= value) / numbers.Count;

    private static double[] Ranks(IReadOnlyList<double> numbers) =>
        [.. numbers.Select(x => numbers.Count(y => y < x) + ((numbers.Count(y => y == x) + 1) / 2.0))];

    private static double Variance(double[] numbers)
    {
        var mean = numbers.Average();
        return numbers.Sum(x => (x - mean) * (x - mean)) / (numbers.Length - 1);
    }
}
