using GraphQueries.Outbound;
using GraphSync.Leases;
using Microsoft.Extensions.Logging;

namespace GraphSync.Outbound;

/// <summary>
/// Mirrors edges and deltas into PostgreSQL. An outbox entry's presence is the work: entries are read first, then the state they
/// point at; that is committed in PostgreSQL, and then exactly the entries read are removed. Running it twice changes nothing.
/// </summary>
public sealed class Mirror(BridgeContext context)
{
    /// <summary>The lease that the mirror stands under.</summary>
    public const string Job = "outbound";

    private const int EntriesPerRead = 50;
    private const int EdgesPerBatch = 10_000;
    private const int EdgesPerRead = 2_500;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly ILogger _log = context.Loggers.CreateLogger<Mirror>();

    /// <summary>Mirrors until the outbox is empty.</summary>
    /// <exception cref="BadInputException">Another bridge has been mirroring all the while.</exception>
    public async Task<MirrorReport> RunAsync(CancellationToken cancellationToken)
    {
        var fence = await Fence.EnterAsync(context, Job, Patience, cancellationToken).ConfigureAwait(false)
            ?? throw new BadInputException("Another bridge has been mirroring for two minutes: wait for it, or stop it.");
        await using (fence.ConfigureAwait(false))
        {
            var report = new MirrorReport();
            var store = new MirrorStore(context.Postgres, fence);
            while (true)
            {
                var entries = await context.Graph.ReadAsync(OutboundQueries.Entries, new OutboxPage(EntriesPerRead), cancellationToken).ConfigureAwait(false);
                if (entries.Count == 0) return report;
                foreach (var batch in Batches(entries)) report += await MirrorAsync(batch, store, fence, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Entries together until their edges fill a batch; one entry alone may exceed it.</summary>
    private static IEnumerable<List<OutboxEntry>> Batches(IReadOnlyList<OutboxEntry> entries)
    {
        List<OutboxEntry> batch = [];
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

    private async Task<MirrorReport> MirrorAsync(List<OutboxEntry> entries, MirrorStore store, Fence fence, CancellationToken cancellationToken)
    {
        // Deltas before edges: an edge read later carries at least what its delta says.
        var deltas = await ReadDeltasAsync([.. entries.SelectMany(e => e.DeltaIds).Distinct(StringComparer.Ordinal)], cancellationToken).ConfigureAwait(false);
        var edges = await ReadEdgesAsync(entries, cancellationToken).ConfigureAwait(false);
        var wanted = entries.SelectMany(e => e.EdgeIds.Select(id => (e.EdgeType, id))).Distinct().Count();
        var rejected = await store.WriteAsync(edges, deltas, cancellationToken).ConfigureAwait(false);
        fence.Require(await fence.Graph.WriteAsync(OutboundQueries.Remove, new RemoveEntries(fence.Job, fence.Epoch, [.. entries.Select(e => e.Id)]),
            cancellationToken).ConfigureAwait(false));
        var gone = wanted - edges.Count;
        if (gone > 0) _log.LogWarning("{Gone} edges in the outbox are gone from the graph; their rows in kg_edges stay", gone);
        if (rejected > 0) _log.LogWarning("PostgreSQL refused {Rejected} rows; mirror_rejects says why", rejected);
        return new MirrorReport(edges.Count, deltas.Count, gone, rejected);
    }

    private async Task<IReadOnlyList<MirrorDelta>> ReadDeltasAsync(string[] ids, CancellationToken cancellationToken)
    {
        List<MirrorDelta> deltas = new(ids.Length);
        foreach (var chunk in ids.Chunk(EdgesPerRead))
        {
            foreach (var pass in await context.Graph.ReadAsync(OutboundQueries.Deltas, new MirrorDeltaIds(chunk), cancellationToken).ConfigureAwait(false))
                deltas.AddRange(MirrorDelta.Of(pass));
        }
        return deltas;
    }

    private async Task<IReadOnlyList<MirrorEdge>> ReadEdgesAsync(List<OutboxEntry> entries, CancellationToken cancellationToken)
    {
        List<MirrorEdge> edges = [];
        foreach (var type in entries.GroupBy(e => e.EdgeType, StringComparer.Ordinal))
        {
            foreach (var chunk in type.SelectMany(e => e.EdgeIds).Distinct(StringComparer.Ordinal).Chunk(EdgesPerRead))
            {
                edges.AddRange(await context.Graph.ReadAsync(OutboundQueries.Edges, type.Key,
                    new MirrorEdgeIds(chunk, context.Graph.Schema.NodeLabel), cancellationToken).ConfigureAwait(false));
            }
        }
        return edges;
    }
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
