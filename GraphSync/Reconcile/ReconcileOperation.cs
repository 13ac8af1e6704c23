using GraphQueries.EdgeTypes;
using GraphSync.Inbound;
using GraphSync.Ingest;
using GraphSync.Leases;
using GraphSync.Operations;
using GraphSync.Outbound;
using GraphSync.Postgres;
using Npgsql;

namespace GraphSync.Reconcile;

/// <summary>
/// Compares the graph with its mirror and repairs the mirror: what has changed past the bridge, on either side. Nothing is deleted on
/// either. Whatever stops it, running it again begins anew and finds what is still to be done.
/// </summary>
internal sealed class ReconcileOperation(FenceKeeper fences, GraphClient graph, EdgeTypeRegistry types, NpgsqlDataSource postgres,
    InboxDrain inbox, InboxPreview preview, Mirror mirror, TimeProvider time)
    : Operation<ReconcileRequest, ReconcileReport>
{
    /// <summary>The lease that reconciling stands under.</summary>
    public const string Job = "reconcile";

    private static readonly TimeSpan LeaseTimeout = TimeSpan.FromSeconds(30);

    /// <exception cref="BadInputException">Another bridge is reconciling.</exception>
    protected override async Task<ReconcileReport> ExecuteAsync(ReconcileRequest request, CancellationToken cancellationToken)
    {
        if (request.DryRun) return await RunAsync(request, null, cancellationToken).ConfigureAwait(false);
        var fence = await fences.EnterAsync(Job, LeaseTimeout, cancellationToken).ConfigureAwait(false)
            ?? throw new BadInputException("Another bridge is reconciling: wait for it, or stop it.");
        await using var _ = fence.ConfigureAwait(false);
        return await fence.WhileHeldAsync(held => RunAsync(request, fence, held), cancellationToken).ConfigureAwait(false);
    }

    /// <param name="request">What is asked.</param>
    /// <param name="fence">Null where nothing may be written.</param>
    /// <param name="cancellationToken">Stops it anywhere.</param>
    private async Task<ReconcileReport> RunAsync(ReconcileRequest request, Fence? fence, CancellationToken cancellationToken)
    {
        var findings = new Findings(request.DryRun);
        var unreadable = await new EdgeTypeCheck(graph, types, findings, request.DryRun).RunAsync(cancellationToken).ConfigureAwait(false);
        var repair = fence is null ? null : new EdgeRepair(fence, postgres, mirror, time);
        if (repair is not null)
        {
            await inbox.RunAsync(OperationNeeds.DefaultSinceHours, cancellationToken).ConfigureAwait(false);
            await repair.MirrorAsync(cancellationToken).ConfigureAwait(false);
        }
        var versions = await VersionsAsync(request.DryRun, cancellationToken).ConfigureAwait(false);
        var rows = postgres.ReadRowsAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var _ = rows.ConfigureAwait(false);
        var hasRow = await rows.MoveNextAsync().ConfigureAwait(false);
        // Only now: of every row that is being read, the type was registered before.
        await types.LoadAsync(cancellationToken).ConfigureAwait(false);
        var readable = new GraphClient((fence?.Graph ?? graph).Graph,
            graph.Schema.With(graph.Schema.Types.Except(unreadable, StringComparer.Ordinal)));
        var examination = new EdgeExamination(readable, postgres, versions, unreadable);
        var comparison = new EdgeComparison(request.Progress);
        var seeming = comparison.RunAsync(rows, hasRow, readable.ReadEdgesAsync(cancellationToken), cancellationToken);
        await foreach (var ids in seeming.Chunk(EdgeExamination.EdgesAtOnce).WithCancellation(cancellationToken).ConfigureAwait(false))
            await SettleAsync(ids, examination, repair, findings, cancellationToken).ConfigureAwait(false);
        var report = findings.Report(comparison.Edges, comparison.Rows);
        report.Mirrored = repair?.Mirrored;
        return report;
    }

    /// <summary>The real versions; in a dry run, those that wait in the inbox too.</summary>
    private async Task<RealVersions> VersionsAsync(bool dryRun, CancellationToken cancellationToken)
    {
        var versions = new RealVersions(graph);
        if (dryRun) await versions.ExpectAsync(preview, cancellationToken).ConfigureAwait(false);
        return versions;
    }

    private static async Task SettleAsync(IReadOnlyCollection<string> ids, EdgeExamination examination, EdgeRepair? repair,
        Findings findings, CancellationToken cancellationToken)
    {
        var found = await examination.RunAsync(ids, cancellationToken).ConfigureAwait(false);
        foreach (var difference in found.Where(difference => repair is null || difference.IsForSomebody))
            findings.Add(difference.Difference);
        StandingDifference[] repairable = [.. found.Where(difference => !difference.IsForSomebody)];
        if (repair is null || repairable.Length == 0) return;
        await repair.RunAsync(repairable, cancellationToken).ConfigureAwait(false);
        var left = (await examination.RunAsync([.. repairable.Select(difference => difference.EdgeId)], cancellationToken)
            .ConfigureAwait(false)).ToDictionary(difference => difference.EdgeId, StringComparer.Ordinal);
        var reasons = await repair.ReasonsAsync(left.Keys, cancellationToken).ConfigureAwait(false);
        foreach (var difference in repairable.Select(difference => difference.Difference))
        {
            var (id, type) = (difference.EdgeId!, difference.EdgeType!);
            if (!left.TryGetValue(id, out var still)) findings.Add(difference with { Repaired = true });
            else if (reasons.GetValueOrDefault((MirrorItem.Shown(id), MirrorItem.Shown(type))) is { } reason)
                findings.Add(still.Difference with { What = $"{still.Difference.What}; put aside in mirror_rejects: {reason}" });
            else findings.Add(still.Difference);
        }
    }
}
