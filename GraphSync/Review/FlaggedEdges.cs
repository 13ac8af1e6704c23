using GraphQueries.EdgeTypes;
using GraphQueries.Review;
using GraphSync.Edges;
using GraphSync.Postgres;

namespace GraphSync.Review;

/// <summary>The edges that wait for the Senate. Reads only.</summary>
public sealed class FlaggedEdges(GraphClient graph)
{
    /// <summary>Edges that wait, by edge_id: the first <paramref name="limit"/>.</summary>
    public Task<IReadOnlyList<FlaggedEdgeRow>> ListAsync(int limit, CancellationToken cancellationToken) =>
        ListAsync(limit, "", cancellationToken);

    /// <summary>Edges that wait, by edge_id: <paramref name="limit"/> at most, beyond the edge_id <paramref name="after"/>.</summary>
    public async Task<IReadOnlyList<FlaggedEdgeRow>> ListAsync(int limit, string after, CancellationToken cancellationToken)
    {
        var asked = new FlaggedParameters(limit, after);
        var (large, others) = await graph.LargestTypesAsync(cancellationToken).ConfigureAwait(false);
        var edges = await graph.ReadAsync(ReviewQueries.Flagged, large, asked, cancellationToken).ConfigureAwait(false);
        if (others.Count == 0) return edges;
        // What the largest types have tells how few need be looked at of the others.
        if (edges.Count == limit) asked = asked with { UpTo = edges[^1].EdgeId };
        var more = await graph.ReadAsync(ReviewQueries.Flagged, others, asked, cancellationToken).ConfigureAwait(false);
        return [.. edges.Concat(more).OrderBy(edge => edge.EdgeId, CodePointOrder.Instance).Take(limit)];
    }

    /// <summary>How many wait, counted up to <paramref name="limit"/>.</summary>
    public async Task<long> CountAsync(int limit, CancellationToken cancellationToken)
    {
        var counted = new FlaggedCountParameters(limit);
        return (await graph.ReadAsync(ReviewQueries.FlaggedCount, counted, cancellationToken).ConfigureAwait(false))[0].Flagged;
    }
}
