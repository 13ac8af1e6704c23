using GraphQueries.Catalogue;
using GraphQueries.Client;
using GraphQueries.EdgeTypes;
using GraphQueries.Transport;

namespace GraphQueries.Presentation.Widget;

/// <summary>
/// A model version's edges of highest confidence as a piece of HTML: a picture, a legend and the same as a table. It needs no
/// script, loads nothing and has no ids, so that any page can hold several.
/// </summary>
/// <remarks>The edges are those attributed to the version and those that stand under it, by present confidence, ties by edge_id.
/// Safe for concurrent use.</remarks>
/// <param name="graph">The graph; its registered types are read anew for each widget.</param>
public sealed class SubgraphWidget(GraphClient graph)
{
    /// <summary>Edges shown at most.</summary>
    public const int EdgeCount = 20;

    /// <summary>A version's edges are counted up to so many.</summary>
    public const int CountedEdges = 10_000;

    /// <summary>UTF-8 bytes at most; where labels are long they are cut shorter.</summary>
    public const int MaxBytes = 60_000;

    /// <summary>The widget of a version.</summary>
    /// <param name="modelId">The version's artifact id, matched exactly.</param>
    /// <returns>A fragment of HTML5, shorter than <see cref="MaxBytes"/>; empty when the version has no edges, known or not.</returns>
    /// <exception cref="GraphException">The server refused a query.</exception>
    /// <exception cref="GraphUnavailableException">The server cannot be reached.</exception>
    public string Html(string modelId) => HtmlAsync(modelId, CancellationToken.None).GetAwaiter().GetResult();

    /// <inheritdoc cref="Html"/>
    public async Task<string> HtmlAsync(string modelId, CancellationToken cancellationToken = default) =>
        (await ReadAsync(modelId, cancellationToken).ConfigureAwait(false)).ToHtml();

    /// <summary>What the widget shows.</summary>
    public async Task<Subgraph> ReadAsync(string modelId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(modelId);
        await graph.LoadTypesAsync(cancellationToken).ConfigureAwait(false);
        var types = await graph.SizeTypesAsync(cancellationToken).ConfigureAwait(false);
        // Side by side: with many types each is planned for a second or more, once.
        var facts = graph.ReadAsync(WidgetQueries.Version, types, new VersionFactsParameters(modelId), cancellationToken);
        var edges = EdgesAsync(modelId, types, cancellationToken);
        await Task.WhenAll(facts, edges).ConfigureAwait(false);
        return new Subgraph(modelId, (await facts.ConfigureAwait(false))[0], await edges.ConfigureAwait(false));
    }

    private async Task<IReadOnlyList<TopEdgeRow>> EdgesAsync(string modelId, SizedTypes types, CancellationToken cancellationToken)
    {
        // -0.0 is less than 0.0 for an index.
        var asked = new TopEdgesParameters(modelId, AtLeast: -0.0, EdgeCount);
        var top = await graph.ReadFirstAsync(WidgetQueries.Top, types, asked, rows => rows[0] is { Least: { } least } first
            && first.EdgeIds.Count == EdgeCount ? asked with { AtLeast = least } : asked, cancellationToken).ConfigureAwait(false);
        List<string> edgeIds = [.. top.SelectMany(row => row.EdgeIds)], elementIds = [.. top.SelectMany(row => row.ElementIds)];
        if (edgeIds.Count < EdgeCount)
        {
            var rest = new UnnumberedEdgesParameters(modelId, EdgeCount - edgeIds.Count);
            var found = (await graph.ReadAsync(WidgetQueries.Unnumbered, types, rest, cancellationToken).ConfigureAwait(false))[0];
            edgeIds.AddRange(found.EdgeIds);
            elementIds.AddRange(found.ElementIds);
        }
        if (edgeIds.Count == 0) return [];
        var shown = new ShownEdgesParameters(edgeIds, elementIds, EdgeCount, graph.Schema.NodeLabel);
        return await graph.ReadAsync(WidgetQueries.Edges, shown, cancellationToken).ConfigureAwait(false);
    }
}

/// <summary>A version and its edges of highest confidence.</summary>
/// <param name="Id">The version's artifact id.</param>
/// <param name="Facts">What is known of it.</param>
/// <param name="Edges">Highest confidence first, ties by edge_id; at most <see cref="SubgraphWidget.EdgeCount"/>.</param>
public sealed record Subgraph(string Id, VersionFactsRow Facts, IReadOnlyList<TopEdgeRow> Edges)
{
    /// <summary>Whether there is such a version, or at least edges that name it.</summary>
    public bool IsKnown => Facts.VersionNumber is not null || Facts.Edges > 0;

    /// <summary>How many edges it has, for people: <c>10,000+</c> where more were not counted.</summary>
    internal string EdgeCount => CountText.UpTo(Facts.Edges, SubgraphWidget.CountedEdges);

    /// <summary>How many of them wait for review, for people: with a <c>+</c> where not all edges were looked at.</summary>
    internal string FlaggedCount => CountText.Of(Facts.Flagged, isAtLeast: Facts.Edges > SubgraphWidget.CountedEdges);

    /// <summary>The widget: a fragment of HTML5, empty when there are no edges.</summary>
    public string ToHtml() => WidgetHtml.Render(this);
}
