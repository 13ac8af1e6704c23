using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Shouldly;

namespace Bridge.Host.Tests.Widget;

/// <summary>Reads HTML as strictly as the standard allows and finds what may never be in ours.</summary>
internal static class Markup
{
    // The page of decisions has forms and a script of its own, and that of a promotion a form; nobody else's.
    private const string Harmful = "script:not([src='/review.js']), iframe, object, embed, base, "
        + "form:not([action='/review']):not([action^='/promotions/'][method='post']), img, link, "
        + "video, audio, foreignObject, use, image, animate, set";

    private static readonly string[] Loading =
        ["src", "srcset", "data", "poster", "background", "xlink:href", "action", "formaction", "ping"];

    public static IHtmlDocument Page(string html) =>
        new HtmlParser(new HtmlParserOptions { IsStrictMode = true }).ParseDocument(html).ShouldHarmNobody();

    public static IHtmlDocument Fragment(string html) =>
        Page($"<!DOCTYPE html><html lang=\"en\"><head><title>t</title></head><body>{html}</body></html>");

    /// <summary>The one way out: Neo4j Browser on the graph's own server, which is told nothing of where one comes from.</summary>
    private static bool IsNeo4jBrowser(IElement link) =>
        link.GetAttribute("rel") == "noreferrer" && new Uri(link.GetAttribute("href")!) is { IsLoopback: true, AbsolutePath: "/browser/" };

    private static IHtmlDocument ShouldHarmNobody(this IHtmlDocument document)
    {
        document.QuerySelectorAll(Harmful).ShouldBeEmpty();
        document.QuerySelectorAll("a").Where(a => !IsNeo4jBrowser(a)).Select(a => a.GetAttribute("href"))
            .ShouldAllBe(href => href!.StartsWith('/'));
        foreach (var element in document.All)
        {
            // An element outside of its svg or table would have been moved by the parser, not reported.
            foreach (var attribute in element.Attributes)
            {
                attribute.Name.ShouldNotStartWith("on");
                if (element.LocalName is not ("script" or "form")) Loading.ShouldNotContain(attribute.Name);
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
