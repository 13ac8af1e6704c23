using System.Text.Json.Serialization;
using GraphSync.Inbound;
using GraphSync.Operations;

namespace GraphSync.Credit;

/// <summary>What a run of credit paid, refused and left waiting. Events in the order of (<c>detected_at</c>, <c>id</c>).</summary>
public sealed record CreditReport : OperationReport
{
    /// <summary>One of <see cref="CreditStatus"/>.</summary>
    public required string Status { get; init; }

    /// <summary>Whether nothing was written.</summary>
    public bool DryRun { get; init; }

    /// <summary>Paid by this run, or what would be.</summary>
    public IReadOnlyList<PaidEvent> Paid { get; init; } = [];

    /// <summary>Refused for good by this run.</summary>
    public IReadOnlyList<UnpaidEvent> Refused { get; init; } = [];

    /// <summary>Waiting for something that they name or that is to be mended; looked at again by every run.</summary>
    public IReadOnlyList<UnpaidEvent> Waiting { get; init; } = [];

    /// <summary>Rows of the inbox that cannot be carried into the graph as they stand.</summary>
    public PutAsideReport PutAside { get; init; } = PutAsideReport.Nothing;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Summary => $"{Status}: {Paid.Count} events paid, {Refused.Count} refused, {Waiting.Count} waiting";

    /// <inheritdoc/>
    [JsonIgnore]
    public override OperationOutcome Outcome => Status == CreditStatus.Busy ? OperationOutcome.Incomplete : OperationOutcome.Done;
}

/// <summary>A payment that was taken back.</summary>
/// <param name="EventId">The event.</param>
/// <param name="Lines">The reversing lines, by agent id.</param>
public sealed record ReverseReport(string EventId, IReadOnlyList<Payout> Lines) : OperationReport
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Summary => $"{EventId} reversed, {Lines.Count} lines";
}

/// <summary>An event that was paid.</summary>
/// <param name="EventId">The event.</param>
/// <param name="EventType"><c>model_version_promoted</c> or <c>edge_economic_event</c>.</param>
/// <param name="Subject">The promoted version, or the edge.</param>
/// <param name="PoolUtok">What the payouts add up to.</param>
/// <param name="Note">What is worth saying, such as that an edge's provenance is unknown; null when nothing is.</param>
/// <param name="Payouts">Ledger lines by agent id; none of 0.</param>
public sealed record PaidEvent(string EventId, string EventType, string Subject, long PoolUtok, string? Note,
    IReadOnlyList<Payout> Payouts);

/// <summary>A ledger line.</summary>
/// <param name="AgentId">Who got it.</param>
/// <param name="AmountUtok">In utok; negative in a reversal.</param>
/// <param name="Kind">One of <see cref="LineKind"/>.</param>
public sealed record Payout(string AgentId, long AmountUtok, string Kind);

/// <summary>An event that was not paid.</summary>
/// <param name="EventId">The event.</param>
/// <param name="EventType"><c>model_version_promoted</c> or <c>edge_economic_event</c>.</param>
/// <param name="Subject">The promoted version, or the edge; null when the event names none.</param>
/// <param name="Reason">Why.</param>
public sealed record UnpaidEvent(string EventId, string EventType, string? Subject, string Reason);
