using GraphQueries.Rescore;
using GraphQueries.Review;
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
    private const int BatchSize = 2_000;
    private static readonly TimeSpan LeaseTimeout = TimeSpan.FromSeconds(30);

    /// <exception cref="BadInputException">There is no such pass, it has not ended, or rescoring is under way.</exception>
    protected override async Task<RevertReport> ExecuteAsync(RevertRequest request, CancellationToken cancellationToken)
    {
        var fence = await fences.EnterAsync(RescoreOperation.Job, LeaseTimeout, cancellationToken).ConfigureAwait(false)
            ?? throw new BadInputException("Another bridge is rescoring: revert when it is done.");
        await using var _ = fence.ConfigureAwait(false);
        var pass = await RequireEndedAsync(fence.Graph, request.PassId, cancellationToken).ConfigureAwait(false);

        var restored = 0;
        List<string> others = [];
        for (var after = ""; ;)
        {
            var read = new PassDeltasParameters(pass.Id, after, BatchSize);
            var page = await fence.Graph.ReadAsync(ReviewQueries.PassDeltas, read, cancellationToken).ConfigureAwait(false);
            if (page.Count == 0) return new RevertReport(pass.Id, restored, [.. others.Order(CodePointOrder.Instance)]);
            after = page[^1].Id;
            foreach (var type in page.GroupBy(delta => delta.EdgeType, StringComparer.Ordinal))
            {
                PassDeltaRow[] deltas = [.. type.OrderBy(delta => delta.EdgeId, CodePointOrder.Instance)];
                var restore = Restore(pass, type.Key, deltas);
                var written = await fence.Graph.WriteAsync(ReviewQueries.Restore, type.Key, restore, cancellationToken)
                    .ConfigureAwait(false);
                var applied = written[0].Applied.Select(i => (int)i).ToHashSet();
                restored += applied.Count;
                others.AddRange(deltas.Index().Where(delta => !applied.Contains(delta.Index)).Select(delta => delta.Item.EdgeId));
            }
        }
    }

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

    private RestoreParameters Restore(RescorePassRow pass, string edgeType, PassDeltaRow[] deltas) => new(
        edgeType,
        Array.ConvertAll(deltas, d => d.EdgeId),
        Array.ConvertAll(deltas, d => DeltaId.Of(pass.PromotionId, d.EdgeId, DeltaClass.Restored, d.Id)),
        Array.ConvertAll(deltas, d => d.Id),
        Array.ConvertAll(deltas, d => d.NewConfidence),
        Array.ConvertAll(deltas, d => d.OldConfidence),
        Array.ConvertAll(deltas, d => d.OldConfidence - d.NewConfidence),
        KeepsEarlierFlags: true,
        Guid.NewGuid().ToString(),
        time.GetUtcNow());
}
