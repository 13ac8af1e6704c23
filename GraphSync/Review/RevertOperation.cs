using GraphQueries.Rescore;
using GraphQueries.Resilience;
using GraphQueries.Review;
using GraphSync.Batching;
using GraphSync.Edges;
using GraphSync.Leases;
using GraphSync.Operations;
using GraphSync.Postgres;
using GraphSync.Rescore;

namespace GraphSync.Review;

/// <summary>Takes a whole pass back: every edge that stands under its child and was not changed since gets the confidence before, as a new
/// delta. Doing it twice changes nothing.</summary>
internal sealed class RevertOperation(FenceKeeper fences, TimeProvider time) : Operation<RevertRequest, RevertReport>
{
    private const int PageSize = 2_000;
    private static readonly TimeSpan LeaseTimeout = TimeSpan.FromSeconds(30);

    /// <exception cref="BadInputException">There is no such pass, it has not ended, or rescoring is under way.</exception>
    protected override async Task<RevertReport> ExecuteAsync(RevertRequest request, CancellationToken cancellationToken)
    {
        var fence = await fences.EnterAsync(RescoreOperation.Job, LeaseTimeout, cancellationToken).ConfigureAwait(false)
            ?? throw new BadInputException("Another bridge is rescoring: revert when it is done.");
        await using var _ = fence.ConfigureAwait(false);
        var pass = await RequireEndedAsync(fence.Graph, request.PassId, cancellationToken).ConfigureAwait(false);

        BatchSize pages = new(PageSize), writes = new(PageSize);
        var restored = 0;
        List<string> others = [];
        for (var after = ""; ;)
        {
            var (page, _) = await pages.FitAsync(limit => fence.Graph.ReadAsync(ReviewQueries.PassDeltas,
                new PassDeltasParameters(pass.Id, after, limit), cancellationToken), ItemFault.IsTooMuch).ConfigureAwait(false);
            if (page.Count == 0) return new RevertReport(pass.Id, restored, [.. others.Order(CodePointOrder.Instance)]);
            after = page[^1].Id;
            await BatchBisection.RunAsync(page, async deltas =>
            {
                var leftAlone = await RestoreAsync(fence.Graph, pass, deltas, cancellationToken).ConfigureAwait(false);
                restored += deltas.Count - leftAlone.Count;
                others.AddRange(leftAlone.Select(delta => delta.EdgeId));
            }, writes).ConfigureAwait(false);
        }
    }

    /// <returns>Deltas whose edges are gone, or have been changed since.</returns>
    private Task<IReadOnlyList<PassDeltaRow>> RestoreAsync(GraphClient graph, RescorePassRow pass, IReadOnlyList<PassDeltaRow> deltas,
        CancellationToken cancellationToken) =>
        graph.WriteEdgesAsync(deltas, delta => new EdgeRef(delta.EdgeType, delta.EdgeId, null), async (some, places) =>
        {
            var restore = Restore(pass, some, places);
            var written = await graph.WriteAsync(ReviewQueries.Restore, restore, cancellationToken).ConfigureAwait(false);
            var applied = written[0].Applied.Select(i => (int)i).ToHashSet();
            return [.. some.Where((_, i) => !applied.Contains(i))];
        }, cancellationToken);

    private static async Task<RescorePassRow> RequireEndedAsync(GraphClient graph, string passId, CancellationToken cancellationToken)
    {
        var found = await graph.ReadAsync(RescoreQueries.Pass, new PassParameters(passId), cancellationToken).ConfigureAwait(false);
        if (found is not [var pass])
        {
            var latest = new PassesParameters(PassStatus.All, 1);
            var last = await graph.ReadAsync(RescoreQueries.Passes, latest, cancellationToken).ConfigureAwait(false);
            throw new BadInputException($"There is no pass '{passId}': its id stands in logs/model_rescore.log, such as "
                + $"'{(last is [var such] ? such.Id : "promotion#1")}'.");
        }
        return pass.Status != PassStatus.Running ? pass
            : throw new BadInputException($"Pass '{passId}' was cut off and is not done: run `rescore` first, which takes it up.");
    }

    private RestoreParameters Restore(RescorePassRow pass, IReadOnlyList<PassDeltaRow> deltas, IReadOnlyList<string> elementIds) => new(
        [.. deltas.Select(d => d.EdgeId)],
        elementIds,
        [.. deltas.Select(d => DeltaId.Of(pass.PromotionId, d.EdgeId, DeltaClass.Restored, d.Id))],
        [.. deltas.Select(d => d.Id)],
        [.. deltas.Select(d => d.NewConfidence)],
        [.. deltas.Select(d => d.OldConfidence)],
        [.. deltas.Select(d => d.OldConfidence - d.NewConfidence)],
        Guid.NewGuid().ToString(),
        time.GetUtcNow());
}
