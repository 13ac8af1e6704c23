using System.Globalization;
using Bridge.Host.CommandLine;
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

/// <summary>The daemon's addresses. All of them only read, but for the forms.</summary>
internal static class Routes
{
    private const string Csp =
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly string FormCsp = Csp.Replace("form-action 'none'", "form-action 'self'", StringComparison.Ordinal);

    // The keys of the page of decisions need a script.
    private static readonly string ReviewCsp = FormCsp + "; script-src 'self'";

    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    public static void Map(WebApplication app)
    {
        app.MapMethods("/health/live", Methods, () => Results.Json(new { status = "live" }));
        app.MapMethods("/health/ready", Methods, async (BridgeConnector connector, CancellationToken cancellationToken) =>
            await connector.PingAsync(cancellationToken) is { } reason
                ? Results.Json(new { status = "unready", reason }, statusCode: StatusCodes.Status503ServiceUnavailable)
                : Results.Json(new { status = "ready" }));
        app.MapMethods("/health/doctor", Methods, (BridgeConnector connector, DoctorRounds rounds) => rounds.Last is { } report
            ? Results.Json(report, CommandContext.JsonOptions)
            : Results.Json(new { status = "pending", reason = connector.Problem ?? "the checks are being made for the first time" },
                statusCode: StatusCodes.Status503ServiceUnavailable));
        MapPage(app, "/", async (pages, asked, stop) => Show<OverviewPage, OverviewModel>(await pages.OverviewAsync(asked.Query, stop)));
        MapPage(app, "/review", async (pages, asked, stop) =>
            Show<ReviewPage, ReviewModel>(await pages.ReviewAsync(asked.Query, asked.HasKey, stop)));
        MapPage(app, "/edges/{id}", async (pages, asked, stop) => Show<EdgePage, EdgeModel>(await pages.EdgeAsync(asked.Id, stop)));
        DecisionForm.Map(app);
        ReleaseForm.Map(app);
        BrowserGuide.Map(app);
        MapPage(app, "/models/{id}", async (pages, asked, stop) =>
            Show<ModelPage, VersionModel>(await pages.VersionAsync(asked.Id, asked.Query, stop)));
        MapPage(app, "/models/{id}/widget", async (pages, asked, stop) => Widget(await pages.SubgraphAsync(asked.Id, stop), asked.Query));
        MapPage(app, "/promotions/{id}", async (pages, asked, stop) =>
            Show<PromotionPage, PromotionModel>(await pages.PromotionAsync(asked.Id, asked.Query, asked.HasKey, stop)));
        MapPage(app, "/promotions/{id}/report", async (pages, asked, stop) =>
            Show<PromotionReportPage, ReportModel>(await pages.ReportAsync(asked.Id, stop)));
    }

    /// <summary>What every answer carries.</summary>
    public static Task SetHeadersAsync(HttpContext http, RequestDelegate next)
    {
        var headers = http.Response.Headers;
        var path = http.Request.Path;
        headers.ContentSecurityPolicy = path == DecisionForm.Path ? ReviewCsp : ReleaseForm.MayStandOn(path) ? FormCsp : Csp;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-store";
        return next(http);
    }

    private static void MapPage(WebApplication app, string path, Func<PageReader, Asked, CancellationToken, Task<IResult?>> answer) =>
        app.MapMethods(path, Methods, async (HttpContext http, BridgeConnector connector, PageGate gate, ApiKey key) =>
        {
            if (connector.Problem is { } problem) return Unavailable(http, problem);
            var asked = new Asked(PathId.Of(http), new PageQuery(http.Request.Query), key.Current.Length > 0);
            try
            {
                // From the container only now: what the settings say of the databases may be what is wrong.
                var pages = http.RequestServices.GetRequiredService<PageReader>();
                return await gate.ReadAsync(stop => answer(pages, asked, stop), http.RequestAborted) ?? NotFound(path, asked.Id);
            }
            catch (Exception) when (http.RequestAborted.IsCancellationRequested)
            {
                return Results.Empty;
            }
            catch (Exception e) when (e is PageBusyException or GraphUnavailableException or GraphConnectionLostException or GraphException
                or PostgresUnavailableException or NpgsqlException)
            {
                return Unavailable(http, Explanation.OfOutage(e, http.RequestServices.GetRequiredService<Databases>));
            }
        }).CacheOutput(policy => policy.AddPolicy<PageCache>(), excludeDefaultPolicy: true);

    /// <summary>A page that shows what was read; null when there is no such thing.</summary>
    private static RazorComponentResult<TPage>? Show<TPage, TModel>(TModel? model) where TPage : IComponent where TModel : class =>
        model is null ? null : new RazorComponentResult<TPage>(new { Model = model });

    /// <summary>A page that holds the widget; with <c>?fragment</c> the widget alone, to be put into another page.</summary>
    private static IResult? Widget(Subgraph? subgraph, PageQuery query) => subgraph is null ? null : Results.Content(
        query.IsFragment ? subgraph.ToHtml() : WidgetPage.Render(subgraph), "text/html; charset=utf-8");

    private static RazorComponentResult<NotFoundPage> NotFound(string path, string id) =>
        new(new { What = path.Split('/')[1] switch { "models" => "model version", "edges" => "edge", _ => "promotion" }, Id = id })
        {
            StatusCode = StatusCodes.Status404NotFound,
        };

    private static RazorComponentResult<NotReadyPage> Unavailable(HttpContext http, string reason)
    {
        http.Response.Headers.RetryAfter = PageGate.RetryAfter.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        return new(new { Reason = reason }) { StatusCode = StatusCodes.Status503ServiceUnavailable };
    }

    /// <summary>What a request for a page is about, and whether there is a key with which its forms can be sent.</summary>
    private sealed record Asked(string Id, PageQuery Query, bool HasKey);
}
