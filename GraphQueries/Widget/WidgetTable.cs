using System.Globalization;
using System.Text;

namespace GraphQueries.Widget;

/// <summary>The same as text: for those who cannot see the picture, and for copying.</summary>
internal static class WidgetTable
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    public static void Write(StringBuilder html, IReadOnlyList<TopEdgeRow> edges, int limit)
    {
        html.Append("""
            <details open><summary>The same as a table</summary>
            <div class="gpw-table" tabindex="0" role="region" aria-label="Table of the edges"><table>
            <thead><tr><th scope="col" class="gpw-n">#</th><th scope="col">Source</th><th scope="col">Relation</th><th scope="col">Target</th><th scope="col" class="gpw-n">Confidence</th><th scope="col" class="gpw-n">Before rescoring</th><th scope="col" class="gpw-n">Change</th><th scope="col">Version</th></tr></thead>
            <tbody>

            """);
        foreach (var (row, edge) in edges.Index()) WriteRow(html, row + 1, edge, limit);
        html.Append("</tbody></table></div></details>\n");
    }

    private static void WriteRow(StringBuilder html, int rank, TopEdgeRow edge, int limit)
    {
        var change = edge is { Confidence: { } now, Before: { } before } ? ConfidenceScale.Difference(now - before) : "–";
        html.Append(Culture, $"<tr><td class=\"gpw-n\">{rank}</td><th scope=\"row\">{End(edge.Source, edge.SourceName, limit)}</th><td><bdi>{Label.Html(edge.Relation, limit)}</bdi><small><bdi>{Label.Html(edge.EdgeId, limit)}</bdi></small></td><td>{End(edge.Target, edge.TargetName, limit)}</td>");
        html.Append(Culture, $"<td class=\"gpw-n\">{Number(edge.Confidence)}</td><td class=\"gpw-n\">{Number(edge.Before)}</td><td class=\"gpw-n\">{change}</td><td>{Versions(edge, limit)}</td></tr>\n");
    }

    private static string End(string? key, string? name, int limit)
    {
        var called = Label.Name(name, key);
        var shown = $"<bdi>{Label.Html(called, limit)}</bdi>";
        return key is null || key == called ? shown : $"{shown}<small><bdi>{Label.Html(key, limit)}</bdi></small>";
    }

    /// <summary>Rounded to read, exact for machines.</summary>
    private static string Number(double? value) => value is { } number
        ? $"<data value=\"{number.ToString("R", Culture)}\">{Label.Html(ConfidenceScale.Number(number))}</data>"
        : "–";

    private static string Versions(TopEdgeRow edge, int limit)
    {
        var made = edge.MadeBy is null ? "unknown" : $"<bdi>{Label.Html(edge.MadeBy, limit)}</bdi>";
        var now = edge.RescoredBy is null ? made : $"{made} → <bdi>{Label.Html(edge.RescoredBy, limit)}</bdi>";
        return edge.Flagged ? $"{now}<small class=\"gpw-review\">⚑ flagged for review</small>" : now;
    }
}
