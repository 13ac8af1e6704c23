using System.Globalization;
using System.Text;

namespace GraphQueries.Presentation.Widget;

/// <summary>
/// Sources left, targets right, a row for each edge between them. In the row stands where its confidence lies between 0 and 1 and
/// where it lay before. Every text has a box of its own that clips it, so that no label can cover another, whatever it holds.
/// </summary>
internal static class WidgetSvg
{
    public const string FlagPath = "M1 0v12h1.6V7.4H10L7.6 4 10 .6H2.6V0z";

    private const double Width = 940, LabelWidth = 218, NodeX = 236, RowX = 318, RowWidth = 304, TrackX = 336, TrackWidth = 268;
    private const double NameUnits = 26, RelationUnits = 16;
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    public static void Write(StringBuilder svg, WidgetLayout layout, int limit)
    {
        svg.Append(Culture, $"<svg class=\"gpw-plot\" viewBox=\"0 0 {Width} {layout.Height}\" role=\"img\" aria-label=\"");
        svg.Append(Culture, $"{layout.Edges.Count} edges from sources on the left to targets on the right, by confidence; ");
        svg.Append("the table below says the same\">\n");
        WriteAxis(svg, layout);
        foreach (var (row, edge) in layout.Edges.Index()) WriteLines(svg, layout, edge, WidgetLayout.RowY(row));
        foreach (var (row, edge) in layout.Edges.Index()) WriteRow(svg, layout.Range, edge, WidgetLayout.RowY(row));
        foreach (var node in layout.Sources) WriteNode(svg, node, NodeX, 0, "end", limit);
        foreach (var node in layout.Targets) WriteNode(svg, node, Width - NodeX, Width - LabelWidth, "start", limit);
        svg.Append("</svg>");
    }

    private static void WriteAxis(StringBuilder svg, WidgetLayout layout)
    {
        var bottom = layout.Height - 24;
        svg.Append(Culture, $"<text class=\"gpw-m\" x=\"{LabelWidth}\" y=\"14\" text-anchor=\"end\">source</text>");
        svg.Append(Culture, $"<text class=\"gpw-m\" x=\"{Width - LabelWidth}\" y=\"14\">target</text>");
        var range = layout.Range.IsWhole ? "" : $", {layout.Range.Words}";
        svg.Append(Culture, $"<text class=\"gpw-m\" x=\"{Width / 2}\" y=\"14\" text-anchor=\"middle\">relation and confidence{range}");
        svg.Append("</text>\n");
        (double, string)[] ends = [(0, ConfidenceScale.Number(layout.Range.Low)), (1, ConfidenceScale.Number(layout.Range.High))];
        foreach (var (at, name) in layout.Range.IsWhole ? [(0, "0"), (0.5, "0.5"), (1, "1")] : ends)
        {
            svg.Append(Culture, $"<text class=\"gpw-m\" x=\"{TrackX + at * TrackWidth}\" y=\"{bottom + 16}\"");
            svg.Append(Culture, $" text-anchor=\"middle\">{name}</text>\n");
        }
    }

    private static void WriteLines(StringBuilder svg, WidgetLayout layout, TopEdgeRow edge, double y)
    {
        var (colour, dash) = (Paint(edge, "stroke"), edge.Flagged ? " stroke-dasharray=\"5 4\"" : "");
        var (from, to) = (layout.SourceOf(edge).Y, layout.TargetOf(edge).Y);
        const double rowEnd = RowX + RowWidth, targetX = Width - NodeX, bend = (RowX - NodeX) * 0.5;
        svg.Append(Culture, $"<path {Classes("gpw-line", edge)} fill=\"none\" {colour} stroke-width=\"2\"{dash} d=\"");
        svg.Append(Culture, $"M{NodeX} {from:0.#}C{NodeX + bend} {from:0.#} {RowX - bend} {y:0.#} {RowX} {y:0.#}");
        svg.Append(Culture, $"M{rowEnd} {y:0.#}C{rowEnd + bend} {y:0.#} {targetX - bend} {to:0.#} {targetX} {to:0.#}\"/>\n");
    }

    private static void WriteRow(StringBuilder svg, ConfidenceRange range, TopEdgeRow edge, double y)
    {
        var top = y - 16;
        svg.Append(Culture, $"<g><rect class=\"gpw-row{(edge.Flagged ? " gpw-f" : "")}\" fill=\"#f3f5f9\"");
        svg.Append(Culture, $" x=\"{RowX}\" y=\"{top}\" width=\"{RowWidth}\" height=\"32\" rx=\"6\"/>");
        var left = TrackX;
        if (edge.Flagged)
        {
            svg.Append(Culture, $"<path class=\"gpw-flag\" fill=\"#a61b14\" d=\"{FlagPath}\"");
            svg.Append(Culture, $" transform=\"translate({TrackX - 8} {top + 4})\"><title>flagged for review</title></path>");
            left += 10;
        }
        var relation = DisplayText.HtmlWithin(edge.Relation, RelationUnits);
        var whole = DisplayText.Overflows(edge.Relation, RelationUnits) ? DisplayText.Html(edge.Relation, 60) : null;
        WriteText(svg, left, top + 2, 138, 18, "start", "", relation, whole);
        svg.Append(Culture, $"<text x=\"{TrackX + TrackWidth}\" y=\"{top + 15}\" text-anchor=\"end\">{Numbers(edge)}</text>");
        WriteTrack(svg, range, edge, top + 24);
        svg.Append("</g>\n");
    }

    private static string Numbers(TopEdgeRow edge)
    {
        var now = edge.Confidence is { } confidence ? DisplayText.Html(ConfidenceScale.Number(confidence)) : "no number";
        var number = $"<tspan class=\"gpw-num\">{now}</tspan>";
        return edge.Before is { } before
            ? $"<tspan class=\"gpw-m\">{DisplayText.Html(ConfidenceScale.Number(before))} →</tspan> {number}"
            : number;
    }

    private static void WriteTrack(StringBuilder svg, ConfidenceRange range, TopEdgeRow edge, double y)
    {
        svg.Append(Culture, $"<path class=\"gpw-axis\" stroke=\"#d5dae4\" d=\"M{TrackX} {y}h{TrackWidth}M{TrackX} {y - 3}v6");
        svg.Append(Culture, $"M{TrackX + TrackWidth / 2} {y - 3}v6M{TrackX + TrackWidth} {y - 3}v6\"/>");
        if (edge.Confidence is not { } confidence) return;
        var now = X(range, confidence);
        if (edge.Before is { } before && range.Holds(before))
        {
            var old = X(range, before);
            svg.Append(Culture, $"<path class=\"gpw-move\" stroke=\"#576075\" d=\"M{old:0.#} {y}L{now:0.#} {y}\"/>");
            svg.Append(Culture, $"<circle class=\"gpw-old\" fill=\"#fff\" stroke=\"#576075\" cx=\"{old:0.#}\" cy=\"{y}\" r=\"4.5\"/>");
        }
        svg.Append(Culture, $"<circle {Classes("gpw-now", edge)} {Paint(edge, "fill")} cx=\"{now:0.#}\" cy=\"{y}\" r=\"5.5\"/>");
    }

    private static void WriteNode(StringBuilder svg, PlacedNode node, double x, double labelX, string anchor, int limit)
    {
        svg.Append(Culture, $"<circle class=\"gpw-node\" fill=\"#fff\" stroke=\"#576075\" cx=\"{x}\" cy=\"{node.Y:0.#}\" r=\"4.5\"/>");
        var whole = DisplayText.Overflows(node.Name, NameUnits) ? DisplayText.Html(node.Name, limit) : null;
        WriteText(svg, labelX, node.Y - 16, LabelWidth, 17, anchor, "", DisplayText.HtmlWithin(node.Name, NameUnits), whole);
        var parts = new[] { node.Kind, Short(node) }.Where(part => !string.IsNullOrWhiteSpace(part) && part != node.Name);
        var beneath = DisplayText.Clean(string.Join(" · ", parts));
        if (beneath.Length > 0)
            WriteText(svg, labelX, node.Y + 1, LabelWidth, 15, anchor, "gpw-m", DisplayText.HtmlWithin(beneath, NameUnits * 1.15), null);
        svg.Append('\n');
    }

    /// <summary>Keys often begin with the kind, which stands before them here.</summary>
    private static string? Short(PlacedNode node) =>
        node.Key?.StartsWith(node.Kind + "::", StringComparison.Ordinal) == true ? node.Key[((node.Kind?.Length ?? 0) + 2)..] : node.Key;

    private static void WriteText(StringBuilder svg, double x, double y, double width, double height, string anchor, string style,
        string text, string? whole)
    {
        var at = anchor == "end" ? width : 0;
        var styled = style.Length > 0 ? $" class=\"{style}\"" : "";
        var title = whole is null ? "" : $"<title>{whole}</title>";
        svg.Append(Culture, $"<svg x=\"{x:0.#}\" y=\"{y:0.#}\" width=\"{width}\" height=\"{height}\">");
        svg.Append(Culture, $"<text{styled} x=\"{at}\" y=\"{height - 5}\" text-anchor=\"{anchor}\">{title}{text}</text></svg>");
    }

    private static double X(ConfidenceRange range, double confidence) => TrackX + range.Place(confidence) * TrackWidth;

    public static string Classes(string own, TopEdgeRow edge) => edge.Confidence is { } confidence
        ? $"class=\"{own} gpw-c{ConfidenceScale.Step(confidence)}\""
        : "class=\"gpw-axis\"";

    /// <summary>The colour stands in the element too, for readers that know no style sheets.</summary>
    public static string Paint(TopEdgeRow edge, string property) =>
        $"{property}=\"{(edge.Confidence is { } confidence ? ConfidenceScale.LightColour(ConfidenceScale.Step(confidence)) : "#8a93a6")}\"";
}
