using GraphQueries.Catalogue;

namespace GraphQueries.History;

/// <summary>What the graph believed when: <c>cypher/queries/history</c>.</summary>
public static class HistoryQueries
{
    /// <summary>Where does an edge stand now? One row a type that has the id.</summary>
    public static readonly CypherQuery<HistoryParameters, EdgeStateRow> Edge = new("history/edge");

    /// <summary>What happened to an edge's confidence? The first change first.</summary>
    public static readonly CypherQuery<HistoryParameters, EdgeDeltaRow> Deltas = new("history/deltas");
}

/// <summary>An edge by its id.</summary>
public sealed record HistoryParameters(string EdgeId);

/// <summary>An edge as it stands.</summary>
public sealed record EdgeStateRow(string EdgeType, string? Source, string? Target, double? Confidence, string? SourceArtifactId,
    long? SourceVersion, bool ProvenanceUnknown, bool SenateReviewFlag, string? RescoredByArtifactId, long? RescoredVersion,
    string? CreatedAt);

/// <summary>One change of an edge's confidence. <paramref name="Generation"/> counts the edges that had the id one after another, from
/// 1.</summary>
public sealed record EdgeDeltaRow(string Id, DateTimeOffset At, int Generation, string Class, double OldConfidence, double NewConfidence,
    string PassId, string? PromotionId, string? ParentId, string? ChildId);
