using System.Net;
using Bridge.Host.CommandLine;
using Bridge.Host.Faults;
using Bridge.Host.Pages;
using GraphQueries.Review;
using GraphSync.Composition;
using GraphSync.Operations;
using GraphSync.Postgres;
using GraphSync.Review;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Net.Http.Headers;

namespace Bridge.Host.Hosting;

/// <summary>
/// Decisions about flagged edges, a form each: <c>POST /review</c> with <c>edge_id</c>, <c>decision</c> (<c>keep</c>, <c>restore</c>,
/// <c>undo</c>), <c>pin</c> and <c>reason</c>. It needs the API key, on this machine, too; the name that a browser sends with it is the
/// reviewer's, a program gives it as <c>reviewer</c>.
/// </summary>
internal static class DecisionForm
{
    /// <summary>Where the edges that wait are listed and decided about.</summary>
    public const string Path = "/review";

    /// <summary>The script of its keys.</summary>
    public const string ScriptPath = "/review.js";

    private const int LongestForm = 64 << 10;

    public static void Map(WebApplication app)
    {
        app.MapPost(Path, DecideAsync).DisableAntiforgery();
        app.MapGet(ScriptPath, () => Results.Stream(
            typeof(DecisionForm).Assembly.GetManifestResourceStream("Bridge.Host.Pages.review.js")!, "text/javascript; charset=utf-8"));
    }

    private static async Task<IResult> DecideAsync(HttpContext http, BridgeConnector connector, ApiKey key, IOutputCacheStore pages)
    {
        if (key.Current.Length == 0)
            return Refused(http, HttpStatusCode.Forbidden, "Set Bridge__Http__ApiKey to decide here, or use `bridge review resolve`.");
        if (http.User.FindFirst(ApiKeyHandler.KeyClaim) is not { } named) return Results.Challenge();
        if (!IsOwn(http.Request)) return Refused(http, HttpStatusCode.Forbidden, "The form of another site was refused.");
        if (connector.Problem is { } problem) return Refused(http, HttpStatusCode.ServiceUnavailable, problem);
        if (http.Request is not { HasFormContentType: true, ContentLength: <= LongestForm })
            return Refused(http, HttpStatusCode.BadRequest, "Send a form with edge_id and decision (keep, restore or undo).");
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        try
        {
            var decided = await RunAsync(http, form, named.Value);
            await pages.EvictByTagAsync(PageCache.Tag, http.RequestAborted);
            if (WantsJson(http.Request)) return Results.Json(decided, CommandContext.JsonOptions);
            return new SeeOther(BackTo(form["back"].ToString()));
        }
        catch (BadInputException e)
        {
            return Refused(http, HttpStatusCode.Conflict, e.Message);
        }
        catch (Exception e) when (Explanation.Of(e, http.RequestServices.GetRequiredService<Databases>) is { } reason)
        {
            return Refused(http, HttpStatusCode.ServiceUnavailable, reason);
        }
    }

    private static async Task<object> RunAsync(HttpContext http, IFormCollection form, string name)
    {
        var runner = http.RequestServices.GetRequiredService<OperationRunner>();
        var (edge, reviewer) = (form["edge_id"].ToString(), name.Length > 0 ? name : form["reviewer"].ToString());
        var reason = form["reason"].ToString() is { Length: > 0 } given ? given : null;
        if (form["decision"] == ReviewWord.Undo)
        {
            var undone = await runner.RunAsync(new UndoRequest(edge) { Reviewer = reviewer, Reason = reason }, http.RequestAborted);
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
        }, http.RequestAborted);
        return new { report.Before.EdgeId, Decision = form["decision"].ToString(), report.Pinned, report.Confidence };
    }

    /// <summary>The page that the form stood on; nowhere else.</summary>
    private static string BackTo(string page) => page.StartsWith($"{Path}?", StringComparison.Ordinal) && page.All(char.IsAscii)
        && !page.Any(char.IsControl) ? page : Path;

    /// <summary>Whether a form is this site's. A browser says where it comes from, and sends a password that it knows whoever asks; a
    /// header with the key is sent by programs alone.</summary>
    private static bool IsOwn(HttpRequest request)
    {
        if (request.Headers.ContainsKey(ApiKeyHandler.Header)) return true;
        if (request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site) return site == "same-origin";
        return Uri.TryCreate(request.Headers[HeaderNames.Origin], UriKind.Absolute, out var origin)
            && origin.Authority == request.Host.Value;
    }

    private static bool WantsJson(HttpRequest request) =>
        request.Headers.Accept.ToString().Contains("application/json", StringComparison.OrdinalIgnoreCase);

    private static IResult Refused(HttpContext http, HttpStatusCode status, string reason) => WantsJson(http.Request)
        ? Results.Json(new { error = reason }, statusCode: (int)status)
        : new RazorComponentResult<NotDecidedPage>(new { Reason = reason }) { StatusCode = (int)status };

    /// <summary>303: whatever the method was, read this.</summary>
    private sealed class SeeOther(string location) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = location;
            return Task.CompletedTask;
        }
    }
}
