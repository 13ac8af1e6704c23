using CsCheck;
using GraphQueries.Rescore;
using GraphSync.Rescore.Report;

namespace GraphSync.Tests.Rescore.Report;

public sealed class PromotionFiguresTests
{
    private const double Tolerance = 1e-9;

    // Few values, so that many tie.
    private static readonly Gen<double> Confidence = Gen.OneOf(Gen.Int[0, 5].Select(fifths => fifths / 5.0), Gen.Double[0, 1]);

    private static readonly Gen<Pair[]> Pairs = Gen.Select(Confidence, Confidence, Gen.Bool, (old, @new, curated) =>
        new Pair(old, @new, curated)).Array[1, 60];

    [Fact]
    public void Auroc_IsThatOfAllPairs_AndSoIsItsInterval() => Pairs.Sample(pairs =>
    {
        var curated = Report(pairs).Curated;
        double[] positives = Old(pairs, true), negatives = Old(pairs, false);
        (curated.Positives, curated.Negatives).ShouldBe((positives.Length, negatives.Length));
        if (positives.Length == 0 || negatives.Length == 0)
        {
            (curated.Before, curated.After).ShouldBe((null, null));
            return;
        }
        var (auroc, low, high) = PlainFigures.Auroc(positives, negatives);
        curated.Before!.Auroc.ShouldBe(auroc, Tolerance);
        if (positives.Length < 2 || negatives.Length < 2)
        {
            (curated.Before.AurocLow, curated.Before.AurocHigh).ShouldBe((null, null));
            return;
        }
        curated.Before.AurocLow!.Value.ShouldBe(low, Tolerance);
        curated.Before.AurocHigh!.Value.ShouldBe(high, Tolerance);
    });

    [Fact]
    public void Distances_AreThoseOfTheirDefinitions() => Pairs.Sample(pairs =>
    {
        var report = Report(pairs);
        double[] old = [.. pairs.Select(pair => pair.Old)], @new = [.. pairs.Select(pair => pair.New)];
        report.KsDistance.ShouldBe(PlainFigures.KolmogorovSmirnov(old, @new), Tolerance);
        report.Before.P25.ShouldBe(PlainFigures.Quantile(old, 0.25), Tolerance);
        report.After.P95.ShouldBe(PlainFigures.Quantile(@new, 0.95), Tolerance);
        report.Before.Mean.ShouldBe(old.Average(), Tolerance);
        report.After.Histogram.Sum().ShouldBe(pairs.Length);
        report.Delta.Histogram.Sum().ShouldBe(pairs.Length);
        if (old.Distinct().Count() == 1 || @new.Distinct().Count() == 1) report.RankCorrelation.ShouldBeNull();
        else report.RankCorrelation!.Value.ShouldBe(PlainFigures.Spearman(old, @new), Tolerance);
    });

    [Fact]
    public void RankCorrelation_IsOne_WhereTheOrderStays() => Confidence.Array[2, 60].Where(old => old.Distinct().Count() > 1)
        .Sample(old => Report([.. old.Select(x => new Pair(x, x * x * x / 2, null))]).RankCorrelation!.Value.ShouldBe(1, Tolerance));

    // By hand: the positives stand above 1 and 0.5 of the negatives, the negatives below 0.5, 1 and 0.75 of the positives; so the
    // variance is 0.125 / 2 + 0.0625 / 3 = 1 / 12.
    [Fact]
    public void Interval_IsDeLongs()
    {
        var ranking = Ranking([0.8, 0.6], [0.7, 0.3, 0.6]);

        ranking.Auroc.ShouldBe(0.75);
        ranking.AurocLow!.Value.ShouldBe(0.75 - (1.959963984540054 * Math.Sqrt(1 / 12.0)), 1e-12);
        ranking.AurocHigh.ShouldBe(1);
    }

    [Theory]
    [InlineData(new[] { 0.9 }, new[] { 0.1 }, 1.0)]
    [InlineData(new[] { 0.1 }, new[] { 0.9, 0.2 }, 0.0)]
    [InlineData(new[] { 0.9, 0.8 }, new[] { 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1 }, 0.5)]
    [InlineData(new[] { 0.9, 0.8 }, new[] { 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1 }, 1.0)]
    // Two places for four that tie, two of them positive; then two places for one above and three that tie.
    [InlineData(new[] { 0.5, 0.5 }, new[] { 0.5, 0.5, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1 }, 0.5)]
    [InlineData(new[] { 0.7, 0.5 }, new[] { 0.5, 0.5, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1 }, 2 / 3.0)]
    public void TopDecile_SharesItsLastPlaces(double[] positives, double[] negatives, double expected) =>
        Ranking(positives, negatives).TopDecileShare.ShouldBe(expected, 1e-12);

    [Fact]
    public void Report_LeavesOutOfTheRanking_WhatIsGone()
    {
        var curated = Report([new(0.9, 0.9, true), new(0.1, 0.1, false), new(0.95, 0.95, null)]).Curated;

        (curated.Positives, curated.Negatives, curated.Before!.Auroc).ShouldBe((1, 1, 1));
    }

    [Theory]
    [InlineData(0.0, 0.0)]
    [InlineData(0.3, 0.3)]
    [InlineData(1.0, 0.1)]
    public void Report_OfEqualEdges_HasNoCorrelation(double old, double @new)
    {
        foreach (var edges in (int[])[1, 7])
        {
            var report = Report([.. Enumerable.Repeat(new Pair(old, @new, false), edges)]);

            report.RankCorrelation.ShouldBeNull();
            report.IsRescaled.ShouldBeFalse();
            report.Note.ShouldBeNull();
            report.KsDistance.ShouldBe(old == @new ? 0 : 1);
            report.Curated.ShouldBe(new CuratedRanking(0, edges, null, null));
            var before = report.Before;
            (before.Count, before.Mean, before.Min, before.P5, before.P50, before.P95, before.Max)
                .ShouldBe((edges, old, old, old, old, old, old));
            report.LargestDecreases.Count.ShouldBe(old > @new ? edges : 0);
        }
    }

    [Theory]
    [InlineData(0.4, true)]
    [InlineData(1.0, false)]
    public void Report_SaysRescaled_WhenTheOrderStaysAndTheScaleDoesNot(double factor, bool expected)
    {
        var report = Report([.. Enumerable.Range(0, 100).Select(i => new Pair(0.5 + (i / 200.0), factor * (0.5 + (i / 200.0)), null))]);

        report.RankCorrelation!.Value.ShouldBe(1, Tolerance);
        report.IsRescaled.ShouldBe(expected);
        (report.Note?.StartsWith("rescaled rather than changed") ?? false).ShouldBe(expected);
    }

    [Fact]
    public void Report_IsNotRescaled_WhenTheOrderTurns() =>
        Report([.. Enumerable.Range(0, 100).Select(i => new Pair(0.5 + (i / 200.0), 0.4 - (i / 400.0), null))]).IsRescaled.ShouldBeFalse();

    [Fact]
    public void Histogram_TakesBoundsIntoTheBinAbove_AndOneIntoTheLast()
    {
        double[] confidences = [0, -0.0, 0.1, 0.3, 0.6, 0.7, 0.9, Math.BitDecrement(1.0), 1];

        Report([.. confidences.Select(x => new Pair(x, x, null))]).Before.Histogram.ShouldBe([2, 1, 0, 1, 0, 0, 1, 1, 0, 3]);
        Report([new(0, 1, null), new(1, 0, null), new(0.5, 0.5, null), new(0.5, 0.25, null)]).Delta.Histogram
            .ShouldBe([1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    }

    [Fact]
    public void Movers_AreTheTenLargest_TiesByEdgeId()
    {
        PromotionFigures figures = new();
        foreach (var i in Enumerable.Range(0, 30).Reverse()) Add(figures, $"f{i:00}", 0.9, 0.9 - (i / 5 / 10.0));
        Add(figures, "up", 0.1, 0.2);
        var report = figures.Report("p", "a", "b");

        report.LargestDecreases.Select(move => move.EdgeId)
            .ShouldBe(["f25", "f26", "f27", "f28", "f29", "f20", "f21", "f22", "f23", "f24"]);
        report.LargestIncreases.ShouldBe([new EdgeMove("up", "T", 0.1, 0.2, 0.2 - 0.1)]);
        (report.Edges, report.LargeDecrease, report.Moderate, report.Stable, report.Increase, report.Flagged)
            .ShouldBe((31, 10, 15, 5, 1, 10));
    }

    [Fact]
    public void Report_OfNoEdges_IsRefused() =>
        Should.Throw<InvalidOperationException>(() => new PromotionFigures().Report("p", "a", "b"));

    private static RankingQuality Ranking(double[] positives, double[] negatives) => Report(
        [.. positives.Select(x => new Pair(x, 0, true)), .. negatives.Select(x => new Pair(x, 0, false))]).Curated.Before!;

    private static double[] Old(Pair[] pairs, bool curated) => [.. pairs.Where(pair => pair.Curated == curated).Select(pair => pair.Old)];

    private static PromotionReport Report(Pair[] pairs)
    {
        PromotionFigures figures = new();
        foreach (var (i, (old, @new, curated)) in pairs.Index()) Add(figures, $"e{i}", old, @new, curated);
        return figures.Report("p", "a", "b");
    }

    private static void Add(PromotionFigures figures, string id, double old, double @new, bool? curated = null) =>
        figures.Add(new RescoredEdge("T", id, old, @new, DeltaClass.Of(@new - old, -0.3, 0.05), curated));

    private sealed record Pair(double Old, double New, bool? Curated);
}
