using System.CommandLine;
using System.Globalization;
using Bridge.Host.Configuration;
using GraphSync.Credit;
using GraphSync.Inbound;
using GraphSync.Outbound;
using Spectre.Console;

namespace Bridge.Host.Commands;

/// <summary><c>credit</c>: pays what is due, explains a payment, or takes one back.</summary>
internal static class CreditCommand
{
    public static Command Create()
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Show what would be paid, refused or left waiting; write nothing" };
        return CommandContext.Verb("credit", "Pay the people behind promoted versions, each promotion once", async (shell, bridge) =>
        {
            var dry = shell.Parsed.GetValue(dryRun);
            if (!dry) await new InboxDrain(bridge).RunAsync(shell.Cancellation);
            var report = await new CreditRun(bridge, Options(shell.Settings)).RunAsync(dry, shell.Cancellation);
            if (!dry) await new Mirror(bridge).RunAsync(shell.Cancellation);
            Show(shell.Out, report);
            shell.WriteJson(report);
            return report.Status == "busy" ? 1 : 0;
        }, dryRun, Explain(), Reverse());
    }

    public static CreditOptions Options(BridgeSettings settings) => new() { DefaultPoolUtok = settings.Credit.DefaultPoolUtok };

    private static Command Explain()
    {
        var id = EventId();
        return CommandContext.Verb("explain", "Show where the units of a paid event went, and what came of them", async (shell, bridge) =>
        {
            var explanation = await CreditExplanation.ReadAsync(bridge, shell.Parsed.GetRequiredValue(id), shell.Cancellation);
            CreditTree.Show(shell.Out, explanation);
            shell.WriteJson(explanation);
            return 0;
        }, id);
    }

    private static Command Reverse()
    {
        var id = EventId();
        var why = new Option<string>("--why") { Description = "The reason, kept in the ledger", HelpName = "TEXT", Required = true };
        return CommandContext.Verb("reverse", "Take a payment back whole, with ledger lines of its own", async (shell, bridge) =>
        {
            var eventId = shell.Parsed.GetRequiredValue(id);
            var lines = await new CreditReversal(bridge).RunAsync(eventId, shell.Parsed.GetRequiredValue(why), shell.Cancellation);
            shell.Out.MarkupLineInterpolated($"Reversed {eventId}.");
            if (lines.Count > 0) shell.Out.Write(Lines(lines));
            shell.WriteJson(new { event_id = eventId, status = "reversed", lines });
            return 0;
        }, id, why);
    }

    public static void Show(IAnsiConsole console, CreditReport report)
    {
        console.MarkupLineInterpolated($"[bold]{report.Status}[/]{(report.DryRun ? " (dry run: nothing was written)" : "")}{(report.Status == "busy" ? ": another bridge is paying" : "")}");
        foreach (var paid in report.Paid)
        {
            console.MarkupLineInterpolated($"{(report.DryRun ? "would pay" : "paid")} {paid.EventId} ({paid.Subject}): {Number(paid.PoolUtok)} utok{(paid.Note is null ? "" : $"; {paid.Note}")}");
            if (paid.Payouts.Count > 0) console.Write(Lines(paid.Payouts));
        }
        foreach (var refused in report.Refused) console.MarkupLineInterpolated($"refused {refused.EventId} ({refused.Subject ?? "no subject"}): {refused.Reason}");
        foreach (var waiting in report.Waiting) console.MarkupLineInterpolated($"waiting {waiting.EventId} ({waiting.Subject ?? "no subject"}): {waiting.Reason}");
    }

    private static Table Lines(IEnumerable<Payout> lines)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns(new TableColumn("agent"), new TableColumn("utok").RightAligned(), new TableColumn("kind"));
        foreach (var line in lines) table.AddRow(new Text(line.AgentId), new Text(Number(line.AmountUtok)), new Text(line.Kind));
        return table;
    }

    internal static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static Argument<string> EventId() => new("EVENT_ID") { Description = "The id of the row in world_model_improvements" };
}
