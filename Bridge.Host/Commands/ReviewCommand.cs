using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Bridge.Host.CommandLine;
using GraphQueries.Files;
using GraphQueries.Review;
using GraphSync.Postgres;
using GraphSync.Review;
using Spectre.Console;

namespace Bridge.Host.Commands;

/// <summary><c>review</c>: the Senate's work.</summary>
internal static class ReviewCommand
{
    private static readonly JsonSerializerOptions JsonLine = new(CommandContext.JsonOptions) { WriteIndented = false };

    private static readonly Option<string?> Reviewer =
        new("--reviewer") { Description = "Who decides; the user of this machine unless told", HelpName = "NAME" };

    private static readonly Option<string?> Reason = new("--reason") { Description = "Why; kept with the decision", HelpName = "TEXT" };

    public static Command Create() =>
        new("review", "The Senate's decisions: edges whose confidence rescoring lowered far") { List(), Resolve(), Undo(), Export() };

    private static Command List()
    {
        var limit = new Option<int>("--limit") { Description = "Edges at most", DefaultValueFactory = _ => 100 };
        var pinned = new Option<bool>("--pinned") { Description = "List the edges that keep their confidence instead" };
        var promotion = new Option<string?>("--promotion") { Description = "Those that this promotion lowered", HelpName = "PROMOTION" };
        var type = new Option<string?>("--type") { Description = "Those of this relationship type", HelpName = "TYPE" };
        var model = new Option<string?>("--model") { Description = "Those that this model version lowered", HelpName = "MODEL_ID" };
        var endpoint = new Option<string?>("--endpoint") { Description = "Those with an endpoint of this name", HelpName = "NAME" };
        return Verb.Create("list", "List the edges that wait for review", async context =>
        {
            var most = context.Parsed.GetValue(limit);
            if (context.Parsed.GetValue(pinned))
                Show(context, await context.Get<FlaggedEdges>().PinnedAsync(most, "", context.Cancellation));
            else
            {
                var filter = new QueueFilter(context.Parsed.GetValue(promotion), context.Parsed.GetValue(type),
                    context.Parsed.GetValue(model), context.Parsed.GetValue(endpoint));
                Show(context, await WaitingAsync(context, filter, most));
            }
            return 0;
        }, limit, pinned, promotion, type, model, endpoint);
    }

    private static async Task<IReadOnlyList<FlaggedEdgeRow>> WaitingAsync(CommandContext context, QueueFilter filter, int most)
    {
        const int page = 1_000;
        List<FlaggedEdgeRow> edges = [];
        for (QueuePlace? place = null; ;)
        {
            var read = await context.Get<WaitingEdges>().ReadAsync(filter, place, Math.Min(page, most - edges.Count), context.Cancellation);
            edges.AddRange(read.Edges);
            if (read.Next is null || edges.Count >= most) return edges;
            place = read.Next;
        }
    }

    private static void Show(CommandContext context, IReadOnlyList<FlaggedEdgeRow> edges)
    {
        Show(context, "No edge waits for review.", ["edge", "type", "source", "target", "was", "is", "pass"], edges.Select(e =>
            new[] { e.EdgeId, e.EdgeType, e.Source, e.Target, Number(e.OldConfidence), Number(e.Confidence), e.PassId }));
        context.WriteJson(new { edges });
    }

    private static void Show(CommandContext context, IReadOnlyList<PinnedEdgeRow> pinned)
    {
        Show(context, "No edge is pinned.", ["edge", "type", "keeps", "reviewer", "reason", "since"], pinned.Select(e => new[]
        {
            e.EdgeId, e.EdgeType, Number(e.Confidence), e.Reviewer, e.Reason,
            e.At.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        }));
        context.WriteJson(new { pinned });
    }

    private static void Show(CommandContext context, string none, string[] columns, IEnumerable<string?[]> rows)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns(columns);
        foreach (var cells in rows) table.AddRow([.. cells.Select(cell => Markup.Escape(cell ?? ""))]);
        if (table.Rows.Count > 0) context.Out.Write(table);
        else context.Out.WriteLine(none);
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
        var pin = new Option<bool>("--pin") { Description = "Later passes leave the confidence as it is then" };
        return Verb.Create("resolve", "Decide about a flagged edge", async context =>
        {
            var report = await context.RunAsync(new ReviewRequest(context.Parsed.GetValue(edgeId)!, context.Parsed.GetValue(decision))
            {
                Pin = context.Parsed.GetValue(pin),
                Reviewer = ReviewerOf(context),
                Reason = context.Parsed.GetValue(Reason),
            });
            var (id, restored) = (report.Before.EdgeId, report.Decision == ReviewDecision.Restore);
            context.Out.WriteLine($"{id}: {(restored ? "restored to" : "kept at")} {Number(report.Confidence)}; the flag is cleared"
                + (report.Pinned ? ", and later passes leave it so." : "."));
            context.WriteJson(new
            {
                edge_id = id,
                decision = restored ? ReviewWord.Restore : ReviewWord.Keep,
                pinned = report.Pinned,
                confidence_before = report.Before.Confidence,
                confidence = report.Confidence,
            });
            return Verb.ExitCode(report);
        }, edgeId, decision, pin, Reviewer, Reason);
    }

    private static Command Undo()
    {
        var edgeId = new Argument<string>("EDGE_ID");
        return Verb.Create("undo", "Take the last decision about an edge back", async context =>
        {
            var report = await context.RunAsync(new UndoRequest(context.Parsed.GetValue(edgeId)!)
            {
                Reviewer = ReviewerOf(context),
                Reason = context.Parsed.GetValue(Reason),
            });
            context.Out.WriteLine(report.WaitsAgain
                ? $"{report.EdgeId}: '{report.Undone.Decision}' taken back; it has {Number(report.Confidence)}, and waits for review again."
                : $"{report.EdgeId}: no longer pinned; it was rescored since, and keeps {Number(report.Confidence)} until the next pass.");
            context.WriteJson(new
            {
                edge_id = report.EdgeId,
                undone = report.Undone.Decision,
                waits_again = report.WaitsAgain,
                confidence = report.Confidence,
            });
            return Verb.ExitCode(report);
        }, edgeId, Reviewer, Reason);
    }

    private static Command Export()
    {
        var path = new Option<string?>("--out")
        {
            Description = "The file to write; the standard output unless told",
            HelpName = "FILE",
        };
        return Verb.Create("export", "Write the decisions that stand as JSON Lines, to train a model with", async context =>
        {
            var (export, file) = (context.Get<ReviewExport>(), context.Parsed.GetValue(path));
            if (file is null)
            {
                if (context.Json)
                {
                    context.WriteJson(new { decisions = await export.ReadAsync(context.Cancellation).ToListAsync(context.Cancellation) });
                    return 0;
                }
                await using var output = Console.OpenStandardOutput();
                await WriteAsync(export, output, context.Cancellation);
                return 0;
            }
            var count = await OutputFile.WriteAsync(file, output => WriteAsync(export, output, context.Cancellation), context.Cancellation);
            context.Out.MarkupLineInterpolated($"{count} decisions written to {file}");
            context.WriteJson(new { decisions = count, file = Path.GetFullPath(file) });
            return 0;
        }, path);
    }

    private static async Task<long> WriteAsync(ReviewExport export, Stream output, CancellationToken cancellationToken)
    {
        long count = 0;
        await foreach (var decided in export.ReadAsync(cancellationToken))
        {
            await JsonSerializer.SerializeAsync(output, decided, JsonLine, cancellationToken);
            await output.WriteAsync("\n"u8.ToArray(), cancellationToken);
            count++;
        }
        return count;
    }

    private static string ReviewerOf(CommandContext context) => context.Parsed.GetValue(Reviewer) ?? Environment.UserName;

    private static string Number(double? value) => value?.ToString("0.####", CultureInfo.InvariantCulture) ?? "";
}
