using System.Globalization;
using System.Text;

namespace GraphQueries.Presentation.Widget;

/// <summary>Puts picture, legend and table together.</summary>
internal static class WidgetHtml
{
    private static readonly int[] LabelLimits = [90, 60, 36, 20, 10];

    /// <summary>The fragment, its labels as long as its size allows.</summary>
    public static string Render(Subgraph subgraph)
    {
        if (subgraph.Edges.Count == 0) return "";
        var html = "";
        foreach (var limit in LabelLimits)
        {
            html = Render(subgraph, limit);
            if (Encoding.UTF8.GetByteCount(html) < SubgraphWidget.MaxBytes) break;
        }
        return html;
    }

    private static string Render(Subgraph subgraph, int limit)
    {
        var (facts, edges) = (subgraph.Facts, subgraph.Edges);
        var html = new StringBuilder(32_000);
        html.Append(CultureInfo.InvariantCulture, $"""
            <figure class="gpw">
            <figcaption><div class="gpw-head"><bdi>{DisplayText.Html(facts.Title ?? subgraph.Id, limit)}</bdi></div>
            <div class="gpw-sub">{Identity(subgraph, limit)}{Counts(subgraph)}</div></figcaption>
            {Legend(edges)}
            <div class="gpw-scroll" tabindex="0" role="region" aria-label="Picture of the edges">
            """);
        WidgetSvg.Write(html, new WidgetLayout(edges), limit);
        html.Append("</div>\n");
        WidgetTable.Write(html, edges, limit);
        return html.Append("</figure>\n").ToString();
    }

    private static string Identity(Subgraph subgraph, int limit)
    {
        var facts = subgraph.Facts;
        var version = facts.VersionNumber is { } number
            ? $", version {number.ToString(CultureInfo.InvariantCulture)} of <bdi>{DisplayText.Html(facts.ModelId, limit)}</bdi>"
            : "";
        return (facts.Title is null ? "Model version" : $"<bdi>{DisplayText.Html(subgraph.Id, limit)}</bdi>") + version + " · ";
    }

    private static string Counts(Subgraph subgraph)
    {
        var shown = subgraph.Edges.Count;
        var edges = subgraph.Facts.Edges > shown
            ? $"the {shown} edges of highest confidence, of {subgraph.EdgeCount}"
            : shown == 1 ? "its one edge" : $"all of its {shown} edges";
        return subgraph.Facts.Flagged == 0 ? edges : $"{edges} · {subgraph.FlaggedCount} flagged for review";
    }

    private static string Legend(IReadOnlyList<TopEdgeRow> edges)
    {
        var legend = new StringBuilder("<ul class=\"gpw-legend\">\n");
        var range = ConfidenceRange.Of(edges);
        legend.Append(Scale(range));
        var now = $"<circle class=\"gpw-now gpw-c8\" fill=\"{ConfidenceScale.LightColour(8)}\" cx=\"7\" cy=\"7\" r=\"6\"/>";
        AppendSign(legend, 14, now, "now");
        if (edges.Any(edge => edge.Before is { } before && range.Holds(before)))
        {
            const string old = "<circle class=\"gpw-old\" fill=\"none\" stroke=\"#576075\" cx=\"7\" cy=\"7\" r=\"4.5\"/>";
            AppendSign(legend, 14, old, "before rescoring");
        }
        if (edges.Any(edge => edge.Flagged))
        {
            const string flagged = $"<path class=\"gpw-flag\" fill=\"#a61b14\" d=\"{WidgetSvg.FlagPath}\" transform=\"translate(1 1)\"/>"
                + "<path stroke=\"#576075\" stroke-dasharray=\"5 4\" stroke-width=\"2\" d=\"M15 7h19\"/>";
            AppendSign(legend, 34, flagged, "flagged for review");
        }
        return legend.Append("</ul>").ToString();
    }

    /// <summary>The scale of colours. It is the first SVG, so the style goes with it.</summary>
    private static string Scale(ConfidenceRange range)
    {
        var swatches = string.Concat(Enumerable.Range(0, ConfidenceScale.Steps).Select(step =>
            $"<rect class=\"gpw-now gpw-c{step}\" fill=\"{ConfidenceScale.LightColour(step)}\""
            + $" x=\"{6 + step * 15}\" width=\"15\" height=\"11\"/>"));
        return "<li><svg width=\"162\" height=\"25\" viewBox=\"0 0 162 25\" role=\"img\" aria-label=\"Colours from confidence 0 to 1\">"
            + $"<style>{WidgetStyle.Css}</style>{swatches}<text x=\"6\" y=\"23\" text-anchor=\"middle\">0</text>"
            + "<text x=\"81\" y=\"23\" text-anchor=\"middle\">0.5</text><text x=\"156\" y=\"23\" text-anchor=\"middle\">1</text>"
            + $"</svg>confidence{(range.IsWhole ? "" : $", here {range.Words}")}</li>\n";
    }

    private static void AppendSign(StringBuilder legend, int width, string sign, string meaning) => legend.Append(
        CultureInfo.InvariantCulture, $"<li><svg width=\"{width}\" height=\"14\" aria-hidden=\"true\">{sign}</svg>{meaning}</li>\n");
}
