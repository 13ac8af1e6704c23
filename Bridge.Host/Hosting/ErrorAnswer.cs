using Bridge.Host.Faults;
using GraphSync.Composition;

namespace Bridge.Host.Hosting;

/// <summary>The answer to a request that failed: one line that says why, in the answer and in the log.</summary>
internal static class ErrorAnswer
{
    public static async Task HandleAsync(HttpContext http, RequestDelegate next)
    {
        try
        {
            await next(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for an answer.
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            var line = Explanation.Of(e, http.RequestServices.GetRequiredService<Databases>);
            var log = http.RequestServices.GetRequiredService<ILogger<Daemon>>();
            log.RequestFailed(line is null ? e : null, http.Request.Path, line ?? e.Message);
            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
            http.Response.ContentType = "text/plain; charset=utf-8";
            await http.Response.WriteAsync($"{line ?? "The bridge failed; its log says why."}\n");
        }
    }
}
