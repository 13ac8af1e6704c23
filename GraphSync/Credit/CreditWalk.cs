using GraphQueries.Credit;
using GraphSync.Postgres;

namespace GraphSync.Credit;

/// <summary>Walks 10^12 units from a version along what it rests on, eight steps a statement.</summary>
internal static class CreditWalk
{
    /// <summary>The step that a statement leaves to the next.</summary>
    private const int LastStep = 8;

    private const int NamedAtMost = 20;

    /// <summary>Walks from <paramref name="seed"/> once what it rests on has been found sound.</summary>
    /// <param name="graph">A transaction that has derived the contribution graph, or reads it.</param>
    /// <param name="seed">Id of a model version.</param>
    /// <param name="reachable">What <see cref="CreditQueries.Reachable"/> found.</param>
    /// <exception cref="UnpayableException">A cycle, a weight that is none, or a contribution with several owners.</exception>
    public static async Task<WalkResult> RunAsync(GraphTransaction graph, string seed, IReadOnlyList<ReachableContributionRow> reachable)
    {
        RequireSound(reachable);
        var trace = new WalkTrace(reachable);
        var from = new WalkParameters(seed, [], []);
        // Without cycles, no path is longer than there are contributions.
        for (var steps = 0; steps <= reachable.Count; steps += LastStep)
        {
            var rows = await graph.RunAsync(CreditQueries.Walk, from).ConfigureAwait(false);
            var last = trace.Add(rows);
            if (last.Count == 0) return trace.Result();
            from = new WalkParameters(null, [.. last.Select(row => row.Node)], [.. last.Select(row => row.Mass)]);
        }
        throw WalkTrace.Changed();
    }

    private static void RequireSound(IReadOnlyList<ReachableContributionRow> reachable)
    {
        var positions = reachable.Index().ToDictionary(c => c.Item.Node, c => c.Index, StringComparer.Ordinal);
        foreach (var contribution in reachable) RequireSound(contribution, positions, reachable);
        int Position(string node) => positions.TryGetValue(node, out var at) ? at : throw WalkTrace.Changed();
        var targets = reachable.Select(c => (IReadOnlyList<int>)[.. c.Targets.Select(Position)]).ToList();
        if (CycleSearch.Find(targets) is not { } cycle) return;
        var names = cycle.Append(cycle[0]).Select(at => reachable[at].Name).ToList();
        if (names.Count > NamedAtMost) names = [.. names.Take(NamedAtMost - 1), $"… ({names.Count - NamedAtMost} more)", names[^1]];
        throw UnpayableException.Refused($"what it relied on goes in a circle: {string.Join(" → ", names)}");
    }

    private static bool IsWalletId(string agent) =>
        agent.Length > 0 && !agent.Contains('\0', StringComparison.Ordinal) && !Identifier.HasLoneSurrogate(agent);

    private static void RequireSound(ReachableContributionRow contribution, Dictionary<string, int> positions,
        IReadOnlyList<ReachableContributionRow> all)
    {
        if (contribution.Owners.Count > 1)
        {
            var owners = string.Join(", ", contribution.Owners.Order(StringComparer.Ordinal));
            throw UnpayableException.Refused($"{contribution.Name} has several owners: {owners}");
        }
        if (contribution.Owners is [var owner] && !IsWalletId(owner))
            throw UnpayableException.Refused($"the owner of {contribution.Name} has no id that a wallet can have");
        if (contribution.Owners is [var named] && Columns.Key("Agent", named, "id", named) is { } fault)
            throw UnpayableException.Waits(fault);
        var bad = contribution.Weights.Index().FirstOrDefault(w => w.Item == 0, (-1, 0));
        if (bad.Index < 0) return;
        var role = contribution.Roles[bad.Index];
        throw UnpayableException.Refused($"RELIED_ON{(role.Length == 0 ? "" : $" ({role})")} from {contribution.Name} to "
            + $"{all[positions[contribution.Targets[bad.Index]]].Name} has a weight that is not a whole number from 1 to 1,000,000");
    }
}

/// <summary>Where the units went.</summary>
/// <param name="Flows">Contributions and what passed between them, as walked.</param>
/// <param name="Masses">Units per agent; what nobody owns is the treasury's.</param>
internal sealed record WalkResult(Flows Flows, IReadOnlyDictionary<string, long> Masses)
{
    /// <summary>The units that a walk starts with.</summary>
    public const long Start = 1_000_000_000_000;

    /// <summary>Nobody can be credited, so nothing is walked.</summary>
    public static WalkResult AllToTreasury =>
        new(new Flows(), new Dictionary<string, long>(StringComparer.Ordinal) { [FlowShare.Treasury] = Start });

    /// <summary>An event that has been paid by this walk, in whose row its flows stand; null when there is none.</summary>
    public string? PaidFor { get; set; }
}
