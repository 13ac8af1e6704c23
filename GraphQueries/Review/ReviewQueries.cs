using GraphQueries.Catalogue;

namespace GraphQueries.Review;

/// <summary>The Senate's work: <c>cypher/queries/review</c>.</summary>
public static class ReviewQueries
{
    /// <summary>Which edges wait for the Senate, and what was done to them? Ordered by edge_id.</summary>
    public static readonly CypherQuery<FlaggedParameters, FlaggedEdgeRow> Flagged = new("review/flagged");

    /// <summary>Which large decreases wait for review? The largest first.</summary>
    internal static readonly CypherQuery<ReviewQueueParameters, QueuedDeltaRow> Queue = new("review/queue");

    /// <summary>Which of these edges wait for the Senate, and what was done to them? In no order; edges that are elsewhere are
    /// missing.</summary>
    internal static readonly CypherQuery<WaitingParameters, FlaggedEdgeRow> Waiting = new("review/waiting");

    /// <summary>Does this edge wait for the Senate, and what was done to it? No row when it does not.</summary>
    public static readonly CypherQuery<FlaggedEdgeParameters, FlaggedEdgeRow> FlaggedEdge = new("review/flagged-edge");

    /// <summary>How many edges wait for review, as far as they are counted? One row.</summary>
    public static readonly CypherQuery<FlaggedCountParameters, FlaggedCountRow> FlaggedCount = new("review/flagged-count");

    /// <summary>What did reviewers decide of an edge? The last first.</summary>
    public static readonly CypherQuery<ReviewsOfEdgeParameters, ReviewRow> OfEdge = new("review/of-edge");

    /// <summary>What did reviewers decide last? The last first.</summary>
    public static readonly CypherQuery<RecentReviewsParameters, RecentReviewRow> Recent = new("review/recent");

    /// <summary>Which edges keep their confidence in later passes? Ordered by edge_id.</summary>
    public static readonly CypherQuery<PinnedParameters, PinnedEdgeRow> Pinned = new("review/pinned");

    /// <summary>Which decisions stand, and what were they about? Ordered by id.</summary>
    internal static readonly CypherQuery<DecidedParameters, DecidedRow> Decided = new("review/decided");

    /// <summary>What were these edges' models given? In no order; edges that are gone, or elsewhere, are missing.</summary>
    internal static readonly CypherQuery<DecidedInputsParameters, DecidedInputsRow> Inputs = new("review/inputs");

    /// <summary>Writes a decision. One row, none when the edge is elsewhere.</summary>
    internal static readonly CypherQuery<DecideParameters, DecisionWrittenRow> Decide = new("review/decide");

    /// <summary>Takes a decision back. One row, none when the edge is elsewhere.</summary>
    internal static readonly CypherQuery<UndoParameters, UndoneRow> Undo = new("review/undo");

    /// <summary>Puts earlier confidences back. One row.</summary>
    internal static readonly CypherQuery<RestoreParameters, RestoredRow> Restore = new("review/restore");

    /// <summary>What did a pass do? Ordered by delta id.</summary>
    internal static readonly CypherQuery<PassDeltasParameters, PassDeltaRow> PassDeltas = new("review/pass-deltas");
}

/// <summary>How many flagged edges to list at most, beyond the edge_id <paramref name="After"/> and up to
/// <paramref name="UpTo"/>.</summary>
public sealed record FlaggedParameters(int Limit, string After = "", string UpTo = "\U0010FFFF");

/// <summary>How many large decreases to list at most, beyond a delta and its edge; null filters nothing.</summary>
internal sealed record ReviewQueueParameters(double AfterDelta, string AfterEdgeId, string? Promotion, string? EdgeType, string? Version,
    int Limit);

/// <summary>A large decrease that waits, and where its edge stood.</summary>
internal sealed record QueuedDeltaRow(string Id, string EdgeId, string EdgeType, string? ElementId, double Delta);

/// <summary>Edges to read; the lists are parallel.</summary>
internal sealed record WaitingParameters(IReadOnlyList<string> EdgeIds, IReadOnlyList<string> ElementIds);

/// <summary>An edge that may be flagged.</summary>
public sealed record FlaggedEdgeParameters(string EdgeId);

/// <summary>Flagged edges are counted up to <paramref name="Limit"/>.</summary>
public sealed record FlaggedCountParameters(int Limit);

/// <summary>A flagged edge and its latest large decrease, whose parts are null when somebody set the flag by hand. It can be undone while
/// it <paramref name="IsLatest"/>: nothing has changed the edge since. When it <paramref name="Awaits"/>, it stands in the queue.</summary>
public sealed record FlaggedEdgeRow(string EdgeId, string EdgeType, string? Source, string? Target, double? Confidence, string? DeltaId,
    string? PromotionId, string? PassId, double? OldConfidence, double? NewConfidence, double? Delta, DateTimeOffset? At, bool IsLatest,
    bool Awaits);

/// <summary>Edges of all types that wait for review.</summary>
public sealed record FlaggedCountRow(long Flagged);

/// <summary>An edge, and how many of its decisions to list at most.</summary>
public sealed record ReviewsOfEdgeParameters(string EdgeId, int Limit = 100);

/// <summary>A reviewer's decision.</summary>
/// <param name="Id">Its own.</param>
/// <param name="EdgeType">The edge's relationship type.</param>
/// <param name="Seq">Counts the edge's decisions from 1.</param>
/// <param name="Decision"><c>keep</c>, <c>restore</c>, <c>undo</c> or <c>unpin</c>.</param>
/// <param name="Pins">Whether later passes were to leave the confidence as it was then.</param>
/// <param name="Reviewer">Who decided.</param>
/// <param name="Reason">Why; null when that was not said.</param>
/// <param name="At">When.</param>
/// <param name="ConfidenceBefore">0 to 1.</param>
/// <param name="Confidence">After the decision, 0 to 1.</param>
/// <param name="UndoneBy">The decision that took it back; null when it stands.</param>
public sealed record ReviewRow(string Id, string EdgeType, long Seq, string Decision, bool Pins, string? Reviewer, string? Reason,
    DateTimeOffset At, double? ConfidenceBefore, double? Confidence, string? UndoneBy);

/// <summary>How many decisions to list at most.</summary>
public sealed record RecentReviewsParameters(int Limit);

/// <summary>A decision about an edge; it can be undone while no later one was made, as far as decisions go.</summary>
public sealed record RecentReviewRow(string EdgeId, string Decision, bool Pins, string? Reviewer, string? Reason, DateTimeOffset At,
    double? Confidence, bool CanBeUndone);

/// <summary>How many pinned edges to list at most, beyond the edge_id <paramref name="After"/>.</summary>
public sealed record PinnedParameters(int Limit, string After = "");

/// <summary>An edge that keeps its <paramref name="Confidence"/> in later passes, and who has decided that.</summary>
public sealed record PinnedEdgeRow(string EdgeId, string EdgeType, double? Confidence, string? Reviewer, string? Reason, DateTimeOffset At);

/// <summary>How many decisions to read at most, beyond the id <paramref name="After"/>.</summary>
internal sealed record DecidedParameters(string After, int Limit);

/// <summary>A decision that stands, and the delta that it was about, whose parts are null when the flag was set by hand.</summary>
internal sealed record DecidedRow(string Id, string EdgeId, string EdgeType, string Decision, bool Pins, string? Reviewer, string? Reason,
    DateTimeOffset At, double? OldConfidence, double? NewConfidence, double? Confidence, string? PassId, string? PromotionId,
    string? ParentId, string? ChildId);

/// <summary>Edges to read; the lists are parallel.</summary>
internal sealed record DecidedInputsParameters(IReadOnlyList<string> EdgeIds, IReadOnlyList<string> ElementIds);

/// <summary>What an edge's model was given.</summary>
internal sealed record DecidedInputsRow(string EdgeId, string EdgeType, string? Source, string? Target, string? Inputs);

/// <summary>A decision to write; <paramref name="Old"/> is the confidence as read, and <paramref name="ReviewId"/> this call's
/// own.</summary>
internal sealed record DecideParameters(string EdgeId, string ElementId, string Decision, bool Pins, string? FlaggedId, string RestoredId,
    double? Old, double? New, string ReviewId, string Reviewer, string? Reason, DateTimeOffset At);

/// <summary>False when the edge was left alone.</summary>
internal sealed record DecisionWrittenRow(bool Decided);

/// <summary>A decision to take back; <paramref name="ReviewId"/> is this call's own.</summary>
internal sealed record UndoParameters(string EdgeId, string ElementId, string UndoneReview, string DeltaId, string ReviewId,
    string Reviewer, string? Reason, DateTimeOffset At);

/// <summary><c>undo</c>, <c>unpin</c> or <c>changed</c>, and the confidence that stands now.</summary>
internal sealed record UndoneRow(string Outcome, double? Confidence);

/// <summary>Confidences to put back; all lists are parallel. The element ids say where each edge stood when it was found;
/// <paramref name="CallId"/> is this call's own.</summary>
internal sealed record RestoreParameters(IReadOnlyList<string> EdgeIds, IReadOnlyList<string> ElementIds, IReadOnlyList<string> DeltaIds,
    IReadOnlyList<string> UndoneIds, IReadOnlyList<double> Old, IReadOnlyList<double> New, IReadOnlyList<double> Deltas,
    string CallId, DateTimeOffset At);

/// <summary>Positions in the lists that were written.</summary>
internal sealed record RestoredRow(IReadOnlyList<long> Applied);

/// <summary>A page of a pass's deltas, beyond <paramref name="After"/>.</summary>
internal sealed record PassDeltasParameters(string Pass, string After, int Limit);

/// <summary>What a pass did to one edge.</summary>
internal sealed record PassDeltaRow(string Id, string EdgeId, string EdgeType, double OldConfidence, double NewConfidence);
