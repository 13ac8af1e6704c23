using System.Globalization;
using System.Text;
using GraphQueries.Presentation.Widget;

namespace GraphQueries.Presentation.Snapshots;

/// <summary>A flowchart; flagged edges are dotted and say so.</summary>
internal static class MermaidSnapshot
{
    private const int LabelLength = 60;

    public static string Render(Subgraph subgraph)
    {
        var chart = new StringBuilder();
        chart.Append(CultureInfo.InvariantCulture,
            $"%% {Comment(subgraph.Id)}: {subgraph.Edges.Count} of {subgraph.EdgeCount} edges, the highest confidence first\n");
        chart.Append("flowchart LR\n");
        var nodes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var edge in subgraph.Edges)
        {
            var source = Node(chart, nodes, edge.Source, edge.SourceName);
            var target = Node(chart, nodes, edge.Target, edge.TargetName);
            var arrow = edge.Flagged ? "-.->" : "-->";
            chart.Append(CultureInfo.InvariantCulture, $"  {source} {arrow}|\"{Text(edge.Relation)} {Numbers(edge)}\"| {target}\n");
        }
        return chart.ToString();
    }

    private static string Node(StringBuilder chart, Dictionary<string, string> nodes, string? key, string? name)
    {
        var identity = key ?? "\0" + name;
        if (nodes.TryGetValue(identity, out var known)) return known;
        var id = nodes[identity] = string.Create(CultureInfo.InvariantCulture, $"n{nodes.Count + 1}");
        chart.Append(CultureInfo.InvariantCulture, $"  {id}[\"{Text(DisplayText.Name(name, key))}\"]\n");
        return id;
    }

    private static string Numbers(TopEdgeRow edge)
    {
        var now = edge.Confidence is { } confidence ? Text(ConfidenceScale.Number(confidence)) : "–";
        var numbers = edge.Before is { } before ? $"{Text(ConfidenceScale.Number(before))} → {now}" : now;
        return edge.Flagged ? numbers + " flagged" : numbers;
    }

    /// <summary>Anything but letters, digits and plain punctuation as an entity code, so that no label can end its quotes, start
    /// Markdown or HTML, or be taken for a keyword.</summary>
    private static string Text(string label)
    {
        var clean = DisplayText.Shown(label, LabelLength);
        var text = new StringBuilder();
        foreach (var rune in clean.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || rune.Value is ' ' or '.' or ',' or '-' or '→' or '…') text.Append(rune);
            else text.Append(CultureInfo.InvariantCulture, $"#{rune.Value};");
        }
        return text.ToString();
    }

    // Braces would start a directive.
    private static string Comment(string text) => DisplayText.Clean(text).Replace('{', '(').Replace('}', ')');
}
