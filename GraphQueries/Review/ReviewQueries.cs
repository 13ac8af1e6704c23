using GraphQueries.Catalogue;

namespace GraphQueries.Review;

/// <summary>The Senate's work: <c>cypher/queries/review</c>.</summary>
public static class ReviewQueries
{
    /// <summary>Which edges wait for the Senate, and what was done to them? Ordered by edge_id.</summary>
    public static readonly CypherQuery<FlaggedParameters, FlaggedEdgeRow> Flagged = new("review/flagged");

    /// <summary>Does this edge wait for the Senate, and what was done to it? No row when it does not.</summary>
    public static readonly CypherQuery<FlaggedEdgeParameters, FlaggedEdgeRow> FlaggedEdge = new("review/flagged-edge");

    /// <summary>How many edges wait for review, as far as they are counted? One row.</summary>
    public static readonly CypherQuery<FlaggedCountParameters, FlaggedCountRow> FlaggedCount = new("review/flagged-count");

    /// <summary>Clears an edge's flag. One row, none when it had been cleared.</summary>
    internal static readonly CypherQuery<ClearFlagParameters, FlagsClearedRow> Clear = new("review/clear");

    /// <summary>Puts earlier confidences back. One row.</summary>
    internal static readonly CypherQuery<RestoreParameters, RestoredRow> Restore = new("review/restore");

    /// <summary>What did a pass do? Ordered by delta id.</summary>
    internal static readonly CypherQuery<PassDeltasParameters, PassDeltaRow> PassDeltas = new("review/pass-deltas");
}

/// <summary>How many flagged edges to list at most, beyond the edge_id <paramref name="After"/> and up to
/// <paramref name="UpTo"/>.</summary>
public sealed record FlaggedParameters(int Limit, string After = "", string UpTo = "\U0010FFFF");

/// <summary>An edge that may be flagged.</summary>
public sealed record FlaggedEdgeParameters(string EdgeId);

/// <summary>Flagged edges are counted up to <paramref name="Limit"/>.</summary>
public sealed record FlaggedCountParameters(int Limit);

/// <summary>A flagged edge and its latest large decrease, whose parts are null when somebody set the flag by hand. It can be undone while
/// it <paramref name="IsLatest"/>: nothing has changed the edge since.</summary>
public sealed record FlaggedEdgeRow(string EdgeId, string EdgeType, string? Source, string? Target, double? Confidence, string? DeltaId,
    string? PromotionId, string? PassId, double? OldConfidence, double? NewConfidence, double? Delta, DateTimeOffset? At, bool IsLatest);

/// <summary>Edges of all types that wait for review.</summary>
public sealed record FlaggedCountRow(long Flagged);

/// <summary>An edge whose flag is to be cleared; <paramref name="OutboxId"/> is this call's own.</summary>
internal sealed record ClearFlagParameters(string EdgeType, string EdgeId, string OutboxId, DateTimeOffset At);

/// <summary>How many flags were cleared.</summary>
internal sealed record FlagsClearedRow(int Cleared);

/// <summary>Confidences to put back; all lists are parallel. The element ids say where each edge stood when it was found;
/// <paramref name="CallId"/> is this call's own.</summary>
internal sealed record RestoreParameters(IReadOnlyList<string> EdgeIds, IReadOnlyList<string> ElementIds, IReadOnlyList<string> DeltaIds,
    IReadOnlyList<string> UndoneIds, IReadOnlyList<double> Old, IReadOnlyList<double> New, IReadOnlyList<double> Deltas,
    bool KeepsEarlierFlags, string CallId, DateTimeOffset At);

/// <summary>Positions in the lists that were written.</summary>
internal sealed record RestoredRow(IReadOnlyList<long> Applied);

/// <summary>A page of a pass's deltas, beyond <paramref name="After"/>.</summary>
internal sealed record PassDeltasParameters(string Pass, string After, int Limit);

/// <summary>What a pass did to one edge.</summary>
internal sealed record PassDeltaRow(string Id, string EdgeId, string EdgeType, double OldConfidence, double NewConfidence);
