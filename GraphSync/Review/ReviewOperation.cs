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
        ReviewText.Require(request.Reviewer, request.Reason);
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var edge = await FlaggedAsync(request.EdgeId, cancellationToken).ConfigureAwait(false);
            if (request.Decision == ReviewDecision.Restore) RequireRestorable(edge);
            if (await TryDecideAsync(edge, request, cancellationToken).ConfigureAwait(false))
                return new ReviewReport(edge, request.Decision, request.Pin);
        }
        throw new BadInputException(
            $"Edge '{request.EdgeId}' kept changing while the decision was written: look at it with `history`, then decide again.");
    }

    private async Task<FlaggedEdgeRow> FlaggedAsync(string edgeId, CancellationToken cancellationToken)
    {
        var parameters = new FlaggedEdgeParameters(edgeId);
        var flagged = await graph.ReadAsync(ReviewQueries.FlaggedEdge, parameters, cancellationToken).ConfigureAwait(false);
        return flagged switch
        {
            [var edge] => edge,
            [] => throw await NotWaitingAsync(edgeId, cancellationToken).ConfigureAwait(false),
            _ => throw DuplicateEdgeId.Refusal(edgeId, flagged[0].EdgeType, flagged[1].EdgeType),
        };
    }

    /// <summary>Whoever comes second is told of the first.</summary>
    private async Task<BadInputException> NotWaitingAsync(string edgeId, CancellationToken cancellationToken)
    {
        var last = new ReviewsOfEdgeParameters(edgeId, Limit: 1);
        var reviews = await graph.ReadAsync(ReviewQueries.OfEdge, last, cancellationToken).ConfigureAwait(false);
        return new BadInputException($"Edge '{edgeId}' does not wait for review" + (reviews is [var made]
            ? $": {made.Reviewer} decided '{made.Decision}' at {made.At:yyyy-MM-dd HH:mm:ss}Z"
                + (made.Reason is { } reason ? $", since: {reason}" : "") + $". `review undo {edgeId}` takes that back."
            : ": `review list` names those that do."));
    }

    private static void RequireRestorable(FlaggedEdgeRow edge)
    {
        if (edge is not { DeltaId: not null, PromotionId: not null, OldConfidence: not null, Confidence: not null })
        {
            throw new BadInputException(
                $"Edge '{edge.EdgeId}' has no large decrease to undo, since its flag was set by hand: decide `keep`.");
        }
        if (!edge.IsLatest)
        {
            throw new BadInputException($"Edge '{edge.EdgeId}' has been changed since pass '{edge.PassId}' lowered it, and what stands now "
                + "rests on that: `history` shows it; decide `keep`.");
        }
    }

    private async Task<bool> TryDecideAsync(FlaggedEdgeRow edge, ReviewRequest request, CancellationToken cancellationToken)
    {
        var (call, now) = (Guid.NewGuid().ToString(), time.GetUtcNow());
        var restores = request.Decision == ReviewDecision.Restore;
        var restored = DeltaId.Of(edge.PromotionId ?? "", edge.EdgeId, DeltaClass.Restored, edge.DeltaId);
        return await graph.WriteEdgeAsync(new EdgeRef(edge.EdgeType, edge.EdgeId, null), async place =>
        {
            var decide = new DecideParameters(edge.EdgeId, place, restores ? ReviewWord.Restore : ReviewWord.Keep, request.Pin,
                edge.DeltaId, restored, edge.Confidence, restores ? edge.OldConfidence : edge.Confidence, call, request.Reviewer,
                request.Reason, now);
            return await graph.WriteAsync(ReviewQueries.Decide, decide, cancellationToken).ConfigureAwait(false) is [{ Decided: true }];
        }, cancellationToken).ConfigureAwait(false);
    }
}
