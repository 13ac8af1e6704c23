using System.Collections.Concurrent;
using GraphQueries.Outbound;
using GraphQueries.Resilience;
using GraphSync.Batching;
using GraphSync.Edges;

namespace GraphSync.Outbound;

/// <summary>Reads outbox entries, and the state that they point at. What Neo4j has not the memory for is read in smaller parts; a row that
/// it cannot give alone is named, and keeps no other back.</summary>
internal sealed class MirrorReader(GraphClient graph)
{
    private const int EntriesPerRead = 50;
    private const int EdgesPerEntriesRead = 20_000;
    private const int EdgesPerBatch = 1_000;
    private const int RowsPerRead = 500;
    private const int ReadsAtOnce = 2;

    private readonly BatchSize _entries = new(EntriesPerRead);
    private readonly BatchSize _rows = new(RowsPerRead);
    private string _after = "";
    private int _few = 4;

    /// <summary>The next entries; none when the outbox is empty. It goes round by id: entries that keep coming in make none of them wait
    /// for longer than a round.</summary>
    public async Task<IReadOnlyList<OutboxEntryRow>> EntriesAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var few = _few;
            var (entries, most) = await _entries.FitAsync(most => graph.ReadAsync(OutboundQueries.Entries,
                new EntriesParameters(_after, Math.Min(few, most)), cancellationToken), ItemFault.IsTooMuch).ConfigureAwait(false);
            var limit = Math.Min(few, most);
            // An entry may name thousands of edges, or one.
            var areMany = entries.Sum(entry => entry.EdgeIds.Count) > EdgesPerEntriesRead;
            _few = areMany ? Math.Max(1, few / 2) : Math.Min(EntriesPerRead, 2 * few);
            var isFromTheBeginning = _after.Length == 0;
            _after = entries.Count < limit ? "" : entries[^1].Id;
            if (entries.Count > 0 || isFromTheBeginning) return entries;
        }
    }

    /// <summary>The state that entries point at, in batches: each is read while the one before is being written.</summary>
    public IAsyncEnumerable<MirrorBatch> BatchesAsync(IReadOnlyList<OutboxEntryRow> entries, CancellationToken cancellationToken) =>
        Batches(entries).ReadAheadAsync(together => ReadAsync(together, cancellationToken));

    /// <summary>Entries together until their edges fill a batch; one entry alone may exceed it.</summary>
    private static IEnumerable<List<OutboxEntryRow>> Batches(IReadOnlyList<OutboxEntryRow> entries)
    {
        List<OutboxEntryRow> batch = [];
        var edges = 0;
        foreach (var entry in entries)
        {
            if (edges > 0 && edges + entry.EdgeIds.Count > EdgesPerBatch)
            {
                yield return batch;
                (batch, edges) = ([], 0);
            }
            batch.Add(entry);
            edges += entry.EdgeIds.Count;
        }
        yield return batch;
    }

    private async Task<MirrorBatch> ReadAsync(List<OutboxEntryRow> entries, CancellationToken cancellationToken)
    {
        ConcurrentBag<UnreadRow> unread = [];
        // Deltas before edges: an edge read later carries at least what its delta says.
        string[] deltaIds = [.. entries.SelectMany(e => e.DeltaIds).Distinct(StringComparer.Ordinal)];
        var deltas = await ReadDeltasAsync(deltaIds, unread, cancellationToken).ConfigureAwait(false);
        var edges = await ReadEdgesAsync(entries, unread, cancellationToken).ConfigureAwait(false);
        string[] reviewIds = [.. entries.SelectMany(e => e.ReviewIds).Distinct(StringComparer.Ordinal)];
        var reviews = await ReadReviewsAsync(reviewIds, unread, cancellationToken).ConfigureAwait(false);
        return new MirrorBatch(entries, deltas, edges, reviews, [.. unread]);
    }

    private async Task<IReadOnlyList<MirrorDelta>> ReadDeltasAsync(string[] ids, ConcurrentBag<UnreadRow> unread,
        CancellationToken cancellationToken)
    {
        var passes = await ReadTogetherAsync([.. ids.Chunk(RowsPerRead)], (chunk, stop) => ReadPartsAsync(chunk, part =>
            graph.ReadAsync(OutboundQueries.Deltas, new MirrorDeltasParameters(part), stop), id => (MirrorItem.DeltaKind, id, ""), unread),
            cancellationToken).ConfigureAwait(false);
        return [.. passes.SelectMany(MirrorDelta.Of)];
    }

    private Task<IReadOnlyList<MirrorReviewRow>> ReadReviewsAsync(string[] ids, ConcurrentBag<UnreadRow> unread,
        CancellationToken cancellationToken) =>
        ReadTogetherAsync([.. ids.Chunk(RowsPerRead)], (chunk, stop) => ReadPartsAsync(chunk, part =>
            graph.ReadAsync(OutboundQueries.Reviews, new MirrorReviewsParameters(part), stop),
            id => (MirrorItem.ReviewKind, id, ""), unread), cancellationToken);

    private Task<IReadOnlyList<MirrorEdgeRow>> ReadEdgesAsync(List<OutboxEntryRow> entries, ConcurrentBag<UnreadRow> unread,
        CancellationToken cancellationToken)
    {
        var edges = entries.SelectMany(Edges).DistinctBy(edge => (edge.EdgeType, edge.EdgeId));
        return ReadTogetherAsync([.. edges.Chunk(RowsPerRead)], (chunk, stop) => ReadPartsAsync(chunk, part => EdgesAsync(part, stop),
            edge => (MirrorItem.EdgeKind, edge.EdgeId, edge.EdgeType), unread), cancellationToken);
    }

    private Task<IReadOnlyList<MirrorEdgeRow>> EdgesAsync(IReadOnlyList<EdgeRef> edges, CancellationToken cancellationToken) =>
        graph.ReadEdgesAsync(edges, (ids, elements) => graph.ReadAsync(OutboundQueries.Edges,
            new MirrorEdgesParameters(ids, elements, graph.Schema.NodeLabel), cancellationToken), row => (row.Relation, row.Id),
            cancellationToken);

    private static IEnumerable<EdgeRef> Edges(OutboxEntryRow entry) => entry.EdgeIds.Select((id, i) =>
        new EdgeRef(entry.EdgeType, id, entry.ElementIds.Count == entry.EdgeIds.Count ? entry.ElementIds[i] : null));

    private Task<IReadOnlyList<TRow>> ReadPartsAsync<T, TRow>(T[] items, Func<IReadOnlyList<T>, Task<IReadOnlyList<TRow>>> read,
        Func<T, (string Kind, string Id, string Relation)> name, ConcurrentBag<UnreadRow> unread) =>
        BatchBisection.ReadAsync(items, read, (e, _) => ItemFault.IsOutOfMemory(e), (item, e) =>
        {
            var (kind, id, relation) = name(item);
            unread.Add(new UnreadRow(kind, id, relation, ItemFault.Describe(e)));
            return Task.CompletedTask;
        }, _rows);

    /// <summary>What all chunks come to, in their order. While one answer is taken apart, the server works on the next.</summary>
    private static async Task<IReadOnlyList<TRow>> ReadTogetherAsync<TChunk, TRow>(IReadOnlyList<TChunk> chunks,
        Func<TChunk, CancellationToken, Task<IReadOnlyList<TRow>>> read, CancellationToken cancellationToken)
    {
        var answers = new IReadOnlyList<TRow>[chunks.Count];
        var atOnce = new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, chunks.Count, atOnce,
            async (i, stop) => answers[i] = await read(chunks[i], stop).ConfigureAwait(false)).ConfigureAwait(false);
        return [.. answers.SelectMany(rows => rows)];
    }
}

/// <summary>Entries, and the state that they point at.</summary>
/// <param name="Entries">As read.</param>
/// <param name="Deltas">Those that there are.</param>
/// <param name="Edges">Those that there are.</param>
/// <param name="Reviews">Those that there are.</param>
/// <param name="Unread">Those that could not be read.</param>
internal sealed record MirrorBatch(List<OutboxEntryRow> Entries, IReadOnlyList<MirrorDelta> Deltas, IReadOnlyList<MirrorEdgeRow> Edges,
    IReadOnlyList<MirrorReviewRow> Reviews, IReadOnlyList<UnreadRow> Unread)
{
    /// <summary>Edges that the graph no longer has, by type and id.</summary>
    public IReadOnlyList<(string Type, string Id)> GoneEdges() =>
        [.. Entries.SelectMany(entry => entry.EdgeIds.Select(id => (entry.EdgeType, id)))
            .Except(Edges.Select(edge => (edge.Relation, edge.Id)))
            .Except(Unread.Where(row => row.Kind == MirrorItem.EdgeKind).Select(row => (row.Relation, row.Id)))];

    /// <summary>Deltas that the graph no longer has.</summary>
    public IReadOnlyList<string> GoneDeltas() =>
        Gone(entry => entry.DeltaIds, Deltas.Select(delta => delta.Id), MirrorItem.DeltaKind);

    /// <summary>Decisions that the graph no longer has.</summary>
    public IReadOnlyList<string> GoneReviews() =>
        Gone(entry => entry.ReviewIds, Reviews.Select(review => review.Id), MirrorItem.ReviewKind);

    private IReadOnlyList<string> Gone(Func<OutboxEntryRow, IEnumerable<string>> named, IEnumerable<string> read, string kind) =>
        [.. Entries.SelectMany(named).Except(read, StringComparer.Ordinal)
            .Except(Unread.Where(row => row.Kind == kind).Select(row => row.Id), StringComparer.Ordinal)];
}

/// <summary>An edge, a delta or a decision that Neo4j could not give, as <c>mirror_rejects</c> names it.</summary>
internal sealed record UnreadRow(string Kind, string Id, string Relation, string Reason);
