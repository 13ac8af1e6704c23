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
        var types = await graph.SizeTypesAsync(cancellationToken).ConfigureAwait(false);
        var edges = await graph.ReadFirstAsync(ReviewQueries.Flagged, types, asked,
            rows => rows.Count == limit ? asked with { UpTo = rows[^1].EdgeId } : asked, cancellationToken).ConfigureAwait(false);
        return [.. edges.OrderBy(edge => edge.EdgeId, CodePointOrder.Instance).Take(limit)];
    }

    /// <summary>Edges that keep their confidence in later passes, by edge_id: <paramref name="limit"/> at most, beyond the edge_id
    /// <paramref name="after"/>.</summary>
    public Task<IReadOnlyList<PinnedEdgeRow>> PinnedAsync(int limit, string after, CancellationToken cancellationToken) =>
        graph.ReadAsync(ReviewQueries.Pinned, new PinnedParameters(limit, after), cancellationToken);

    /// <summary>How many wait, counted up to <paramref name="limit"/>.</summary>
    public async Task<long> CountAsync(int limit, CancellationToken cancellationToken)
    {
        var counted = new FlaggedCountParameters(limit);
        var types = await graph.SizeTypesAsync(cancellationToken).ConfigureAwait(false);
        return (await graph.ReadAsync(ReviewQueries.FlaggedCount, types, counted, cancellationToken).ConfigureAwait(false))[0].Flagged;
    }
}
