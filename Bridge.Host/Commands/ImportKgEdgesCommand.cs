using System.CommandLine;
using GraphSync.Import;
using GraphSync.Inbound;
using GraphSync.Ingest;
using GraphSync.Outbound;
using Spectre.Console;

namespace Bridge.Host.Commands;

/// <summary><c>import-kg-edges</c>: an existing table becomes the graph.</summary>
internal static class ImportKgEdgesCommand
{
    public static Command Create()
    {
        var rejects = new Option<string>("--rejects") { Description = "Where refused rows go, with the reason", HelpName = "FILE", DefaultValueFactory = _ => "kg_edges.rejects.jsonl" };
        return CommandContext.Verb("import-kg-edges", "Make a graph of the rows of kg_edges; repeatable, and goes on where it was stopped", async (shell, bridge) =>
        {
            await new InboxDrain(bridge).RunAsync(shell.Cancellation);
            await using var file = new RejectsFile(shell.Parsed.GetValue(rejects)!);
            var report = await ProgressLine.RunAsync(shell, "kg_edges", progress => new KgEdgeImport(bridge).RunAsync(file, progress, shell.Cancellation));
            await file.CompleteAsync();
            var mirrored = await new Mirror(bridge).RunAsync(shell.Cancellation);
            shell.Out.MarkupLineInterpolated($"kg_edges: {report.Created} edges and {report.Nodes} endpoints created, {report.Present} present, {report.Refused} refused");
            if (report.ResumedAfter is { } id) shell.Out.MarkupLineInterpolated($"Went on after '{id}', where an earlier import was stopped.");
            if (report.Refused > 0) shell.Out.MarkupLineInterpolated($"Refused rows, with the reason: {file.Path}. Mend them in kg_edges and run this again.");
            shell.WriteJson(new { imported = report, rejects = report.Refused > 0 ? file.Path : null, mirrored });
            return report.Refused > 0 ? 1 : 0;
        }, rejects);
    }
}
