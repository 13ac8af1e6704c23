using System.Text.RegularExpressions;
using GraphQueries.Presentation.Widget;
using Shouldly;
using Support;
using Xunit;

namespace Bridge.Host.Tests.Widget;

/// <summary>The widget's colours, as they stand in what it renders, for everybody's eyes.</summary>
public sealed partial class WidgetColourTests(ServersFixture servers) : BridgeTest(servers)
{
    // WCAG 2.2: 1.4.3 for text, 1.4.11 for what is drawn.
    private const double Text = 4.5, Drawn = 3;
    private static readonly string[] Backgrounds = ["card", "row", "flagbg"];

    [Fact]
    public async Task Colours_StandOut_AndTellHighFromLow_HoweverTheyAreSeen()
    {
        await Bridge.AddEdgesAsync("TREATS", "v", 2);
        var modes = Modes(await new SubgraphWidget(Bridge.Graph).HtmlAsync("v", Cancellation));

        modes.Length.ShouldBe(2);
        foreach (var (name, vision) in ColourVision.All)
        {
            foreach (var colours in modes)
            {
                foreach (var background in Backgrounds)
                {
                    foreach (var ink in new[] { "ink", "muted" }) ShouldContrast(ink, background, Text);
                    foreach (var step in Enumerable.Range(0, 10)) ShouldContrast($"c{step}", background, Drawn);
                    ShouldContrast("flag", background, Text);
                }
                var lightness = Enumerable.Range(0, 10).Select(step => vision.Lightness(colours[$"c{step}"])).ToList();
                lightness.ShouldBeInOrder(lightness[0] > lightness[9] ? SortDirection.Descending : SortDirection.Ascending, name);
                ShouldContrast("c0", "c9", Drawn);

                void ShouldContrast(string one, string other, double least) => vision.Contrast(colours[one], colours[other])
                    .ShouldBeGreaterThanOrEqualTo(least, $"{name}: {one} {colours[one]} on {other} {colours[other]}");
            }
        }
    }

    /// <summary>The simulation itself, held against what is known of it: whoever lacks red sees it dark, and grey stays as it is.</summary>
    [Fact]
    public void Simulation_IsWhatItIsSaidToBe()
    {
        foreach (var vision in ColourVision.All.Values) vision.Contrast("#000", "#ffffff").ShouldBe(21, 0.01);
        ColourVision.All["full"].Contrast("#767676", "#fff").ShouldBe(4.54, 0.01);
        ColourVision.All["protanopia"].Lightness("#ff0000").ShouldBeLessThan(ColourVision.All["full"].Lightness("#ff0000") / 1.5);
        ColourVision.All["deuteranopia"].Lightness("#ff0000").ShouldBeGreaterThan(ColourVision.All["full"].Lightness("#ff0000"));
    }

    /// <summary>The colours in light and in dark, by name; those of the scale are c0 to c9.</summary>
    private static Dictionary<string, string>[] Modes(string html) =>
    [
        .. Markup.Fragment(html).QuerySelector("style")!.TextContent.Split("prefers-color-scheme:dark").Select(css =>
            Variable().Matches(css).ToDictionary(match => match.Groups["step"].Value + match.Groups["name"].Value,
                match => match.Groups["colour"].Value)),
    ];

    [GeneratedRegex(@"(?:\.gpw-(?<step>c\d)\{--gpw-c|--(?<name>[a-z]+)):(?<colour>#[0-9a-f]{3,6})")]
    private static partial Regex Variable();
}
