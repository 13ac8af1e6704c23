using System.CommandLine;
using Bridge.Host.CommandLine;
using Bridge.Host.Output;
using GraphSync.Postgres;
using GraphSync.Sync;
using Spectre.Console;

namespace Bridge.Host.Commands;

/// <summary><c>sync</c>: inbox to graph, outbox to PostgreSQL.</summary>
internal static class SyncCommand
{
    private static readonly Option<bool> Full = new("--full")
    {
        Description = "Take everything again, also what passed the triggers by (TRUNCATE, restore, replication)",
    };

    public static Command Create() => Verb.Create("sync", "Carry what is new both ways", async context =>
    {
        var report = await context.RunAsync(new SyncRequest(context.Parsed.GetValue(Full)));
        var (inbound, outbound) = (report.Inbound, report.Outbound);
        context.Out.WriteLine($"In: {inbound.Entries} entries, {inbound.Versions} model versions, {inbound.Jobs} promotions, "
            + $"{inbound.Rejected} put aside. "
            + $"Out: {outbound.Edges} edges, {outbound.Deltas} deltas, {outbound.Gone} gone, {outbound.Rejected} put aside.");
        PutAsideView.Show(context.Out, inbound.PutAside);
        context.WriteJson(new { inbound, outbound });
        return Verb.ExitCode(report);
    }, Full);
}
