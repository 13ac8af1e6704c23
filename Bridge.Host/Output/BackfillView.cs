using GraphSync.Backfill;
using Spectre.Console;

namespace Bridge.Host.Output;

/// <summary>A backfill on the console.</summary>
internal static class BackfillView
{
    public static void Show(IAnsiConsole console, BackfillReport report)
    {
        var verb = report.DryRun ? "Would attribute" : "Attributed";
        var unknown = $"{report.Unknown} are unknown, {report.Ambiguous} of them since a trail leads to several versions";
        console.MarkupLineInterpolated($"{verb} {report.Attributed} edges; {unknown}.");
        var methods = new Table().Border(TableBorder.Rounded).AddColumns("method", "edges");
        foreach (var (method, edges) in report.Methods) methods.AddRow(method, Numbers.Whole(edges));
        console.Write(methods.AddRow("unknown", Numbers.Whole(report.Unknown)));
        if (report.Models.Count > 0) console.Write(Models(report.Models));
        if (report.SlicesElsewhere > 0)
        {
            console.MarkupLineInterpolated(
                $"{report.SlicesElsewhere} slices are held by another process that does not move: end it, and run this again.");
        }
    }

    private static Table Models(IReadOnlyList<VersionCount> models)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("model", "version", "artifact", "edges");
        foreach (var model in models)
        {
            table.AddRow(Markup.Escape(model.ModelId), Numbers.Whole(model.SourceVersion), Markup.Escape(model.SourceArtifactId),
                Numbers.Whole(model.Edges));
        }
        return table;
    }
}
