using GraphQueries.Rescore;
using GraphQueries.Review;
using GraphSync.Leases;
using GraphSync.Outbound;
using GraphSync.Rescore;

namespace GraphSync.Review;

/// <summary>Takes a whole pass back: every edge that still carries its value gets the one before, as a new delta.</summary>
public sealed class PassRevert(BridgeContext context)
{
    private const int BatchSize = 2_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Reverts a pass that has ended. Doing it twice changes nothing.</summary>
    /// <exception cref="BadInputException">There is no such pass, or rescoring is under way.</exception>
    public async Task<RevertReport> RunAsync(string passId, CancellationToken cancellationToken)
    {
        var fence = await Fence.EnterAsync(context, RescoreRun.Job, Patience, cancellationToken).ConfigureAwait(false)
            ?? throw new BadInputException("Another bridge is rescoring: revert when it is done.");
        await using var _ = fence.ConfigureAwait(false);
        var passes = await fence.Graph.ReadAsync(RescoreQueries.Passes, new PassesParameters(["running", "completed", "failed"], int.MaxValue), cancellationToken).ConfigureAwait(false);
        var pass = passes.FirstOrDefault(p => p.Id == passId)
            ?? throw new BadInputException($"There is no pass '{passId}': its id stands in logs/model_rescore.log, such as '{passes.FirstOrDefault()?.Id ?? "promotion#1"}'.");
        if (pass.Status == "running") throw new BadInputException($"Pass '{passId}' was cut off and is not done: run `rescore` first, which takes it up.");

        var restored = 0;
        List<string> others = [];
        for (var after = ""; ;)
        {
            var page = await fence.Graph.ReadAsync(ReviewQueries.PassDeltas, new PassDeltasParameters(passId, after, BatchSize), cancellationToken).ConfigureAwait(false);
            if (page.Count == 0) break;
            after = page[^1].Id;
            foreach (var type in page.GroupBy(delta => delta.EdgeType, StringComparer.Ordinal))
            {
                PassDeltaRow[] deltas = [.. type.OrderBy(delta => delta.EdgeId, StringComparer.Ordinal)];
                var applied = (await fence.Graph.WriteAsync(ReviewQueries.Restore, type.Key, Restore(pass, type.Key, deltas), cancellationToken)
                    .ConfigureAwait(false))[0].Applied.Select(i => (int)i).ToHashSet();
                restored += applied.Count;
                others.AddRange(deltas.Index().Where(delta => !applied.Contains(delta.Index)).Select(delta => delta.Item.EdgeId));
            }
        }
        await new Mirror(context).RunAsync(cancellationToken).ConfigureAwait(false);
        return new RevertReport(passId, restored, [.. others.Order(StringComparer.Ordinal)]);
    }

    private RestoreParameters Restore(RescorePassRow pass, string edgeType, PassDeltaRow[] deltas) => new(
        edgeType,
        Array.ConvertAll(deltas, d => d.EdgeId),
        Array.ConvertAll(deltas, d => DeltaId.Of(pass.PromotionId, d.EdgeId, DeltaClass.Restored, d.Id)),
        Array.ConvertAll(deltas, d => d.Id),
        Array.ConvertAll(deltas, d => d.NewConfidence),
        Array.ConvertAll(deltas, d => d.OldConfidence),
        Array.ConvertAll(deltas, d => d.OldConfidence - d.NewConfidence),
        context.Time.GetUtcNow());
}

/// <summary>What a revert did.</summary>
/// <param name="PassId">The pass.</param>
/// <param name="Restored">Edges that have their old confidence again.</param>
/// <param name="Others">Edges that no longer carried the pass's value, in edge_id order; they are left as they are.</param>
public sealed record RevertReport(string PassId, int Restored, IReadOnlyList<string> Others);
