using GraphQueries.Edges;
using GraphQueries.Language;
using GraphSync.Postgres;

namespace GraphSync.Edges;

/// <summary>Reads edges where they were found last, whatever their types, by one statement; only those that are no longer there are looked
/// for by type and id.</summary>
internal static class EdgeLookup
{
    /// <param name="graph">Where.</param>
    /// <param name="edges">Each once.</param>
    /// <param name="read">Reads edges by edge ids and, in parallel, element ids; it leaves out those that do not fit.</param>
    /// <param name="key">The type and id of a row's edge.</param>
    /// <param name="cancellationToken">Stops between statements.</param>
    /// <returns>What was read, in no order; edges that are gone are missing.</returns>
    public static async Task<IReadOnlyList<TRow>> ReadEdgesAsync<TRow>(this GraphClient graph, IReadOnlyCollection<EdgeRef> edges,
        Func<IReadOnlyList<string>, IReadOnlyList<string>, Task<IReadOnlyList<TRow>>> read, Func<TRow, (string Type, string Id)> key,
        CancellationToken cancellationToken)
    {
        var missing = edges.ToDictionary(edge => (edge.EdgeType, edge.EdgeId));
        List<TRow> rows = new(edges.Count);
        await ReadAsync([.. edges.Where(edge => edge.ElementId is not null)]).ConfigureAwait(false);
        if (missing.Count == 0) return rows;
        await ReadAsync(await graph.LocateAsync(missing.Values, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        return rows;

        async Task ReadAsync(IReadOnlyList<EdgeRef> some)
        {
            if (some.Count == 0) return;
            var found = await read([.. some.Select(edge => edge.EdgeId)], [.. some.Select(edge => edge.ElementId!)]).ConfigureAwait(false);
            rows.AddRange(found.Where(row => missing.Remove(key(row))));
        }
    }

    /// <summary>Writes to edges where they were found; those that nobody has looked for, and what was left alone there and is elsewhere
    /// by now, where they are now.</summary>
    /// <param name="graph">Where.</param>
    /// <param name="items">What is to be written, an item an edge.</param>
    /// <param name="edge">The item's edge, with the place where it was found, if anybody has looked.</param>
    /// <param name="write">Writes items at these places, in parallel; it returns those whose edge does not fit.</param>
    /// <param name="cancellationToken">Stops between statements.</param>
    /// <returns>What was left alone.</returns>
    public static async Task<IReadOnlyList<T>> WriteEdgesAsync<T>(this GraphClient graph, IReadOnlyList<T> items, Func<T, EdgeRef> edge,
        Func<IReadOnlyList<T>, IReadOnlyList<string>, Task<IReadOnlyList<T>>> write, CancellationToken cancellationToken)
    {
        List<T> found = [.. items.Where(item => edge(item).ElementId is not null)];
        List<T> leftAlone = [.. items.Where(item => edge(item).ElementId is null)];
        if (found.Count > 0) leftAlone.AddRange(await write(found, [.. found.Select(item => edge(item).ElementId!)]).ConfigureAwait(false));
        if (leftAlone.Count == 0) return leftAlone;
        var places = (await graph.LocateAsync([.. leftAlone.Select(edge)], cancellationToken).ConfigureAwait(false))
            .ToLookup(place => (place.EdgeType, place.EdgeId), place => place.ElementId!);
        var moved = leftAlone.Where(item => Elsewhere(item) is not null).ToList();
        if (moved.Count == 0) return leftAlone;
        return [.. leftAlone.Where(item => Elsewhere(item) is null),
            .. await write(moved, [.. moved.Select(item => Elsewhere(item)!)]).ConfigureAwait(false)];

        string? Elsewhere(T item)
        {
            var (type, id, place) = edge(item);
            return places[(type, id)].FirstOrDefault(other => other != place);
        }
    }

    /// <summary>Writes to one edge: <paramref name="write"/> gets the place where it is, and tells whether it fitted.</summary>
    public static async Task<bool> WriteEdgeAsync(this GraphClient graph, EdgeRef edge, Func<string, Task<bool>> write,
        CancellationToken cancellationToken) =>
        (await graph.WriteEdgesAsync([edge], found => found,
            async (edges, places) => await write(places[0]).ConfigureAwait(false) ? [] : edges, cancellationToken).ConfigureAwait(false))
        .Count == 0;

    /// <summary>Where edges are now, by type and id; those that are gone are missing.</summary>
    private static async Task<IReadOnlyList<EdgeRef>> LocateAsync(this GraphClient graph, IReadOnlyCollection<EdgeRef> edges,
        CancellationToken cancellationToken)
    {
        List<EdgeRef> located = [];
        foreach (var types in Together(graph, [.. edges.Select(edge => edge.EdgeType).Distinct(StringComparer.Ordinal)]))
        {
            var asked = new LocateParameters([.. edges.Where(edge => types.Contains(edge.EdgeType)).Select(edge => edge.EdgeId)]);
            var rows = await graph.ReadAsync(EdgeQueries.Locate, types, asked, cancellationToken).ConfigureAwait(false);
            located.AddRange(rows.Select(row => new EdgeRef(row.EdgeType, row.EdgeId, row.ElementId)));
        }
        return located;
    }

    /// <summary>Several registered types are asked about together with all others, in one text; a type that nobody registered alone, and
    /// what can be no type not at all: such edges are gone.</summary>
    private static IEnumerable<IReadOnlyList<string>> Together(GraphClient graph, IReadOnlyList<string> types)
    {
        var registered = types.Intersect(graph.Schema.Types, StringComparer.Ordinal).ToList();
        IEnumerable<IReadOnlyList<string>> others = types.Except(registered, StringComparer.Ordinal)
            .Where(type => Identifier.Refusal(type) is null).Select(type => new[] { type });
        return registered.Count == 0 ? others : others.Append(registered.Count == 1 ? registered : graph.Schema.Types);
    }
}
