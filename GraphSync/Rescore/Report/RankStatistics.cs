using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace GraphSync.Rescore.Report;

/// <summary>What MathNet.Numerics does not have, or has no care for ties or constants in.</summary>
internal static class RankStatistics
{
    private static readonly double Z = Normal.InvCDF(0, 1, 0.975);

    /// <summary>The largest difference of two samples' distribution functions; 0…1.</summary>
    /// <param name="first">In ascending order.</param>
    /// <param name="second">In ascending order.</param>
    public static double KolmogorovSmirnov(double[] first, double[] second)
    {
        var (i, j, distance) = (0, 0, 0.0);
        while (i < first.Length && j < second.Length)
        {
            // The functions are compared behind a value, when all that tie there have been passed in both.
            var value = Math.Min(first[i], second[j]);
            while (i < first.Length && first[i] <= value) i++;
            while (j < second.Length && second[j] <= value) j++;
            distance = Math.Max(distance, Math.Abs(((double)i / first.Length) - ((double)j / second.Length)));
        }
        return distance;
    }

    /// <summary>Spearman's rank correlation, ties at their average rank; null when one side is constant.</summary>
    public static double? Spearman(double[] first, double[] second)
    {
        var correlation = Correlation.Spearman(first, second);
        // Rounding may lead beyond the ends.
        return double.IsNaN(correlation) ? null : Math.Clamp(correlation, -1, 1);
    }

    /// <summary>How well scores rank positives above negatives; null when there are none of either.</summary>
    public static RankingQuality? Ranking(double[] positives, double[] negatives)
    {
        if (positives.Length == 0 || negatives.Length == 0) return null;
        var (auroc, deviation) = Auroc(positives, negatives);
        var half = Z * deviation;
        return new RankingQuality(auroc, half is null ? null : Math.Max(0, auroc - half.Value),
            half is null ? null : Math.Min(1, auroc + half.Value), TopDecileShare(positives, negatives));
    }

    /// <summary>The area under the ROC curve by ranks, and its standard deviation by DeLong's method in the form that needs no pairs
    /// (Sun and Xu 2014); null for fewer than two of either, which do not vary.</summary>
    private static (double Auroc, double? Deviation) Auroc(double[] positives, double[] negatives)
    {
        double m = positives.Length, n = negatives.Length;
        var ranks = Ranks([.. positives, .. negatives]);
        var auroc = (ranks.Take(positives.Length).Sum() - (m * (m + 1) / 2)) / (m * n);
        if (m < 2 || n < 2) return (auroc, null);
        // A positive's share of negatives below it, and a negative's of positives above it.
        var above = Ranks(positives).Select((among, i) => (ranks[i] - among) / n);
        var below = Ranks(negatives).Select((among, i) => 1 - ((ranks[positives.Length + i] - among) / m));
        return (auroc, Math.Sqrt((Statistics.Variance(above) / m) + (Statistics.Variance(below) / n)));
    }

    /// <summary>The share of positives in the top tenth of all. Of those that tie at the boundary each takes a part of the places left,
    /// so that no order among them matters.</summary>
    private static double TopDecileShare(double[] positives, double[] negatives)
    {
        double[] all = [.. positives, .. negatives];
        Array.Sort(all);
        var places = (all.Length + 9) / 10;
        var boundary = all[^places];
        int Above(double[] scores) => scores.Count(score => score > boundary);
        int Tied(double[] scores) => scores.Count(score => score == boundary);
        var left = places - Above(positives) - Above(negatives);
        return (Above(positives) + ((double)Tied(positives) * left / (Tied(positives) + Tied(negatives)))) / positives.Length;
    }

    // MathNet sorts what it ranks.
    private static double[] Ranks(double[] scores) => ArrayStatistics.RanksInplace([.. scores], RankDefinition.Average);
}
