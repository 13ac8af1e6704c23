using GraphQueries.Outbound;
using GraphQueries.Reconcile;
using GraphQueries.Resilience;
using GraphSync.Batching;
using GraphSync.Edges;
using GraphSync.Ingest;
using GraphSync.Outbound;
using GraphSync.Postgres;
using Npgsql;

namespace GraphSync.Reconcile;

/// <summary>A difference that stands, with what a repair needs.</summary>
/// <param name="Difference">As it is reported, not repaired.</param>
/// <param name="Edge">The edge; null where the graph has none, or two.</param>
/// <param name="IsForSomebody">Whether a repair would be somebody's decision.</param>
internal sealed record StandingDifference(EdgeDifference Difference, ReconcileEdgeRow? Edge, bool IsForSomebody)
{
    public string EdgeId => Difference.EdgeId!;
}

/// <summary>Says of single edges how both sides differ now. What waits in the outbox is none, nor is what changes meanwhile.</summary>
/// <param name="graph">With the types that can be read.</param>
/// <param name="postgres">The mirror.</param>
/// <param name="versions">The real versions.</param>
/// <param name="unreadable">Types whose edges cannot be found, so that nobody knows whether one is gone.</param>
internal sealed class EdgeExamination(GraphClient graph, NpgsqlDataSource postgres, RealVersions versions,
    IReadOnlyCollection<string> unreadable)
{
    /// <summary>How many edges are examined at once.</summary>
    public const int EdgesAtOnce = 1_000;

    private readonly BatchSize _size = new(EdgesAtOnce);

    /// <remarks>
    /// The order matters. An edge that the bridge changes is in the outbox until its row says the same. So when the outbox is read after
    /// the edge, and does not name it, then the row, which is read last, is at least what the edge was; and the edge is still that when
    /// it is read again.
    /// </remarks>
    public async Task<IReadOnlyList<StandingDifference>> RunAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        var edges = await EdgesAsync(ids, cancellationToken).ConfigureAwait(false);
        var asked = new WaitingEdgesParameters(ids);
        var waiting = (await graph.ReadAsync(OutboundQueries.Waiting, asked, cancellationToken).ConfigureAwait(false))[0].EdgeIds;
        var rows = await RowsAsync(ids, cancellationToken).ConfigureAwait(false);
        await versions.LoadAsync(edges.SelectMany(edge => edge).Select(edge => edge.SourceArtifactId), cancellationToken)
            .ConfigureAwait(false);
        List<StandingDifference> found = [.. ids.Distinct(StringComparer.Ordinal).Except(waiting, StringComparer.Ordinal)
            .Select(id => Judge(id, [.. edges[id]], rows.GetValueOrDefault(id))).OfType<StandingDifference>()];
        if (found.Count == 0) return found;
        var again = await EdgesAsync([.. found.Select(difference => difference.EdgeId)], cancellationToken).ConfigureAwait(false);
        return [.. found.Where(difference => edges[difference.EdgeId].SequenceEqual(again[difference.EdgeId]))];
    }

    private async Task<ILookup<string, ReconcileEdgeRow>> EdgesAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        List<ReconcileEdgeRow> edges = [];
        await BatchBisection.RunAsync([.. ids], async part =>
        {
            var read = new ReconcileEdgesParameters(part, graph.Schema.NodeLabel);
            edges.AddRange(await graph.ReadAsync(ReconcileQueries.Edges, read, cancellationToken).ConfigureAwait(false));
        }, _size).ConfigureAwait(false);
        return edges.ToLookup(edge => edge.Id, StringComparer.Ordinal);
    }

    private async Task<Dictionary<string, MirroredRow>> RowsAsync(IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        // PostgreSQL can hold no other ids, so there are no rows of them.
        var held = new { ids = ids.Where(MirrorItem.IsHeldByPostgres).ToArray() };
        var rows = await postgres.ReadAsync<MirroredRow>("Reconcile/rows.sql", held, cancellationToken).ConfigureAwait(false);
        return rows.ToDictionary(row => row.Id, StringComparer.Ordinal);
    }

    private StandingDifference? Judge(string id, IReadOnlyList<ReconcileEdgeRow> edges, MirroredRow? row)
    {
        StandingDifference Different(string kind, string? type, string what, ReconcileEdgeRow? edge = null, bool isForSomebody = false) =>
            new(new EdgeDifference(kind, id, type, what, Repaired: false), edge, isForSomebody);

        if (edges.Count == 0)
        {
            return row is null || (row.Relation is { } relation && unreadable.Contains(relation)) ? null
                : Different(DifferenceKind.Gone, row.Relation, "the graph has no such edge: delete its row, or bring the edge back",
                    isForSomebody: true);
        }
        if (edges.Count > 1)
        {
            var types = string.Join(" and ", edges.Select(edge => edge.Relation));
            return Different(DifferenceKind.Doubled, edges[0].Relation, $"{DuplicateEdgeId.Reason}, {types}: give one of them another",
                isForSomebody: true);
        }
        var edge = edges[0];
        var columns = row is null ? [] : EdgeImage.Of(edge).Differences(EdgeImage.Of(row));
        if (row is not null && columns.Count == 0) return null;
        var kind = row is null ? DifferenceKind.Missing : DifferenceKind.Stale;
        var unfit = edge.Unfit ?? (edge.InferenceInput is { } input ? InferenceInput.Refusal(input) : null);
        if (unfit is not null)
            return Different(kind, edge.Relation, $"not copied, since {unfit}: correct the edge", isForSomebody: true);
        return Unattributed(edge) is { } reason ? Different(DifferenceKind.NotAttributed, edge.Relation, reason, edge)
            : Different(kind, edge.Relation, row is null ? "not in kg_edges" : string.Join(", ", columns), edge);
    }

    /// <summary>Why nobody knows which version made an edge of a model's, which does not say so itself; null when all is well.</summary>
    private string? Unattributed(ReconcileEdgeRow edge) =>
        versions.Refusal(edge.SourceArtifactId, edge.SourceVersion) is { } refusal ? $"{refusal}; its provenance is unknown"
        : edge is { ModelDerived: true, SourceArtifactId: null, ProvenanceUnknown: false }
            ? "a model made it, and it names no version; its provenance is unknown until backfill finds it"
        : null;
}
