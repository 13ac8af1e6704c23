using GraphQueries.Review;
using GraphSync.Edges;
using GraphSync.Postgres;

namespace GraphSync.Review;

/// <summary>
/// The edges that wait for the Senate, the largest drop first, a page at a time; after them come those whose flag somebody has set by
/// hand, by edge_id. Reads only. What a page costs grows neither with the edges that wait nor with the number of types, but for the flags
/// set by hand.
/// </summary>
public sealed class WaitingEdges(GraphClient graph)
{
    // Of what is left out by a filter, or was cleared past the bridge, a page looks at so many.
    private const int MostLooks = 20;

    private readonly FlaggedEdges _flagged = new(graph);

    /// <summary>A page.</summary>
    /// <param name="filter">What to list.</param>
    /// <param name="after">Where the page before ended; null from the beginning.</param>
    /// <param name="limit">Edges at most.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<QueuePage> ReadAsync(QueueFilter filter, QueuePlace? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        List<FlaggedEdgeRow> edges = [];
        var place = after ?? QueuePlace.Start;
        for (var look = 0; look < MostLooks && edges.Count < limit; look++)
        {
            var (found, next) = place.Drop is { } drop
                ? await DecreasesAsync(filter, drop, place.EdgeId, limit - edges.Count, cancellationToken).ConfigureAwait(false)
                : await SetByHandAsync(filter, place.EdgeId, limit - edges.Count, cancellationToken).ConfigureAwait(false);
            edges.AddRange(found.Where(filter.IsMet));
            if (next is null) return new QueuePage(edges, null);
            place = next;
        }
        return new QueuePage(edges, place);
    }

    private async Task<(IEnumerable<FlaggedEdgeRow> Edges, QueuePlace? Next)> DecreasesAsync(QueueFilter filter, double drop, string edgeId,
        int limit, CancellationToken cancellationToken)
    {
        var asked = new ReviewQueueParameters(drop, edgeId, filter.Promotion, filter.EdgeType, filter.Version, limit);
        var queued = await graph.ReadAsync(ReviewQueries.Queue, asked, cancellationToken).ConfigureAwait(false);
        var places = queued.Select(delta => new EdgeRef(delta.EdgeType, delta.EdgeId, delta.ElementId))
            .DistinctBy(edge => (edge.EdgeType, edge.EdgeId)).ToList();
        var edges = (await graph.ReadEdgesAsync(places, (ids, elements) => graph.ReadAsync(ReviewQueries.Waiting,
            new WaitingParameters(ids, elements), cancellationToken), row => (row.EdgeType, row.EdgeId), cancellationToken)
            .ConfigureAwait(false)).ToDictionary(row => (row.EdgeType, row.EdgeId));
        var waiting = queued.Select(delta => edges.GetValueOrDefault((delta.EdgeType, delta.EdgeId)) is { } edge && edge.DeltaId == delta.Id
            ? edge : null).OfType<FlaggedEdgeRow>();
        return (waiting, queued.Count == limit ? new QueuePlace(queued[^1].Delta, queued[^1].EdgeId)
            : filter.TakesFlagsSetByHand ? new QueuePlace(null, "") : null);
    }

    private async Task<(IEnumerable<FlaggedEdgeRow> Edges, QueuePlace? Next)> SetByHandAsync(QueueFilter filter, string edgeId, int limit,
        CancellationToken cancellationToken)
    {
        if (!filter.TakesFlagsSetByHand) return ([], null);
        var flagged = await _flagged.ListAsync(limit, edgeId, cancellationToken).ConfigureAwait(false);
        return (flagged.Where(edge => !edge.Awaits), flagged.Count == limit ? new QueuePlace(null, flagged[^1].EdgeId) : null);
    }
}

/// <summary>Which of the edges that wait to list; null filters nothing.</summary>
/// <param name="Promotion">Those that this promotion lowered.</param>
/// <param name="EdgeType">Those of this relationship type.</param>
/// <param name="Version">Those that this model version lowered.</param>
/// <param name="Endpoint">Those with an endpoint of this name, or of this key where it has no name.</param>
public sealed record QueueFilter(string? Promotion = null, string? EdgeType = null, string? Version = null, string? Endpoint = null)
{
    /// <summary>No promotion and no version is behind a flag that was set by hand.</summary>
    internal bool TakesFlagsSetByHand => Promotion is null && Version is null;

    internal bool IsMet(FlaggedEdgeRow edge) =>
        (EdgeType is null || edge.EdgeType == EdgeType) && (Endpoint is null || edge.Source == Endpoint || edge.Target == Endpoint);
}

/// <summary>A place in the queue.</summary>
/// <param name="Drop">The delta of the edge, below 0; null among the flags that were set by hand.</param>
/// <param name="EdgeId">The edge.</param>
public sealed record QueuePlace(double? Drop, string EdgeId)
{
    /// <summary>Before the first.</summary>
    internal static readonly QueuePlace Start = new(-2.0, "");
}

/// <summary>Edges that wait, and where the next page begins.</summary>
/// <param name="Edges">The largest drop first.</param>
/// <param name="Next">Null when there are no more.</param>
public sealed record QueuePage(IReadOnlyList<FlaggedEdgeRow> Edges, QueuePlace? Next);
