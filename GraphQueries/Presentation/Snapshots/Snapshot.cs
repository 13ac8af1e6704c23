using System.Runtime.CompilerServices;
using System.Text;
using GraphQueries.Client;
using GraphQueries.EdgeTypes;
using GraphQueries.Presentation.Widget;
using GraphQueries.Resilience;
using GraphQueries.Transport;

namespace GraphQueries.Presentation.Snapshots;

/// <summary>The forms of a snapshot.</summary>
public enum SnapshotFormat
{
    /// <summary>A page that holds the widget: the edges of highest confidence.</summary>
    Html,

    /// <summary>One JSON object with all of the version's edges.</summary>
    Json,

    /// <summary>A Mermaid flowchart of the widget's edges; Mermaid itself refuses more than a few hundred.</summary>
    Mermaid,

    /// <summary>GraphML with all of the version's edges.</summary>
    GraphMl,
}

/// <summary>Exports a version's edges: those attributed to it and those that stand under it. Memory does not grow with their number,
/// but for the keys of nodes in GraphML.</summary>
/// <param name="graph">The graph.</param>
/// <param name="time">Stamps the export.</param>
public sealed class Snapshot(GraphClient graph, TimeProvider time)
{
    private const int PageSize = 1_000;

    // Small types are read a group at a time, whole.
    private const int GroupSize = 5_000;

    /// <summary>Writes a snapshot as UTF-8.</summary>
    /// <returns>How many edges it holds; null, and nothing is written, when the graph knows no such version.</returns>
    public async Task<long?> WriteAsync(string modelId, SnapshotFormat format, Stream output, CancellationToken cancellationToken)
    {
        var subgraph = await new SubgraphWidget(graph).ReadAsync(modelId, cancellationToken).ConfigureAwait(false);
        if (!subgraph.IsKnown) return null;
        var edges = EdgesAsync(modelId, cancellationToken);
        switch (format)
        {
            case SnapshotFormat.Json:
                return await JsonSnapshot.WriteAsync(output, subgraph, edges, time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
            case SnapshotFormat.GraphMl:
                return await GraphMlSnapshot.WriteAsync(output, subgraph, edges, cancellationToken).ConfigureAwait(false);
            default:
                var text = format is SnapshotFormat.Html ? WidgetPage.Render(subgraph) : MermaidSnapshot.Render(subgraph);
                await output.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken).ConfigureAwait(false);
                return subgraph.Edges.Count;
        }
    }

    /// <summary>All edges of a version, type by type, in edge_id order within each.</summary>
    public async IAsyncEnumerable<SnapshotEdgeRow> EdgesAsync(string modelId,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (size, groupSize) = (new BatchSize(PageSize), new BatchSize(GroupSize));
        foreach (var types in await graph.GroupTypesAsync(GroupSize, cancellationToken).ConfigureAwait(false))
        {
            if (types.Count > 1)
            {
                var (edges, hasMore) = await PageAsync(groupSize, types, modelId, "", cancellationToken).ConfigureAwait(false);
                if (!hasMore)
                {
                    foreach (var edge in edges.OrderBy(edge => edge.Relation, StringComparer.Ordinal)) yield return edge;
                    continue;
                }
                // More have come to these types than go into one answer.
            }
            foreach (var type in types)
            {
                for (var after = ""; after is not null;)
                {
                    var (edges, hasMore) = await PageAsync(size, [type], modelId, after, cancellationToken).ConfigureAwait(false);
                    foreach (var edge in edges) yield return edge;
                    after = hasMore ? edges[^1].EdgeId : null;
                }
            }
        }
    }

    private async Task<(IReadOnlyList<SnapshotEdgeRow> Edges, bool HasMore)> PageAsync(BatchSize size, IReadOnlyList<string> types,
        string modelId, string after, CancellationToken cancellationToken)
    {
        var (edges, asked) = await size.FitAsync(limit => graph.ReadAsync(SnapshotQueries.Page, types,
            new SnapshotPageParameters(modelId, after, limit, graph.Schema.NodeLabel), cancellationToken),
            e => e is GraphException { IsOutOfMemory: true }).ConfigureAwait(false);
        return (edges, edges.Count == asked);
    }
}
