using GraphQueries.Catalogue;

namespace GraphQueries.Presentation.Snapshots;

/// <summary>Exports of a version's edges: <c>cypher/queries/snapshot</c>.</summary>
public static class SnapshotQueries
{
    /// <summary>Which edges of this type has a version, beyond an edge_id? In edge_id order.</summary>
    public static readonly CypherQuery<SnapshotPageParameters, SnapshotEdgeRow> Page = new("snapshot/page");

    /// <summary>What does a snapshot hold of these edges? By edge_id.</summary>
    internal static readonly CypherQuery<SnapshotEdgesParameters, SnapshotEdgeRow> Edges = new("snapshot/edges");

    /// <summary>Which passes took edges from a version, or gave edges to it? The earliest first.</summary>
    internal static readonly CypherQuery<VersionPassesParameters, VersionPassRow> Passes = new("snapshot/passes");

    /// <summary>Which edges did a pass change, beyond an edge_id? In edge_id order.</summary>
    internal static readonly CypherQuery<PassEdgesParameters, PassEdgeRow> PassEdges = new("snapshot/pass-edges");

    /// <summary>What did versions rely on, and who is behind it? By id, kind, id relied on and owner.</summary>
    internal static readonly CypherQuery<LineageParameters, LineageRow> Lineage = new("snapshot/lineage");
}

/// <summary>A page of a version's edges of one type, beyond <paramref name="After"/>, <paramref name="Limit"/> at most;
/// <paramref name="NodeLabel"/> says nothing of an endpoint's kind.</summary>
public sealed record SnapshotPageParameters(string Version, string After, int Limit, string NodeLabel);

/// <summary>An edge as a snapshot holds it; the names are those of the graph's properties.</summary>
/// <param name="EdgeId">Its own id.</param>
/// <param name="Relation">The relationship type.</param>
/// <param name="Source">The endpoint's key.</param>
/// <param name="SourceName">Its name, where it has one.</param>
/// <param name="SourceKind">Its kind, else its first label beside the endpoints' own.</param>
/// <param name="Target">The endpoint's key.</param>
/// <param name="TargetName">Its name, where it has one.</param>
/// <param name="TargetKind">Its kind, else its first label beside the endpoints' own.</param>
/// <param name="Confidence">Present confidence.</param>
/// <param name="SourceArtifactId">The version that it is attributed to.</param>
/// <param name="SourceVersion">That version's number.</param>
/// <param name="RescoredByArtifactId">The version that it stands under since its last rescoring.</param>
/// <param name="RescoredVersion">That version's number.</param>
/// <param name="RescoredAt">When that was.</param>
/// <param name="SenateReviewFlag">Whether it waits for review.</param>
/// <param name="InferenceInput">What the model was given: JSON text.</param>
/// <param name="ConfidenceBefore">Confidence before the last rescoring.</param>
/// <param name="Class">The last delta's class.</param>
/// <param name="CreatedAt">When it was inserted, as text; no instant where somebody wrote something else there.</param>
public sealed record SnapshotEdgeRow(string EdgeId, string Relation, string? Source, string? SourceName, string? SourceKind,
    string? Target, string? TargetName, string? TargetKind, double? Confidence, string? SourceArtifactId, long? SourceVersion,
    string? RescoredByArtifactId, long? RescoredVersion, DateTimeOffset? RescoredAt, bool SenateReviewFlag, string? InferenceInput,
    double? ConfidenceBefore, string? Class, string? CreatedAt);

/// <summary>Edges by their ids; <paramref name="NodeLabel"/> says nothing of an endpoint's kind.</summary>
internal sealed record SnapshotEdgesParameters(IReadOnlyList<string> EdgeIds, string NodeLabel);

/// <summary>A version whose passes are asked for.</summary>
internal sealed record VersionPassesParameters(string Version);

/// <summary>A pass from or to a version.</summary>
internal sealed record VersionPassRow(string Id);

/// <summary>A page of the edges that a pass changed, beyond <paramref name="After"/>, <paramref name="Limit"/> at most.</summary>
internal sealed record PassEdgesParameters(string Pass, string After, int Limit);

/// <summary>An edge that a pass changed.</summary>
internal sealed record PassEdgeRow(string EdgeId);

/// <summary>Versions by their artifact ids.</summary>
internal sealed record LineageParameters(IReadOnlyList<string> Versions);

/// <summary>A version and one thing that it relied on, with one of that thing's owners.</summary>
/// <param name="Id">The version's artifact id.</param>
/// <param name="ModelId">Null where the version is not real.</param>
/// <param name="VersionNumber">Null where the version is not real.</param>
/// <param name="Title">The artifact's title.</param>
/// <param name="QualityScore">The artifact's quality score.</param>
/// <param name="TrainedBy">The agent that trained it.</param>
/// <param name="PromotedAt">When it was promoted.</param>
/// <param name="ParentVersionId">The version that it was derived from.</param>
/// <param name="EvalDatasetArtifactId">Its dataset.</param>
/// <param name="BenchmarkId">Its benchmark.</param>
/// <param name="Kind">The label of what it relied on; null where that is nothing.</param>
/// <param name="ReliedOn">Its id.</param>
/// <param name="Owner">An agent that owns it; null where none does.</param>
internal sealed record LineageRow(string Id, string? ModelId, long? VersionNumber, string? Title, double? QualityScore,
    string? TrainedBy, DateTimeOffset? PromotedAt, string? ParentVersionId, string? EvalDatasetArtifactId, string? BenchmarkId,
    string? Kind, string? ReliedOn, string? Owner);
