using System.Globalization;
using GraphSync.Rescore.Report;
using Spectre.Console;

namespace Bridge.Host.Output;

/// <summary>The report of a promotion on the console.</summary>
internal static class PromotionReportView
{
    private static readonly string[] Spread = ["count", "mean", "min", "5 %", "25 %", "50 %", "75 %", "95 %", "max"];

    public static void Show(IAnsiConsole console, PromotionReport report)
    {
        console.MarkupLineInterpolated($"[bold]promotion {report.PromotionId}[/]: {report.Parent} → {report.Child}");
        if (report.Note is { } note) console.MarkupLineInterpolated($"[bold]{note}[/]");
        console.Write(Table("edges", "large_decrease", "moderate", "stable", "increase", "flagged").AddRow([.. new[]
        {
            report.Edges, report.LargeDecrease, report.Moderate, report.Stable, report.Increase, report.Flagged,
        }.Select(Numbers.Whole)]));
        console.Write(Table(["", .. Spread]).AddRow(Cells("before", report.Before)).AddRow(Cells("after", report.After))
            .AddRow(Cells("delta", report.Delta)));
        console.Write(Histogram(report));
        console.MarkupLineInterpolated($"Kolmogorov–Smirnov distance {Number(report.KsDistance)}, rank correlation {
            Number(report.RankCorrelation)}");
        Show(console, report.Curated);
        Show(console, "largest decreases", report.LargestDecreases);
        Show(console, "largest increases", report.LargestIncreases);
    }

    private static void Show(IAnsiConsole console, CuratedRanking curated)
    {
        console.MarkupLineInterpolated($"Curated edges of the same type and endpoints confirm {Numbers.Whole(curated.Positives)
            } edges, and not {Numbers.Whole(curated.Negatives)}");
        if (curated is not { Before: { } before, After: { } after }) return;
        console.Write(Table("ranking", "AUROC", "95 % interval", "in the top tenth")
            .AddRow(Cells("before", before)).AddRow(Cells("after", after)));
    }

    private static void Show(IAnsiConsole console, string title, IReadOnlyList<EdgeMove> moves)
    {
        if (moves.Count == 0) return;
        var table = Table("edge", "type", "before", "after", "change").Title(title);
        foreach (var move in moves)
        {
            string[] cells = [move.EdgeId, move.EdgeType, Number(move.Old), Number(move.New), Number(move.Delta)];
            table.AddRow([.. cells.Select(Markup.Escape)]);
        }
        console.Write(table);
    }

    /// <summary>A tenth a row, from −1 to 1; confidences have none below 0.</summary>
    private static Table Histogram(PromotionReport report)
    {
        var (confidences, table) = (report.Before.Histogram.Count, Table("from", "to", "before", "after", "delta"));
        for (var bin = 0; bin < report.Delta.Histogram.Count; bin++)
        {
            var tenth = bin - confidences;
            string Confidences(Distribution of) => tenth < 0 ? "" : Numbers.Whole(of.Histogram[tenth]);
            table.AddRow(Tenths(tenth), Tenths(tenth + 1), Confidences(report.Before), Confidences(report.After),
                Numbers.Whole(report.Delta.Histogram[bin]));
        }
        return table;
    }

    private static string Tenths(int tenths) => (tenths / 10.0).ToString("0.0", CultureInfo.InvariantCulture);

    private static string[] Cells(string name, Distribution d) => [name, Numbers.Whole(d.Count),
        .. new[] { d.Mean, d.Min, d.P5, d.P25, d.P50, d.P75, d.P95, d.Max }.Select(value => Number(value))];

    private static string[] Cells(string name, RankingQuality quality) => [name, Number(quality.Auroc),
        $"{Number(quality.AurocLow)} – {Number(quality.AurocHigh)}", quality.TopDecileShare.ToString("P1", CultureInfo.InvariantCulture)];

    private static string Number(double? value) => value?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "none";

    private static Table Table(params string[] columns) => new Table().Border(TableBorder.Rounded).AddColumns(columns);
}
