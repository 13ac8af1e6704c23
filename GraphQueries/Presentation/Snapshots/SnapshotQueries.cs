using GraphQueries.Catalogue;

namespace GraphQueries.Presentation.Snapshots;

/// <summary>Exports of a version's edges: <c>cypher/queries/snapshot</c>.</summary>
public static class SnapshotQueries
{
    /// <summary>Which edges of this type has a version, beyond an edge_id? In edge_id order.</summary>
    public static readonly CypherQuery<SnapshotPageParameters, SnapshotEdgeRow> Page = new("snapshot/page");
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
public sealed record SnapshotEdgeRow(string EdgeId, string Relation, string? Source, string? SourceName, string? SourceKind,
    string? Target, string? TargetName, string? TargetKind, double? Confidence, string? SourceArtifactId, long? SourceVersion,
    string? RescoredByArtifactId, long? RescoredVersion, DateTimeOffset? RescoredAt, bool SenateReviewFlag, string? InferenceInput,
    double? ConfidenceBefore, string? Class);
