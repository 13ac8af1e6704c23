using System.Runtime.CompilerServices;
using GraphQueries.Adopt;
using GraphQueries.EdgeTypes;
using GraphQueries.Resilience;
using GraphSync.Batching;
using GraphSync.Edges;
using GraphSync.Postgres;

namespace GraphSync.Adopt;

/// <summary>Some edges of registered types, in the order of their ids.</summary>
/// <param name="Edges">An id that edges of two types have comes twice.</param>
/// <param name="Next">The id after which the next page begins; null where there is none.</param>
internal sealed record IdPage(IReadOnlyList<IdentifiedEdge> Edges, string? Next)
{
    /// <summary>All edges of some types, a group of types after another.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="types">Registered types.</param>
    /// <param name="most">How many edges a page has at most.</param>
    /// <param name="use">Takes each page before it is given; where it is too much for a database, the page is read anew with fewer
    /// edges.</param>
    /// <param name="cancellationToken">Stops between pages.</param>
    public static async IAsyncEnumerable<IdPage> PagesAsync(GraphClient graph, IReadOnlyList<string> types, int most,
        Func<IdPage, Task> use, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var size = new BatchSize(most);
        foreach (var group in await graph.GroupTypesAsync(types, EdgeTypeGroups.MostEdges, cancellationToken).ConfigureAwait(false))
        {
            for (var after = ""; after is not null;)
            {
                var from = after;
                var (page, _) = await size.FitAsync(async limit =>
                {
                    var read = await ReadAsync(graph, group, from, limit, cancellationToken).ConfigureAwait(false);
                    await use(read).ConfigureAwait(false);
                    return read;
                }, ItemFault.IsTooMuch).ConfigureAwait(false);
                yield return page;
                after = page.Next;
            }
        }
    }

    private static async Task<IdPage> ReadAsync(GraphClient graph, IReadOnlyList<string> types, string after, int limit,
        CancellationToken cancellationToken)
    {
        var asked = new EdgePageParameters(after, limit);
        var row = (await graph.ReadWholeAsync(AdoptQueries.Page, types, asked, cancellationToken).ConfigureAwait(false))[0];
        var isFull = row.EdgeIds.Count == limit;
        var whole = PageOfTypes.WholeIds(row.EdgeIds, isFull);
        return new IdPage([.. Enumerable.Range(0, whole)
            .Select(i => new IdentifiedEdge(row.EdgeTypes[i], row.EdgeIds[i], row.ElementIds[i], row.Stands[i]))],
            isFull ? row.EdgeIds[whole - 1] : null);
    }
}

/// <summary>An edge with an id.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Id">Its id.</param>
/// <param name="ElementId">Where it stands.</param>
/// <param name="Version">The version that it stands under; empty text for none.</param>
internal readonly record struct IdentifiedEdge(string Type, string Id, string ElementId, string Version);
