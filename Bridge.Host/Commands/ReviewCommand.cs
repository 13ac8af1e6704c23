using System.CommandLine;
using System.Globalization;
using GraphSync.Review;
using Spectre.Console;

namespace Bridge.Host.Commands;

/// <summary><c>review list</c> and <c>review resolve</c>.</summary>
internal static class ReviewCommand
{
    public static Command Create() => new("review", "The Senate's work: edges that a rescore dropped far") { List(), Resolve() };

    private static Command List()
    {
        var limit = new Option<int>("--limit") { Description = "Edges at most", DefaultValueFactory = _ => 100 };
        return CommandContext.Verb("list", "List the edges that wait for review", async (shell, bridge) =>
        {
            var edges = await new SenateReview(bridge).ListAsync(shell.Parsed.GetValue(limit), shell.Cancellation);
            var table = new Table().Border(TableBorder.Rounded).AddColumns("edge", "type", "source", "target", "was", "is", "pass");
            foreach (var e in edges) table.AddRow([.. new[] { e.EdgeId, e.EdgeType, e.Source, e.Target, Number(e.OldConfidence), Number(e.Confidence), e.PassId }.Select(cell => Markup.Escape(cell ?? ""))]);
            if (edges.Count > 0) shell.Out.Write(table);
            else shell.Out.WriteLine("No edge waits for review.");
            shell.WriteJson(new { edges });
            return 0;
        }, limit);
    }

    private static Command Resolve()
    {
        var edgeId = new Argument<string>("EDGE_ID");
        var decision = new Option<ReviewDecision>("--decision") { Description = "keep: the new confidence stands; restore: the old one comes back", Required = true, HelpName = "keep|restore" };
        return CommandContext.Verb("resolve", "Decide about a flagged edge", async (shell, bridge) =>
        {
            var chosen = shell.Parsed.GetValue(decision);
            var before = await new SenateReview(bridge).ResolveAsync(shell.Parsed.GetValue(edgeId)!, chosen, shell.Cancellation);
            var after = chosen == ReviewDecision.Restore ? before.OldConfidence : before.Confidence;
            shell.Out.WriteLine($"{before.EdgeId}: {(chosen == ReviewDecision.Restore ? "restored to" : "kept at")} {Number(after)}; the flag is cleared.");
            shell.WriteJson(new { edge_id = before.EdgeId, decision = chosen == ReviewDecision.Restore ? "restore" : "keep", confidence_before = before.Confidence, confidence = after });
            return 0;
        }, edgeId, decision);
    }

    private static string Number(double? value) => value?.ToString("0.####", CultureInfo.InvariantCulture) ?? "";
}
