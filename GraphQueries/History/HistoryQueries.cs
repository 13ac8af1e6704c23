using GraphQueries.Catalogue;

namespace GraphQueries.History;

/// <summary>What the graph believed when: <c>cypher/queries/history</c>.</summary>
public static class HistoryQueries
{
    /// <summary>Where does an edge stand now? One row a type that has the id.</summary>
    public static readonly CypherQuery<HistoryParameters, EdgeStateRow> Edge = new("history/edge");

    /// <summary>What happened to the confidences of these edges? By edge_id, then the first change first.</summary>
    public static readonly CypherQuery<EdgeDeltasParameters, EdgeDeltaRow> Deltas = new("history/deltas");

    /// <summary>When did reviewers let the confidences of these edges stand? By edge_id, then the first decision first.</summary>
    internal static readonly CypherQuery<EdgeDeltasParameters, KeptConfidenceRow> Kept = new("history/kept");
}

/// <summary>An edge by its id.</summary>
public sealed record HistoryParameters(string EdgeId);

/// <summary>Edges by their ids.</summary>
public sealed record EdgeDeltasParameters(IReadOnlyList<string> EdgeIds);

/// <summary>An edge as it stands; when <paramref name="SenatePinned"/>, later passes leave its confidence as it is.</summary>
public sealed record EdgeStateRow(string EdgeType, string? Source, string? Target, double? Confidence, string? SourceArtifactId,
    long? SourceVersion, bool ProvenanceUnknown, bool SenateReviewFlag, string? RescoredByArtifactId, long? RescoredVersion,
    string? CreatedAt, bool SenatePinned, string? AttributionMethod, string? InferenceInput);

/// <summary>One change of an edge's confidence. <paramref name="Generation"/> counts the edges that had the id one after another, from
/// 1; <paramref name="WasFlagged"/> says whether the edge waited for review before the change.</summary>
public sealed record EdgeDeltaRow(string Id, string EdgeId, DateTimeOffset At, int Generation, string Class, double OldConfidence,
    double NewConfidence, bool WasFlagged, string PassId, string? PromotionId, string? ParentId, string? ChildId, long? ChildVersion);

/// <summary>A decision that let a confidence stand. <paramref name="LastDelta"/> is the edge's last delta then; null where it had
/// none.</summary>
internal sealed record KeptConfidenceRow(string EdgeId, string? LastDelta, DateTimeOffset At);
