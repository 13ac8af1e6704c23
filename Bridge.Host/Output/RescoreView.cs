using GraphSync.Rescore;
using Spectre.Console;

namespace Bridge.Host.Output;

/// <summary>A run of rescoring on the console.</summary>
internal static class RescoreView
{
    private const int Listed = 20;

    public static void Show(IAnsiConsole console, RescoreReport report)
    {
        console.MarkupLineInterpolated($"[bold]{report.Status}[/]{(report.DryRun ? " (dry run)" : "")}: {report.Message}");
        if (report.PromotionId is not null)
        {
            var pass = report.PassId is null ? "" : $", pass {report.PassId}";
            console.MarkupLineInterpolated($"  promotion {report.PromotionId}: {report.Parent} → {report.Child}{pass}");
        }
        if (report.Edges > 0) console.Write(Classes(report));
        if (report.EdgesLeft > 0) console.MarkupLineInterpolated($"  {report.EdgesLeft} edges left: {report.PassesLeft} more passes");
        if (report.NextRunAt is { } next)
            console.MarkupLineInterpolated($"  the next pass may run at {next:yyyy-MM-dd HH:mm:ss}Z; {report.Queued} promotions queued");
        foreach (var problem in report.Errors.Take(Listed))
            console.MarkupLineInterpolated($"  left: edge {problem.EdgeId}: {problem.Error}");
        if (report.ErrorCount > Listed) console.MarkupLineInterpolated($"  … {report.ErrorCount} edges were left in all");
        foreach (var edge in report.Changed.Take(Listed)) console.MarkupLineInterpolated($"  changed while it was scored: edge {edge}");
        foreach (var held in report.Held)
            console.MarkupLineInterpolated($"  {held.Status}: promotion {held.PromotionId}: {held.Reason ?? ""}");
    }

    private static Table Classes(RescoreReport report)
    {
        (string Name, long Edges)[] counts =
        [
            ("edges", report.Edges), ("large_decrease", report.LargeDecrease), ("moderate", report.Moderate), ("stable", report.Stable),
            ("increase", report.Increase), ("pinned", report.Pinned), ("flagged", report.Flagged),
        ];
        return new Table().Border(TableBorder.Rounded).AddColumns([.. counts.Select(count => count.Name)])
            .AddRow([.. counts.Select(count => Numbers.Whole(count.Edges))]);
    }
}
