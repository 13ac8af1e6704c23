using System.CommandLine;
using Bridge.Host.CommandLine;
using Bridge.Host.Output;
using GraphSync.Credit;
using GraphSync.Postgres;
using Spectre.Console;

namespace Bridge.Host.Commands;

/// <summary><c>credit</c>: pays what is due, explains a payment, or takes one back.</summary>
internal static class CreditCommand
{
    public static Command Create()
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Show what would be paid, refused or left waiting; write nothing" };
        return Verb.Create("credit", "Pay the people behind promoted versions, each promotion once", async context =>
        {
            var report = await context.RunAsync(new CreditRequest { DryRun = context.Parsed.GetValue(dryRun) });
            CreditView.Show(context.Out, report);
            context.WriteJson(report);
            return Verb.ExitCode(report);
        }, dryRun, Explain(), Reverse());
    }

    private static Command Explain()
    {
        var id = EventId();
        return Verb.Create("explain", "Show where the units of a paid event went, and what came of them", async context =>
        {
            var explanation = await context.Get<CreditExplainer>().ReadAsync(context.Parsed.GetRequiredValue(id), context.Cancellation);
            CreditTree.Show(context.Out, explanation);
            context.WriteJson(explanation);
            return 0;
        }, id);
    }

    private static Command Reverse()
    {
        var id = EventId();
        var why = new Option<string>("--why") { Description = "The reason, kept in the ledger", HelpName = "TEXT", Required = true };
        return Verb.Create("reverse", "Take a payment back whole, with ledger lines of its own", async context =>
        {
            var request = new ReverseRequest(context.Parsed.GetRequiredValue(id), context.Parsed.GetRequiredValue(why));
            var report = await context.RunAsync(request);
            context.Out.MarkupLineInterpolated($"Reversed {report.EventId}.");
            if (report.Lines.Count > 0) context.Out.Write(CreditView.Lines(report.Lines));
            context.WriteJson(new { event_id = report.EventId, status = "reversed", lines = report.Lines });
            return Verb.ExitCode(report);
        }, id, why);
    }

    private static Argument<string> EventId() => new("EVENT_ID") { Description = "The id of the row in world_model_improvements" };
}
