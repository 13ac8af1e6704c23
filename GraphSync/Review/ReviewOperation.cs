using GraphQueries.Rescore;
using GraphQueries.Review;
using GraphSync.Edges;
using GraphSync.Operations;
using GraphSync.Postgres;
using GraphSync.Rescore;

namespace GraphSync.Review;

/// <summary>Carries out a decision. It needs no lease: the graph is written only while it is as it was when it was read.</summary>
internal sealed class ReviewOperation(GraphClient graph, TimeProvider time) : Operation<ReviewRequest, ReviewReport>
{
    private const int Tries = 3;

    /// <exception cref="BadInputException">The edge is not flagged, has no decrease to undo, or kept changing.</exception>
    protected override async Task<ReviewReport> ExecuteAsync(ReviewRequest request, CancellationToken cancellationToken)
    {
        var (edgeId, decision) = request;
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var edge = await FlaggedAsync(edgeId, cancellationToken).ConfigureAwait(false);
            if (await TryResolveAsync(edge, decision, cancellationToken).ConfigureAwait(false)) return new ReviewReport(edge, decision);
        }
        throw new BadInputException(
            $"Edge '{edgeId}' kept changing while the decision was written: look at it with `history`, then decide again.");
    }

    private async Task<FlaggedEdgeRow> FlaggedAsync(string edgeId, CancellationToken cancellationToken)
    {
        var parameters = new FlaggedEdgeParameters(edgeId);
        var flagged = await graph.ReadAsync(ReviewQueries.FlaggedEdge, parameters, cancellationToken).ConfigureAwait(false);
        return flagged switch
        {
            [var edge] => edge,
            [] => throw new BadInputException($"Edge '{edgeId}' does not wait for review: `review list` names those that do."),
            _ => throw DuplicateEdgeId.Refusal(edgeId, flagged[0].EdgeType, flagged[1].EdgeType),
        };
    }

    private async Task<bool> TryResolveAsync(FlaggedEdgeRow edge, ReviewDecision decision, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (decision == ReviewDecision.Keep)
        {
            var clear = new ClearFlagParameters(edge.EdgeType, edge.EdgeId, Guid.NewGuid().ToString(), now);
            var cleared = await graph.WriteAsync(ReviewQueries.Clear, edge.EdgeType, clear, cancellationToken).ConfigureAwait(false);
            return cleared is [{ Cleared: > 0 }];
        }
        if (edge is not { DeltaId: { } undone, PromotionId: { } promotion, OldConfidence: { } before, Confidence: { } present })
        {
            throw new BadInputException(
                $"Edge '{edge.EdgeId}' has no large decrease to undo, since its flag was set by hand: decide `keep`.");
        }
        if (!edge.IsLatest)
        {
            throw new BadInputException($"Edge '{edge.EdgeId}' has been changed since pass '{edge.PassId}' lowered it, and what stands now "
                + "rests on that: `history` shows it; decide `keep`.");
        }
        var call = Guid.NewGuid().ToString();
        var leftAlone = await graph.WriteEdgesAsync([new EdgeRef(edge.EdgeType, edge.EdgeId, null)], found => found,
            async (edges, places) =>
            {
                var restore = new RestoreParameters([edge.EdgeId], places,
                    [DeltaId.Of(promotion, edge.EdgeId, DeltaClass.Restored, undone)], [undone], [present], [before], [before - present],
                    KeepsEarlierFlags: false, call, now);
                var restored = await graph.WriteAsync(ReviewQueries.Restore, restore, cancellationToken).ConfigureAwait(false);
                return restored[0].Applied.Count > 0 ? [] : edges;
            }, cancellationToken).ConfigureAwait(false);
        return leftAlone.Count == 0;
    }
}
