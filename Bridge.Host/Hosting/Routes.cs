using Bridge.Host.Faults;
using Bridge.Host.Pages;
using GraphQueries.Presentation.Widget;
using GraphQueries.Transport;
using GraphSync.Composition;
using GraphSync.Postgres;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Bridge.Host.Hosting;

/// <summary>The daemon's addresses. All of them only read.</summary>
internal static class Routes
{
    private const string Csp = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

    public static void Map(WebApplication app)
    {
        app.MapGet("/health/live", () => Results.Json(new { status = "live" }));
        app.MapGet("/health/ready", async (BridgeConnector connector, CancellationToken cancellationToken) =>
            await connector.PingAsync(cancellationToken) is { } reason
                ? Results.Json(new { status = "unready", reason }, statusCode: StatusCodes.Status503ServiceUnavailable)
                : Results.Json(new { status = "ready" }));
        MapPage(app, "/", async (pages, _, stop) => Show<OverviewPage, OverviewModel>(await pages.OverviewAsync(stop)));
        MapPage(app, "/review", async (pages, _, stop) => Show<ReviewPage, ReviewModel>(await pages.ReviewAsync(stop)));
        MapPage(app, "/models/{id}", async (pages, http, stop) =>
            Show<ModelPage, VersionModel>(await pages.VersionAsync(PathId.Of(http), stop)));
        MapPage(app, "/models/{id}/widget", async (pages, http, stop) => Widget(await pages.SubgraphAsync(PathId.Of(http), stop), http));
        MapPage(app, "/promotions/{id}", async (pages, http, stop) =>
            Show<PromotionPage, PromotionModel>(await pages.PromotionAsync(PathId.Of(http), stop)));
    }

    /// <summary>What every answer carries.</summary>
    public static Task SetHeadersAsync(HttpContext http, RequestDelegate next)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Csp;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-store";
        return next(http);
    }

    private static void MapPage(WebApplication app, string path, Func<PageReader, HttpContext, CancellationToken, Task<IResult?>> answer) =>
        app.MapGet(path, async (HttpContext http, BridgeConnector connector) =>
        {
            if (connector.Problem is { } problem) return Unavailable(problem);
            try
            {
                var pages = http.RequestServices.GetRequiredService<PageReader>();
                return await answer(pages, http, http.RequestAborted) ?? NotFound(path, PathId.Of(http));
            }
            catch (Exception e) when (e is GraphUnavailableException or GraphConnectionLostException or GraphException
                or PostgresUnavailableException or NpgsqlException)
            {
                return Unavailable(Explanation.Of(e, http.RequestServices.GetRequiredService<Databases>) ?? e.Message);
            }
        });

    /// <summary>A page that shows what was read; null when there is no such thing.</summary>
    private static RazorComponentResult<TPage>? Show<TPage, TModel>(TModel? model) where TPage : IComponent where TModel : class =>
        model is null ? null : new RazorComponentResult<TPage>(new { Model = model });

    /// <summary>A page that holds the widget; with <c>?fragment</c> the widget alone, to be put into another page.</summary>
    private static IResult? Widget(Subgraph? subgraph, HttpContext http) => subgraph is null ? null : Results.Content(
        http.Request.Query.ContainsKey("fragment") ? subgraph.ToHtml() : WidgetPage.Render(subgraph), "text/html; charset=utf-8");

    private static RazorComponentResult<NotFoundPage> NotFound(string path, string id) =>
        new(new { What = path.StartsWith("/models", StringComparison.Ordinal) ? "model version" : "promotion", Id = id })
        {
            StatusCode = StatusCodes.Status404NotFound,
        };

    private static RazorComponentResult<NotReadyPage> Unavailable(string reason) =>
        new(new { Reason = reason }) { StatusCode = StatusCodes.Status503ServiceUnavailable };
}
