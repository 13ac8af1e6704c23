using System.Text;
using GraphQueries.Client;
using GraphQueries.EdgeTypes;
using GraphQueries.Presentation.Widget;

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

    /// <summary>W3C PROV-JSON: all of the version's edges, each confidence they had, and who is behind them.</summary>
    Prov,

    /// <summary>The edges file of KGX; <see cref="Snapshot.WriteKgxAsync"/> writes the nodes file, too.</summary>
    Kgx,
}

/// <summary>Exports a version's edges: those attributed to it and those that stand under it. Memory does not grow with their number,
/// but for the keys of nodes in GraphML and KGX; PROV-JSON takes room for temporary files.</summary>
/// <param name="graph">The graph.</param>
/// <param name="time">Stamps the export.</param>
public sealed class Snapshot(GraphClient graph, TimeProvider time)
{
    /// <summary>Whether a format can show an earlier time: those that show the widget cannot.</summary>
    public static bool HasPast(SnapshotFormat format) => format is not (SnapshotFormat.Html or SnapshotFormat.Mermaid);

    /// <summary>Writes a snapshot of now as UTF-8.</summary>
    /// <returns>How many edges it holds; null, and nothing is written, when the graph knows no such version.</returns>
    public Task<long?> WriteAsync(string modelId, SnapshotFormat format, Stream output, CancellationToken cancellationToken) =>
        WriteAsync(modelId, format, null, output, cancellationToken);

    /// <summary>Writes a snapshot as UTF-8.</summary>
    /// <param name="modelId">The version's artifact id, matched exactly.</param>
    /// <param name="format">The form.</param>
    /// <param name="asOf">The edges that were attributed to the version or stood under it then, as they were believed to be; null for
    /// now.</param>
    /// <param name="output">Where it goes.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>How many edges it holds; null, and nothing is written, when the graph knows no such version.</returns>
    /// <exception cref="ArgumentException">The format shows no earlier time: see <see cref="HasPast"/>.</exception>
    public async Task<long?> WriteAsync(string modelId, SnapshotFormat format, DateTimeOffset? asOf, Stream output,
        CancellationToken cancellationToken)
    {
        if (asOf is not null && !HasPast(format)) throw new ArgumentException($"{format} shows no earlier time.", nameof(format));
        if (!HasPast(format)) return await WriteWidgetAsync(modelId, format, output, cancellationToken).ConfigureAwait(false);
        if (await VersionAsync(modelId, cancellationToken).ConfigureAwait(false) is not { } version) return null;
        return format switch
        {
            SnapshotFormat.Json => await JsonSnapshot.WriteAsync(output, version, Edges(modelId, asOf, cancellationToken),
                time.GetUtcNow(), asOf, cancellationToken).ConfigureAwait(false),
            SnapshotFormat.GraphMl => await GraphMlSnapshot.WriteAsync(output, modelId, Edges(modelId, asOf, cancellationToken), asOf,
                cancellationToken).ConfigureAwait(false),
            SnapshotFormat.Prov => await new ProvSnapshot(graph).WriteAsync(output, modelId, Beliefs(modelId, asOf, cancellationToken),
                cancellationToken).ConfigureAwait(false),
            _ => await KgxSnapshot.WriteAsync(Stream.Null, output, Edges(modelId, asOf, cancellationToken),
                cancellationToken).ConfigureAwait(false),
        };
    }

    /// <summary>Writes a snapshot as the two files of KGX, tab-separated.</summary>
    /// <param name="modelId">The version's artifact id, matched exactly.</param>
    /// <param name="asOf">As of which time; null for now.</param>
    /// <param name="nodes">Gets the endpoints, each once.</param>
    /// <param name="edges">Gets the edges.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>How many edges it holds; null, and nothing is written, when the graph knows no such version.</returns>
    public async Task<long?> WriteKgxAsync(string modelId, DateTimeOffset? asOf, Stream nodes, Stream edges,
        CancellationToken cancellationToken)
    {
        if (await VersionAsync(modelId, cancellationToken).ConfigureAwait(false) is null) return null;
        return await KgxSnapshot.WriteAsync(nodes, edges, Edges(modelId, asOf, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>All edges of a version, type by type, in edge_id order within each.</summary>
    public IAsyncEnumerable<SnapshotEdgeRow> EdgesAsync(string modelId, CancellationToken cancellationToken = default) =>
        Edges(modelId, null, cancellationToken);

    /// <summary>The edges that were attributed to a version or stood under it at a time, with the confidence, the version, the class
    /// and the flag that they had then. Those attributed to it come first. What was believed when is decided as
    /// <c>history --as-of</c> does.</summary>
    public IAsyncEnumerable<SnapshotEdgeRow> EdgesAsOfAsync(string modelId, DateTimeOffset asOf,
        CancellationToken cancellationToken = default) => Edges(modelId, asOf, cancellationToken);

    private async Task<long?> WriteWidgetAsync(string modelId, SnapshotFormat format, Stream output, CancellationToken cancellationToken)
    {
        var subgraph = await new SubgraphWidget(graph).ReadAsync(modelId, cancellationToken).ConfigureAwait(false);
        if (!subgraph.IsKnown) return null;
        var text = format is SnapshotFormat.Html ? WidgetPage.Render(subgraph) : MermaidSnapshot.Render(subgraph);
        await output.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken).ConfigureAwait(false);
        return subgraph.Edges.Count;
    }

    /// <summary>What is known of a version. Its edges are not counted: over many types that is a second question to plan.</summary>
    /// <returns>Null when there is no such version, and no edge that names it.</returns>
    private async Task<LineageRow?> VersionAsync(string modelId, CancellationToken cancellationToken)
    {
        await graph.LoadTypesAsync(cancellationToken).ConfigureAwait(false);
        var asked = new LineageParameters([modelId]);
        var version = (await graph.ReadAsync(SnapshotQueries.Lineage, asked, cancellationToken).ConfigureAwait(false))[0];
        var isKnown = version.VersionNumber is not null
            || await EdgesAsync(modelId, cancellationToken).AnyAsync(cancellationToken).ConfigureAwait(false);
        return isKnown ? version : null;
    }

    private IAsyncEnumerable<SnapshotEdgeRow> Edges(string modelId, DateTimeOffset? asOf, CancellationToken cancellationToken) =>
        asOf is { } then
            ? new SnapshotReader(graph, modelId).AsOfAsync(then, cancellationToken).Select(edge => edge.Edge)
            : new SnapshotReader(graph, modelId).EdgesAsync(cancellationToken);

    private IAsyncEnumerable<EdgeWithBeliefs> Beliefs(string modelId, DateTimeOffset? asOf, CancellationToken cancellationToken)
    {
        var reader = new SnapshotReader(graph, modelId);
        return asOf is { } then ? reader.AsOfAsync(then, cancellationToken) : reader.WithBeliefsAsync(cancellationToken);
    }
}
