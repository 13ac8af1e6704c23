using GraphQueries.Rescore;
using GraphQueries.Review;
using GraphSync.Edges;
using GraphSync.Operations;
using GraphSync.Postgres;
using GraphSync.Rescore;

namespace GraphSync.Review;

/// <summary>Takes the last decision about an edge back, while the edge is as that has left it.</summary>
internal sealed class UndoOperation(GraphClient graph, TimeProvider time) : Operation<UndoRequest, UndoReport>
{
    /// <exception cref="BadInputException">Nothing was decided about the edge, it was taken back already, or the edge has changed
    /// since.</exception>
    protected override async Task<UndoReport> ExecuteAsync(UndoRequest request, CancellationToken cancellationToken)
    {
        ReviewText.Require(request.Reviewer, request.Reason);
        var last = await LastAsync(request.EdgeId, cancellationToken).ConfigureAwait(false);
        UndoneRow? undone = null;
        var (call, now) = (Guid.NewGuid().ToString(), time.GetUtcNow());
        await graph.WriteEdgeAsync(new EdgeRef(last.EdgeType, request.EdgeId, null), async place =>
        {
            var undo = new UndoParameters(request.EdgeId, place, last.Id, DeltaId.Of(last.Id, request.EdgeId, DeltaClass.Undone), call,
                request.Reviewer, request.Reason, now);
            undone = (await graph.WriteAsync(ReviewQueries.Undo, undo, cancellationToken).ConfigureAwait(false)).FirstOrDefault();
            return undone is not null;
        }, cancellationToken).ConfigureAwait(false);
        return undone is { Outcome: ReviewWord.Undo or ReviewWord.Unpin }
            ? new UndoReport(request.EdgeId, last, undone.Outcome == ReviewWord.Undo, undone.Confidence)
            : throw new BadInputException($"Edge '{request.EdgeId}' has changed since {last.Reviewer} decided '{last.Decision}' at "
                + $"{last.At:yyyy-MM-dd HH:mm:ss}Z, so that the state before cannot come back: `history` shows what happened.");
    }

    private async Task<ReviewRow> LastAsync(string edgeId, CancellationToken cancellationToken)
    {
        var reviews = await graph.ReadAsync(ReviewQueries.OfEdge, new ReviewsOfEdgeParameters(edgeId, Limit: 1), cancellationToken)
            .ConfigureAwait(false);
        if (reviews is not [var last]) throw new BadInputException($"Nobody has decided about edge '{edgeId}': there is nothing to undo.");
        return !ReviewWord.IsTakingBack(last.Decision) ? last : throw new BadInputException(
            $"The last decision about edge '{edgeId}' was taken back already, by {last.Reviewer} at {last.At:yyyy-MM-dd HH:mm:ss}Z.");
    }
}
