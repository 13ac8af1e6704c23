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
    private const string EdgeId = "edge_id";

    // cypher/schema/edge-type.cypher makes them; a test holds both together.
    internal static readonly string[] Indexes =
        [EdgeId, "source_artifact_id, edge_id", "rescored_by_artifact_id, edge_id", "senate_review_flag"];

    /// <returns>Types whose edges cannot be found by their ids.</returns>
    public async Task<IReadOnlyCollection<string>> RunAsync(CancellationToken cancellationToken)
    {
        HashSet<string> unreadable = new(StringComparer.Ordinal);
        var known = await graph.ReadAsync(EdgeTypeQueries.Indexes, NoParameters.Instance, cancellationToken).ConfigureAwait(false);
        var ofType = known.ToLookup(index => index.EdgeType, StringComparer.Ordinal);
        foreach (var type in graph.Schema.Types)
        {
            string[] missing = [.. Indexes.Where(wanted => !ofType[type].Any(index => IsIt(index, wanted)))];
            if (missing.Length > 0 && !await RestoreAsync(type, missing, cancellationToken).ConfigureAwait(false)
                && missing.Contains(EdgeId)) unreadable.Add(type);
            else await IdentifyAsync(type, cancellationToken).ConfigureAwait(false);
        }
        var present = await graph.ReadAsync(EdgeTypeQueries.Present, NoParameters.Instance, cancellationToken).ConfigureAwait(false);
        foreach (var type in present.Select(type => type.Name).Except(graph.Schema.Types, StringComparer.Ordinal))
        {
            if (await IsUnregisteredAsync(type, cancellationToken).ConfigureAwait(false)) unreadable.Add(type);
        }
        return unreadable;
    }

    private static bool IsIt(RelationshipIndexRow index, string wanted) =>
        string.Join(", ", index.Properties) == wanted && (index.Unique || wanted != EdgeId);

    private async Task<bool> RestoreAsync(string type, string[] missing, CancellationToken cancellationToken)
    {
        var what = $"no usable index on ({string.Join("), (", missing)})";
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

    private async Task<bool> IsUnregisteredAsync(string type, CancellationToken cancellationToken)
    {
        if (EdgeTypeRegistry.Refusal(type) is not null) return false;
        var count = await graph.ReadAsync(EdgeTypeQueries.Identified, type, NoParameters.Instance, cancellationToken).ConfigureAwait(false);
        if (count[0].Edges == 0) return false;
        findings.Add(new EdgeDifference(DifferenceKind.NotRegistered, null, type,
            $"{count[0].Edges} of its relationships have an edge_id: take them in with bridge adopt", Repaired: false));
        return true;
    }
}
