using Bridge.Host.Hosting;
using Bridge.Host.Tests.Widget;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using GraphSync.Credit;
using GraphSync.Rescore;
using Microsoft.Playwright;
using Shouldly;
using Support;
using Xunit;

namespace Bridge.Host.Tests.Pages;

/// <summary>Every page in a real browser: nothing is complained of, nothing comes from elsewhere, everybody can read it.</summary>
public sealed class PagesInBrowserTests(ServersFixture servers) : BridgeTest(servers)
{
    private static readonly string[] Paths =
    [
        "/", "/review", "/models/m1", "/models/m2", "/models/m2/widget", "/promotions/p1", "/promotions/p1/report", "/promotions/p2",
        "/promotions/p2/report", "/edges/e00000",
    ];

    private async Task<RunningServer> StartAsync()
    {
        await Bridge.AddVersionAsync("m1", "m", 1, quality: 1.0);
        await Bridge.AddVersionAsync("m2", "m", 2, quality: 0.5);
        await Bridge.AddEdgesAsync("TREATS", "m1", 12, confidence: 0.8);
        await Bridge.PromoteAsync("p1", "m1", "m2");
        await Bridge.RunAsync(new RescoreRequest(), Cancellation);
        await Bridge.SqlAsync("UPDATE model_versions SET trained_by = 'tess'");
        await Bridge.RunAsync(new CreditRequest(), Cancellation);
        // One more that is held.
        await Bridge.AddVersionAsync("m3", "m", 3, quality: 0.05, parent: "m1");
        await Bridge.PromoteAsync("p2", "m2", "m3");
        Bridge.Configure<RescoreOptions>(options => (options.HoldAboveShare, options.WindowHours) = (0.5, 0));
        await Bridge.RunAsync(new RescoreRequest(), Cancellation);
        await Bridge.SqlAsync("INSERT INTO bridge_inbox_rejects (source_table, row_id, reason) VALUES ('artifacts', 'a<1>', 'too long')");
        return await RunningServer.StartAsync(Bridge, Forms.Key, Cancellation);
    }

    /// <summary>A page that notes what the browser complains of, and what it asks of other hosts.</summary>
    private static async Task<(IPage Page, List<string> Complaints)> OpenAsync(IBrowser browser, RunningServer server, int width,
        ColorScheme scheme)
    {
        var context = await browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = 900 },
            ColorScheme = scheme,
            HttpCredentials = new() { Username = "ben", Password = Forms.Key },
            BaseURL = server.Http.BaseAddress!.AbsoluteUri,
        });
        var page = await context.NewPageAsync();
        List<string> complaints = [];
        page.Console += (_, message) => complaints.Add(message.Text);
        page.PageError += (_, error) => complaints.Add(error);
        page.Dialog += (_, dialog) => complaints.Add(dialog.Message);
        page.Request += (_, request) =>
        {
            if (new Uri(request.Url).Authority != server.Http.BaseAddress!.Authority) complaints.Add($"asked for {request.Url}");
        };
        return (page, complaints);
    }

    /// <summary>Does something that leads to a new page, and waits for it.</summary>
    private static async Task NextPageAsync(IPage page, Func<Task> act)
    {
        await page.EvaluateAsync("window.isOld = true");
        await act();
        await Until.TrueAsync(async () =>
        {
            try
            {
                return await page.EvaluateAsync<bool>("!window.isOld && document.readyState === 'complete'");
            }
            catch (PlaywrightException)
            {
                // It is being replaced just now.
                return false;
            }
        }, "the next page is there", TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(320, ColorScheme.Light)]
    [InlineData(320, ColorScheme.Dark)]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    public async Task Pages_AreReadableByEverybody_AndAskForNothingElsewhere(int width, ColorScheme scheme)
    {
        await using var server = await StartAsync();
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Browsers.LaunchAsync(playwright);
        var (page, complaints) = await OpenAsync(browser, server, width, scheme);
        foreach (var path in Paths)
        {
            var answer = await page.GotoAsync(path);

            answer!.Status.ShouldBe(200, path);
            answer.Headers["content-security-policy"].ShouldStartWith("default-src 'none'", customMessage: path);
            (await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"))
                .ShouldBeTrue($"{path} scrolls sideways at {width}");
            if (Environment.GetEnvironmentVariable("SCREENSHOTS") is { } folder)
            {
                var name = $"{path.Trim('/').Replace('/', '-')}-{width}-{scheme}.png";
                await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name), FullPage = true });
            }
            var found = await page.RunAxe(new AxeRunOptions { ResultTypes = [ResultType.Violations] });
            found.Violations.Where(v => v.Impact is "serious" or "critical")
                .Select(v => $"{path}: {v.Id}: {v.Help}: {v.Nodes[0].Html}").ShouldBeEmpty();
        }
        complaints.ShouldBeEmpty();
    }

    /// <summary>The Nu HTML Checker, which the W3C runs as well, finds no error: in HTML, SVG and CSS.</summary>
    [Fact]
    public async Task Pages_AreValidHtml()
    {
        await HostileGraph.FillAsync(Bridge);
        await using var server = await StartAsync();
        var hostile = $"/models/{Uri.EscapeDataString(HostileGraph.Version)}";
        using var pages = new NuHtmlChecker();
        foreach (var path in Paths.Concat([hostile, $"{hostile}/widget", "/models/nobody", "/edges/nobody"]))
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Add(ApiKeyHandler.Header, Forms.Key);
            await pages.AddAsync(path, await (await server.Http.SendAsync(request, Cancellation)).Content.ReadAsStringAsync(Cancellation));
        }
        var widget = await server.Http.GetStringAsync($"{hostile}/widget?fragment", Cancellation);
        await pages.AddAsync("two widgets", "<!DOCTYPE html><html lang=\"en\"><head><title>t</title></head><body>"
            + $"{widget}{widget}</body></html>");

        (await pages.ErrorsAsync(Cancellation)).ShouldBeEmpty();
        // The checker is there, and finds what is wrong.
        await pages.AddAsync("wrong", "<!DOCTYPE html><html lang=\"en\"><head><title>t</title></head><body><p><div></p></body></html>");
        (await pages.ErrorsAsync(Cancellation)).ShouldContain(error => error.StartsWith("wrong: "));
    }

    [Fact]
    public async Task Senate_DecidesWithTheKeyboard()
    {
        await using var server = await StartAsync();
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Browsers.LaunchAsync(playwright);
        var (page, complaints) = await OpenAsync(browser, server, 1280, ColorScheme.Light);
        await page.GotoAsync("/review");
        async Task PressAsync(params string[] keys)
        {
            foreach (var key in keys[..^1]) await page.Keyboard.PressAsync(key);
            await NextPageAsync(page, () => page.Keyboard.PressAsync(keys[^1]));
        }
        Task<string> DecidedAsync() => Bridge.SqlValueAsync<string>(
            "SELECT string_agg(concat_ws(' ', edge_id, decision, pins, reviewer), ', ' ORDER BY decided_at) FROM edge_reviews");

        await PressAsync("j", "j", "k", "e");
        (await DecidedAsync()).ShouldBe("e00000 keep f ben");
        await PressAsync("j", "j", "p", "r");
        (await DecidedAsync()).ShouldBe("e00000 keep f ben, e00002 restore t ben");
        await PressAsync("u");
        (await DecidedAsync()).ShouldBe("e00000 keep f ben, e00002 restore t ben, e00002 undo f ben");
        // A letter in the reason is a letter.
        await page.Locator("form.decide input[name=reason]").First.PressSequentiallyAsync("jerk");
        (await page.Locator("form.decide").CountAsync()).ShouldBe(11);
        await NextPageAsync(page, () => page.Locator("form.decide button[value=restore]").First.ClickAsync());
        (await Bridge.SqlValueAsync<string>("SELECT reason FROM edge_reviews WHERE edge_id = 'e00001'")).ShouldBe("jerk");
        complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(320, ColorScheme.Dark)]
    [InlineData(1280, ColorScheme.Light)]
    public async Task Senate_LetsAHeldPromotionPass(int width, ColorScheme scheme)
    {
        await using var server = await StartAsync();
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Browsers.LaunchAsync(playwright);
        var (page, complaints) = await OpenAsync(browser, server, width, scheme);
        await page.GotoAsync("/");
        await NextPageAsync(page, () => page.GetByRole(AriaRole.Link, new() { Name = "Promotion p2 is held" }).ClickAsync());

        await NextPageAsync(page, () => page.GetByRole(AriaRole.Button, new() { Name = "Let it pass" }).ClickAsync());

        new Uri(page.Url).AbsolutePath.ShouldBe("/promotions/p2");
        (await page.GetByText("A person has let it pass.").CountAsync()).ShouldBe(1);
        (await page.GetByRole(AriaRole.Button).CountAsync()).ShouldBe(0);
        (await Bridge.RunAsync(new RescoreRequest(), Cancellation)).PromotionId.ShouldBe("p2");
        complaints.ShouldBeEmpty();
    }
}
