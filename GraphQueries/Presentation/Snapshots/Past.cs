using GraphQueries.History;

namespace GraphQueries.Presentation.Snapshots;

/// <summary>An edge as it was believed to be.</summary>
internal static class Past
{
    /// <summary>The edge when one of its beliefs was the last. What has no history stays as it is: endpoints, input, attribution.</summary>
    /// <param name="edge">As it is now.</param>
    /// <param name="timeline">What was believed of it.</param>
    /// <param name="last">Which belief was the last.</param>
    /// <param name="isYetToBeKept">Whether a reviewer let that belief stand later, so that the edge waited for review.</param>
    public static SnapshotEdgeRow Of(SnapshotEdgeRow edge, EdgeTimeline timeline, int last, bool isYetToBeKept)
    {
        var (belief, delta) = (timeline.Beliefs[last], timeline.Deltas[last]);
        // An earlier edge of the same id may have come from another version than this one.
        var isOfSource = delta is not null || belief.Version == edge.SourceArtifactId;
        return edge with
        {
            Confidence = belief.Confidence,
            SourceArtifactId = isOfSource ? edge.SourceArtifactId : belief.Version,
            SourceVersion = isOfSource ? edge.SourceVersion : null,
            RescoredByArtifactId = delta is null ? null : belief.Version,
            RescoredVersion = delta?.ChildVersion,
            RescoredAt = delta is null ? null : RescoredAt(timeline, last),
            SenateReviewFlag = isYetToBeKept || WasFlagged(edge, timeline, last),
            ConfidenceBefore = delta?.OldConfidence,
            Class = delta?.Class,
        };
    }

    /// <summary>When the pass changed it: what is decided about a pass's change later belongs to that pass.</summary>
    private static DateTimeOffset? RescoredAt(EdgeTimeline timeline, int last)
    {
        var first = last;
        while (first > 0 && timeline.Deltas[first - 1]?.PassId == timeline.Deltas[last]!.PassId) first--;
        return timeline.Beliefs[first].Since;
    }

    /// <summary>The flag as the next change found it, else as it is now.</summary>
    private static bool WasFlagged(SnapshotEdgeRow edge, EdgeTimeline timeline, int last) =>
        last == timeline.Beliefs.Count - 1 ? edge.SenateReviewFlag : timeline.Deltas[last + 1]?.WasFlagged ?? false;
}
