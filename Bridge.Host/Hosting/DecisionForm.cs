using GraphQueries.Review;
using GraphSync.Operations;
using GraphSync.Postgres;
using GraphSync.Review;

namespace Bridge.Host.Hosting;

/// <summary>
/// Decisions about flagged edges, a form each: <c>POST /review</c> with <c>edge_id</c>, <c>decision</c> (<c>keep</c>, <c>restore</c>,
/// <c>undo</c>), <c>pin</c> and <c>reason</c>. The name that a browser sends with the key is the reviewer's, a program gives it as
/// <c>reviewer</c>.
/// </summary>
internal static class DecisionForm
{
    /// <summary>Where the edges that wait are listed and decided about.</summary>
    public const string Path = "/review";

    /// <summary>The script of its keys.</summary>
    public const string ScriptPath = "/review.js";

    private static readonly PostedForm Posted = new(Path, "review resolve", "edge_id and decision (keep, restore or undo)");

    public static void Map(WebApplication app)
    {
        app.MapPost(Path, DecideAsync);
        app.MapGet(ScriptPath, () => Results.Stream(
            typeof(DecisionForm).Assembly.GetManifestResourceStream("Bridge.Host.Pages.review.js")!, "text/javascript; charset=utf-8"));
    }

    private static Task DecideAsync(HttpContext http) => Posted.HandleAsync(http,
        (runner, form, name) => RunAsync(runner, form, name, http.RequestAborted), form => BackTo(form["back"].ToString()));

    private static async Task<object> RunAsync(OperationRunner runner, IFormCollection form, string name, CancellationToken stop)
    {
        var (edge, reviewer) = (form["edge_id"].ToString(), name.Length > 0 ? name : form["reviewer"].ToString());
        var reason = form["reason"].ToString() is { Length: > 0 } given ? given : null;
        if (form["decision"] == ReviewWord.Undo)
        {
            var undone = await runner.RunAsync(new UndoRequest(edge) { Reviewer = reviewer, Reason = reason }, stop);
            return new { undone.EdgeId, Undone = undone.Undone.Decision, undone.WaitsAgain, undone.Confidence };
        }
        var decision = form["decision"].ToString() switch
        {
            ReviewWord.Keep => ReviewDecision.Keep,
            ReviewWord.Restore => ReviewDecision.Restore,
            var other => throw new BadInputException($"'{other}' is no decision: send keep, restore or undo."),
        };
        var report = await runner.RunAsync(new ReviewRequest(edge, decision)
        {
            Pin = form["pin"].Count > 0,
            Reviewer = reviewer,
            Reason = reason,
        }, stop);
        return new { report.Before.EdgeId, Decision = form["decision"].ToString(), report.Pinned, report.Confidence };
    }

    /// <summary>The page that the form stood on; nowhere else.</summary>
    private static string BackTo(string page) => page.StartsWith($"{Path}?", StringComparison.Ordinal) && page.All(char.IsAscii)
        && !page.Any(char.IsControl) ? page : Path;
}
