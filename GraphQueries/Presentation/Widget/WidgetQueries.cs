using GraphQueries.Catalogue;

namespace GraphQueries.Presentation.Widget;

/// <summary>What a version's panel shows: <c>cypher/queries/widget</c>.</summary>
public static class WidgetQueries
{
    /// <summary>What is known of a version, and how many edges has it, as far as they are counted? One row.</summary>
    public static readonly CypherQuery<VersionFactsParameters, VersionFactsRow> Version = new("widget/version");

    /// <summary>Which edges of a version have the highest confidence now? One row.</summary>
    internal static readonly CypherQuery<TopEdgesParameters, TopEdgesRow> Top = new("widget/top-edges");

    /// <summary>Which edges of a version have no number? One row.</summary>
    internal static readonly CypherQuery<UnnumberedEdgesParameters, FoundEdgesRow> Unnumbered = new("widget/unnumbered-edges");

    /// <summary>What do people see of these edges? Highest confidence first, ties by edge_id.</summary>
    internal static readonly CypherQuery<ShownEdgesParameters, TopEdgeRow> Edges = new("widget/edges");
}

/// <summary>A version by its artifact id, whose edges are counted up to <paramref name="Limit"/>.</summary>
public sealed record VersionFactsParameters(string Version, int Limit = SubgraphWidget.CountedEdges + 1);

/// <summary>What is known of a version.</summary>
/// <param name="ModelId">Null where the version is not real.</param>
/// <param name="VersionNumber">Null where the version is not real.</param>
/// <param name="Title">The artifact's title.</param>
/// <param name="ParentVersionId">The version that it was derived from.</param>
/// <param name="TrainedBy">The agent that trained it.</param>
/// <param name="Scorer">Null for the fallback.</param>
/// <param name="QualityScore">The artifact's quality score.</param>
/// <param name="PromotedAt">When it was promoted.</param>
/// <param name="Edges">Edges attributed to it or standing under it, as far as they were counted.</param>
/// <param name="Flagged">Of those counted, the ones that wait for review.</param>
public sealed record VersionFactsRow(string? ModelId, long? VersionNumber, string? Title, string? ParentVersionId, string? TrainedBy,
    string? Scorer, double? QualityScore, DateTimeOffset? PromotedAt, long Edges, long Flagged);

/// <summary>How many edges of which version, and of which confidence.</summary>
internal sealed record TopEdgesParameters(string Version, double AtLeast, int Limit);

/// <summary>Edges in order, where each stood when it was found, and the smallest confidence; null for none.</summary>
internal sealed record TopEdgesRow(IReadOnlyList<string> EdgeIds, IReadOnlyList<string> ElementIds, double? Least);

/// <summary>How many edges of which version.</summary>
internal sealed record UnnumberedEdgesParameters(string Version, int Limit);

/// <summary>Edges in order, and where each stood when it was found.</summary>
internal sealed record FoundEdgesRow(IReadOnlyList<string> EdgeIds, IReadOnlyList<string> ElementIds);

/// <summary>Edges to be shown, both lists parallel; <paramref name="NodeLabel"/> says nothing of an endpoint's kind.</summary>
internal sealed record ShownEdgesParameters(IReadOnlyList<string> EdgeIds, IReadOnlyList<string> ElementIds, int Limit,
    string NodeLabel);

/// <summary>An edge as people see it.</summary>
/// <param name="EdgeId">Its own id.</param>
/// <param name="Relation">The relationship type.</param>
/// <param name="Source">The endpoint's key.</param>
/// <param name="SourceName">Its name, where it has one.</param>
/// <param name="SourceKind">Its kind, else its first label beside the endpoints' own.</param>
/// <param name="Target">The endpoint's key.</param>
/// <param name="TargetName">Its name, where it has one.</param>
/// <param name="TargetKind">Its kind, else its first label beside the endpoints' own.</param>
/// <param name="Confidence">Present confidence, 0 to 1; null where the edge has no number.</param>
/// <param name="MadeBy">The version that it is attributed to.</param>
/// <param name="MadeByVersion">That version's number.</param>
/// <param name="RescoredBy">The version that it stands under since its last rescoring; null where there was none.</param>
/// <param name="Flagged">Whether it waits for review.</param>
/// <param name="Before">Confidence before the last rescoring; null where there was none.</param>
/// <param name="Class">The last delta's class.</param>
public sealed record TopEdgeRow(string EdgeId, string Relation, string? Source, string? SourceName, string? SourceKind,
    string? Target, string? TargetName, string? TargetKind, double? Confidence, string? MadeBy, long? MadeByVersion,
    string? RescoredBy, bool Flagged, double? Before, string? Class);
