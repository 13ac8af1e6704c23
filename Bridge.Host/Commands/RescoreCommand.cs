using System.CommandLine;
using Bridge.Host.Configuration;
using GraphSync.Rescore;
using GraphSync.Rescore.Scoring;
using GraphSync.Review;
using Spectre.Console;

namespace Bridge.Host.Commands;

/// <summary><c>rescore</c>: one pass.</summary>
internal static class RescoreCommand
{
    public static Command Create()
    {
        var since = new Option<double>("--since-hours") { Description = "How far before the installation promotions are taken", DefaultValueFactory = _ => 24 };
        since.Validators.Add(result => { if (result.Tokens.Count > 0 && result.GetValueOrDefault<double>() is not (>= 0 and <= 1_000_000)) result.AddError("--since-hours takes 0 to 1000000"); });
        var dryRun = new Option<bool>("--dry-run") { Description = "Score and count, write nothing but the log line; ignores the limit" };
        var retry = new Option<string?>("--retry") { Description = "Release the job of this promotion first, all of its edges to be looked at again", HelpName = "PROMOTION" };
        var revert = new Option<string?>("--revert") { Description = "Take this pass back instead: edges that still carry its value get the one before", HelpName = "PASS" };
        return CommandContext.Verb("rescore", "Rescore the edges of promoted versions' predecessors: one pass", async (shell, bridge) =>
        {
            if (shell.Parsed.GetValue(revert) is { } pass) return await RevertAsync(shell, bridge, pass);
            var run = new RescoreRun(bridge, Options(shell.Settings));
            if (shell.Parsed.GetValue(retry) is { } promotion) await run.RetryAsync(promotion, shell.Cancellation);
            var result = await run.RunAsync(new RescoreRequest { SinceHours = shell.Parsed.GetValue(since), DryRun = shell.Parsed.GetValue(dryRun) }, shell.Cancellation);
            Show(shell.Out, result);
            shell.WriteJson(result);
            return result.Status == "failed" ? 1 : 0;
        }, since, dryRun, retry, revert);
    }

    private static async Task<int> RevertAsync(CommandContext shell, BridgeContext bridge, string pass)
    {
        var report = await new PassRevert(bridge).RunAsync(pass, shell.Cancellation);
        shell.Out.WriteLine($"Pass {report.PassId}: {report.Restored} edges have their old confidence again, {report.Others.Count} no longer carried the pass's value.");
        foreach (var edge in report.Others.Take(20)) shell.Out.WriteLine($"  left as it is: {edge}");
        if (report.Others.Count > 20) shell.Out.WriteLine($"  … {report.Others.Count} in all");
        shell.WriteJson(report);
        return 0;
    }

    public static RescoreOptions Options(BridgeSettings settings) => new()
    {
        Window = TimeSpan.FromHours(settings.Rescore.WindowHours),
        MaxEdgesPerPass = settings.Rescore.MaxEdgesPerPass,
        LargeDecreaseThreshold = settings.Rescore.LargeDecreaseThreshold,
        StableBand = settings.Rescore.StableBand,
        LogDirectory = settings.Logs.Directory,
        Scorers = new ScorerOptions
        {
            ScorerRoots = settings.Rescore.ScorerRoots.Split([',', ';', Path.PathSeparator], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            ScorerHosts = settings.Rescore.ScorerHosts.Split([',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            ScorerTimeoutSeconds = settings.Rescore.ScorerTimeoutSeconds,
        },
    };

    public static void Show(IAnsiConsole console, RescoreResult result)
    {
        console.MarkupLineInterpolated($"[bold]{result.Status}[/]{(result.DryRun ? " (dry run)" : "")}: {result.Message}");
        if (result.PromotionId is not null) console.MarkupLineInterpolated($"  promotion {result.PromotionId}: {result.Parent} → {result.Child}{(result.PassId is null ? "" : $", pass {result.PassId}")}");
        if (result.Edges > 0)
        {
            var table = new Table().Border(TableBorder.Rounded).AddColumns("edges", "large_decrease", "moderate", "stable", "increase", "flagged");
            table.AddRow([.. new[] { result.Edges, result.LargeDecrease, result.Moderate, result.Stable, result.Increase, result.Flagged }.Select(n => n.ToString("N0", System.Globalization.CultureInfo.InvariantCulture))]);
            console.Write(table);
        }
        if (result.EdgesLeft > 0) console.MarkupLineInterpolated($"  {result.EdgesLeft} edges left: {result.PassesLeft} more passes");
        if (result.NextRunAt is { } next) console.MarkupLineInterpolated($"  the next pass may run at {next:yyyy-MM-dd HH:mm:ss}Z; {result.Queued} promotions queued");
        foreach (var problem in result.Errors.Take(20)) console.MarkupLineInterpolated($"  left: edge {problem.EdgeId}: {problem.Error}");
        if (result.ErrorCount > 20) console.MarkupLineInterpolated($"  … {result.ErrorCount} edges were left in all");
        foreach (var edge in result.Changed.Take(20)) console.MarkupLineInterpolated($"  changed while it was scored: edge {edge}");
        foreach (var held in result.Held) console.MarkupLineInterpolated($"  {held.Status}: promotion {held.PromotionId}: {held.Reason ?? ""}");
    }
}
