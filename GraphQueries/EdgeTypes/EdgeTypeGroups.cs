using System.Numerics;
using GraphQueries.Catalogue;
using GraphQueries.Client;
using GraphQueries.Transport;

namespace GraphQueries.EdgeTypes;

/// <summary>The registered types, in groups, so that one statement finds the edges of many small types: each text is planned
/// anew.</summary>
internal static class EdgeTypeGroups
{
    /// <summary>How many edges a group has at most where each look at it may look at all of them.</summary>
    public const int MostEdges = 20_000;

    // A branch of one type takes some 25 ms to plan, one more type of a branch 5 ms; on a server that has just started ten times that.
    private const int LargeTypes = 8;

    // A question that is asked often reads so many edges in vain at most: 2 µs each.
    private const int FewEdges = 4_000;

    // Neo4j does not tell sizes while somebody makes schema, which takes minutes where a constraint is made on a large graph.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(3);

    /// <summary>Reads the registered types into the client's schema.</summary>
    public static async Task LoadTypesAsync(this GraphClient graph, CancellationToken cancellationToken)
    {
        var rows = await graph.ReadAsync(EdgeTypeQueries.List, NoParameters.Instance, cancellationToken).ConfigureAwait(false);
        graph.UseTypes(rows.Select(row => row.Name));
    }

    /// <summary>Neighbours in the types' order are one group while they have so few edges together; a type that has more is
    /// alone.</summary>
    /// <param name="graph">With its types.</param>
    /// <param name="edges">How many edges a group may have.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    public static Task<IReadOnlyList<IReadOnlyList<string>>> GroupTypesAsync(this GraphClient graph, long edges,
        CancellationToken cancellationToken) => graph.GroupTypesAsync(graph.Schema.Types, edges, cancellationToken);

    /// <inheritdoc cref="GroupTypesAsync(GraphClient, long, CancellationToken)"/>
    public static async Task<IReadOnlyList<IReadOnlyList<string>>> GroupTypesAsync(this GraphClient graph, IReadOnlyList<string> types,
        long edges, CancellationToken cancellationToken)
    {
        if (types.Count < 2) return [.. types.Select(type => new[] { type })];
        var sizes = await graph.TypeSizesAsync(cancellationToken).ConfigureAwait(false);
        List<List<string>> groups = [];
        var room = 0L;
        foreach (var type in types)
        {
            var size = sizes is null ? edges : Size(sizes, type);
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

    /// <summary>Divides the registered types by how many edges they have, for questions that are asked often.</summary>
    public static async Task<SizedTypes> SizeTypesAsync(this GraphClient graph, CancellationToken cancellationToken)
    {
        var types = graph.Schema.Types;
        if (types.Count <= LargeTypes) return new SizedTypes(types, [], []);
        var sizes = await graph.TypeSizesAsync(cancellationToken).ConfigureAwait(false);
        var bySize = types.OrderBy(type => sizes is null ? 0 : Size(sizes, type)).ToList();
        var (few, edges) = (0, 0L);
        while (sizes is not null && few < bySize.Count && (edges += Size(sizes, bySize[few])) <= FewEdges) few++;
        if (few <= Renderer.MostBranches) few = 0;
        var small = bySize.Take(few).ToHashSet(StringComparer.Ordinal);
        var large = bySize.Skip(few).Reverse().Take(LargeTypes).ToHashSet(StringComparer.Ordinal);
        return new SizedTypes([.. types.Where(large.Contains)],
            [.. types.Where(type => !large.Contains(type) && !small.Contains(type))], [.. types.Where(small.Contains)]);
    }

    /// <summary>Asks a query about every type.</summary>
    public static Task<IReadOnlyList<TRow>> ReadAsync<TParameters, TRow>(this GraphClient graph, CypherQuery<TParameters, TRow> query,
        SizedTypes types, TParameters parameters, CancellationToken cancellationToken) where TParameters : notnull =>
        graph.ReadWholeAsync(query, types.Small, Renderer.InBranches([.. types.Large, .. types.Middle]), parameters, cancellationToken);

    /// <summary>Asks for the first edges by an index's order: the largest types each alone, since only the edges of one type are read in
    /// that order, then the others together, of which what the first have told leaves few to be looked at.</summary>
    /// <param name="graph">With its types.</param>
    /// <param name="query">About every type.</param>
    /// <param name="types">The registered ones.</param>
    /// <param name="parameters">What the largest types are asked.</param>
    /// <param name="narrow">What the others are asked, by the rows of the largest.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    /// <returns>The rows of the largest types, then those of the others.</returns>
    public static async Task<IReadOnlyList<TRow>> ReadFirstAsync<TParameters, TRow>(this GraphClient graph,
        CypherQuery<TParameters, TRow> query, SizedTypes types, TParameters parameters,
        Func<IReadOnlyList<TRow>, TParameters> narrow, CancellationToken cancellationToken) where TParameters : notnull
    {
        IReadOnlyList<string>[] alone = [.. types.Large.Select(type => new[] { type })];
        IReadOnlyList<TRow> rows = [];
        if (types.Large.Count > 0 || types.Small.Count == 0)
        {
            rows = await graph.ReadAsync(query, alone, parameters, cancellationToken).ConfigureAwait(false);
            if (types.Middle.Count + types.Small.Count == 0) return rows;
            parameters = narrow(rows);
        }
        return [.. rows, .. await graph.ReadWholeAsync(query, types.Small, Renderer.InBranches(types.Middle), parameters, cancellationToken)
            .ConfigureAwait(false)];
    }

    // In powers of two, so that the groups, and with them the texts, stay the same while a graph grows a little.
    private static long Size(IReadOnlyDictionary<string, long> sizes, string type) =>
        (long)BitOperations.RoundUpToPowerOf2((ulong)sizes.GetValueOrDefault(type));

    /// <summary>How many relationships each type has, with and without an edge id; null when the server does not tell, or is slow
    /// to.</summary>
    public static async Task<IReadOnlyDictionary<string, long>?> TypeSizesAsync(this GraphClient graph,
        CancellationToken cancellationToken)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        wait.CancelAfter(LongestWait);
        try
        {
            var rows = await graph.ReadAsync(EdgeTypeQueries.Sizes, NoParameters.Instance, wait.Token).ConfigureAwait(false);
            return rows.ToDictionary(row => row.EdgeType, row => row.Edges, StringComparer.Ordinal);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (GraphException e) when (e.Code.StartsWith("Neo.ClientError.Procedure.", StringComparison.Ordinal))
        {
            return null;
        }
    }
}

/// <summary>The registered types by how many edges they have, each list in ordinal order.</summary>
/// <param name="Large">The largest, a few: each is worth a branch of its own.</param>
/// <param name="Middle">Those in between, which are sought in together.</param>
/// <param name="Small">More than have a branch each, which have so few edges together that all of them may be read; or none.</param>
internal sealed record SizedTypes(IReadOnlyList<string> Large, IReadOnlyList<string> Middle, IReadOnlyList<string> Small);
