using System.Text.Json;
using Bridge.Host.Tests.Hosting;
using Microsoft.Playwright;
using Shouldly;
using Support;
using Xunit;

namespace Bridge.Host.Tests.Widget;

/// <summary>The widget in a real browser, under the strict policy with which it is served.</summary>
public sealed class BrowserTests(ServersFixture servers) : BridgeTest(servers)
{
    [Theory]
    [InlineData(1200, ColorScheme.Light)]
    [InlineData(1200, ColorScheme.Dark)]
    [InlineData(360, ColorScheme.Light)]
    public async Task Widget_RendersWithoutScriptsRequestsOrOverlaps(int width, ColorScheme scheme)
    {
        await HostileGraph.FillAsync(Bridge);
        await using var server = await RunningServer.StartAsync(Bridge, cancellationToken: Cancellation);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Browsers.LaunchAsync(playwright);
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = scheme });
        List<string> complaints = [], requests = [];
        page.Console += (_, message) => complaints.Add(message.Text);
        page.PageError += (_, error) => complaints.Add(error);
        page.Dialog += (_, dialog) => complaints.Add(dialog.Message);
        page.Request += (_, request) => requests.Add(request.Url);
        var address = new Uri(server.Http.BaseAddress!, $"/models/{Uri.EscapeDataString(HostileGraph.Version)}/widget");

        var answer = await page.GotoAsync(address.AbsoluteUri);

        answer!.Status.ShouldBe(200);
        answer.Headers["content-security-policy"].ShouldStartWith("default-src 'none'; style-src 'unsafe-inline'");
        complaints.ShouldBeEmpty();
        // Browsers ask for an icon by themselves; nothing else may be asked for.
        requests.Where(url => !url.EndsWith("/favicon.ico", StringComparison.Ordinal)).ShouldBe([address.AbsoluteUri]);
        (await page.Locator("script, img").CountAsync()).ShouldBe(0);
        (await page.Locator("svg.gpw-plot path.gpw-line").CountAsync()).ShouldBe(20);
        (await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"))
            .ShouldBeTrue("the page itself scrolls sideways");
        await LabelsDoNotOverlapAsync(page);
        await ContrastIsEnoughAsync(page);
    }

    /// <summary>A column of cards: nothing to scroll but down, and all that the picture says is there.</summary>
    [Fact]
    public async Task Widget_IsOneColumn_OnANarrowScreen()
    {
        await HostileGraph.FillAsync(Bridge);
        await using var server = await RunningServer.StartAsync(Bridge, cancellationToken: Cancellation);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Browsers.LaunchAsync(playwright);
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 320, Height = 900 } });
        await page.GotoAsync(new Uri(server.Http.BaseAddress!, $"/models/{Uri.EscapeDataString(HostileGraph.Version)}/widget").AbsoluteUri);
        if (Environment.GetEnvironmentVariable("SCREENSHOTS") is { } folder)
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, "widget-hostile-320.png"), FullPage = true });

        var wide = await page.EvaluateAsync<string[]>("""
            [...document.querySelectorAll('body *')].filter(e => !e.closest('svg') && e.scrollWidth > e.clientWidth && e.clientWidth > 0)
              .map(e => `${e.tagName} ${e.className}`)
            """);
        wide.ShouldBeEmpty("something scrolls sideways");
        var lefts = await page.EvaluateAsync<double[]>("""
            [...document.querySelectorAll('.gpw tbody tr > *')].map(e => Math.round(e.getBoundingClientRect().left))
            """);
        lefts.Distinct().Count().ShouldBe(1);
        (await page.Locator(".gpw tbody td:nth-child(5) circle.gpw-now").CountAsync()).ShouldBe(20);
        (await page.Locator(".gpw tbody tr").First.InnerTextAsync()).ShouldContain("flagged for review");
        (await page.EvaluateAsync<string>("getComputedStyle(document.querySelector('.gpw td:nth-child(6)'), '::before').content"))
            .ShouldBe("\"before rescoring \"");
    }

    [Fact]
    public async Task Pages_ShowNoComplaint_WhenFollowedFromTheOverview()
    {
        await HostileGraph.FillAsync(Bridge);
        await using var server = await RunningServer.StartAsync(Bridge, cancellationToken: Cancellation);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Browsers.LaunchAsync(playwright);
        var page = await browser.NewPageAsync();
        List<string> complaints = [];
        page.Console += (_, message) => complaints.Add(message.Text);
        page.Dialog += (_, dialog) => complaints.Add(dialog.Message);

        await page.GotoAsync(server.Http.BaseAddress!.AbsoluteUri);
        await page.ClickAsync("a[href^='/models/']");
        (await page.Locator("h1").InnerTextAsync()).ShouldStartWith("evil\"><script>alert(0)</script>");
        await page.ClickAsync("a[href$='/widget']");
        (await page.Locator("figure.gpw").CountAsync()).ShouldBe(1);
        complaints.ShouldBeEmpty();
    }

    private static async Task LabelsDoNotOverlapAsync(IPage page)
    {
        // Each label has a box of its own that clips it: no two boxes may share room.
        var boxes = (await page.EvaluateAsync<JsonElement>("""
            [...document.querySelectorAll('svg.gpw-plot > svg, svg.gpw-plot > g > svg')]
              .map(s => [s.x, s.y, s.width, s.height].map(v => v.baseVal.value))
            """)).EnumerateArray().Select(box => box.EnumerateArray().Select(n => n.GetDouble()).ToArray()).ToList();
        boxes.Count.ShouldBeGreaterThan(60);
        foreach (var (i, a) in boxes.Index())
        {
            foreach (var b in boxes.Skip(i + 1))
            {
                var apart = a[0] + a[2] <= b[0] || b[0] + b[2] <= a[0] || a[1] + a[3] <= b[1] + 0.2 || b[1] + b[3] <= a[1] + 0.2;
                apart.ShouldBeTrue($"{string.Join(' ', a)} and {string.Join(' ', b)}");
            }
        }
    }

    private static async Task ContrastIsEnoughAsync(IPage page)
    {
        var lowest = await page.EvaluateAsync<double>("""
            (() => {
              const rgb = c => c.match(/[\d.]+/g).slice(0, 3).map(Number);
              const linear = v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
              const light = c => {
                const [r, g, b] = rgb(c).map(v => linear(v / 255));
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
              };
              const ratio = (a, b) => {
                const [x, y] = [light(a), light(b)].sort((p, q) => q - p);
                return (x + 0.05) / (y + 0.05);
              };
              const card = getComputedStyle(document.querySelector('.gpw')).backgroundColor;
              return Math.min(...[...document.querySelectorAll('.gpw-legend rect')].map(r => ratio(getComputedStyle(r).fill, card)));
            })()
            """);
        lowest.ShouldBeGreaterThan(3.0, "a colour of the scale does not stand out from the background");
    }
}
