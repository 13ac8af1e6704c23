using System.Text.Json;
using System.Text.Json.Serialization;

namespace GraphSync.Credit;

/// <summary>What an event was paid by, as walked: kept in <c>credit_events.flows</c>.</summary>
internal sealed record Flows
{
    /// <summary>Contributions in the order in which the walk came to them; the first is the seed. Empty when nothing was walked.</summary>
    public IReadOnlyList<FlowNode> Nodes { get; init; } = [];

    /// <summary>What passed along each relationship in each step, in the order of steps.</summary>
    public IReadOnlyList<FlowEdge> Edges { get; init; } = [];

    /// <summary>Who got how much of the pool, by agent id, the treasury included.</summary>
    public IReadOnlyList<FlowShare> Shares { get; init; } = [];

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    internal string ToJson() => ToJson(this);

    /// <summary>Of <see cref="Shares"/> alone.</summary>
    internal string SharesToJson() => ToJson(Shares);

    internal static Flows FromJson(string? json) =>
        json is null ? new Flows() : JsonSerializer.Deserialize<Flows>(json, Options) ?? new Flows();

    // jsonb cannot hold U+0000, which a user's node may have in its id.
    private static string ToJson<T>(T value) =>
        JsonSerializer.Serialize(value, Options).Replace(@"\u0000", @"\uFFFD", StringComparison.Ordinal);
}

/// <summary>A contribution that units came to.</summary>
/// <param name="Kind">ModelVersion, Dataset, Benchmark or EvalRun.</param>
/// <param name="Id">Its id.</param>
/// <param name="Owner">Agent id; null when nobody owns it.</param>
/// <param name="Mass">Units that came to it in all.</param>
/// <param name="Kept">Those units less what went on to contributions of the same owner: what it is credited with.</param>
public sealed record FlowNode(string Kind, string Id, string? Owner, long Mass, long Kept);

/// <summary>What passed along one relationship in one step.</summary>
/// <param name="Step">0 for what the seed passed on.</param>
/// <param name="From">Position in <see cref="Flows.Nodes"/>.</param>
/// <param name="To">Position in <see cref="Flows.Nodes"/>.</param>
/// <param name="Role">The relationship's role; null when it has none.</param>
/// <param name="Weight">The relationship's weight.</param>
/// <param name="Of">The sum of the weights that counted at its source.</param>
/// <param name="Mass">Units that arrived.</param>
public sealed record FlowEdge(int Step, int From, int To, string? Role, long Weight, long Of, long Mass);

/// <summary>An agent's part of the pool. Amounts in utok.</summary>
/// <param name="AgentId">The agent, or <c>treasury</c>.</param>
/// <param name="Mass">Units credited; of the treasury, those at contributions that nobody owns.</param>
/// <param name="ShareUtok">Its share of the pool by mass.</param>
/// <param name="CapUtok">The agent's cap; null for the treasury, which has none.</param>
/// <param name="HeatUtok">Recent pay after decay, before this event; null for the treasury.</param>
/// <param name="PaidUtok">What it was paid; the treasury's includes what the caps of others withheld.</param>
public sealed record FlowShare(string AgentId, long Mass, long ShareUtok, long? CapUtok, long? HeatUtok, long PaidUtok)
{
    /// <summary>The reserved agent.</summary>
    public const string Treasury = "treasury";
}
