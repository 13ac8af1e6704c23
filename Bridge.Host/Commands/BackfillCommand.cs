using System.CommandLine;
using GraphSync.Backfill;
using GraphSync.Inbound;
using GraphSync.Outbound;
using Spectre.Console;

namespace Bridge.Host.Commands;

/// <summary><c>backfill</c>: attribution of what already lies in the graph.</summary>
internal static class BackfillCommand
{
    public static Command Create()
    {
        var workers = new Option<int>("--workers") { Description = "Slices worked on at once, 1 to 8", DefaultValueFactory = _ => 4, HelpName = "N" };
        workers.Validators.Add(result => { if (result.Tokens.Count > 0 && result.GetValueOrDefault<int>() is < 1 or > 8) result.AddError("--workers takes 1 to 8"); });
        var dryRun = new Option<bool>("--dry-run") { Description = "Decide and count, write nothing to the graph" };
        return CommandContext.Verb("backfill", "Attribute model-derived edges to the versions that their trails lead to; repeatable", async (shell, bridge) =>
        {
            await new InboxDrain(bridge).RunAsync(shell.Cancellation);
            var request = new BackfillRequest { Workers = shell.Parsed.GetValue(workers), DryRun = shell.Parsed.GetValue(dryRun) };
            var report = await RunAsync(shell, new BackfillRun(bridge), request);
            if (!request.DryRun) await new Mirror(bridge).RunAsync(shell.Cancellation);
            Show(shell.Out, report);
            shell.WriteJson(report);
            return report.SlicesElsewhere > 0 ? 1 : 0;
        }, workers, dryRun);
    }

    private static Task<BackfillReport> RunAsync(CommandContext shell, BackfillRun run, BackfillRequest request)
    {
        if (Console.IsErrorRedirected) return run.RunAsync(request, null, shell.Cancellation);
        return shell.Err.Progress().StartAsync(async progress =>
        {
            var bar = progress.AddTask("edges looked at");
            return await run.RunAsync(request, new Bar(bar), shell.Cancellation);
        });
    }

    private static void Show(IAnsiConsole console, BackfillReport report)
    {
        console.MarkupLineInterpolated($"{(report.DryRun ? "Would attribute" : "Attributed")} {report.Attributed} edges; {report.Unknown} are unknown, {report.Ambiguous} of them since a trail leads to several versions.");
        var methods = new Table().Border(TableBorder.Rounded).AddColumns("method", "edges");
        foreach (var (method, edges) in report.Methods) methods.AddRow(method, Number(edges));
        console.Write(methods.AddRow("unknown", Number(report.Unknown)));
        if (report.Models.Count > 0)
        {
            var models = new Table().Border(TableBorder.Rounded).AddColumns("model", "version", "artifact", "edges");
            foreach (var model in report.Models) models.AddRow(Markup.Escape(model.ModelId), Number(model.SourceVersion), Markup.Escape(model.SourceArtifactId), Number(model.Edges));
            console.Write(models);
        }
        if (report.SlicesElsewhere > 0) console.MarkupLineInterpolated($"{report.SlicesElsewhere} slices are held by another process that does not move: end it, and run this again.");
    }

    private static string Number(long number) => number.ToString("N0", System.Globalization.CultureInfo.InvariantCulture);

    private sealed class Bar(ProgressTask task) : IProgress<BackfillProgress>
    {
        public void Report(BackfillProgress value)
        {
            task.MaxValue = Math.Max(1, value.All);
            task.Value = value.Done;
        }
    }
}
