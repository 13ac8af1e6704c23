using System.Net;
using AngleSharp.Html.Dom;
using Bridge.Host.Hosting;
using Bridge.Host.Tests.Hosting;
using Bridge.Host.Tests.Widget;
using GraphSync.Postgres;
using GraphSync.Rescore;
using Shouldly;
using Support;
using Xunit;

namespace Bridge.Host.Tests.Pages;

public sealed class PagesTests(ServersFixture servers) : BridgeTest(servers)
{
    [Fact]
    public async Task Pages_ShowModelsQueuePassesDecreasesAndFlags()
    {
        await Bridge.AddVersionAsync("m/1", "m", 1, quality: 0.8);
        await Bridge.AddVersionAsync("m/2", "m", 2, quality: 0.4);
        await Bridge.AddVersionAsync("m/3", "m", 3, quality: 0.9);
        await Bridge.AddEdgesAsync("TREATS", "m/1", 12, confidence: 0.8);
        await Bridge.PromoteAsync("p 1", "m/1", "m/2");
        await Bridge.PromoteAsync("p 2", "m/2", "m/3");
        await Bridge.RunAsync(new RescoreRequest(), Cancellation);
        await Bridge.SqlAsync("INSERT INTO wallet_ledger (event_id, agent_id, amount_utok, kind) VALUES ('p 1', 'tess', 12345, 'payout')");
        await using var server = await RunningServer.StartAsync(Bridge, cancellationToken: Cancellation);
        async Task<string> TextAsync(string path) => Markup.Page(await server.Http.GetStringAsync(path, Cancellation)).Body!.TextContent;

        var overview = await TextAsync("/");
        overview.ShouldContain("3model versions");
        overview.ShouldContain("1promotions queued");
        overview.ShouldContain("12edges flagged for review");
        overview.ShouldContain("p 2");
        var model = await TextAsync("/models/m%2F2");
        model.ShouldContain("2 of m");
        model.ShouldContain("large_decrease");
        model.ShouldContain("12 from -0.4");
        model.ShouldContain("12,345");
        (await TextAsync("/promotions/p%201")).ShouldContain("12,345");
        (await TextAsync("/review")).ShouldContain("e00011");
        (await TextAsync("/models/m%2F2/widget")).ShouldContain("all of its 12 edges");
        (await server.Http.GetStringAsync("/models/m%2F2/widget?fragment", Cancellation)).ShouldStartWith("<figure");
        (await TextAsync("/models/m%2F3/widget")).ShouldContain("has no edges");
    }

    [Fact]
    public async Task Report_ShowsDistributionsRankingAndMoves_WithATableBesideEachPicture()
    {
        await Bridge.AddVersionAsync("m/1", "m", 1, quality: 0.8);
        await Bridge.AddVersionAsync("m/2", "m", 2, quality: 0.4);
        await Bridge.AddEdgesAsync("TREATS", "m/1", 12, confidence: 0.8);
        await Bridge.PromoteAsync("p/1", "m/1", "m/2");
        await Bridge.DrainAsync(Cancellation);
        await using var server = await RunningServer.StartAsync(Bridge, cancellationToken: Cancellation);
        async Task<IHtmlDocument> PageAsync(string path) => Markup.Page(await server.Http.GetStringAsync(path, Cancellation));

        (await PageAsync("/promotions/p%2F1/report")).Body!.TextContent.ShouldContain("run `rescore` first");
        await Bridge.RunAsync(new RescoreRequest(), Cancellation);
        (await PageAsync("/promotions/p%2F1?fresh")).QuerySelector("a[href='/promotions/p%2F1/report']").ShouldNotBeNull();
        async Task<bool> IsThereAsync() => (await PageAsync("/promotions/p%2F1/report")).QuerySelector("svg") is not null;
        await Until.TrueAsync(IsThereAsync, "the report is fresh", Cancellation);

        var page = await PageAsync("/promotions/p%2F1/report");
        var pictures = page.QuerySelectorAll("svg[role='img']");
        pictures.Length.ShouldBe(2);
        foreach (var picture in pictures)
        {
            foreach (var id in picture.GetAttribute("aria-labelledby")!.Split(' ')) page.GetElementById(id).ShouldNotBeNull();
            picture.QuerySelectorAll("rect").Length.ShouldBe(20);
        }
        page.QuerySelector("#deltas-desc")!.TextContent.ShouldContain("12 from -0.4");
        page.Body!.TextContent.ShouldContain("e00009");
        page.Body.TextContent.ShouldContain("The largest decreases");
    }

    [Theory]
    [InlineData("/promotions/nobody/report")]
    [InlineData("/models/nobody")]
    [InlineData("/models/nobody/widget")]
    [InlineData("/promotions/%3Cscript%3E")]
    [InlineData("/edges/%3Cscript%3E")]
    public async Task Pages_AreNotFound_WhenTheGraphKnowsNoSuchThing(string path)
    {
        await using var server = await RunningServer.StartAsync(Bridge, cancellationToken: Cancellation);

        var answer = await server.Http.GetAsync(path, Cancellation);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var page = Markup.Page(await answer.Content.ReadAsStringAsync(Cancellation));
        page.Body!.TextContent.ShouldContain(Uri.UnescapeDataString(path.Split('/')[2]));
    }

    [Fact]
    public async Task Pages_AskForTheKey_WhenTheRequestIsNotLocal()
    {
        await using var server = await RunningServer.StartAsync(Bridge, Forms.Key, Cancellation);
        async Task<HttpStatusCode> StatusAsync(string? host = null, string? key = null, string? password = null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/health/live");
            if (host is not null) request.Headers.Host = host;
            if (key is not null) request.Headers.Add(ApiKeyHandler.Header, key);
            if (password is not null) request.Headers.Authorization = Forms.Basic($"me:{password}");
            return (await server.Http.SendAsync(request, Cancellation)).StatusCode;
        }

        (await StatusAsync()).ShouldBe(HttpStatusCode.OK);
        // A web page elsewhere that points its own name at this machine.
        (await StatusAsync("rebound.example")).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusAsync("rebound.example", "wrong")).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusAsync("rebound.example", "")).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusAsync("rebound.example", Forms.Key)).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync("rebound.example", password: Forms.Key)).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync("rebound.example", password: Forms.Key + " ")).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Pages_OnlyRead_ButThoseWithForms()
    {
        await using var server = await RunningServer.StartAsync(Bridge, cancellationToken: Cancellation);
        string[] paths = ["/", "/models/m1", "/models/m1/widget", "/promotions/p1/report", "/edges/e1", "/health/live"];
        foreach (var path in paths)
        {
            var answer = await server.Http.PostAsync(path, null, Cancellation);

            answer.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed, path);
            var policy = answer.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem();
            policy.ShouldStartWith("default-src 'none'");
            policy.ShouldContain("form-action 'none'", customMessage: path);
        }
        foreach (var path in (string[])["/review", "/promotions/p1"])
            (await server.Http.PostAsync(path, null, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Forbidden, path);
    }
}
