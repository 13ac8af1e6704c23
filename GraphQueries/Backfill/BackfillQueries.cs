using GraphQueries.Catalogue;

namespace GraphQueries.Backfill;

/// <summary>Attribution of what already lies in the graph: <c>cypher/queries/backfill</c>.</summary>
internal static class BackfillQueries
{
    /// <summary>Which model versions are real, and since when is each in use? In no order.</summary>
    public static readonly CypherQuery<NoParameters, VersionInUseRow> Versions = new("backfill/versions");

    /// <summary>Where does the next slice of the edges of some types end? One row.</summary>
    public static readonly CypherQuery<SliceBoundaryParameters, SliceBoundaryRow> SliceBoundary = new("backfill/slice-boundary");

    /// <summary>Attributes the edges of a slice that carry model and number, where that decides. One row a version, in no order.</summary>
    public static readonly CypherQuery<ByNumberParameters, VersionEdgesRow> ByNumber = new("backfill/by-number");

    /// <summary>Which edges of a slice are a model's and not attributed? Ordered by edge id.</summary>
    public static readonly CypherQuery<TrailsParameters, EdgeTrailRow> Trails = new("backfill/trails");

    /// <summary>Attributes edges, or says that their provenance is unknown. One row.</summary>
    public static readonly CypherQuery<AttributeParameters, AttributedRow> Attribute = new("backfill/attribute");
}

/// <summary>A real model version.</summary>
/// <param name="Id">Its artifact id.</param>
/// <param name="ModelId">The model that it is a version of.</param>
/// <param name="VersionNumber">Its number.</param>
/// <param name="Since">Its promotion, else its creation; null when neither is known.</param>
internal sealed record VersionInUseRow(string Id, string ModelId, long VersionNumber, DateTimeOffset? Since);

/// <summary>A slice to cut.</summary>
/// <param name="After">Where the slice before ends.</param>
/// <param name="Size">Edges a slice.</param>
internal sealed record SliceBoundaryParameters(string After, long Size);

/// <summary>Where a slice ends.</summary>
/// <param name="Last">Its last edge id; null after the last slice.</param>
/// <param name="Edges">How many it has.</param>
internal sealed record SliceBoundaryRow(string? Last, long Edges);

/// <summary>A page of a slice.</summary>
/// <param name="After">Edge ids after this one.</param>
/// <param name="Last">And up to this one.</param>
/// <param name="Limit">How many at most.</param>
internal sealed record TrailsParameters(string After, string Last, long Limit);

/// <summary>An edge and what may say where it came from.</summary>
/// <param name="EdgeType">Its type.</param>
/// <param name="EdgeId">The edge.</param>
/// <param name="ElementId">Where it stands.</param>
/// <param name="ProvenanceUnknown">Whether it says so already.</param>
/// <param name="RunId">The tool call that made it.</param>
/// <param name="ModelId">The model that made it.</param>
/// <param name="ModelVersion">The version number within that model.</param>
/// <param name="CreatedAt">When it was made, as the graph prints it.</param>
/// <param name="Evidence">Free text that may hold tags.</param>
internal sealed record EdgeTrailRow(string EdgeType, string EdgeId, string ElementId, bool ProvenanceUnknown, string? RunId,
    string? ModelId, long? ModelVersion, string? CreatedAt, string? Evidence);

/// <summary>What edges are to say of their origin; the lists run in parallel.</summary>
/// <param name="EdgeIds">The edges.</param>
/// <param name="ElementIds">Where each stood when it was found.</param>
/// <param name="VersionIds">Null for unknown.</param>
/// <param name="VersionNumbers">Null for unknown.</param>
/// <param name="Methods">Null for unknown.</param>
/// <param name="At">Now.</param>
internal sealed record AttributeParameters(IReadOnlyList<string> EdgeIds, IReadOnlyList<string> ElementIds,
    IReadOnlyList<string?> VersionIds, IReadOnlyList<long?> VersionNumbers, IReadOnlyList<string?> Methods, DateTimeOffset At);

/// <summary>What a write came to.</summary>
/// <param name="LeftAlone">The places of edges that somebody has attributed meanwhile, and of those that are elsewhere.</param>
internal sealed record AttributedRow(IReadOnlyList<long> LeftAlone);

/// <summary>A slice, and what model and number decide.</summary>
/// <param name="After">Edge ids after this one.</param>
/// <param name="Last">And up to this one.</param>
/// <param name="Limit">How many edges at most.</param>
/// <param name="Versions">By model and number: a map of <c>id</c> and <c>number</c>.</param>
/// <param name="Unattributed">The property whose absence says that an edge is not attributed.</param>
/// <param name="Method">What the edges say of their attribution.</param>
/// <param name="At">Now.</param>
internal sealed record ByNumberParameters(string After, string Last, long Limit, IReadOnlyDictionary<string, object?> Versions,
    string Unattributed, string Method, DateTimeOffset At);

/// <summary>Edges that were attributed to a version.</summary>
/// <param name="VersionId">The version's artifact.</param>
/// <param name="Edges">How many.</param>
/// <param name="FirstEdgeId">The smallest edge id.</param>
internal sealed record VersionEdgesRow(string VersionId, long Edges, string FirstEdgeId);
