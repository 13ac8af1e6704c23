using System.Runtime.CompilerServices;
using GraphQueries.Adopt;
using GraphQueries.EdgeTypes;
using GraphQueries.Resilience;
using GraphSync.Batching;
using GraphSync.Edges;
using GraphSync.Postgres;

namespace GraphSync.Adopt;

/// <summary>The ids of registered types' edges.</summary>
internal static class EdgeIdPages
{
    private const int PageSize = 10_000;

    /// <summary>All of some types, a group of types after another, each group in the order of the ids. An id that edges of two types have
    /// comes twice.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="types">Registered types.</param>
    /// <param name="cancellationToken">Stops between pages.</param>
    public static async IAsyncEnumerable<IReadOnlyList<string>> ReadAsync(GraphClient graph, IReadOnlyList<string> types,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var size = new BatchSize(PageSize);
        foreach (var group in await graph.GroupTypesAsync(types, EdgeTypeGroups.MostEdges, cancellationToken).ConfigureAwait(false))
        {
            for (var after = ""; after is not null;)
            {
                var from = after;
                var (rows, limit) = await size.FitAsync(most => graph.ReadWholeAsync(AdoptQueries.Page, group,
                    new IdPageParameters(from, most), cancellationToken), ItemFault.IsTooMuch).ConfigureAwait(false);
                var ids = rows[0].EdgeIds;
                var isFull = ids.Count == limit;
                var whole = PageOfTypes.WholeIds(ids, isFull);
                yield return [.. ids.Take(whole)];
                after = isFull ? ids[whole - 1] : null;
            }
        }
    }
}
