using GraphQueries.Edges;
using GraphQueries.EdgeTypes;
using GraphQueries.Nodes;
using GraphQueries.Resilience;
using GraphSync.Batching;
using GraphSync.Edges;
using GraphSync.Postgres;

namespace GraphSync.Ingest;

/// <summary>Writes batches and finds out why rows did not become edges.</summary>
internal sealed class EdgeBatchWriter(GraphClient graph, TimeProvider time, BatchSize size)
{
    // Others may insert the same ids or remove endpoints meanwhile; each round decides all rows but those.
    private const int Rounds = 5;

    private volatile TypesBySize? _types;

    /// <param name="rows">Checked rows of registered types, each id once.</param>
    /// <param name="cancellationToken">Ends the write.</param>
    /// <returns>One outcome a row, in no order.</returns>
    public async Task<List<RowOutcome>> WriteAsync(IReadOnlyList<EdgeRow> rows, CancellationToken cancellationToken)
    {
        List<RowOutcome> outcomes = new(rows.Count);
        var undecided = rows;
        for (var round = 1; undecided.Count > 0; round++)
        {
            List<EdgeRow> others = [], open = [];
            HashSet<(string EdgeId, string ElementId)> places = [];
            await InPartsAsync(undecided, part => CreateAsync(part, outcomes, others, places, cancellationToken), outcomes)
                .ConfigureAwait(false);
            var known = places.ToLookup(place => place.EdgeId, place => place.ElementId, StringComparer.Ordinal);
            await InPartsAsync(others, part => ExplainAsync(part, known, outcomes, open, cancellationToken), outcomes)
                .ConfigureAwait(false);
            undecided = open;
            if (round < Rounds) continue;
            outcomes.AddRange(undecided.Select(row => RowOutcome.Refused(row, "the graph kept changing under the row: ingest it again")));
            break;
        }
        return outcomes;
    }

    private Task InPartsAsync(IReadOnlyList<EdgeRow> rows, Func<IReadOnlyList<EdgeRow>, Task> work, List<RowOutcome> outcomes) =>
        BatchBisection.RunAsync(rows, work, RacingWrites.IsAboutRows, (row, e) =>
        {
            outcomes.Add(RowOutcome.Refused(row, $"Neo4j refuses it: {e.Message}"));
            return Task.CompletedTask;
        }, size);

    /// <summary>Creates the edges of rows.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="outcomes">Takes those that became edges.</param>
    /// <param name="others">Takes those that did not.</param>
    /// <param name="places">Takes where edges with their ids stand.</param>
    /// <param name="cancellationToken">Ends the write.</param>
    private async Task CreateAsync(IReadOnlyList<EdgeRow> rows, List<RowOutcome> outcomes, List<EdgeRow> others,
        HashSet<(string EdgeId, string ElementId)> places, CancellationToken cancellationToken)
    {
        var created = await RacingWrites.RunAsync(stop => CreateAsync(rows, places, stop), cancellationToken).ConfigureAwait(false);
        outcomes.AddRange(created.Select(RowOutcome.Created));
        if (created.Count == rows.Count) return;
        var ids = created.Select(row => row.EdgeId).ToHashSet(StringComparer.Ordinal);
        others.AddRange(rows.Where(row => !ids.Contains(row.EdgeId)));
    }

    private async Task<IReadOnlyList<EdgeRow>> CreateAsync(IReadOnlyList<EdgeRow> rows, HashSet<(string EdgeId, string ElementId)> places,
        CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_types is not { } types || types.IsOutdated(graph))
                _types = types = await TypesBySize.AskAsync(graph, cancellationToken).ConfigureAwait(false);
            var created = await graph.WriteAsync(transaction => CreateAsync(transaction, types, rows, places), cancellationToken)
                .ConfigureAwait(false);
            if (created is not null)
            {
                types.Grow(created.Select(row => row.Relation));
                return created;
            }
            await graph.LoadTypesAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <returns>The rows that became edges, in order; null when others have registered a type, where an edge may have one of the ids.
    /// </returns>
    private async Task<IReadOnlyList<EdgeRow>?> CreateAsync(GraphTransaction transaction, TypesBySize types, IReadOnlyList<EdgeRow> rows,
        HashSet<(string EdgeId, string ElementId)> places)
    {
        string[] ids = [.. rows.Select(row => row.EdgeId)];
        var locked = (await transaction.RunAsync(EdgeQueries.LockIds, new LockIdsParameters(ids)).ConfigureAwait(false))[0];
        if (locked.EdgeTypes != types.Count) return null;
        var located = await types.LocateAsync(transaction, ids).ConfigureAwait(false);
        places.UnionWith(located.Select(edge => (edge.EdgeId, edge.ElementId)));
        var known = located.Select(edge => edge.EdgeId).ToHashSet(StringComparer.Ordinal);
        IReadOnlyList<EdgeRow> unknown = known.Count == 0 ? rows : [.. rows.Where(row => !known.Contains(row.EdgeId))];
        if (unknown.Count == 0) return [];
        var batch = EdgeBatchBuilder.Build(unknown, Instants.Cut(time.GetUtcNow()));
        var result = (await transaction.RunAsync(EdgeQueries.Create, batch).ConfigureAwait(false))[0];
        IReadOnlyList<EdgeRow> created = result.Created == unknown.Count ? unknown
            : [.. result.Indexes.Order().Select(index => unknown[(int)index])];
        await transaction.ReopenJobsAsync(VersionArrivals.Of(created.Where(row => row.StandsUnder is not null)
            .Select(row => (row.StandsUnder!, row.EdgeId)))).ConfigureAwait(false);
        return created;
    }

    /// <summary>Decides rows that did not become edges.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="known">Where edges with their ids stand.</param>
    /// <param name="outcomes">Takes what is decided.</param>
    /// <param name="open">Takes those that nothing stands against any more.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    private async Task ExplainAsync(IReadOnlyList<EdgeRow> rows, ILookup<string, string> known, List<RowOutcome> outcomes,
        List<EdgeRow> open, CancellationToken cancellationToken)
    {
        var existing = await ExistingAsync([.. rows.SelectMany(row => known[row.EdgeId], (row, place) => (row, place))], cancellationToken)
            .ConfigureAwait(false);
        List<EdgeRow> missing = [.. rows.Where(row => !existing.Contains(row.EdgeId))];
        var unknown = await UnknownEndpointsAsync(missing, cancellationToken).ConfigureAwait(false);
        foreach (var row in rows.Where(row => existing.Contains(row.EdgeId)))
        {
            var reason = existing[row.EdgeId].Select(edge => Refusal(row, edge)).OfType<string>().FirstOrDefault();
            outcomes.Add(reason is null ? RowOutcome.Present(row) : RowOutcome.Refused(row, reason));
        }
        foreach (var row in missing)
        {
            var endpoint = unknown.Contains(row.SourceId) ? $"source_id '{row.SourceId}'"
                : unknown.Contains(row.TargetId) ? $"target_id '{row.TargetId}'" : null;
            if (endpoint is null) open.Add(row);
            else outcomes.Add(RowOutcome.Refused(row, $"unknown endpoint: no node has the {endpoint}"));
        }
    }

    /// <summary>By the id of their row.</summary>
    private async Task<ILookup<string, ExistingEdgeRow>> ExistingAsync(IReadOnlyList<(EdgeRow Row, string Place)> found,
        CancellationToken cancellationToken)
    {
        var asked = EdgeBatchBuilder.Compare([.. found.Select(edge => edge.Row)], [.. found.Select(edge => edge.Place)]);
        var rows = found.Count == 0 ? [] : await graph.ReadAsync(EdgeQueries.Existing, asked, cancellationToken).ConfigureAwait(false);
        return rows.ToLookup(edge => found[(int)edge.Index].Row.EdgeId, StringComparer.Ordinal);
    }

    private static string? Refusal(EdgeRow row, ExistingEdgeRow edge) =>
        edge.EdgeType != row.Relation || edge.SourceId != row.SourceId || edge.TargetId != row.TargetId
            ? $"exists: the id belongs to a '{edge.EdgeType}' edge from '{edge.SourceId}' to '{edge.TargetId}'"
        : row.RescoredState is not null ? null
        : edge.Curated && row.IsModelDerived ? "exists: the edge is curated, and a model's row never overwrites it"
        : edge.Differs is { } property ? $"exists: the edge was given another {property}, and insertion changes no edge"
        : null;

    private async Task<HashSet<string>> UnknownEndpointsAsync(List<EdgeRow> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0) return [];
        var ids = rows.SelectMany(row => new[] { row.SourceId, row.TargetId }).ToHashSet(StringComparer.Ordinal);
        var asked = new UnknownNodesParameters(ids);
        return (await graph.ReadAsync(NodeQueries.Unknown, asked, cancellationToken).ConfigureAwait(false))
            .Select(node => node.Id).ToHashSet(StringComparer.Ordinal);
    }
}
