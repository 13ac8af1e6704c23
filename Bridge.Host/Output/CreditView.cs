using GraphSync.Credit;
using Spectre.Console;

namespace Bridge.Host.Output;

/// <summary>A run of credit on the console.</summary>
internal static class CreditView
{
    public static void Show(IAnsiConsole console, CreditReport report)
    {
        var dryRun = report.DryRun ? " (dry run: nothing was written)" : "";
        var busy = report.Status == CreditStatus.Busy ? ": another bridge is paying" : "";
        console.MarkupLineInterpolated($"[bold]{report.Status}[/]{dryRun}{busy}");
        foreach (var paid in report.Paid)
        {
            var note = paid.Note is null ? "" : $"; {paid.Note}";
            console.MarkupLineInterpolated(
                $"{(report.DryRun ? "would pay" : "paid")} {paid.EventId} ({paid.Subject}): {Numbers.Whole(paid.PoolUtok)} utok{note}");
            if (paid.Payouts.Count > 0) console.Write(Lines(paid.Payouts));
        }
        foreach (var refused in report.Refused) Show(console, "refused", refused);
        foreach (var waiting in report.Waiting) Show(console, "waiting", waiting);
        PutAsideView.Show(console, report.PutAside);
    }

    public static Table Lines(IEnumerable<Payout> lines)
    {
        var table = new Table().Border(TableBorder.Rounded)
            .AddColumns(new TableColumn("agent"), new TableColumn("utok").RightAligned(), new TableColumn("kind"));
        foreach (var line in lines) table.AddRow(new Text(line.AgentId), new Text(Numbers.Whole(line.AmountUtok)), new Text(line.Kind));
        return table;
    }

    private static void Show(IAnsiConsole console, string what, UnpaidEvent unpaid) =>
        console.MarkupLineInterpolated($"{what} {unpaid.EventId} ({unpaid.Subject ?? "no subject"}): {unpaid.Reason}");
}
