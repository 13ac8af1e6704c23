using GraphQueries.Review;
using GraphSync.Outbound;
using GraphSync.Rescore;

namespace GraphSync.Review;

/// <summary>What the Senate may decide of a flagged edge.</summary>
public enum ReviewDecision
{
    /// <summary>The new confidence stands.</summary>
    Keep,

    /// <summary>The confidence before the flagged decrease comes back.</summary>
    Restore,
}

/// <summary>Lists flagged edges and carries out what the Senate decides; each decision is mirrored.</summary>
public sealed class SenateReview(BridgeContext context)
{
    private const int Tries = 3;

    /// <summary>Edges that wait, by edge_id.</summary>
    public Task<IReadOnlyList<FlaggedEdgeRow>> ListAsync(int limit, CancellationToken cancellationToken) =>
        context.Graph.ReadAsync(ReviewQueries.Flagged, new FlaggedParameters(null, limit), cancellationToken);

    /// <summary>Clears an edge's flag, and puts its old confidence back when so decided.</summary>
    /// <returns>The edge as it was before.</returns>
    /// <exception cref="BadInputException">The edge is not flagged, has no decrease to undo, or kept changing.</exception>
    public async Task<FlaggedEdgeRow> ResolveAsync(string edgeId, ReviewDecision decision, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var flagged = await context.Graph.ReadAsync(ReviewQueries.Flagged, new FlaggedParameters(edgeId, 2), cancellationToken).ConfigureAwait(false);
            if (flagged.Count != 1)
            {
                throw new BadInputException(flagged.Count == 0
                    ? $"Edge '{edgeId}' does not wait for review: `review list` names those that do."
                    : $"Edge id '{edgeId}' stands in two types, {flagged[0].EdgeType} and {flagged[1].EdgeType}: give one of them another edge_id.");
            }
            if (!await TryResolveAsync(flagged[0], decision, cancellationToken).ConfigureAwait(false)) continue;
            await new Mirror(context).RunAsync(cancellationToken).ConfigureAwait(false);
            return flagged[0];
        }
        throw new BadInputException($"Edge '{edgeId}' kept changing while the decision was written: look at it with `history`, then decide again.");
    }

    private async Task<bool> TryResolveAsync(FlaggedEdgeRow edge, ReviewDecision decision, CancellationToken cancellationToken)
    {
        if (decision == ReviewDecision.Keep)
            return await context.Graph.WriteAsync(ReviewQueries.Clear, edge.EdgeType, new ClearFlagParameters(edge.EdgeType, edge.EdgeId), cancellationToken).ConfigureAwait(false) is [{ Cleared: > 0 }];
        if (edge is not { DeltaId: { } undone, PromotionId: { } promotion, OldConfidence: { } before, Confidence: { } present })
            throw new BadInputException($"Edge '{edge.EdgeId}' has no large decrease to undo, since its flag was set by hand: decide `keep`.");
        var restore = new RestoreParameters(edge.EdgeType, [edge.EdgeId], [DeltaId.Of(promotion, edge.EdgeId, DeltaClass.Restored, undone)],
            [undone], [present], [before], [before - present], context.Time.GetUtcNow());
        return (await context.Graph.WriteAsync(ReviewQueries.Restore, edge.EdgeType, restore, cancellationToken).ConfigureAwait(false))[0].Applied.Count > 0;
    }
}
