namespace GraphSync.Credit;

/// <summary>How an event was dealt with, from what was stored when it was.</summary>
public sealed record CreditExplanation
{
    /// <summary>The event.</summary>
    public required string EventId { get; init; }

    /// <summary><c>paid</c>, <c>refused</c> or <c>reversed</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Why it was refused or reversed, or what is worth saying of the payment; null when nothing is.</summary>
    public string? Reason { get; init; }

    /// <summary>The pool in utok; null when it was refused.</summary>
    public long? PoolUtok { get; init; }

    /// <summary>When it was dealt with, in UTC.</summary>
    public DateTime? ProcessedAt { get; init; }

    /// <summary>Who got what, and for which contributions; by agent id.</summary>
    public IReadOnlyList<ExplainedShare> Shares { get; init; } = [];

    /// <summary>Contributions in the order in which the walk came to them; the first is the seed. Empty when nothing was walked.</summary>
    public IReadOnlyList<FlowNode> Nodes { get; init; } = [];

    /// <summary>What passed along each relationship in each step, in the order of steps.</summary>
    public IReadOnlyList<FlowEdge> Edges { get; init; } = [];

    /// <summary>The event's lines in the ledger, those of a reversal included.</summary>
    public IReadOnlyList<Payout> Lines { get; init; } = [];
}

/// <summary>An agent's part of the pool and the contributions that earned it. Amounts in utok.</summary>
/// <param name="AgentId">The agent, or <c>treasury</c>.</param>
/// <param name="Mass">Units credited.</param>
/// <param name="ShareUtok">Its share of the pool by mass.</param>
/// <param name="CapUtok">The agent's cap; null for the treasury, which has none.</param>
/// <param name="HeatUtok">Recent pay after decay, before this event; null for the treasury.</param>
/// <param name="PaidUtok">What it was paid; the treasury's includes what the caps of others withheld.</param>
/// <param name="Leaves">Add up to the share; in the order of the walk. Empty when nothing was walked.</param>
public sealed record ExplainedShare(string AgentId, long Mass, long ShareUtok, long? CapUtok, long? HeatUtok, long PaidUtok,
    IReadOnlyList<ShareLeaf> Leaves);

/// <summary>What one contribution earned its owner.</summary>
/// <param name="Node">Position in <see cref="Flows.Nodes"/>.</param>
/// <param name="Kind">ModelVersion, Dataset, Benchmark or EvalRun.</param>
/// <param name="Id">Its id.</param>
/// <param name="Mass">Units kept.</param>
/// <param name="ShareUtok">In utok.</param>
public sealed record ShareLeaf(int Node, string Kind, string Id, long Mass, long ShareUtok);
