using Bridge.Host.Pages;
using GraphQueries.Transport;
using GraphQueries.Widget;
using GraphSync.Postgres;
using Npgsql;

namespace Bridge.Host.Hosting;

/// <summary>The daemon's addresses. All of them only read.</summary>
internal static class Routes
{
    private const string Csp = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

    public static void Map(WebApplication app, BridgeConnector door)
    {
        app.MapGet("/health/live", () => Results.Json(new { status = "live" }));
        app.MapGet("/health/ready", async (CancellationToken cancellationToken) => await door.ProblemAsync(cancellationToken) is { } reason
            ? Results.Json(new { status = "unready", reason }, statusCode: StatusCodes.Status503ServiceUnavailable)
            : Results.Json(new { status = "ready" }));
        MapPage(app, door, "/", (bridge, _, cancellationToken) => OverviewPage.RenderAsync(bridge, cancellationToken)!);
        MapPage(app, door, "/review", (bridge, _, cancellationToken) => ReviewPage.RenderAsync(bridge, cancellationToken)!);
        MapPage(app, door, "/models/{id}", (bridge, http, cancellationToken) => ModelPage.RenderAsync(bridge, PathId.Of(http), cancellationToken));
        MapPage(app, door, "/models/{id}/widget", WidgetAsync);
        MapPage(app, door, "/promotions/{id}", (bridge, http, cancellationToken) => PromotionPage.RenderAsync(bridge, PathId.Of(http), cancellationToken));
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

    /// <summary>A page that holds the widget; with <c>?fragment</c> the widget alone, to be put into another page.</summary>
    private static async Task<string?> WidgetAsync(BridgeContext bridge, HttpContext http, CancellationToken cancellationToken)
    {
        var subgraph = await new SubgraphWidget(bridge.Graph).ReadAsync(PathId.Of(http), cancellationToken);
        return !subgraph.IsKnown ? null : http.Request.Query.ContainsKey("fragment") ? subgraph.ToHtml() : WidgetPage.Render(subgraph);
    }

    private static void MapPage(WebApplication app, BridgeConnector door, string path, Func<BridgeContext, HttpContext, CancellationToken, Task<string?>> render) =>
        app.MapGet(path, async (HttpContext http) =>
        {
            if (door.Bridge is not { } bridge) return Unavailable(door.Reason);
            try
            {
                return await render(bridge, http, http.RequestAborted) is { } html
                    ? Html(html)
                    : Html(Page.Render("Not found", $"<h1>Not found</h1><p>The graph knows no {(path.StartsWith("/models", StringComparison.Ordinal) ? "model version" : "promotion")} {Page.Own(PathId.Of(http))}.</p>"), StatusCodes.Status404NotFound);
            }
            catch (Exception e) when (e is GraphUnavailableException or GraphConnectionLostException or GraphException or PostgresUnavailableException or NpgsqlException)
            {
                return Unavailable(e.Message);
            }
        });

    private static IResult Unavailable(string reason) =>
        Html(Page.Render("Not ready", $"<h1>Not ready</h1><p>{Page.Own(reason, 500)}</p>"), StatusCodes.Status503ServiceUnavailable);

    private static IResult Html(string html, int status = StatusCodes.Status200OK) => Results.Content(html, "text/html; charset=utf-8", statusCode: status);
}
