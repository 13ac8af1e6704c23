using GraphSync.Inbound;
using Spectre.Console;

namespace Bridge.Host.Output;

/// <summary>Rows that cannot be carried into the graph as they stand, on the console.</summary>
internal static class PutAsideView
{
    public static void Show(IAnsiConsole console, PutAsideReport report)
    {
        foreach (var row in report.Rows) console.MarkupLineInterpolated($"put aside: {row.Reason}");
        if (report.Count > report.Rows.Count) console.MarkupLineInterpolated($"put aside: {Numbers.Whole(report.Count)} rows in all");
    }
}
