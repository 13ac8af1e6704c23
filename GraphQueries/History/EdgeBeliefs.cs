namespace GraphQueries.History;

/// <summary>An edge and what was believed of it.</summary>
/// <param name="EdgeId">The edge.</param>
/// <param name="State">As it stands now.</param>
/// <param name="Beliefs">In the order in which they began.</param>
public sealed record EdgeBeliefs(string EdgeId, EdgeStateRow State, IReadOnlyList<EdgeBelief> Beliefs)
{
    /// <summary>What was believed at <paramref name="time"/>; null when the edge did not exist yet. What came later in the sequence counts,
    /// whatever the clocks said; an insertion of which nobody knows the time counts when it was the first.</summary>
    public EdgeBelief? AsOf(DateTimeOffset time) => EdgeTimeline.IndexAt(Beliefs, time) is >= 0 and var i ? Beliefs[i] : null;
}

/// <summary>A confidence that held for a time.</summary>
/// <param name="Since">When it began; null for an edge whose <c>created_at</c> is not known.</param>
/// <param name="Confidence">0…1; null for a curated edge without one.</param>
/// <param name="Version">The model version that it stood under; null when unknown or curated.</param>
/// <param name="Kind"><c>inserted</c>, or the delta's class.</param>
/// <param name="PassId">The pass that changed it; null for the first.</param>
/// <param name="PromotionId">The promotion behind that; null for the first.</param>
public sealed record EdgeBelief(DateTimeOffset? Since, double? Confidence, string? Version, string Kind, string? PassId,
    string? PromotionId);
