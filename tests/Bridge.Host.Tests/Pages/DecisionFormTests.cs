using System.Net;
using System.Text.Json;
using Bridge.Host.Hosting;
using Bridge.Host.Tests.Hosting;
using Bridge.Host.Tests.Widget;
using GraphSync.Rescore;
using Shouldly;
using Support;
using Xunit;

namespace Bridge.Host.Tests.Pages;

/// <summary>Decisions over the web: with the key, from this site, one a form.</summary>
public sealed class DecisionFormTests(ServersFixture servers) : BridgeTest(servers)
{
    /// <summary>Flagged edges, from 0.8 to 0.4.</summary>
    private async Task<RunningServer> StartAsync(int edges = 2, string key = Forms.Key)
    {
        await Bridge.AddVersionAsync("m1", "m", 1, quality: 1.0);
        await Bridge.AddVersionAsync("m2", "m", 2, quality: 0.5);
        await Bridge.AddEdgesAsync("TREATS", "m1", edges, confidence: 0.8);
        await Bridge.PromoteAsync("p1", "m1", "m2");
        await Bridge.RunAsync(new RescoreRequest(), Cancellation);
        return await RunningServer.StartAsync(Bridge, key, Cancellation);
    }

    private static Task<HttpResponseMessage> PostAsync(RunningServer server, string edge, string decision,
        Action<HttpRequestMessage>? change = null, params (string, string)[] more) =>
        Forms.PostAsync(server, "/review", change, [("edge_id", edge), ("decision", decision), .. more]);

    private Task<long> FlaggedAsync() =>
        Bridge.CypherValueAsync<long>("MATCH ()-[r:TREATS]->() WHERE r.senate_review_flag RETURN count(r)");

    [Fact]
    public async Task Decision_IsCarriedOutAndMirrored_ForAProgramWithTheKey()
    {
        await using var server = await StartAsync();

        var answer = await PostAsync(server, "e00000", "restore", Forms.AsProgram, ("reviewer", "cora"), ("reason", "known"),
            ("pin", "on"));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).RootElement;
        (json.GetProperty("edge_id").GetString(), json.GetProperty("confidence").GetDouble(), json.GetProperty("pinned").GetBoolean())
            .ShouldBe(("e00000", 0.8, true));
        (await Bridge.SqlRowsAsync<string>("SELECT concat_ws(' ', edge_id, decision, pins, reviewer, reason) FROM edge_reviews"))
            .ShouldBe(["e00000 restore t cora known"]);
        var undone = await PostAsync(server, "e00000", "undo", Forms.AsProgram, ("reviewer", "cora"));
        undone.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await FlaggedAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task Decision_LeadsABrowserBackToAFreshPage_WithItsUsersNameAsReviewer()
    {
        await using var server = await StartAsync();
        (await server.Http.GetStringAsync("/review", Cancellation)).ShouldContain("Nothing was decided yet.");

        var answer = await PostAsync(server, "e00000", "keep", Forms.AsBrowser(Forms.Origin(server)),
            ("back", "/review?type=TREATS&drop=-0.4"));

        answer.RequestMessage!.RequestUri!.PathAndQuery.ShouldBe("/review?type=TREATS&drop=-0.4");
        var page = Markup.Page(await server.Http.GetStringAsync("/review", Cancellation));
        page.QuerySelectorAll("form.decide").Length.ShouldBe(1);
        page.QuerySelector("form.undo")!.ParentElement!.ParentElement!.TextContent.ShouldContain("ben");
    }

    [Theory]
    [InlineData("https://evil.example/review?")]
    [InlineData("//evil.example/review?")]
    [InlineData("/review?\r\nSet-Cookie: a=b")]
    [InlineData("/models/m1")]
    public async Task Decision_LeadsBackToNoOtherPage(string back)
    {
        await using var server = await StartAsync();

        var answer = await PostAsync(server, "e00000", "keep", Forms.AsBrowser(Forms.Origin(server)), ("back", back));

        answer.RequestMessage!.RequestUri!.AbsoluteUri.ShouldBe($"{Forms.Origin(server)}/review");
    }

    [Theory]
    [InlineData("https://evil.example", null)]
    [InlineData("null", null)]
    [InlineData("", null)]
    [InlineData("", "cross-site")]
    [InlineData("", "same-site")]
    public async Task Decision_IsRefused_WhenAnotherSiteSendsTheForm(string origin, string? site)
    {
        await using var server = await StartAsync();

        (await PostAsync(server, "e00000", "keep", Forms.AsBrowser(origin, site))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        (await FlaggedAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task Decision_NeedsTheKey_OnThisMachineToo()
    {
        await using var server = await StartAsync();

        var answer = await PostAsync(server, "e00000", "keep");

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        answer.Headers.WwwAuthenticate.ShouldHaveSingleItem().Scheme.ShouldBe("Basic");
        (await PostAsync(server, "e00000", "keep", request => request.Headers.Add(ApiKeyHandler.Header, "wrong"))).StatusCode
            .ShouldBe(HttpStatusCode.Unauthorized);
        (await FlaggedAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task Page_SaysHowToDecide_WhenNoKeyIsSet()
    {
        await using var server = await StartAsync(key: "");

        var page = await server.Http.GetStringAsync("/review", Cancellation);

        page.ShouldContain("Bridge__Http__ApiKey");
        page.ShouldNotContain("method=\"post\"");
        page.ShouldNotContain("<script");
        (await PostAsync(server, "e00000", "keep")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await FlaggedAsync()).ShouldBe(2);
    }

    [Theory]
    [InlineData("e00000", "burn", "'burn' is no decision")]
    [InlineData("e00000", "1", "'1' is no decision")]
    [InlineData("nobody", "keep", "Edge 'nobody' does not wait for review")]
    [InlineData("nobody", "undo", "Nobody has decided about edge 'nobody'")]
    public async Task Decision_IsRefusedInOneSentence_WhenItCannotBe(string edge, string decision, string message)
    {
        await using var server = await StartAsync();

        await Forms.ShouldBeRefusedAsync(server, who => PostAsync(server, edge, decision, who, ("reviewer", "cora")), message);

        (await FlaggedAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task EdgePage_TellsWhatWasBelievedAndDecided()
    {
        await using var server = await StartAsync();
        await Bridge.CypherAsync("MATCH ()-[r:TREATS {edge_id: 'e00000'}]->() SET r.inference_input = '{\"dose\": \"<b>\"}'");
        await PostAsync(server, "e00000", "restore", Forms.AsProgram, ("reviewer", "cora"), ("reason", "<i>known</i>"));

        var page = Markup.Page(await server.Http.GetStringAsync("/edges/e00000", Cancellation));

        var text = page.Body!.TextContent;
        string[] parts = ["0.800", "large_decrease", "restored", "cora", "<i>known</i>", "{\"dose\": \"<b>\"}", "the same since"];
        foreach (var part in parts)
            text.ShouldContain(part);
        page.QuerySelector("figure.chart svg desc")!.TextContent.ShouldBe(
            "0.800 (inserted), then 0.400 (large_decrease), then 0.800 (restored)");
        page.QuerySelectorAll("figure.chart circle").Length.ShouldBe(3);
        page.QuerySelector("pre:last-of-type")!.TextContent.ShouldContain(
            ":param edge_id => 'e00000';\nMATCH (source)-[r:`TREATS` {edge_id: $edge_id}]->(target)");
        page.QuerySelector("a[rel=noreferrer]")!.GetAttribute("href")!.ShouldContain("/browser/?cmd=edit&arg=%3Aparam%20edge_id");
    }
}
