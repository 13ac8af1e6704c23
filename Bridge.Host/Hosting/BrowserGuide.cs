using Bridge.Host.Pages;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Bridge.Host.Hosting;

/// <summary>The guide that Neo4j Browser fetches on <c>:play http://localhost:8088/browser/guide.html</c>. It is the same for everybody,
/// so that anybody may read it, from whatever address Browser was loaded.</summary>
internal static class BrowserGuide
{
    /// <summary>Where it is.</summary>
    public const string Path = "/browser/guide.html";

    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head, HttpMethods.Options];

    public static void Map(WebApplication app) => app.MapMethods(Path, Methods, (HttpContext http) =>
    {
        var headers = http.Response.Headers;
        headers.AccessControlAllowOrigin = "*";
        // Browser sends headers against caches and of its own tracing, for which it asks leave.
        headers.AccessControlAllowHeaders = "*";
        return HttpMethods.IsOptions(http.Request.Method) ? Results.NoContent() : (IResult)new RazorComponentResult<GuidePage>();
    }).AllowAnonymous();
}
