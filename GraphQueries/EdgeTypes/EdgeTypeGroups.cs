using System.Numerics;
using GraphQueries.Catalogue;
using GraphQueries.Client;
using GraphQueries.Transport;

namespace GraphQueries.EdgeTypes;

/// <summary>Registered types in groups, so that one statement finds the edges of many small types: each text is planned anew.</summary>
internal static class EdgeTypeGroups
{
    /// <summary>Neighbours in the types' order are one group while they have so few edges together; a type that has more is
    /// alone.</summary>
    /// <param name="graph">With its types.</param>
    /// <param name="edges">How many edges a group may have.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    public static async Task<IReadOnlyList<IReadOnlyList<string>>> GroupTypesAsync(this GraphClient graph, long edges,
        CancellationToken cancellationToken)
    {
        var types = graph.Schema.Types;
        if (types.Count < 2) return [.. types.Select(type => new[] { type })];
        var sizes = await graph.TypeSizesAsync(cancellationToken).ConfigureAwait(false);
        List<List<string>> groups = [];
        var room = 0L;
        foreach (var type in types)
        {
            // In powers of two, so that the groups, and with them the texts, stay the same while a graph grows a little.
            var size = sizes is null ? edges : (long)BitOperations.RoundUpToPowerOf2((ulong)sizes.GetValueOrDefault(type));
            if (groups.Count == 0 || size > room)
            {
                groups.Add([]);
                room = edges;
            }
            room -= size;
            groups[^1].Add(type);
        }
        return groups;
    }

    /// <summary>How many relationships each type has, with and without an edge id; null when the server does not tell.</summary>
    public static async Task<IReadOnlyDictionary<string, long>?> TypeSizesAsync(this GraphClient graph,
        CancellationToken cancellationToken)
    {
        try
        {
            var rows = await graph.ReadAsync(EdgeTypeQueries.Sizes, NoParameters.Instance, cancellationToken).ConfigureAwait(false);
            return rows.ToDictionary(row => row.EdgeType, row => row.Edges, StringComparer.Ordinal);
        }
        catch (GraphException e) when (e.Code.StartsWith("Neo.ClientError.Procedure.", StringComparison.Ordinal))
        {
            return null;
        }
    }
}
