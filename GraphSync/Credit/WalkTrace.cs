using GraphQueries.Credit;

namespace GraphSync.Credit;

/// <summary>Puts the statements of a walk together: contributions by their order of discovery, flows by step, units by agent.</summary>
internal sealed class WalkTrace(IReadOnlyList<ReachableContributionRow> reachable)
{
    private readonly Dictionary<string, ReachableContributionRow> _known = reachable.ToDictionary(c => c.Node, StringComparer.Ordinal);
    private readonly Dictionary<(string Source, string Target), string> _roles = Roles(reachable);
    private readonly Dictionary<string, int> _positions = new(StringComparer.Ordinal);
    private readonly List<WalkedNode> _nodes = [];
    private readonly List<FlowEdge> _edges = [];
    private readonly SortedDictionary<string, long> _masses = new(StringComparer.Ordinal);
    private int _stepsBefore;

    /// <summary>Adds the rows of one statement.</summary>
    /// <returns>Its last step, which the next statement goes on from, by position.</returns>
    public IReadOnlyList<WalkedContributionRow> Add(IReadOnlyList<WalkedContributionRow> rows)
    {
        var steps = rows.GroupBy(row => row.Step).OrderBy(step => step.Key)
            .Select(step => step.OrderBy(row => row.Position).ToList()).ToList();
        if (steps.Count == 0 || steps.Index().Any(step => step.Item[0].Step != step.Index)) throw Changed();
        foreach (var owner in rows.GroupBy(row => row.Owner ?? FlowShare.Treasury)) Earn(owner.Key, owner);
        if (_nodes.Count == 0) Arrive(steps[0][0]);
        for (var step = 1; step < steps.Count; step++)
            foreach (var row in steps[step]) Pass(_stepsBefore + step - 1, steps[step - 1], row);
        _stepsBefore += steps.Count - 1;
        return steps.Count > 8 ? steps[8] : [];
    }

    /// <summary>The whole walk.</summary>
    public WalkResult Result()
    {
        // All relationships out of a contribution that count are in each of its steps, so their weights add up to what was divided by.
        var sums = _edges.GroupBy(e => (e.Step, e.From)).ToDictionary(g => g.Key, g => g.Sum(e => e.Weight));
        var flows = new Flows
        {
            Nodes = [.. _nodes.Select(n =>
                new FlowNode(n.Of.Kind, n.Of.Id ?? n.Of.Node, n.Of.Owners.FirstOrDefault(), n.Mass, n.Mass - n.PassedToOwn))],
            Edges = [.. _edges.Select(e => e with { Of = sums[(e.Step, e.From)] })],
        };
        foreach (var kept in flows.Nodes.GroupBy(n => n.Owner ?? FlowShare.Treasury))
            if (kept.Sum(n => n.Kept) != _masses[kept.Key]) throw Changed();
        return new WalkResult(flows, _masses);
    }

    /// <summary>Somebody writes to the contribution graph meanwhile.</summary>
    public static UnpayableException Changed() => UnpayableException.Waits("the contribution graph changed while it was walked");

    /// <summary>Each row of an owner repeats all that the owner earned, which counts once. An owner that is called <c>treasury</c>
    /// counts together with what nobody owns.</summary>
    private void Earn(string agent, IEnumerable<WalkedContributionRow> rows) =>
        _masses[agent] = _masses.GetValueOrDefault(agent) + rows.DistinctBy(row => row.Owner).Sum(row => row.Earned);

    private void Pass(int step, IReadOnlyList<WalkedContributionRow> before, WalkedContributionRow row)
    {
        var to = Arrive(row);
        for (var i = 0; i < row.Sources.Count; i++)
        {
            var source = before[(int)row.Sources[i]];
            var from = _positions[source.Node];
            if (source.Owner is not null && source.Owner == row.Owner) _nodes[from].PassedToOwn += row.Passed[i];
            var role = _roles.GetValueOrDefault((source.Node, row.Node));
            _edges.Add(new FlowEdge(step, from, to, role, row.Weights[i], 0, row.Passed[i]));
        }
    }

    private int Arrive(WalkedContributionRow row)
    {
        if (!_positions.TryGetValue(row.Node, out var at))
        {
            if (!_known.TryGetValue(row.Node, out var known) || known.Owners.FirstOrDefault() != row.Owner) throw Changed();
            _positions[row.Node] = at = _nodes.Count;
            _nodes.Add(new WalkedNode(known));
        }
        _nodes[at].Mass += row.Mass;
        return at;
    }

    private static Dictionary<(string, string), string> Roles(IEnumerable<ReachableContributionRow> contributions)
    {
        var roles = new Dictionary<(string, string), string>();
        foreach (var contribution in contributions)
            foreach (var (target, role) in contribution.Targets.Zip(contribution.Roles))
                if (role.Length > 0) roles.TryAdd((contribution.Node, target), role);
        return roles;
    }

    private sealed class WalkedNode(ReachableContributionRow of)
    {
        public ReachableContributionRow Of => of;
        public long Mass { get; set; }
        public long PassedToOwn { get; set; }
    }
}
