using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Shouldly;

namespace Bridge.Host.Tests.Widget;

/// <summary>Reads HTML as strictly as the standard allows and finds what may never be in ours.</summary>
internal static class Markup
{
    private const string Harmful =
        "script, iframe, object, embed, base, form, img, link, video, audio, foreignObject, use, image, animate, set";

    private static readonly string[] Loading =
        ["src", "srcset", "data", "poster", "background", "xlink:href", "action", "formaction", "ping"];

    public static IHtmlDocument Page(string html) =>
        new HtmlParser(new HtmlParserOptions { IsStrictMode = true }).ParseDocument(html).ShouldHarmNobody();

    public static IHtmlDocument Fragment(string html) =>
        Page($"<!DOCTYPE html><html lang=\"en\"><head><title>t</title></head><body>{html}</body></html>");

    private static IHtmlDocument ShouldHarmNobody(this IHtmlDocument document)
    {
        document.QuerySelectorAll(Harmful).ShouldBeEmpty();
        document.QuerySelectorAll("a").Select(a => a.GetAttribute("href")).ShouldAllBe(href => href!.StartsWith('/'));
        foreach (var element in document.All)
        {
            // An element outside of its svg or table would have been moved by the parser, not reported.
            foreach (var attribute in element.Attributes)
            {
                attribute.Name.ShouldNotStartWith("on");
                Loading.ShouldNotContain(attribute.Name);
                attribute.Value.ShouldNotContain("javascript:", Case.Insensitive);
                attribute.Value.ShouldNotContain("url(", Case.Insensitive);
            }
        }
        document.QuerySelectorAll("style").Select(style => style.TextContent).ShouldAllBe(css =>
            !css.Contains("@import", StringComparison.Ordinal) && !css.Contains("url(", StringComparison.Ordinal));
        var ids = document.All.Select(element => element.Id).Where(id => !string.IsNullOrEmpty(id)).ToList();
        ids.ShouldBe(ids.Distinct());
        return document;
    }
}
