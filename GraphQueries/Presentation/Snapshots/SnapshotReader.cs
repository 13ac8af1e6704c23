using System.Runtime.CompilerServices;
using GraphQueries.Client;
using GraphQueries.EdgeTypes;
using GraphQueries.History;
using GraphQueries.Resilience;
using GraphQueries.Transport;

namespace GraphQueries.Presentation.Snapshots;

/// <summary>An edge of a snapshot with what was believed of it, up to the snapshot's time.</summary>
internal sealed record EdgeWithBeliefs(SnapshotEdgeRow Edge, IReadOnlyList<EdgeBelief> Beliefs);

/// <summary>Reads a version's edges a page at a time: as they are, with their histories, or as they were.</summary>
internal sealed class SnapshotReader(GraphClient graph, string version)
{
    private const int PageSize = 1_000;

    // Small types are read a group at a time, whole.
    private const int GroupSize = 5_000;

    private readonly BatchSize _size = new(PageSize);
    private readonly BatchSize _groupSize = new(GroupSize);

    /// <summary>The edges as they are now, type by type, in edge_id order within each.</summary>
    public IAsyncEnumerable<SnapshotEdgeRow> EdgesAsync(CancellationToken cancellationToken) =>
        Flat(PagesAsync(cancellationToken), cancellationToken);

    /// <summary>The edges as they are now with their whole histories.</summary>
    public async IAsyncEnumerable<EdgeWithBeliefs> WithBeliefsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in PagesAsync(cancellationToken).ConfigureAwait(false))
            foreach (var (edge, timeline) in await TimelinesAsync(page, cancellationToken).ConfigureAwait(false))
                yield return new EdgeWithBeliefs(edge, timeline.Beliefs);
    }

    /// <summary>The edges as they were believed at a time: those that are attributed to the version, then those that stood under it then,
    /// pass by pass.</summary>
    public async IAsyncEnumerable<EdgeWithBeliefs> AsOfAsync(DateTimeOffset time,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in CandidatesAsync(cancellationToken).ConfigureAwait(false))
        {
            var kept = await KeptAsync(page.Select(edge => edge.Edge.EdgeId), cancellationToken).ConfigureAwait(false);
            foreach (var (edge, timeline) in page)
            {
                if (EdgeTimeline.IndexAt(timeline.Beliefs, time) is not (>= 0 and var last)) continue;
                var belief = timeline.Beliefs[last];
                if (edge.SourceArtifactId != version && belief.Version != version) continue;
                var isYetToBeKept = kept[(edge.EdgeId, timeline.Deltas[last]?.Id)].Any(at => at > time);
                yield return new EdgeWithBeliefs(Past.Of(edge, timeline, last, isYetToBeKept), [.. timeline.Beliefs.Take(last + 1)]);
            }
        }
    }

    /// <summary>Every edge that is attributed to the version or ever stood under it, once. Attribution does not move while this reads, and
    /// whatever came to stand under a version did so in a pass; the present version of an edge may change between two pages.</summary>
    private async IAsyncEnumerable<IReadOnlyList<(SnapshotEdgeRow Edge, EdgeTimeline Timeline)>> CandidatesAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in PagesAsync(cancellationToken).ConfigureAwait(false))
        {
            var attributed = page.Where(edge => edge.SourceArtifactId == version).ToList();
            yield return await TimelinesAsync(attributed, cancellationToken).ConfigureAwait(false);
        }
        // One a day at most.
        var passes = (await graph.ReadAsync(SnapshotQueries.Passes, new VersionPassesParameters(version), cancellationToken)
            .ConfigureAwait(false)).Select(pass => pass.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var pass in passes)
        {
            await foreach (var page in PassEdgesAsync(pass, cancellationToken).ConfigureAwait(false))
            {
                var timelines = await TimelinesAsync(page, cancellationToken).ConfigureAwait(false);
                // An edge of several passes comes with the first of them.
                yield return [.. timelines.Where(edge =>
                    edge.Timeline.Beliefs.FirstOrDefault(belief => belief.PassId is { } id && passes.Contains(id))?.PassId == pass)];
            }
        }
    }

    private async IAsyncEnumerable<IReadOnlyList<SnapshotEdgeRow>> PagesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var types in await graph.GroupTypesAsync(GroupSize, cancellationToken).ConfigureAwait(false))
        {
            if (types.Count > 1)
            {
                var (edges, hasMore) = await PageAsync(_groupSize, types, "", cancellationToken).ConfigureAwait(false);
                if (!hasMore)
                {
                    yield return [.. edges.OrderBy(edge => edge.Relation, StringComparer.Ordinal)];
                    continue;
                }
                // More have come to these types than go into one answer.
            }
            foreach (var type in types)
            {
                for (var after = ""; after is not null;)
                {
                    var (edges, hasMore) = await PageAsync(_size, [type], after, cancellationToken).ConfigureAwait(false);
                    yield return edges;
                    after = hasMore ? edges[^1].EdgeId : null;
                }
            }
        }
    }

    private async IAsyncEnumerable<IReadOnlyList<SnapshotEdgeRow>> PassEdgesAsync(string pass,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var after = ""; after is not null;)
        {
            var last = after;
            var ((ids, edges), asked) = await _size.FitAsync(async limit =>
            {
                var changed = await graph.ReadAsync(SnapshotQueries.PassEdges, new PassEdgesParameters(pass, last, limit),
                    cancellationToken).ConfigureAwait(false);
                List<string> ids = [.. changed.Select(row => row.EdgeId)];
                var parameters = new SnapshotEdgesParameters(ids, graph.Schema.NodeLabel);
                return (ids, await graph.ReadAsync(SnapshotQueries.Edges, parameters, cancellationToken).ConfigureAwait(false));
            }, IsOutOfMemory).ConfigureAwait(false);
            yield return [.. edges.Where(edge => edge.SourceArtifactId != version)];
            after = ids.Count == asked ? ids[^1] : null;
        }
    }

    private async Task<IReadOnlyList<(SnapshotEdgeRow Edge, EdgeTimeline Timeline)>> TimelinesAsync(IReadOnlyList<SnapshotEdgeRow> edges,
        CancellationToken cancellationToken)
    {
        if (edges.Count == 0) return [];
        var parameters = new EdgeDeltasParameters([.. edges.Select(edge => edge.EdgeId)]);
        var deltas = (await graph.ReadAsync(HistoryQueries.Deltas, parameters, cancellationToken).ConfigureAwait(false))
            .ToLookup(delta => delta.EdgeId, StringComparer.Ordinal);
        return [.. edges.Select(edge => (edge, new EdgeTimeline(edge.CreatedAt, edge.Confidence, edge.SourceArtifactId,
            edge.RescoredByArtifactId is not null, deltas[edge.EdgeId])))];
    }

    /// <summary>When beliefs were let stand, by edge and the delta that began them.</summary>
    private async Task<ILookup<(string EdgeId, string? Delta), DateTimeOffset>> KeptAsync(IEnumerable<string> edgeIds,
        CancellationToken cancellationToken)
    {
        var asked = new EdgeDeltasParameters([.. edgeIds]);
        var rows = asked.EdgeIds.Count == 0 ? []
            : await graph.ReadAsync(HistoryQueries.Kept, asked, cancellationToken).ConfigureAwait(false);
        return rows.ToLookup(row => (row.EdgeId, row.LastDelta), row => row.At);
    }

    private async Task<(IReadOnlyList<SnapshotEdgeRow> Edges, bool HasMore)> PageAsync(BatchSize size, IReadOnlyList<string> types,
        string after, CancellationToken cancellationToken)
    {
        var (edges, asked) = await size.FitAsync(limit => graph.ReadWholeAsync(SnapshotQueries.Page, types,
            new SnapshotPageParameters(version, after, limit, graph.Schema.NodeLabel), cancellationToken), IsOutOfMemory)
            .ConfigureAwait(false);
        return (edges, edges.Count == asked);
    }

    private static bool IsOutOfMemory(Exception e) => e is GraphException { IsOutOfMemory: true };

    private static async IAsyncEnumerable<SnapshotEdgeRow> Flat(IAsyncEnumerable<IReadOnlyList<SnapshotEdgeRow>> pages,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in pages.WithCancellation(cancellationToken).ConfigureAwait(false))
            foreach (var edge in page) yield return edge;
    }
}
