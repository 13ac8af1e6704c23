using GraphQueries.Adopt;
using GraphQueries.Catalogue;
using GraphQueries.EdgeTypes;
using GraphQueries.Reconcile;
using GraphQueries.Resilience;
using GraphSync.Batching;

namespace GraphSync.Reconcile;

/// <summary>Finds types whose edges cannot be compared yet: types that nobody registered, registered ones that have lost their indexes,
/// and relationships of these that have no id. What a registered type lacks it gets again.</summary>
internal sealed class EdgeTypeCheck(GraphClient graph, EdgeTypeRegistry registry, Findings findings, bool dryRun)
{
    private const int RowsPerTransaction = 10_000;

    /// <returns>Types whose edges cannot be found by their ids.</returns>
    public async Task<IReadOnlyCollection<string>> RunAsync(CancellationToken cancellationToken)
    {
        HashSet<string> unreadable = new(StringComparer.Ordinal);
        var present = (await graph.ReadAsync(EdgeTypeQueries.Indexes, NoParameters.Instance, cancellationToken).ConfigureAwait(false))
            .Where(index => index.IsOnline).ToLookup(index => (index.Entity, index.Of));
        foreach (var ofType in ExpectedIndex.OfTypes(graph.Schema).GroupBy(index => index.Of, StringComparer.Ordinal))
        {
            var missing = ofType.Where(wanted => !present[(wanted.Entity, wanted.Of)].Any(wanted.IsMetBy)).ToList();
            if (missing.Count > 0 && !await RestoreAsync(ofType.Key, missing, cancellationToken).ConfigureAwait(false)
                && missing.Exists(index => index.Unique)) unreadable.Add(ofType.Key);
        }
        foreach (var type in (await IncompleteAsync(cancellationToken).ConfigureAwait(false)).Except(unreadable, StringComparer.Ordinal))
            await IdentifyAsync(type, cancellationToken).ConfigureAwait(false);
        foreach (var type in await registry.UnregisteredAsync(cancellationToken).ConfigureAwait(false))
        {
            findings.Add(new EdgeDifference(DifferenceKind.NotRegistered, null, type.EdgeType,
                $"{type.Edges} of its relationships have an edge_id: take them in with bridge adopt", Repaired: false));
            unreadable.Add(type.EdgeType);
        }
        return unreadable;
    }

    private async Task<bool> RestoreAsync(string type, IEnumerable<ExpectedIndex> missing, CancellationToken cancellationToken)
    {
        var what = $"no usable index on ({string.Join("), (", missing.Select(index => string.Join(", ", index.Properties)))})";
        var restored = !dryRun;
        try
        {
            if (!dryRun)
            {
                await registry.CreateSchemaAsync(type, cancellationToken).ConfigureAwait(false);
                await registry.AwaitIndexesAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (GraphException e) when (e.Code == GraphCodes.ConstraintCreationFailed)
        {
            (what, restored) = ($"{what}, and none can be made: {e.Message}", false);
        }
        findings.Add(new EdgeDifference(DifferenceKind.NotRegistered, null, type, what, restored));
        return restored;
    }

    /// <summary>Types that may have relationships without an id. All are counted in two statements; a statement a type would have to be
    /// planned for each.</summary>
    private async Task<IEnumerable<string>> IncompleteAsync(CancellationToken cancellationToken)
    {
        if (await graph.TypeSizesAsync(cancellationToken).ConfigureAwait(false) is not { } sizes) return graph.Schema.Types;
        var counts = await graph.ReadWholeAsync(ReconcileQueries.Identified, graph.Schema.Types, NoParameters.Instance, cancellationToken)
            .ConfigureAwait(false);
        var identified = counts.ToDictionary(type => type.EdgeType, type => type.Edges, StringComparer.Ordinal);
        return graph.Schema.Types.Where(type => sizes.GetValueOrDefault(type) > identified.GetValueOrDefault(type));
    }

    /// <summary>By the rules of adopt, a relationship of an edge type that has no id gets one.</summary>
    private async Task IdentifyAsync(string type, CancellationToken cancellationToken)
    {
        var edges = (await graph.ReadAsync(ReconcileQueries.Unidentified, type, NoParameters.Instance, cancellationToken)
            .ConfigureAwait(false))[0];
        if (edges.Unfit > 0)
        {
            findings.Add(new EdgeDifference(DifferenceKind.Missing, null, type,
                $"{edges.Unfit} edges have an edge_id that is empty or no text: correct it", Repaired: false));
        }
        if (edges.Without == 0) return;
        if (dryRun)
        {
            findings.Add(new EdgeDifference(DifferenceKind.Missing, null, type, $"{edges.Without} edges have no edge_id", Repaired: false));
            return;
        }
        await new BatchSize(RowsPerTransaction).FitAsync(rows => graph.Graph.RunAutoCommitAsync(
            AdoptQueries.GiveIds.For(graph.Schema, type, new GiveIdsParameters(null, rows)), cancellationToken), ItemFault.IsTooMuch)
            .ConfigureAwait(false);
    }
}
