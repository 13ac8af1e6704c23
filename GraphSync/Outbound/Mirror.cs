using System.Runtime.CompilerServices;
using GraphQueries.Outbound;
using GraphSync.Leases;
using GraphSync.Postgres;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace GraphSync.Outbound;

/// <summary>
/// Mirrors edges and deltas into PostgreSQL. An outbox entry's presence is the work: entries are read first, then the state they
/// point at; that is committed in PostgreSQL, and then exactly the entries read are removed. Running it twice changes nothing.
/// </summary>
internal sealed class Mirror(FenceKeeper fences, GraphClient graph, NpgsqlDataSource postgres, ILogger<Mirror> log)
{
    /// <summary>The lease that the mirror stands under.</summary>
    public const string Job = "outbound";

    private const int EntriesPerRead = 10;
    private const int EdgesPerBatch = 4_000;
    private const int RowsPerRead = 1_000;
    private const int ReadsAtOnce = 2;
    private static readonly TimeSpan LeaseTimeout = TimeSpan.FromMinutes(2);

    /// <summary>Mirrors until the outbox is empty.</summary>
    /// <exception cref="BadInputException">Another bridge has been mirroring all the while.</exception>
    public async Task<MirrorReport> RunAsync(CancellationToken cancellationToken)
    {
        var fence = await fences.EnterAsync(Job, LeaseTimeout, cancellationToken).ConfigureAwait(false)
            ?? throw new BadInputException("Another bridge has been mirroring for two minutes: wait for it, or stop it.");
        await using (fence.ConfigureAwait(false))
        {
            var report = new MirrorReport();
            var store = new MirrorStore(postgres, fence);
            while (true)
            {
                var outbox = new OutboxParameters(EntriesPerRead);
                var entries = await graph.ReadAsync(OutboundQueries.Entries, outbox, cancellationToken).ConfigureAwait(false);
                if (entries.Count == 0) return report;
                await foreach (var batch in ReadAheadAsync(Batches(entries), cancellationToken).ConfigureAwait(false))
                    report += await WriteAsync(batch, store, fence, cancellationToken).ConfigureAwait(false);
            }
        }
    }

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

    /// <summary>Reads each batch while the one before is being written.</summary>
    private async IAsyncEnumerable<Batch> ReadAheadAsync(IEnumerable<List<OutboxEntryRow>> batches,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Task<Batch>? ahead = null;
        try
        {
            foreach (var entries in batches)
            {
                var present = ahead;
                ahead = ReadAsync(entries, cancellationToken);
                if (present is not null) yield return await present.ConfigureAwait(false);
            }
            if (ahead is not null) yield return await ahead.ConfigureAwait(false);
        }
        finally
        {
            // When a write failed, nobody wants what is still being read.
            if (ahead is not null) await ((Task)ahead).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<Batch> ReadAsync(List<OutboxEntryRow> entries, CancellationToken cancellationToken)
    {
        // Deltas before edges: an edge read later carries at least what its delta says.
        string[] deltaIds = [.. entries.SelectMany(e => e.DeltaIds).Distinct(StringComparer.Ordinal)];
        var deltas = await ReadDeltasAsync(deltaIds, cancellationToken).ConfigureAwait(false);
        return new Batch(entries, deltas, await ReadEdgesAsync(entries, cancellationToken).ConfigureAwait(false));
    }

    private async Task<MirrorReport> WriteAsync(Batch batch, MirrorStore store, Fence fence, CancellationToken cancellationToken)
    {
        var (entries, deltas, edges) = batch;
        var gone = entries.SelectMany(e => e.EdgeIds.Select(id => (e.EdgeType, id)))
            .Except(edges.Select(edge => (edge.Relation, edge.Id))).ToList();
        var goneDeltas = entries.SelectMany(e => e.DeltaIds).Except(deltas.Select(delta => delta.Id), StringComparer.Ordinal).ToList();
        var rejected = await store.WriteAsync(edges, deltas, cancellationToken).ConfigureAwait(false);
        if (gone.Count + goneDeltas.Count > 0) await store.ForgetAsync(gone, goneDeltas, cancellationToken).ConfigureAwait(false);
        var read = new RemoveEntriesParameters(fence.Job, fence.Epoch, [.. entries.Select(e => e.Id)]);
        fence.Require(await fence.Graph.WriteAsync(OutboundQueries.Remove, read, cancellationToken).ConfigureAwait(false));
        if (gone.Count > 0) log.EdgesGone(gone.Count);
        if (rejected > 0) log.RowsRejected(rejected);
        return new MirrorReport(edges.Count, deltas.Count, gone.Count, rejected);
    }

    private async Task<IReadOnlyList<MirrorDelta>> ReadDeltasAsync(string[] ids, CancellationToken cancellationToken)
    {
        var passes = await ReadTogetherAsync([.. ids.Chunk(RowsPerRead)], (chunk, stop) =>
            graph.ReadAsync(OutboundQueries.Deltas, new MirrorDeltasParameters(chunk), stop), cancellationToken).ConfigureAwait(false);
        return [.. passes.SelectMany(MirrorDelta.Of)];
    }

    private Task<IReadOnlyList<MirrorEdgeRow>> ReadEdgesAsync(List<OutboxEntryRow> entries, CancellationToken cancellationToken)
    {
        // An entry that somebody made by hand may name no type: its edges are gone.
        var types = entries.GroupBy(e => e.EdgeType, StringComparer.Ordinal).Where(type => Identifier.Refusal(type.Key) is null);
        var chunks = types.SelectMany(type =>
            type.SelectMany(e => e.EdgeIds).Distinct(StringComparer.Ordinal).Chunk(RowsPerRead).Select(ids => (Type: type.Key, Ids: ids)));
        return ReadTogetherAsync([.. chunks], (chunk, stop) => graph.ReadAsync(OutboundQueries.Edges, chunk.Type,
            new MirrorEdgesParameters(chunk.Ids, graph.Schema.NodeLabel), stop), cancellationToken);
    }

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

    /// <summary>Entries, and the state that they point at.</summary>
    private sealed record Batch(List<OutboxEntryRow> Entries, IReadOnlyList<MirrorDelta> Deltas, IReadOnlyList<MirrorEdgeRow> Edges);
}

/// <summary>What a mirror run did.</summary>
/// <param name="Edges">Edge states written.</param>
/// <param name="Deltas">Deltas written.</param>
/// <param name="Gone">Edges in the outbox that are no longer in the graph.</param>
/// <param name="Rejected">Rows that PostgreSQL refused, now in <c>mirror_rejects</c>.</param>
public sealed record MirrorReport(int Edges = 0, int Deltas = 0, int Gone = 0, int Rejected = 0)
{
    /// <summary>Adds up.</summary>
    public static MirrorReport operator +(MirrorReport left, MirrorReport right) =>
        new(left.Edges + right.Edges, left.Deltas + right.Deltas, left.Gone + right.Gone, left.Rejected + right.Rejected);
}
