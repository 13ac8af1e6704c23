using System.CommandLine;
using Bridge.Host.CommandLine;
using Bridge.Host.Output;
using GraphSync.Postgres;
using GraphSync.Reconcile;

namespace Bridge.Host.Commands;

/// <summary><c>reconcile</c>: the graph against its mirror.</summary>
internal static class ReconcileCommand
{
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Compare and report, write nothing" };

    public static Command Create()
    {
        const string description = "Compare the graph with kg_edges, edge by edge, and repair the mirror; repeatable";
        return Verb.Create("reconcile", description, async context =>
        {
            var dryRun = context.Parsed.GetValue(DryRun);
            var report = await ProgressLine.RunAsync(context,
                progress => context.RunAsync(new ReconcileRequest { DryRun = dryRun, Progress = progress }));
            ReconcileView.Show(context.Out, report);
            context.WriteJson(report);
            return Verb.ExitCode(report);
        }, DryRun);
    }
}
