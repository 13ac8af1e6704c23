using System.Runtime.CompilerServices;
using GraphQueries.Adopt;
using GraphQueries.Catalogue;
using GraphQueries.EdgeTypes;
using GraphQueries.Resilience;
using GraphSync.Batching;
using GraphSync.Edges;
using GraphSync.Postgres;

namespace GraphSync.Adopt;

/// <summary>What may keep a graph from being adopted. Each check lists up to 20 places, and what to do.</summary>
internal sealed class AdoptionCheck(GraphClient graph)
{
    private const int PageSize = 10_000;
    private const int InputsPerRead = 1_000;
    private const int Places = 20;
    private const string Duplicates = "Two edges have the same edge_id; give one of them another";

    public async Task ExistsAsync(string type, CancellationToken cancellationToken)
    {
        if (EdgeTypeRegistry.Refusal(type) is { } reason) throw new BadInputException($"'{type}' cannot be a relationship type: {reason}.");
        var count = await graph.ReadAsync(AdoptQueries.Count, type, NoParameters.Instance, cancellationToken).ConfigureAwait(false);
        if (count[0].Edges == 0)
            throw new BadInputException($"The graph has no relationship of type '{type}': check its spelling, which is case-sensitive.");
    }

    public async Task HasEachKeyOnceAsync(IReadOnlyList<LabelKey> labels, CancellationToken cancellationToken)
    {
        foreach (var label in labels)
        {
            var key = new LabelKeyParameters(label.Label, label.Key);
            var others = await graph.ReadAsync(AdoptQueries.ConflictingKeys, key, cancellationToken).ConfigureAwait(false);
            Require(others, $"Nodes labelled '{label.Label}' already have a {graph.Schema.NodeKey} that differs from their {label.Key}; "
                + "set Bridge__Graph__NodeKey to a property that is free", other => $"'{other.Present}' instead of '{other.Wanted}'");
        }
        var keys = new DuplicateKeysParameters([.. labels.Select(label => label.Label)], [.. labels.Select(label => label.Key)]);
        var duplicates = await graph.ReadAsync(AdoptQueries.DuplicateKeys, keys, cancellationToken).ConfigureAwait(false);
        Require(duplicates, "Two endpoints would have the same key; merge them or give them different ones",
            key => $"'{key.Key}': {string.Join(" and ", key.Nodes)}");
    }

    public async Task HasKeysThatFitAsync(LabelKey label, CancellationToken cancellationToken)
    {
        var key = new LabelKeyParameters(label.Label, label.Key);
        var longer = await graph.ReadAsync(AdoptQueries.LongKeys, key, cancellationToken).ConfigureAwait(false);
        Require(longer, $"Nodes labelled '{label.Label}' have a {label.Key} that is {KeyLength.TooLong}; shorten it, "
            + "or name another property with --add-label LABEL:KEY", node => node.Node);
    }

    public async Task IsFitAsync(string type, string? edgeIdProperty, CancellationToken cancellationToken)
    {
        var keyless = await graph.ReadAsync(AdoptQueries.Keyless, type, NoParameters.Instance, cancellationToken).ConfigureAwait(false);
        Require(keyless, $"End nodes of '{type}' are not endpoints: each needs the label '{graph.Schema.NodeLabel}' and a text as "
            + $"{graph.Schema.NodeKey}, of {KeyLength.MaxBytes} bytes at most; name their label and key with --add-label LABEL:KEY",
            node => node.Key is null ? node.Node : $"{node.Node} (key {node.Key})");
        var unfit = await graph.ReadAsync(AdoptQueries.Unfit, type, new EdgeIdPropertyParameters(edgeIdProperty), cancellationToken)
            .ConfigureAwait(false);
        Require(unfit, $"Relationships of '{type}' hold values that an edge cannot hold; correct them",
            edge => $"({edge.Source})-[{type}]->({edge.Target}): {edge.Reason}");
    }

    public async Task<Exception> DuplicateAsync(string type, GraphException violation, CancellationToken cancellationToken)
    {
        var duplicates = await graph.ReadAsync(AdoptQueries.DuplicateIds, type, NoParameters.Instance, cancellationToken)
            .ConfigureAwait(false);
        return duplicates.Count == 0 ? violation : Failure(duplicates, Duplicates,
            id => $"'{id.EdgeId}': {string.Join(" and ", id.Edges)}");
    }

    /// <summary>What Neo4j keeps as text must be JSON that PostgreSQL can hold. All edges have ids by then.</summary>
    public async Task HasInputsThatFitAsync(string type, CancellationToken cancellationToken)
    {
        List<string> unfit = [];
        var size = new BatchSize(InputsPerRead);
        for (var after = ""; unfit.Count < Places;)
        {
            var (page, asked) = await size.FitAsync(limit => graph.ReadAsync(AdoptQueries.Inputs, type,
                new EdgePageParameters(after, limit), cancellationToken), ItemFault.IsTooMuch).ConfigureAwait(false);
            unfit.AddRange(page.Select(edge => (edge.EdgeId, Reason: Refusal(edge.Input))).Where(edge => edge.Reason is not null)
                .Select(edge => $"'{edge.EdgeId}': {edge.Reason}"));
            if (page.Count < asked) break;
            after = page[^1].EdgeId;
        }
        Require([.. unfit.Take(Places)], $"Edges of '{type}' have an {InferenceInput.Name} that PostgreSQL cannot hold; "
            + "correct or remove it", edge => edge);
    }

    private static string? Refusal(string? input) =>
        input is null ? $"{InferenceInput.Name} is not text" : InferenceInput.Refusal(input);

    /// <summary>Ids are unique within a type by constraint, and across types by this: all types are read side by side, in order.</summary>
    public async Task HasEachIdOnceAsync(IReadOnlyCollection<string> types, CancellationToken cancellationToken)
    {
        var everyType = graph.Schema.Types.Union(types, StringComparer.Ordinal).ToList();
        var heads = new PriorityQueue<IAsyncEnumerator<string>, string>(CodePointOrder.Instance);
        List<IAsyncEnumerator<string>> sweeps = [];
        try
        {
            foreach (var type in everyType)
            {
                var sweep = SweepAsync(type, cancellationToken).GetAsyncEnumerator(cancellationToken);
                sweeps.Add(sweep);
                if (await sweep.MoveNextAsync().ConfigureAwait(false)) heads.Enqueue(sweep, sweep.Current);
            }
            string? last = null;
            while (heads.TryDequeue(out var sweep, out var id))
            {
                if (id == last) throw await DuplicateAcrossAsync(everyType, id, cancellationToken).ConfigureAwait(false);
                last = id;
                if (await sweep.MoveNextAsync().ConfigureAwait(false)) heads.Enqueue(sweep, sweep.Current);
            }
        }
        finally
        {
            foreach (var sweep in sweeps) await sweep.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async IAsyncEnumerable<string> SweepAsync(string type, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var size = new BatchSize(PageSize);
        for (var after = ""; ;)
        {
            var (rows, _) = await size.FitAsync(limit => graph.ReadAsync(AdoptQueries.Page, type, new EdgePageParameters(after, limit),
                cancellationToken), ItemFault.IsTooMuch).ConfigureAwait(false);
            var page = rows[0];
            foreach (var id in page.EdgeIds) yield return id;
            if (page.EdgeIds.Count == 0) yield break;
            after = page.EdgeIds[^1];
        }
    }

    private async Task<BadInputException> DuplicateAcrossAsync(IReadOnlyList<string> types, string id, CancellationToken cancellationToken)
    {
        List<string> edges = [];
        foreach (var type in types)
        {
            var found = await graph.ReadAsync(AdoptQueries.Ends, type, new EdgeEndsParameters(id), cancellationToken).ConfigureAwait(false);
            edges.AddRange(found.Select(edge => edge.Edge));
        }
        return new BadInputException($"{Duplicates}: '{id}': {string.Join(" and ", edges)}");
    }

    private static void Require<T>(IReadOnlyList<T> found, string what, Func<T, string> place)
    {
        if (found.Count > 0) throw Failure(found, what, place);
    }

    private static BadInputException Failure<T>(IReadOnlyList<T> found, string what, Func<T, string> place) =>
        new($"{what}: {string.Join("; ", found.Select(place))}{(found.Count == Places ? "; and maybe more" : "")}.");
}
