using GraphQueries.Review;
using GraphSync.Postgres;

namespace GraphSync.Review;

/// <summary>The edges that wait for the Senate. Reads only.</summary>
public sealed class FlaggedEdges(GraphClient graph)
{
    /// <summary>Edges that wait, by edge_id.</summary>
    public Task<IReadOnlyList<FlaggedEdgeRow>> ListAsync(int limit, CancellationToken cancellationToken) =>
        graph.ReadAsync(ReviewQueries.Flagged, new FlaggedParameters(null, limit), cancellationToken);
}
