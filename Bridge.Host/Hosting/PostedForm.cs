using System.Net;
using Bridge.Host.CommandLine;
using Bridge.Host.Faults;
using Bridge.Host.Pages;
using GraphSync.Composition;
using GraphSync.Operations;
using GraphSync.Postgres;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Net.Http.Headers;

namespace Bridge.Host.Hosting;

/// <summary>
/// A form of a page, which changes something. It needs the API key, on this machine, too, and comes from this site or from a program
/// that sends the key as a header. A browser is led to a page afterwards; a program that accepts JSON is told what was done.
/// </summary>
/// <param name="Page">The page that the form stands on.</param>
/// <param name="Verb">The verb that does the same, which is named where no key is set.</param>
/// <param name="Fields">What the form has to hold.</param>
internal sealed record PostedForm(string Page, string Verb, string Fields)
{
    private const int LongestForm = 64 << 10;

    /// <summary>Does what a form asks for, or says in one sentence why not.</summary>
    /// <param name="http">The request.</param>
    /// <param name="act">Does it, and answers with what was done. It is given the form and the name that came with the key, which may be
    /// empty.</param>
    /// <param name="next">The page that a browser reads next.</param>
    public async Task HandleAsync(HttpContext http, Func<OperationRunner, IFormCollection, string, Task<object>> act,
        Func<IFormCollection, string> next) => await (await AnswerAsync(http, act, next)).ExecuteAsync(http);

    private async Task<IResult> AnswerAsync(HttpContext http, Func<OperationRunner, IFormCollection, string, Task<object>> act,
        Func<IFormCollection, string> next)
    {
        var services = http.RequestServices;
        if (services.GetRequiredService<ApiKey>().Current.Length == 0)
            return Refused(http, HttpStatusCode.Forbidden, $"Set Bridge__Http__ApiKey to do this here, or use `bridge {Verb}`.");
        if (http.User.FindFirst(ApiKeyHandler.KeyClaim) is not { } named) return Results.Challenge();
        if (!IsOwn(http.Request)) return Refused(http, HttpStatusCode.Forbidden, "The form of another site was refused.");
        if (services.GetRequiredService<BridgeConnector>().Problem is { } problem)
            return Refused(http, HttpStatusCode.ServiceUnavailable, problem);
        if (http.Request is not { HasFormContentType: true, ContentLength: <= LongestForm })
            return Refused(http, HttpStatusCode.BadRequest, $"Send a form with {Fields}.");
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        try
        {
            var done = await act(services.GetRequiredService<OperationRunner>(), form, named.Value);
            await services.GetRequiredService<IOutputCacheStore>().EvictByTagAsync(PageCache.Tag, http.RequestAborted);
            return WantsJson(http.Request) ? Results.Json(done, CommandContext.JsonOptions) : new SeeOther(next(form));
        }
        catch (BadInputException e)
        {
            return Refused(http, HttpStatusCode.Conflict, e.Message);
        }
        catch (Exception e) when (Explanation.Of(e, services.GetRequiredService<Databases>) is { } reason)
        {
            return Refused(http, HttpStatusCode.ServiceUnavailable, reason);
        }
    }

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

    private IResult Refused(HttpContext http, HttpStatusCode status, string reason) => WantsJson(http.Request)
        ? Results.Json(new { error = reason }, statusCode: (int)status)
        : new RazorComponentResult<NotDonePage>(new { Reason = reason, Back = Page }) { StatusCode = (int)status };

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
