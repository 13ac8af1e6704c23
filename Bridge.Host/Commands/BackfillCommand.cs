using System.CommandLine;
using Bridge.Host.CommandLine;
using Bridge.Host.Output;
using GraphSync.Backfill;
using GraphSync.Postgres;
using Spectre.Console;

namespace Bridge.Host.Commands;

/// <summary><c>backfill</c>: attribution of what already lies in the graph.</summary>
internal static class BackfillCommand
{
    private static readonly Option<int> Workers =
        new("--workers") { Description = "Slices worked on at once, 1 to 8", DefaultValueFactory = _ => 4, HelpName = "N" };

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Decide and count, write nothing to the graph" };

    static BackfillCommand() => Workers.Validators.Add(result =>
    {
        if (result.Tokens.Count > 0 && result.GetValueOrDefault<int>() is < 1 or > 8) result.AddError("--workers takes 1 to 8");
    });

    public static Command Create()
    {
        const string description = "Attribute model-derived edges to the versions that their trails lead to; repeatable";
        return Verb.Create("backfill", description, async context =>
        {
            var report = await RunAsync(context, new BackfillRequest
            {
                Workers = context.Parsed.GetValue(Workers),
                DryRun = context.Parsed.GetValue(DryRun),
            });
            BackfillView.Show(context.Out, report);
            context.WriteJson(report);
            return Verb.ExitCode(report);
        }, Workers, DryRun);
    }

    private static Task<BackfillReport> RunAsync(CommandContext context, BackfillRequest request)
    {
        if (!context.Errors.ShowsProgress) return context.RunAsync(request);
        return Terminal.Err.Progress().StartAsync(progress =>
            context.RunAsync(request with { Progress = new Bar(progress.AddTask("edges looked at")) }));
    }

    private sealed class Bar(ProgressTask task) : IProgress<BackfillProgress>
    {
        public void Report(BackfillProgress value)
        {
            task.MaxValue = Math.Max(1, value.All);
            task.Value = value.Done;
        }
    }
}
