using System.CommandLine;
using GraphSync.Adopt;
using GraphSync.Inbound;
using GraphSync.Outbound;
using Spectre.Console;

namespace Bridge.Host.Commands;

/// <summary><c>adopt</c>: relationship types of a graph that exists.</summary>
internal static class AdoptCommand
{
    public static Command Create()
    {
        var types = new Argument<string[]>("TYPE") { Description = "Relationship types, as they stand in the graph", Arity = ArgumentArity.OneOrMore };
        var edgeId = new Option<string?>("--edge-id") { Description = "The property that becomes edge_id (default: random ids)", HelpName = "PROPERTY" };
        var labels = new Option<string[]>("--add-label") { Description = "Make endpoints of a label's nodes, with a property as their key; may be repeated", HelpName = "LABEL:KEY", DefaultValueFactory = _ => [] };
        return CommandContext.Verb("adopt", "Take in relationship types of a graph that exists; repeatable", async (shell, bridge) =>
        {
            var request = new AdoptRequest
            {
                Types = shell.Parsed.GetValue(types)!,
                EdgeIdProperty = shell.Parsed.GetValue(edgeId),
                Labels = [.. shell.Parsed.GetValue(labels)!.Select(LabelKey.Parse)],
            };
            await new InboxDrain(bridge).RunAsync(shell.Cancellation);
            var report = await new Adoption(bridge).RunAsync(request, shell.Cancellation);
            var mirrored = await new Mirror(bridge).RunAsync(shell.Cancellation);
            foreach (var (type, edges) in report.Types) shell.Out.MarkupLineInterpolated($"{type}: {edges} edges adopted");
            shell.WriteJson(new { types = report.Types, edges = report.Edges, mirrored });
            return 0;
        }, types, edgeId, labels);
    }
}
