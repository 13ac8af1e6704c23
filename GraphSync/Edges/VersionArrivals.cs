using GraphQueries.Edges;
using GraphQueries.Rescore;
using GraphSync.Postgres;

namespace GraphSync.Edges;

/// <summary>Tells the rescore jobs of versions which edges have come to stand under them.</summary>
internal static class VersionArrivals
{
    private const int VersionsPerCount = 200;

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

    /// <summary>Jobs of versions that more edges stand under than they know of have more to do. Where none has come, none is
    /// re-opened. A count reads all edges of a version, so an open job is told once: before it is done, it looks for itself whether
    /// edges are left.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="firstEdges">The smallest id of the edges that may be new under each version.</param>
    /// <param name="told">The versions whose jobs have been told; takes note of more.</param>
    /// <param name="cancellationToken">Stops between some versions and the next.</param>
    public static async Task RecountJobsAsync(this GraphClient graph, IReadOnlyDictionary<string, string> firstEdges, ISet<string> told,
        CancellationToken cancellationToken)
    {
        foreach (var some in firstEdges.Keys.Order(StringComparer.Ordinal).Chunk(VersionsPerCount))
        {
            var parents = await graph.ReadAsync(RescoreQueries.Parents, new CountParameters(some), cancellationToken).ConfigureAwait(false);
            string[] versions = [.. parents.Where(parent => told.Add(parent.Version) || parent.HasDone).Select(parent => parent.Version)];
            if (versions.Length == 0) continue;
            var edges = await graph.CountEdgesAsync(versions, cancellationToken).ConfigureAwait(false);
            var recount = new ReopenJobsParameters(versions, [.. versions.Select(version => firstEdges[version])],
                [.. versions.Select(version => edges[version])]);
            await graph.WriteAsync(EdgeQueries.RecountJobs, recount, cancellationToken).ConfigureAwait(false);
        }
    }
}
