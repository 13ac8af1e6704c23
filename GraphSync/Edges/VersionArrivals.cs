using GraphQueries.Edges;
using GraphSync.Postgres;

namespace GraphSync.Edges;

/// <summary>Tells the rescore jobs of versions which edges have come to stand under them.</summary>
internal static class VersionArrivals
{
    /// <summary>The smallest id and the number of the edges that came to stand under each version.</summary>
    public static ReopenJobsParameters Of(IEnumerable<(string Version, string EdgeId)> edges)
    {
        var groups = edges.GroupBy(edge => edge.Version, edge => edge.EdgeId, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => (group.Key, First: group.Min(CodePointOrder.Instance)!, Count: group.LongCount())).ToList();
        return new ReopenJobsParameters([.. groups.Select(g => g.Key)], [.. groups.Select(g => g.First)], [.. groups.Select(g => g.Count)]);
    }

    /// <summary>Tells them, in the transaction that brings the edges.</summary>
    public static async Task ReopenJobsAsync(this GraphTransaction transaction, ReopenJobsParameters arrivals)
    {
        if (arrivals.VersionIds.Count > 0) await transaction.RunAsync(EdgeQueries.ReopenJobs, arrivals).ConfigureAwait(false);
    }
}
