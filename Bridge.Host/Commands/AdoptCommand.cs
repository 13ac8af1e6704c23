using System.CommandLine;
using Bridge.Host.CommandLine;
using GraphSync.Adopt;
using GraphSync.Edges;
using GraphSync.Postgres;
using Spectre.Console;

namespace Bridge.Host.Commands;

/// <summary><c>adopt</c>: relationship types of a graph that exists.</summary>
internal static class AdoptCommand
{
    private static readonly Argument<string[]> Types =
        new("TYPE") { Description = "Relationship types, as they stand in the graph", Arity = ArgumentArity.OneOrMore };

    private static readonly Option<string?> EdgeId =
        new("--edge-id") { Description = "The property that becomes edge_id (default: random ids)", HelpName = "PROPERTY" };

    private static readonly Option<string[]> Labels = new("--add-label")
    {
        Description = "Make endpoints of a label's nodes, with a property as their key; may be repeated",
        HelpName = "LABEL:KEY",
        DefaultValueFactory = _ => [],
    };

    private static readonly Option<string[]> Maps = new("--map")
    {
        Description = "Which property gives a column to edges without it, such as confidence=score or created_at=epoch_ms(created); "
            + "may be repeated",
        HelpName = "TARGET=PROPERTY",
        DefaultValueFactory = _ => [],
    };

    private static readonly Option<string?> Source =
        new("--source") { Description = "The model version that all edges without source_* come from", HelpName = "ARTIFACT_ID" };

    private static readonly Option<bool> Convert =
        new("--convert") { Description = "Put aside, as adopted_…, what cannot be read; else it stops before anything is written" };

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Only look: write nothing" };

    public static Command Create() => Verb.Create("adopt", "Take in relationship types of a graph that exists; repeatable", async context =>
    {
        var request = new AdoptRequest
        {
            Types = context.Parsed.GetValue(Types)!,
            EdgeIdProperty = context.Parsed.GetValue(EdgeId),
            Labels = [.. context.Parsed.GetValue(Labels)!.Select(LabelKey.Parse)],
            Maps = [.. context.Parsed.GetValue(Maps)!.Select(ColumnMapping.Parse)],
            SourceArtifactId = context.Parsed.GetValue(Source),
            Converts = context.Parsed.GetValue(Convert),
            DryRun = context.Parsed.GetValue(DryRun),
        };
        long edges = 0;
        var report = await ProgressBars.RunAsync<AdoptReport, AdoptProgress>(context, step => step.Step switch
        {
            AdoptStep.Look => ("edges looked at", step.Done, edges = step.All ?? 0),
            AdoptStep.GiveIds => ("ids given", step.Done, step.All ?? 0),
            _ => ("edges mirrored", step.Done, Math.Max(edges, step.Done)),
        }, progress => context.RunAsync(request with { Progress = progress }));
        Show(context.Out, report, request.DryRun);
        context.WriteJson(new
        {
            types = report.Types,
            edges = report.Edges,
            converted = report.Converted,
            refused = report.Refused,
            findings = report.Findings,
        });
        return Verb.ExitCode(report);
    }, Types, EdgeId, Labels, Maps, Source, Convert, DryRun);

    private static void Show(IAnsiConsole console, AdoptReport report, bool isDryRun)
    {
        foreach (var (type, edges) in report.Types)
            console.MarkupLineInterpolated($"{type}: {edges} edges {(isDryRun ? "could be adopted" : "adopted")}");
        if (report.Converted > 0)
            console.MarkupLineInterpolated($"{report.Converted} edges {(isDryRun ? "would be" : "were")} given values");
        foreach (var (type, reason) in report.Refused) console.MarkupLineInterpolated($"{type} refused: {reason}");
        foreach (var finding in report.Findings)
        {
            var what = !finding.CanBePutAside ? "must be corrected" : isDryRun ? "to be put aside by --convert" : "put aside";
            console.MarkupLineInterpolated($"{finding.Type}, {finding.Property}, {what}: {finding}");
        }
        if (report.Mirrored is { Rejected: > 0 } mirrored)
            console.MarkupLineInterpolated($"{mirrored.Rejected} rows rejected by the mirror: mirror_rejects says why");
    }
}
