using GraphQueries.History;
using GraphSync.Edges;
using GraphSync.Postgres;

namespace GraphSync.History;

/// <summary>Tells what the graph believed of an edge when, under which version. Reads only.</summary>
public sealed class EdgeHistory(GraphClient graph)
{
    /// <summary>The whole history, the first belief first.</summary>
    /// <exception cref="BadInputException">No edge has that id, or two types have it.</exception>
    public async Task<EdgeBeliefs> ReadAsync(string edgeId, CancellationToken cancellationToken)
    {
        var states = await graph.ReadAsync(HistoryQueries.Edge, new HistoryParameters(edgeId), cancellationToken).ConfigureAwait(false);
        if (states.Count == 0) throw new BadInputException($"No edge of a registered type has the id '{edgeId}': `adopt` registers types.");
        if (states.Count > 1) throw DuplicateEdgeId.Refusal(edgeId, states[0].EdgeType, states[1].EdgeType);
        var state = states[0];
        var deltas = await graph.ReadAsync(HistoryQueries.Deltas, new HistoryParameters(edgeId), cancellationToken).ConfigureAwait(false);
        return new EdgeBeliefs(edgeId, state, [.. Beliefs(state, deltas)]);
    }

    /// <summary>Edges that had the id one after another each begin with their insertion, and only the last has its instant.</summary>
    private static IEnumerable<EdgeBelief> Beliefs(EdgeStateRow state, IReadOnlyList<EdgeDeltaRow> deltas)
    {
        DateTimeOffset? created = state.CreatedAt is { } text ? ColumnValue.Instant(text) : null;
        var generations = deltas.GroupBy(delta => delta.Generation).Select(generation => generation.ToList()).ToList();
        foreach (var changes in generations)
        {
            var isPresent = changes == generations[^1] && state.RescoredByArtifactId is not null;
            yield return new EdgeBelief(isPresent ? created : null, changes[0].OldConfidence, changes[0].ParentId ?? state.SourceArtifactId,
                "inserted", null, null);
            foreach (var d in changes) yield return new EdgeBelief(d.At, d.NewConfidence, d.ChildId, d.Class, d.PassId, d.PromotionId);
        }
        if (generations.Count == 0 || state.RescoredByArtifactId is null)
            yield return new EdgeBelief(created, state.Confidence, state.SourceArtifactId, "inserted", null, null);
    }
}

/// <summary>An edge and what was believed of it.</summary>
/// <param name="EdgeId">The edge.</param>
/// <param name="State">As it stands now.</param>
/// <param name="Beliefs">In the order in which they began.</param>
public sealed record EdgeBeliefs(string EdgeId, EdgeStateRow State, IReadOnlyList<EdgeBelief> Beliefs)
{
    /// <summary>What was believed at <paramref name="time"/>; null when the edge did not exist yet. What came later in the sequence counts,
    /// whatever the clocks said; an insertion of which nobody knows the time counts when it was the first.</summary>
    public EdgeBelief? AsOf(DateTimeOffset time) =>
        Beliefs.Where((belief, i) => belief.Since <= time || (belief.Since is null && i == 0)).LastOrDefault();
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
