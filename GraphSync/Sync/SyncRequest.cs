using System.Text.Json.Serialization;
using GraphSync.Inbound;
using GraphSync.Operations;
using GraphSync.Outbound;

namespace GraphSync.Sync;

/// <summary>Carries what is new both ways.</summary>
/// <param name="Full">Take everything again, also what passed the triggers by (TRUNCATE, restore, replication) and what the mirror has put
/// aside.</param>
public sealed record SyncRequest(bool Full = false) : OperationRequest<SyncReport>
{
    internal override string Name => "sync";

    internal override OperationNeeds Needs => OperationNeeds.Nothing;
}

/// <summary>What was carried.</summary>
/// <param name="Inbound">From PostgreSQL into the graph.</param>
/// <param name="Outbound">From the graph into PostgreSQL.</param>
public sealed record SyncReport(InboxReport Inbound, MirrorReport Outbound) : OperationReport
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Summary =>
        $"{Inbound.Entries} entries in, {Outbound.Edges} edges and {Outbound.Deltas} deltas out, "
        + $"{Inbound.Rejected + Outbound.Rejected} put aside";

    /// <inheritdoc/>
    [JsonIgnore]
    public override OperationOutcome Outcome =>
        Inbound.Rejected + Outbound.Rejected > 0 ? OperationOutcome.Incomplete : OperationOutcome.Done;
}
