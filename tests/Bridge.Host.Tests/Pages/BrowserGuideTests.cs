using System.Net;
using AngleSharp.Html.Parser;
using Bridge.Host.Tests.Widget;
using GraphQueries.Catalogue;
using Microsoft.Playwright;
using Shouldly;
using Support;
using Xunit;

namespace Bridge.Host.Tests.Pages;

/// <summary>The guide that Neo4j Browser plays.</summary>
public sealed class BrowserGuideTests(ServersFixture servers) : BridgeTest(servers)
{
    private const string Guide = "/browser/guide.html";

    [Fact]
    public async Task Guide_AsksWhatTheFolderAsks_AndNeedsNoKey()
    {
        await using var server = await RunningServer.StartAsync(Bridge, "s3cret", Cancellation);
        // As from another machine, where all else needs the key.
        server.Http.DefaultRequestHeaders.Host = "bridge.example";
        (await server.Http.GetAsync("/", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        using var asked = new HttpRequestMessage(HttpMethod.Options, Guide);
        using var leave = await server.Http.SendAsync(asked, Cancellation);
        using var answer = await server.Http.GetAsync(Guide, Cancellation);

        leave.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        leave.Headers.GetValues("Access-Control-Allow-Headers").ShouldBe(["*"]);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe(["*"]);
        var page = new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync(Cancellation));
        var code = page.QuerySelectorAll("slide pre.runnable").Select(pre => pre.TextContent).ToList();
        foreach (var (path, text) in CypherCatalogue.Default.Files("browser"))
        {
            var lines = text.TrimEnd().Split('\n').ToLookup(line => line.StartsWith("//", StringComparison.Ordinal));
            code.ShouldContain(string.Join('\n', lines[false]), path);
            foreach (var parameter in lines[true].Where(line => line.StartsWith("// :param", StringComparison.Ordinal)))
                code.ShouldContain(parameter["// ".Length..], path);
        }
    }

    [Fact]
    public async Task Guide_Plays_AndItsQueriesRun_InTheBrowserThatTheServerServes()
    {
        await Bridge.AddEdgesAsync("TREATS", "m1", 1);
        var neo4j = (await Servers.GetAsync()).Neo4j;
        await using var server = await RunningServer.StartAsync(Bridge, cancellationToken: Cancellation);
        using var playwright = await Playwright.CreateAsync();
        await using var chromium = await Browsers.LaunchAsync(playwright);
        var page = await chromium.NewPageAsync(new() { ViewportSize = new() { Width = 1280, Height = 900 } });
        // What Browser lets in by itself.
        var guide = $"http://localhost:{server.Http.BaseAddress!.Port}{Guide}";

        await page.GotoAsync(new Uri(neo4j.Uri, $"/browser/?connectURL={Uri.EscapeDataString($"{neo4j.BoltUri}")}"
            + $"&cmd=play&arg={Uri.EscapeDataString(guide)}").AbsoluteUri);
        await page.Locator("[data-testid=username]").FillAsync(neo4j.User);
        await page.Locator("[data-testid=password]").FillAsync(Bridge.Variables["NEO4J_PASSWORD"]!);
        await page.Locator("[data-testid=connect]").ClickAsync();
        await page.GetByText("You are connected").First.WaitForAsync();
        await page.GetByText("Why an edge is believed").WaitForAsync();
        await page.Locator("[data-testid=nextSlide]").First.ClickAsync();
        await page.Locator("pre.runnable:visible").First.ClickAsync();
        await page.Locator("[data-testid=editor-Run]").ClickAsync();

        await page.GetByText("TREATS").First.WaitForAsync();
    }
}
