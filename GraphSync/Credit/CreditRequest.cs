using GraphSync.Operations;

namespace GraphSync.Credit;

/// <summary>Pays the people behind promoted versions and used edges, each event once.</summary>
public sealed record CreditRequest : OperationRequest<CreditReport>
{
    /// <summary>Show what would be paid, refused or left waiting; write nothing.</summary>
    public bool DryRun { get; init; }

    internal override string Name => "credit";

    internal override OperationNeeds Needs => DryRun ? OperationNeeds.Nothing : OperationNeeds.Both;
}

/// <summary>Takes a payment back whole.</summary>
/// <param name="EventId">The event that was paid.</param>
/// <param name="Why">Kept as the event's reason and with each line; not blank.</param>
public sealed record ReverseRequest(string EventId, string Why) : OperationRequest<ReverseReport>
{
    internal override string Name => "reverse";

    internal override OperationNeeds Needs => OperationNeeds.Nothing;
}
