using System.CommandLine;
using Bridge.Host.CommandLine;
using GraphSync.Adopt;
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

    public static Command Create() => Verb.Create("adopt", "Take in relationship types of a graph that exists; repeatable", async context =>
    {
        var report = await context.RunAsync(new AdoptRequest
        {
            Types = context.Parsed.GetValue(Types)!,
            EdgeIdProperty = context.Parsed.GetValue(EdgeId),
            Labels = [.. context.Parsed.GetValue(Labels)!.Select(LabelKey.Parse)],
        });
        foreach (var (type, edges) in report.Types) context.Out.MarkupLineInterpolated($"{type}: {edges} edges adopted");
        context.WriteJson(new { types = report.Types, edges = report.Edges, mirrored = report.Mirrored });
        return Verb.ExitCode(report);
    }, Types, EdgeId, Labels);
}
