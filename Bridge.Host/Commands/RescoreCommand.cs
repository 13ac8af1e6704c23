using System.CommandLine;
using Bridge.Host.CommandLine;
using Bridge.Host.Output;
using GraphSync.Postgres;
using GraphSync.Rescore;
using GraphSync.Rescore.Report;
using GraphSync.Review;
using Spectre.Console;

namespace Bridge.Host.Commands;

/// <summary><c>rescore</c>: one pass.</summary>
internal static class RescoreCommand
{
    private const int ListedEdges = 20;

    private static readonly Option<double> Since = new("--since-hours")
    {
        Description = "How far before the installation promotions are taken",
        DefaultValueFactory = _ => new RescoreRequest().SinceHours,
    };

    private static readonly Option<bool> DryRun =
        new("--dry-run") { Description = "Score and count, write nothing but the log line; ignores the limit" };

    private static readonly Option<string?> Retry = new("--retry")
    {
        Description = "Release the job of this promotion first, all of its edges to be looked at again",
        HelpName = "PROMOTION",
    };

    private static readonly Option<string?> Release = new("--release")
    {
        Description = "Let this promotion pass, which is held since too many of its edges would fall far",
        HelpName = "PROMOTION",
    };

    private static readonly Option<string?> Revert = new("--revert")
    {
        Description = "Take this pass back instead: edges that still carry its value get the one before",
        HelpName = "PASS",
    };

    private static readonly Option<string?> Report = new("--report")
    {
        Description = "Show instead what this promotion did to its edges as a whole",
        HelpName = "PROMOTION",
    };

    static RescoreCommand() => Since.Validators.Add(result =>
    {
        if (result.Tokens.Count > 0 && result.GetValueOrDefault<double>() is not (>= 0 and <= 1_000_000))
            result.AddError("--since-hours takes 0 to 1000000");
    });

    public static Command Create()
    {
        var command = Verb.Create("rescore", "Rescore the edges of promoted versions' predecessors: one pass", async context =>
        {
            if (context.Parsed.GetValue(Report) is { } promotion) return await ReportAsync(context, promotion);
            if (context.Parsed.GetValue(Revert) is { } pass) return await RevertAsync(context, pass);
            var report = await context.RunAsync(new RescoreRequest
            {
                SinceHours = context.Parsed.GetValue(Since),
                DryRun = context.Parsed.GetValue(DryRun),
                Retry = context.Parsed.GetValue(Retry),
                Release = context.Parsed.GetValue(Release),
            });
            RescoreView.Show(context.Out, report);
            context.WriteJson(report);
            return Verb.ExitCode(report);
        }, Since, DryRun, Retry, Release, Revert, Report);
        command.Validators.Add(result =>
        {
            Option[] one = [Retry, Release, Revert, Report];
            if (one.Count(option => result.GetResult(option) is { Implicit: false }) > 1)
                result.AddError($"give one of {string.Join(", ", one.Select(option => option.Name))}");
            // A report is of what was written.
            if (result.GetResult(Report) is not null && result.GetResult(DryRun) is { Implicit: false })
                result.AddError("--report goes without --dry-run");
        });
        return command;
    }

    private static async Task<int> ReportAsync(CommandContext context, string promotion)
    {
        var report = await context.Get<PromotionReports>().ReadAsync(promotion, context.Cancellation);
        PromotionReportView.Show(context.Out, report);
        context.WriteJson(report);
        return 0;
    }

    private static async Task<int> RevertAsync(CommandContext context, string pass)
    {
        var report = await context.RunAsync(new RevertRequest(pass));
        context.Out.WriteLine($"Pass {report.PassId}: {report.Restored} edges have their old confidence again, {report.Others.Count} "
            + "no longer carried the pass's value.");
        foreach (var edge in report.Others.Take(ListedEdges)) context.Out.WriteLine($"  left as it is: {edge}");
        if (report.Others.Count > ListedEdges) context.Out.WriteLine($"  … {report.Others.Count} in all");
        context.WriteJson(report);
        return Verb.ExitCode(report);
    }
}
