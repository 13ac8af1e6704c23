using GraphSync.Reconcile;
using Spectre.Console;

namespace Bridge.Host.Output;

/// <summary>A comparison on the console: every difference a line.</summary>
internal static class ReconcileView
{
    public static void Show(IAnsiConsole console, ReconcileReport report)
    {
        foreach (var difference in report.Differences)
        {
            var edge = string.Join(' ', new[] { difference.EdgeType, difference.EdgeId }.OfType<string>());
            var done = difference.Repaired ? " (repaired)" : "";
            console.MarkupLineInterpolated($"{difference.Kind}: {edge}: {difference.What}{done}");
        }
        var all = report.Kinds.Values.Sum();
        if (all > report.Differences.Count) console.MarkupLineInterpolated($"… of {Numbers.Whole(all)} differences in all");
        var compared = $"{Numbers.Whole(report.Edges)} edges and {Numbers.Whole(report.Rows)} rows compared";
        var differences = $"{Numbers.Whole(report.Repaired)} differences repaired, {Numbers.Whole(report.Left)} left";
        console.MarkupLineInterpolated($"{report.Status}: {compared}, {differences}.");
    }
}
