using System.Text.Json.Serialization;
using GraphQueries.Review;
using GraphSync.Operations;

namespace GraphSync.Review;

/// <summary>What the Senate may decide of a flagged edge.</summary>
public enum ReviewDecision
{
    /// <summary>The new confidence stands.</summary>
    Keep,

    /// <summary>The confidence before the flagged decrease comes back.</summary>
    Restore,
}

/// <summary>Carries out what the Senate decides of a flagged edge: clears its flag, and puts its old confidence back when so
/// decided.</summary>
/// <param name="EdgeId">The edge.</param>
/// <param name="Decision">What was decided.</param>
public sealed record ReviewRequest(string EdgeId, ReviewDecision Decision) : OperationRequest<ReviewReport>
{
    /// <summary>Whether later passes leave the confidence as it is then.</summary>
    public bool Pin { get; init; }

    /// <summary>Who decides: a name that is kept with the decision. The user of this machine unless told.</summary>
    public string Reviewer { get; init; } = Environment.UserName;

    /// <summary>Why, in the reviewer's words; null when nothing is said.</summary>
    public string? Reason { get; init; }

    internal override string Name => "review";

    internal override OperationNeeds Needs => OperationNeeds.Mirror;
}

/// <summary>A decision that was carried out.</summary>
/// <param name="Before">The edge as it was flagged.</param>
/// <param name="Decision">What was decided.</param>
/// <param name="Pinned">Whether later passes leave the confidence as it is now.</param>
public sealed record ReviewReport(FlaggedEdgeRow Before, ReviewDecision Decision, bool Pinned) : OperationReport
{
    /// <summary>The confidence that stands now.</summary>
    public double? Confidence => Decision == ReviewDecision.Restore ? Before.OldConfidence : Before.Confidence;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Summary =>
        $"{Before.EdgeId} {(Decision == ReviewDecision.Restore ? "restored" : "kept")}{(Pinned ? " and pinned" : "")}";
}

/// <summary>Takes the last decision about an edge back. An edge that was rescored since loses its pin alone.</summary>
/// <param name="EdgeId">The edge.</param>
public sealed record UndoRequest(string EdgeId) : OperationRequest<UndoReport>
{
    /// <summary>Who takes it back. The user of this machine unless told.</summary>
    public string Reviewer { get; init; } = Environment.UserName;

    /// <summary>Why, in the reviewer's words; null when nothing is said.</summary>
    public string? Reason { get; init; }

    internal override string Name => "undo";

    internal override OperationNeeds Needs => OperationNeeds.Mirror;
}

/// <summary>A decision that was taken back.</summary>
/// <param name="EdgeId">The edge.</param>
/// <param name="Undone">The decision.</param>
/// <param name="WaitsAgain">Whether the edge waits for review again; false when its pin alone was taken away.</param>
/// <param name="Confidence">That stands now, 0 to 1; null for an edge without one.</param>
public sealed record UndoReport(string EdgeId, ReviewRow Undone, bool WaitsAgain, double? Confidence) : OperationReport
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Summary => $"{EdgeId}: {Undone.Decision} taken back";
}

/// <summary>Takes a whole pass back.</summary>
/// <param name="PassId">The pass, which must have ended.</param>
public sealed record RevertRequest(string PassId) : OperationRequest<RevertReport>
{
    internal override string Name => "revert";

    internal override OperationNeeds Needs => OperationNeeds.Mirror;
}

/// <summary>What a revert did.</summary>
/// <param name="PassId">The pass.</param>
/// <param name="Restored">Edges that have their old confidence again.</param>
/// <param name="Others">Edges that no longer carried the pass's value, in edge_id order; they are left as they are.</param>
public sealed record RevertReport(string PassId, int Restored, IReadOnlyList<string> Others) : OperationReport
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Summary => $"{PassId}: {Restored} edges restored, {Others.Count} no longer carried its value";
}
