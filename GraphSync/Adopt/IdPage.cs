using GraphQueries.Adopt;
using GraphSync.Edges;
using GraphSync.Postgres;

namespace GraphSync.Adopt;

/// <summary>Some edges of registered types, in the order of their ids.</summary>
/// <param name="Edges">An id that edges of two types have comes twice.</param>
/// <param name="Next">The id after which the next page begins; null where there is none.</param>
internal sealed record IdPage(IReadOnlyList<IdentifiedEdge> Edges, string? Next)
{
    /// <summary>How many edges types have at most that are asked about together: a page of several looks at all of them.</summary>
    public const int GroupEdges = 20_000;

    /// <param name="graph">The graph.</param>
    /// <param name="types">A group of types.</param>
    /// <param name="after">Ids beyond this one.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<IdPage> ReadAsync(GraphClient graph, IReadOnlyList<string> types, string after, int limit,
        CancellationToken cancellationToken)
    {
        var asked = new EdgePageParameters(after, limit);
        var row = (await graph.ReadAsync(AdoptQueries.Page, types, asked, cancellationToken).ConfigureAwait(false))[0];
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
