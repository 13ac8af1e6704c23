using System.Globalization;
using System.Text;

namespace GraphQueries.Presentation.Widget;

/// <summary>The same as text: for those who cannot see the picture, and for copying.</summary>
internal static class WidgetTable
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;
    private static readonly (string Name, bool IsNumber)[] Columns =
    [
        ("#", true), ("Source", false), ("Relation", false), ("Target", false),
        ("Confidence", true), ("Before rescoring", true), ("Change", true), ("Version", false),
    ];

    public static void Write(StringBuilder html, IReadOnlyList<TopEdgeRow> edges, int limit)
    {
        html.Append(Culture, $"""
            <details open><summary>The same as a table</summary>
            <div class="gpw-table" tabindex="0" role="region" aria-label="Table of the edges"><table>
            <thead><tr>{Head()}</tr></thead>
            <tbody>

            """);
        foreach (var (row, edge) in edges.Index()) WriteRow(html, row + 1, edge, limit);
        html.Append("</tbody></table></div></details>\n");
    }

    private static string Head() => string.Concat(Columns.Select(column =>
        $"<th scope=\"col\"{(column.IsNumber ? " class=\"gpw-n\"" : "")}>{column.Name}</th>"));

    private static void WriteRow(StringBuilder html, int rank, TopEdgeRow edge, int limit)
    {
        var change = edge is { Confidence: { } now, Before: { } before } ? ConfidenceScale.Difference(now - before) : "–";
        html.Append(Culture, $"<tr><td class=\"gpw-n\">{rank}</td><th scope=\"row\">{End(edge.Source, edge.SourceName, limit)}</th>");
        html.Append(Culture, $"<td><bdi>{DisplayText.Html(edge.Relation, limit)}</bdi>");
        html.Append(Culture, $"<small><bdi>{DisplayText.Html(edge.EdgeId, limit)}</bdi></small></td>");
        html.Append(Culture, $"<td>{End(edge.Target, edge.TargetName, limit)}</td>");
        html.Append(Culture, $"<td class=\"gpw-n\">{Dot(edge)}{Number(edge.Confidence)}</td>");
        html.Append(Culture, $"<td class=\"gpw-n\">{Number(edge.Before)}</td>");
        html.Append(Culture, $"<td class=\"gpw-n\">{change}</td><td>{Versions(edge, limit)}</td></tr>\n");
    }

    /// <summary>The colour, for where there is no room for the picture.</summary>
    private static string Dot(TopEdgeRow edge) => edge.Confidence is null ? ""
        : "<svg class=\"gpw-dot\" width=\"12\" height=\"12\" aria-hidden=\"true\">"
            + $"<circle {WidgetSvg.Classes("gpw-now", edge)} {WidgetSvg.Paint(edge, "fill")} cx=\"6\" cy=\"6\" r=\"5.5\"/></svg>";

    private static string End(string? key, string? name, int limit)
    {
        var called = DisplayText.Name(name, key);
        var shown = $"<bdi>{DisplayText.Html(called, limit)}</bdi>";
        return key is null || key == called ? shown : $"{shown}<small><bdi>{DisplayText.Html(key, limit)}</bdi></small>";
    }

    /// <summary>Rounded to read, exact for machines.</summary>
    private static string Number(double? value) => value is { } number
        ? $"<data value=\"{number.ToString("R", Culture)}\">{DisplayText.Html(ConfidenceScale.Number(number))}</data>"
        : "–";

    private static string Versions(TopEdgeRow edge, int limit)
    {
        var made = edge.MadeBy is null ? "unknown" : $"<bdi>{DisplayText.Html(edge.MadeBy, limit)}</bdi>";
        var now = edge.RescoredBy is null ? made : $"{made} → <bdi>{DisplayText.Html(edge.RescoredBy, limit)}</bdi>";
        return edge.Flagged ? $"{now}<small class=\"gpw-review\">⚑ flagged for review</small>" : now;
    }
}
