using System.CommandLine;
using Bridge.Host.CommandLine;
using GraphSync.Import;
using GraphSync.Ingest;
using GraphSync.Postgres;
using Spectre.Console;

namespace Bridge.Host.Commands;

/// <summary><c>import-kg-edges</c>: an existing table becomes the graph.</summary>
internal static class ImportKgEdgesCommand
{
    private static readonly Option<string> Rejects = new("--rejects")
    {
        Description = "Where refused rows go, with the reason",
        HelpName = "FILE",
        DefaultValueFactory = _ => new ImportRequest().RejectsFile,
    };

    public static Command Create()
    {
        const string description = "Make a graph of the rows of kg_edges; repeatable, and goes on where it was stopped";
        return Verb.Create("import-kg-edges", description, async context =>
        {
            var file = context.Parsed.GetValue(Rejects)!;
            var report = await ProgressLine.RunAsync(context,
                progress => context.RunAsync(new ImportRequest { RejectsFile = file, Progress = progress }));
            var counts = $"{report.Created} edges and {report.Nodes} endpoints created, {report.Present} present, {report.Refused} refused";
            context.Out.MarkupLineInterpolated($"kg_edges: {counts}");
            if (report.ResumedAfter is { } id)
                context.Out.MarkupLineInterpolated($"Went on after '{id}', where an earlier import was stopped.");
            if (report.RejectsFile is { } rejects)
                context.Out.MarkupLineInterpolated(
                    $"Refused rows, with the reason: {rejects}. Correct them in kg_edges and run this again.");
            context.WriteJson(new { imported = report, rejects = report.RejectsFile });
            return Verb.ExitCode(report);
        }, Rejects);
    }
}
