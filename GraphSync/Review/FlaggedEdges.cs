using GraphQueries.Review;
using GraphSync.Postgres;

namespace GraphSync.Review;

/// <summary>The edges that wait for the Senate. Reads only.</summary>
public sealed class FlaggedEdges(GraphClient graph)
{
    /// <summary>Edges that wait, by edge_id: the first <paramref name="limit"/>.</summary>
    public Task<IReadOnlyList<FlaggedEdgeRow>> ListAsync(int limit, CancellationToken cancellationToken) =>
        ListAsync(limit, "", cancellationToken);

    /// <summary>Edges that wait, by edge_id: <paramref name="limit"/> at most, beyond the edge_id <paramref name="after"/>.</summary>
    public Task<IReadOnlyList<FlaggedEdgeRow>> ListAsync(int limit, string after, CancellationToken cancellationToken) =>
        graph.ReadAsync(ReviewQueries.Flagged, new FlaggedParameters(limit, after), cancellationToken);

    /// <summary>How many wait, counted up to <paramref name="limit"/>.</summary>
    public async Task<long> CountAsync(int limit, CancellationToken cancellationToken)
    {
        var counted = new FlaggedCountParameters(limit);
        return (await graph.ReadAsync(ReviewQueries.FlaggedCount, counted, cancellationToken).ConfigureAwait(false))[0].Flagged;
    }
}
