using GraphQueries.Adopt;
using GraphQueries.Catalogue;
using GraphQueries.EdgeTypes;
using GraphSync.Postgres;

namespace GraphSync.Adopt;

/// <summary>What keeps a graph from being adopted whatever is put aside. Each check only reads, lists up to 20 places, and says what to
/// do.</summary>
internal sealed class AdoptionCheck(GraphClient graph, AdoptRequest request)
{
    private const int Places = 20;

    private readonly LabelKeysParameters _labels =
        new([.. request.Labels.Select(label => label.Label)], [.. request.Labels.Select(label => label.Key)]);

    /// <returns>How many relationships each type has.</returns>
    public async Task<IReadOnlyDictionary<string, long>> ExistAsync(IReadOnlyList<string> types, CancellationToken cancellationToken)
    {
        foreach (var type in types)
        {
            if (EdgeTypeRegistry.Refusal(type) is { } reason)
                throw new BadInputException($"'{type}' cannot be a relationship type: {reason}.");
        }
        var sizes = await graph.TypeSizesAsync(cancellationToken).ConfigureAwait(false);
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var type in types)
        {
            counts[type] = sizes?.GetValueOrDefault(type) ?? (await graph.ReadAsync(AdoptQueries.Count, type, NoParameters.Instance,
                cancellationToken).ConfigureAwait(false))[0].Edges;
            if (counts[type] == 0) throw NoneOf(type);
        }
        return counts;
    }

    public async Task HasKeysThatFitAsync(CancellationToken cancellationToken)
    {
        foreach (var label in request.Labels)
        {
            var key = new LabelKeyParameters(label.Label, label.Key);
            var others = await graph.ReadAsync(AdoptQueries.ConflictingKeys, key, cancellationToken).ConfigureAwait(false);
            Require(others, $"Nodes labelled '{label.Label}' already have a property {graph.Schema.NodeKey} that is no text, or not their "
                + $"{label.Key}; set Bridge__Graph__NodeKey to a property that is free, which becomes their key",
                other => other.Present == other.Wanted ? $"{other.Present}, which is no text"
                    : $"'{other.Present}' instead of '{other.Wanted}'");
            var longer = await graph.ReadAsync(AdoptQueries.LongKeys, key, cancellationToken).ConfigureAwait(false);
            Require(longer, $"Nodes labelled '{label.Label}' have a {label.Key} that is {KeyLength.TooLong}; shorten it, "
                + "or name another property with --add-label LABEL:KEY", node => node.Node);
        }
        var duplicates = await graph.ReadAsync(AdoptQueries.DuplicateKeys, _labels, cancellationToken).ConfigureAwait(false);
        Require(duplicates, "Two endpoints would have the same key; merge them or give them different ones",
            key => $"'{key.Key}': {string.Join(" and ", key.Nodes)}");
    }

    public async Task HaveEndpointsAsync(IReadOnlyList<string> types, CancellationToken cancellationToken)
    {
        if (types.Count == 0) return;
        var any = await graph.ReadAsync(AdoptQueries.Keyless, types, _labels, cancellationToken).ConfigureAwait(false);
        // Where one is found, its type is to be told.
        foreach (var type in any.Count == 0 ? [] : types)
        {
            var keyless = await graph.ReadAsync(AdoptQueries.Keyless, type, _labels, cancellationToken).ConfigureAwait(false);
            Require(keyless, $"End nodes of '{type}' are not endpoints: each needs the label '{graph.Schema.NodeLabel}' and a text as "
                + $"{graph.Schema.NodeKey}, of {KeyLength.MaxBytes} bytes at most; name their label and key with --add-label LABEL:KEY, "
                + $"and where {graph.Schema.NodeKey} means something else, set Bridge__Graph__NodeKey",
                node => node.Key is null ? node.Node : $"{node.Node} (key {node.Key})");
        }
    }

    /// <summary>Ids are unique over all types, those to be given among them.</summary>
    /// <param name="ids">Those of the types that are adopted.</param>
    /// <param name="walk">Goes through these types again where ids look alike.</param>
    /// <param name="types">Those that are adopted.</param>
    /// <param name="cancellationToken">Stops between pages.</param>
    public async Task HasEachIdOnceAsync(DuplicateIds ids, EdgeWalk walk, IReadOnlyList<string> types,
        CancellationToken cancellationToken)
    {
        var others = graph.Schema.Types.Except(types, StringComparer.Ordinal).ToList();
        await foreach (var page in EdgeIdPages.ReadAsync(graph, others, cancellationToken).ConfigureAwait(false)) ids.Add(page);
        if (!ids.Find()) return;
        var count = new Dictionary<string, int>(StringComparer.Ordinal);
        await foreach (var page in walk.PagesAsync(types, cancellationToken).ConfigureAwait(false)) Count(page.Ids);
        await foreach (var page in EdgeIdPages.ReadAsync(graph, others, cancellationToken).ConfigureAwait(false)) Count(page);
        string[] twice = [.. count.Where(id => id.Value > 1).Select(id => id.Key).Order(StringComparer.Ordinal).Take(Places)];
        if (twice.Length > 0) throw await DuplicateAsync(twice, [.. types, .. others], cancellationToken).ConfigureAwait(false);

        void Count(IEnumerable<string> some)
        {
            foreach (var id in some.Where(ids.Suspects)) count[id] = count.GetValueOrDefault(id) + 1;
        }
    }

    private async Task<BadInputException> DuplicateAsync(string[] ids, IEnumerable<string> types, CancellationToken cancellationToken)
    {
        var asked = new IdHoldersParameters(ids, request.EdgeIdProperty, _labels.Labels, _labels.Keys);
        List<IdHolderRow> found = [];
        foreach (var type in types)
            found.AddRange(await graph.ReadAsync(AdoptQueries.Holders, type, asked, cancellationToken).ConfigureAwait(false));
        var byId = found.ToLookup(edge => edge.Id, edge => edge.Edge, StringComparer.Ordinal);
        var places = ids.Select(id => $"'{id}': {string.Join(" and ", byId[id].Take(2))}");
        return Failure([.. places], "Two edges have the same edge_id, or would; give one of them another", place => place);
    }

    private static BadInputException NoneOf(string type) =>
        new($"The graph has no relationship of type '{type}': check its spelling, which is case-sensitive.");

    private static void Require<T>(IReadOnlyList<T> found, string what, Func<T, string> place)
    {
        if (found.Count > 0) throw Failure(found, what, place);
    }

    private static BadInputException Failure<T>(IReadOnlyList<T> found, string what, Func<T, string> place) =>
        new($"{what}: {string.Join("; ", found.Select(place))}{(found.Count == Places ? "; and maybe more" : "")}.");
}
