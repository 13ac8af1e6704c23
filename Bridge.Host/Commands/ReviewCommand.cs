using System.CommandLine;
using System.Globalization;
using Bridge.Host.CommandLine;
using GraphSync.Postgres;
using GraphSync.Review;
using Spectre.Console;

namespace Bridge.Host.Commands;

/// <summary><c>review list</c> and <c>review resolve</c>.</summary>
internal static class ReviewCommand
{
    public static Command Create() =>
        new("review", "The Senate's decisions: edges whose confidence rescoring lowered far") { List(), Resolve() };

    private static Command List()
    {
        var limit = new Option<int>("--limit") { Description = "Edges at most", DefaultValueFactory = _ => 100 };
        return Verb.Create("list", "List the edges that wait for review", async context =>
        {
            var edges = await context.Get<FlaggedEdges>().ListAsync(context.Parsed.GetValue(limit), context.Cancellation);
            var table = new Table().Border(TableBorder.Rounded).AddColumns("edge", "type", "source", "target", "was", "is", "pass");
            foreach (var e in edges)
            {
                string?[] cells = [e.EdgeId, e.EdgeType, e.Source, e.Target, Number(e.OldConfidence), Number(e.Confidence), e.PassId];
                table.AddRow([.. cells.Select(cell => Markup.Escape(cell ?? ""))]);
            }
            if (edges.Count > 0) context.Out.Write(table);
            else context.Out.WriteLine("No edge waits for review.");
            context.WriteJson(new { edges });
            return 0;
        }, limit);
    }

    private static Command Resolve()
    {
        var edgeId = new Argument<string>("EDGE_ID");
        var decision = new Option<ReviewDecision>("--decision")
        {
            Description = "keep: the new confidence stands; restore: the old one comes back",
            Required = true,
            HelpName = "keep|restore",
        };
        return Verb.Create("resolve", "Decide about a flagged edge", async context =>
        {
            var report = await context.RunAsync(new ReviewRequest(context.Parsed.GetValue(edgeId)!, context.Parsed.GetValue(decision)));
            var (id, restored) = (report.Before.EdgeId, report.Decision == ReviewDecision.Restore);
            context.Out.WriteLine($"{id}: {(restored ? "restored to" : "kept at")} {Number(report.Confidence)}; the flag is cleared.");
            context.WriteJson(new
            {
                edge_id = id,
                decision = restored ? "restore" : "keep",
                confidence_before = report.Before.Confidence,
                confidence = report.Confidence,
            });
            return Verb.ExitCode(report);
        }, edgeId, decision);
    }

    private static string Number(double? value) => value?.ToString("0.####", CultureInfo.InvariantCulture) ?? "";
}
