using GraphQueries.Outbound;
using GraphSync.Leases;
using GraphSync.Postgres;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace GraphSync.Outbound;

/// <summary>
/// Mirrors edges, deltas and reviewers' decisions into PostgreSQL. An outbox entry's presence is the work: entries are read first, then the
/// state they point at; that is committed in PostgreSQL, and then exactly the entries read are removed. Running it twice changes nothing.
/// </summary>
internal sealed class Mirror(FenceKeeper fences, GraphClient graph, NpgsqlDataSource postgres, TimeProvider time,
    ILogger<Mirror> log)
{
    /// <summary>The lease that the mirror stands under.</summary>
    public const string Job = "outbound";

    private static readonly TimeSpan LeaseTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan BesideInterval = TimeSpan.FromSeconds(1);

    /// <inheritdoc cref="RunAsync(Action{MirrorReport}, CancellationToken)"/>
    public Task<MirrorReport> RunAsync(CancellationToken cancellationToken) => RunAsync(null, cancellationToken);

    /// <summary>Mirrors until the outbox is empty.</summary>
    /// <param name="told">Told after each batch; null for nobody.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <exception cref="BadInputException">Another bridge has been mirroring all the while.</exception>
    public async Task<MirrorReport> RunAsync(Action<MirrorReport>? told, CancellationToken cancellationToken) =>
        await RunAsync(LeaseTimeout, told, cancellationToken).ConfigureAwait(false)
            ?? throw new BadInputException("Another bridge has been mirroring for two minutes: wait for it, or stop it.");

    /// <summary>Mirrors what some work writes while it goes on, unless another bridge does. It never fails: what is wrong, and what the
    /// work has written last, is met by <see cref="RunAsync(CancellationToken)"/>.</summary>
    public async Task<MirrorReport> RunBesideAsync(Task work, Action<MirrorReport> told, CancellationToken cancellationToken)
    {
        var report = new MirrorReport();
        try
        {
            while (await Task.WhenAny(work, Task.Delay(BesideInterval, time, cancellationToken)).ConfigureAwait(false) != work)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (await RunAsync(TimeSpan.Zero, told, cancellationToken).ConfigureAwait(false) is { } more) report += more;
            }
        }
        catch (Exception e)
        {
            log.MirrorsLater(e.Message);
        }
        return report;
    }

    /// <returns>Null when another bridge has been mirroring all the while.</returns>
    private async Task<MirrorReport?> RunAsync(TimeSpan wait, Action<MirrorReport>? told, CancellationToken cancellationToken)
    {
        // A lease takes longer to get than a look does.
        if (!await graph.HasOutboxEntryAsync(cancellationToken).ConfigureAwait(false)) return new MirrorReport();
        var fence = await fences.EnterAsync(Job, wait, cancellationToken).ConfigureAwait(false);
        if (fence is null) return null;
        await using (fence.ConfigureAwait(false))
        {
            var report = new MirrorReport();
            var store = new MirrorStore(postgres, fence);
            var reader = new MirrorReader(graph);
            while (true)
            {
                var entries = await reader.EntriesAsync(cancellationToken).ConfigureAwait(false);
                if (entries.Count == 0) return report;
                await foreach (var batch in reader.BatchesAsync(entries, cancellationToken).ConfigureAwait(false))
                {
                    var written = await WriteAsync(batch, store, fence, cancellationToken).ConfigureAwait(false);
                    report += written;
                    told?.Invoke(written);
                }
            }
        }
    }

    private async Task<MirrorReport> WriteAsync(MirrorBatch batch, MirrorStore store, Fence fence, CancellationToken cancellationToken)
    {
        using var span = Telemetry.StartBatch("mirror", batch.Edges.Count + batch.Deltas.Count);
        var (gone, goneDeltas, goneReviews) = (batch.GoneEdges(), batch.GoneDeltas(), batch.GoneReviews());
        var written = await store.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
        foreach (var unread in batch.Unread) await store.PutAsideAsync(unread, cancellationToken).ConfigureAwait(false);
        var report = written with { Gone = gone.Count, Rejected = written.Rejected + batch.Unread.Count };
        if (gone.Count + goneDeltas.Count + goneReviews.Count > 0)
            await store.ForgetAsync(gone, goneDeltas, goneReviews, cancellationToken).ConfigureAwait(false);
        var read = new RemoveEntriesParameters(fence.Job, fence.Epoch, [.. batch.Entries.Select(e => e.Id)]);
        fence.Require(await fence.Graph.WriteAsync(OutboundQueries.Remove, read, cancellationToken).ConfigureAwait(false));
        Telemetry.MirroredRows.Add(report.Edges, Telemetry.Tag("kind", MirrorItem.EdgeKind));
        Telemetry.MirroredRows.Add(report.Deltas, Telemetry.Tag("kind", MirrorItem.DeltaKind));
        if (gone.Count > 0) log.EdgesGone(gone.Count);
        if (report.Rejected > 0) log.RowsRejected(report.Rejected);
        return report;
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
