using GraphQueries.Catalogue;
using GraphQueries.EdgeTypes;
using GraphQueries.Rescore;

namespace GraphSync.Edges;

/// <summary>Counts the edges that stand under versions.</summary>
internal static class VersionEdgeCounts
{
    /// <returns>The edges that stand under each version, 0 where there are none.</returns>
    public static async Task<IReadOnlyDictionary<string, long>> CountEdgesAsync(this GraphClient graph,
        IReadOnlyCollection<string> versions, CancellationToken cancellationToken)
    {
        var counts = versions.Distinct(StringComparer.Ordinal).ToDictionary(version => version, _ => 0L, StringComparer.Ordinal);
        if (counts.Count == 0) return counts;
        var asked = new CountParameters(versions);
        var (small, others) = await TypesAsync(graph, cancellationToken).ConfigureAwait(false);
        foreach (var types in small)
            Add(await graph.ReadWholeAsync(RescoreQueries.Count, types, asked, cancellationToken).ConfigureAwait(false));
        if (others.Count > 0) Add(await graph.ReadAsync(RescoreQueries.Count, others, asked, cancellationToken).ConfigureAwait(false));
        return counts;

        void Add(IEnumerable<VersionEdgeCountRow> rows)
        {
            foreach (var row in rows) counts[row.Version] += row.Edges;
        }
    }

    /// <summary>Groups of many small types, and all others.</summary>
    private static async Task<(IReadOnlyList<IReadOnlyList<string>> Small, IReadOnlyList<string> Others)> TypesAsync(GraphClient graph,
        CancellationToken cancellationToken)
    {
        if (graph.Schema.Types.Count <= Renderer.MostBranches) return ([], graph.Schema.Types);
        var groups = (await graph.GroupTypesAsync(EdgeTypeGroups.MostEdges, cancellationToken).ConfigureAwait(false))
            .ToLookup(types => types.Count > Renderer.MostBranches);
        return ([.. groups[true]], [.. groups[false].SelectMany(types => types)]);
    }
}
