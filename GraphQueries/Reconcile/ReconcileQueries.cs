using GraphQueries.Catalogue;
using GraphQueries.EdgeTypes;
using GraphQueries.Outbound;

namespace GraphQueries.Reconcile;

/// <summary>Comparing the graph with its mirror: <c>cypher/queries/reconcile</c>.</summary>
internal static class ReconcileQueries
{
    /// <summary>What are the next edges of some types? One row.</summary>
    public static readonly CypherQuery<ReconcilePageParameters, ReconcilePageRow> Page = new("reconcile/page");

    /// <summary>What is the present state of these edges? Ordered by id and relation; edges that are gone are missing.</summary>
    public static readonly CypherQuery<ReconcileEdgesParameters, ReconcileEdgeRow> Edges = new("reconcile/edges");

    /// <summary>How many relationships of each registered type have an edge id? In no order.</summary>
    public static readonly CypherQuery<NoParameters, EdgeTypeSizeRow> Identified = new("reconcile/identified");

    /// <summary>How many relationships of a type have no edge_id that is a text?</summary>
    public static readonly CypherQuery<NoParameters, UnidentifiedEdgesRow> Unidentified = new("reconcile/unidentified");

    /// <summary>Says of edges that name no real model version that their provenance is unknown.</summary>
    public static readonly CypherQuery<MarkUnknownParameters, MarkedUnknownRow> MarkUnknown = new("reconcile/mark-unknown");
}

/// <summary>A page of edges of one type.</summary>
/// <param name="After">Ids after this one.</param>
/// <param name="Limit">How many at most.</param>
/// <param name="NodeLabel">The label that says nothing of an endpoint's kind.</param>
internal sealed record ReconcilePageParameters(string After, long Limit, string NodeLabel);

/// <summary>Edges as rows of <c>kg_edges</c>, column by column: element i of each list is about edge i. Ordered by id.</summary>
internal sealed record ReconcilePageRow(IReadOnlyList<string> Ids, IReadOnlyList<string?> SourceIds, IReadOnlyList<string?> SourceTypes,
    IReadOnlyList<string> Relations, IReadOnlyList<string?> TargetIds, IReadOnlyList<string?> TargetTypes,
    IReadOnlyList<double?> Confidences, IReadOnlyList<string?> SourceArtifactIds, IReadOnlyList<long?> SourceVersions,
    IReadOnlyList<bool> ProvenanceUnknowns, IReadOnlyList<bool> SenateReviewFlags, IReadOnlyList<string?> InferenceInputs,
    IReadOnlyList<string?> RescoredByArtifactIds, IReadOnlyList<long?> RescoredVersions, IReadOnlyList<string?> RescoredAts,
    IReadOnlyList<string?> CreatedAts)
{
    /// <summary>The edge in that place.</summary>
    public MirrorEdgeRow this[int i] => new(Ids[i], SourceIds[i], SourceTypes[i], Relations[i], TargetIds[i], TargetTypes[i],
        Confidences[i], SourceArtifactIds[i], SourceVersions[i], ProvenanceUnknowns[i], SenateReviewFlags[i], InferenceInputs[i],
        RescoredByArtifactIds[i], RescoredVersions[i], RescoredAts[i], CreatedAts[i]);
}

/// <summary>Edges to read, of any types.</summary>
/// <param name="EdgeIds">Their ids.</param>
/// <param name="NodeLabel">The label that says nothing of an endpoint's kind.</param>
internal sealed record ReconcileEdgesParameters(IReadOnlyCollection<string> EdgeIds, string NodeLabel);

/// <summary>An edge as a row of <c>kg_edges</c>, and whether it could be adopted as it stands.</summary>
internal sealed record ReconcileEdgeRow(string Id, string? SourceId, string? SourceType, string Relation, string? TargetId,
    string? TargetType, double? Confidence, string? SourceArtifactId, long? SourceVersion, bool ProvenanceUnknown, bool SenateReviewFlag,
    string? InferenceInput, string? RescoredByArtifactId, long? RescoredVersion, string? RescoredAt, string? CreatedAt, bool ModelDerived,
    string? Unfit)
    : MirrorEdgeRow(Id, SourceId, SourceType, Relation, TargetId, TargetType, Confidence, SourceArtifactId, SourceVersion,
        ProvenanceUnknown, SenateReviewFlag, InferenceInput, RescoredByArtifactId, RescoredVersion, RescoredAt, CreatedAt);

/// <summary>Relationships that are no edges for want of an id.</summary>
/// <param name="Without">They have none.</param>
/// <param name="Unfit">They have one that is empty, or no text.</param>
internal sealed record UnidentifiedEdgesRow(long Without, long Unfit);

/// <summary>Edges of one type, in parallel lists, and what each was seen to name; under a lease.</summary>
internal sealed record MarkUnknownParameters(string Job, long Epoch, IReadOnlyList<string> EdgeIds, IReadOnlyList<string?> VersionIds,
    IReadOnlyList<long?> VersionNumbers, string EdgeType, DateTimeOffset At);

/// <summary>How many were marked.</summary>
internal sealed record MarkedUnknownRow(int Marked);
