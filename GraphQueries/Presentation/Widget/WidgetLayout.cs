namespace GraphQueries.Presentation.Widget;

/// <summary>An endpoint on one side of the picture.</summary>
/// <param name="Key">Its key in the graph; null where it has none.</param>
/// <param name="Name">What to call it.</param>
/// <param name="Kind">Its kind, where it has one.</param>
/// <param name="Y">Its centre.</param>
internal sealed record PlacedNode(string? Key, string Name, string? Kind, double Y);

/// <summary>
/// Three columns: sources, edges in the order of their rank, targets. Endpoints stand as near as possible to the middle of their
/// edges while no two overlap.
/// </summary>
internal sealed class WidgetLayout
{
    public const double RowHeight = 36;
    public const double Top = 34;
    private const double NodeHeight = 32;

    private readonly Dictionary<string, PlacedNode> _sources;
    private readonly Dictionary<string, PlacedNode> _targets;

    public WidgetLayout(IReadOnlyList<TopEdgeRow> edges)
    {
        (Edges, Range) = (edges, ConfidenceRange.Of(edges));
        _sources = Place(edges, edge => (edge.Source, edge.SourceName, edge.SourceKind));
        _targets = Place(edges, edge => (edge.Target, edge.TargetName, edge.TargetKind));
    }

    public IReadOnlyList<TopEdgeRow> Edges { get; }
    public ConfidenceRange Range { get; }
    public double Height => Top + Edges.Count * RowHeight + 26;
    public IEnumerable<PlacedNode> Sources => _sources.Values;
    public IEnumerable<PlacedNode> Targets => _targets.Values;

    /// <summary>The centre of an edge's row.</summary>
    public static double RowY(int row) => Top + (row + 0.5) * RowHeight;

    public PlacedNode SourceOf(TopEdgeRow edge) => _sources[Identity(edge.Source, edge.SourceName)];
    public PlacedNode TargetOf(TopEdgeRow edge) => _targets[Identity(edge.Target, edge.TargetName)];

    private static string Identity(string? key, string? name) => key ?? "\0" + name;

    private static Dictionary<string, PlacedNode> Place(IReadOnlyList<TopEdgeRow> edges,
        Func<TopEdgeRow, (string? Key, string? Name, string? Kind)> end)
    {
        var nodes = edges.Index()
            .GroupBy(edge => Identity(end(edge.Item).Key, end(edge.Item).Name), StringComparer.Ordinal)
            .Select(group => (Id: group.Key, End: end(group.First().Item), Middle: group.Average(edge => RowY(edge.Index))))
            .OrderBy(node => node.Middle).ToList();
        var centres = Spread([.. nodes.Select(node => node.Middle)], Top + NodeHeight / 2, Top + edges.Count * RowHeight - NodeHeight / 2);
        return nodes.Index().ToDictionary(node => node.Item.Id, node => new PlacedNode(node.Item.End.Key,
            DisplayText.Name(node.Item.End.Name, node.Item.End.Key), node.Item.End.Kind, centres[node.Index]), StringComparer.Ordinal);
    }

    /// <summary>The centres nearest to the wished ones (ascending) that are a node's height apart: isotonic regression by
    /// pooling.</summary>
    internal static double[] Spread(double[] wished, double first, double last)
    {
        var pools = new List<(double Sum, int Count)>();
        for (var i = 0; i < wished.Length; i++)
        {
            pools.Add((wished[i] - i * NodeHeight, 1));
            while (pools.Count > 1 && pools[^2].Sum / pools[^2].Count > pools[^1].Sum / pools[^1].Count)
            {
                var merged = (pools[^2].Sum + pools[^1].Sum, pools[^2].Count + pools[^1].Count);
                pools.RemoveAt(pools.Count - 1);
                pools[^1] = merged;
            }
        }
        var room = last - (wished.Length - 1) * NodeHeight;
        return [.. pools.SelectMany(pool => Enumerable.Repeat(Math.Clamp(pool.Sum / pool.Count, first, Math.Max(first, room)), pool.Count))
            .Select((start, i) => start + i * NodeHeight)];
    }
}
