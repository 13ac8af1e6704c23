using System.CommandLine;
using Bridge.Host.CommandLine;
using Bridge.Host.Output;
using GraphSync.Backfill;
using GraphSync.Postgres;

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
            var report = await ProgressBars.RunAsync<BackfillReport, BackfillProgress>(context,
                step => ("edges looked at", step.Done, step.All),
                progress => context.RunAsync(new BackfillRequest
                {
                    Workers = context.Parsed.GetValue(Workers),
                    DryRun = context.Parsed.GetValue(DryRun),
                    Progress = progress,
                }));
            BackfillView.Show(context.Out, report);
            context.WriteJson(report);
            return Verb.ExitCode(report);
        }, Workers, DryRun);
    }
}
