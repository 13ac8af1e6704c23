using System.Net;
using System.Text.Json;
using AngleSharp.Dom;
using Bridge.Host.Hosting;
using Bridge.Host.Tests.Hosting;
using Bridge.Host.Tests.Widget;
using GraphSync.Rescore;
using Shouldly;
using Support;
using Xunit;

namespace Bridge.Host.Tests.Pages;

/// <summary>A held promotion is let pass over the web: with the key, from this site.</summary>
public sealed class ReleaseFormTests(ServersFixture servers) : BridgeTest(servers)
{
    private const string Page = "/promotions/p%2F1";

    /// <summary>Promotion <c>p/1</c>, which would lower two edges from 0.8 to 0.4 and is held.</summary>
    private async Task<RunningServer> StartAsync(string key = Forms.Key, string schedule = "")
    {
        await Bridge.AddVersionAsync("m1", "m", 1, quality: 1.0);
        await Bridge.AddVersionAsync("m2", "m", 2, quality: 0.5);
        await Bridge.AddEdgesAsync("TREATS", "m1", 2, confidence: 0.8);
        await Bridge.PromoteAsync("p/1", "m1", "m2");
        Bridge.Configure<RescoreOptions>(options => options.HoldAboveShare = 0.5);
        (await Bridge.RunAsync(new RescoreRequest(), Cancellation)).Held.ShouldHaveSingleItem();
        return await RunningServer.StartAsync(Bridge, new Dictionary<string, string?>
        {
            ["Bridge__Rescore__HoldAboveShare"] = "0.5",
            ["Bridge__Schedules__Rescore"] = schedule,
        }, key, Cancellation);
    }

    private static Task<HttpResponseMessage> PostAsync(RunningServer server, Action<HttpRequestMessage>? change, string path = Page,
        string action = "release") => Forms.PostAsync(server, path, change, ("action", action));

    private Task<string> StatusAsync() => Bridge.CypherValueAsync<string>("MATCH (j:RescoreJob) RETURN j.status");

    private static async Task<IElement> BodyAsync(RunningServer server) =>
        Markup.Page(await server.Http.GetStringAsync(Page, TestContext.Current.CancellationToken)).Body!;

    [Fact]
    public async Task Release_LetsThePromotionPass_AndCallsTheScheduleAtOnce()
    {
        // Due in a year at the latest.
        await using var server = await StartAsync(schedule: "0 0 1 1 *");

        var answer = await PostAsync(server, Forms.AsProgram);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).RootElement.GetProperty("promotion_id").GetString()
            .ShouldBe("p/1");
        await Until.TrueAsync(async () => await StatusAsync() == "done", "the promotion is rescored", Cancellation);
        (await Bridge.CypherValueAsync<long>("MATCH ()-[r:TREATS {confidence: 0.4}]->() WHERE r.senate_review_flag RETURN count(r)"))
            .ShouldBe(2);
    }

    [Fact]
    public async Task Release_LeadsABrowserBackToAFreshPage()
    {
        await using var server = await StartAsync();
        var form = (await BodyAsync(server)).QuerySelector("form[method=post]")!;
        form.GetAttribute("action").ShouldBe(Page);

        var answer = await PostAsync(server, Forms.AsBrowser(Forms.Origin(server)));

        answer.RequestMessage!.RequestUri!.AbsolutePath.ShouldBe(Page);
        var body = await BodyAsync(server);
        body.QuerySelector("form[method=post]").ShouldBeNull();
        body.TextContent.ShouldContain("A person has let it pass.");
        (await StatusAsync()).ShouldBe("queued");
        // Said twice, it stays said.
        (await PostAsync(server, Forms.AsProgram)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Bridge.RunAsync(new RescoreRequest(), Cancellation)).LargeDecrease.ShouldBe(2);
    }

    [Theory]
    [InlineData("https://evil.example", null)]
    [InlineData("", null)]
    [InlineData("", "cross-site")]
    [InlineData("", "same-site")]
    public async Task Release_IsRefused_WhenAnotherSiteSendsTheForm(string origin, string? site)
    {
        await using var server = await StartAsync();

        (await PostAsync(server, Forms.AsBrowser(origin, site))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        (await StatusAsync()).ShouldBe("held");
    }

    [Fact]
    public async Task Release_NeedsTheKey_OnThisMachineToo()
    {
        await using var server = await StartAsync();

        (await PostAsync(server, change: null)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await PostAsync(server, request => request.Headers.Add(ApiKeyHandler.Header, "wrong"))).StatusCode
            .ShouldBe(HttpStatusCode.Unauthorized);

        (await StatusAsync()).ShouldBe("held");
    }

    [Fact]
    public async Task Page_NamesTheCommand_WhenNoKeyIsSet()
    {
        await using var server = await StartAsync(key: "");

        var body = await BodyAsync(server);

        body.TextContent.ShouldContain("bridge rescore --release");
        body.QuerySelector("form[method=post]").ShouldBeNull();
        (await PostAsync(server, change: null)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await StatusAsync()).ShouldBe("held");
    }

    [Theory]
    [InlineData(Page, "burn", "'burn' is no action: send release.")]
    [InlineData(Page, "", "'' is no action: send release.")]
    [InlineData("/promotions/nobody", "release", "No promotion 'nobody' has a job")]
    public async Task Release_IsRefusedInOneSentence_WhenItCannotBe(string path, string action, string message)
    {
        await using var server = await StartAsync();

        await ShouldBeRefusedAsync(server, message, path, action);

        (await StatusAsync()).ShouldBe("held");
    }

    [Fact]
    public async Task Release_IsRefused_WhenThePromotionIsNotHeld()
    {
        await using var server = await StartAsync();
        await Bridge.RunAsync(new RescoreRequest { Release = "p/1" }, Cancellation);
        // As if it had never been held.
        await Bridge.CypherAsync("MATCH (j:RescoreJob) SET j.is_let_pass = null");

        await ShouldBeRefusedAsync(server, "Promotion 'p/1' is not held: it is done.");
    }

    private static async Task ShouldBeRefusedAsync(RunningServer server, string message, string path = Page, string action = "release")
    {
        var body = await Forms.ShouldBeRefusedAsync(server, who => PostAsync(server, who, path, action), message);
        body.QuerySelector("main a, p a")!.GetAttribute("href").ShouldBe(path);
    }
}
