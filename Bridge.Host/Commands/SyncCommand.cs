using System.CommandLine;
using GraphSync.Inbound;
using GraphSync.Outbound;
using GraphSync.Postgres;
using Spectre.Console;

namespace Bridge.Host.Commands;

/// <summary><c>sync</c>: inbox to graph, outbox to PostgreSQL.</summary>
internal static class SyncCommand
{
    public static Command Create()
    {
        var full = new Option<bool>("--full") { Description = "Take everything again, also what passed the triggers by (TRUNCATE, restore, replication)" };
        return CommandContext.Verb("sync", "Carry what is new both ways", async (shell, bridge) =>
        {
            if (shell.Parsed.GetValue(full)) await InboxRefill.RunAsync(bridge.Postgres, shell.Cancellation);
            var inbound = await new InboxDrain(bridge).RunAsync(shell.Cancellation);
            var outbound = await new Mirror(bridge).RunAsync(shell.Cancellation);
            shell.Out.WriteLine($"In: {inbound.Entries} entries, {inbound.Versions} model versions, {inbound.Jobs} promotions. Out: {outbound.Edges} edges, {outbound.Deltas} deltas, {outbound.Gone} gone, {outbound.Rejected} put aside.");
            shell.WriteJson(new { inbound, outbound });
            return outbound.Rejected > 0 ? 1 : 0;
        }, full);
    }
}
