using GraphQueries.Language;

namespace GraphQueries.History;

/// <summary>What was believed of an edge, one after another, and the delta that began each belief.</summary>
internal sealed class EdgeTimeline
{
    private readonly List<EdgeBelief> _beliefs = [];
    private readonly List<EdgeDeltaRow?> _deltas = [];

    /// <param name="createdAt">The edge's <c>created_at</c> as text.</param>
    /// <param name="confidence">Its present confidence.</param>
    /// <param name="source">The version that it is attributed to.</param>
    /// <param name="isRescored">Whether it says itself that it was rescored.</param>
    /// <param name="deltas">Its deltas, the first first.</param>
    public EdgeTimeline(string? createdAt, double? confidence, string? source, bool isRescored, IEnumerable<EdgeDeltaRow> deltas)
    {
        DateTimeOffset? created = createdAt is not null && Instants.TryParse(createdAt, out var instant) ? Instants.Cut(instant) : null;
        // Edges that had the id one after another each begin with their insertion, and only the last has its instant.
        var generations = deltas.GroupBy(delta => delta.Generation).Select(generation => generation.ToList()).ToList();
        foreach (var changes in generations)
        {
            var isPresent = changes == generations[^1] && isRescored;
            Add(Inserted(isPresent ? created : null, changes[0].OldConfidence, changes[0].ParentId ?? source), null);
            foreach (var d in changes) Add(new EdgeBelief(d.At, d.NewConfidence, d.ChildId, d.Class, d.PassId, d.PromotionId), d);
        }
        if (generations.Count == 0 || !isRescored) Add(Inserted(created, confidence, source), null);
    }

    /// <summary>In the order in which they began; never empty.</summary>
    public IReadOnlyList<EdgeBelief> Beliefs => _beliefs;

    /// <summary>Beside each belief what brought it; null for an insertion.</summary>
    public IReadOnlyList<EdgeDeltaRow?> Deltas => _deltas;

    /// <summary>Which belief was held at a time; -1 when there was none yet. The one place of that rule.</summary>
    public static int IndexAt(IReadOnlyList<EdgeBelief> beliefs, DateTimeOffset time)
    {
        for (var i = beliefs.Count - 1; i >= 0; i--)
            if (beliefs[i].Since <= time || (beliefs[i].Since is null && i == 0)) return i;
        return -1;
    }

    private void Add(EdgeBelief belief, EdgeDeltaRow? delta)
    {
        _beliefs.Add(belief);
        _deltas.Add(delta);
    }

    private static EdgeBelief Inserted(DateTimeOffset? since, double? confidence, string? version) =>
        new(since, confidence, version, "inserted", null, null);
}
