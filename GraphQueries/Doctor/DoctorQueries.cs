using GraphQueries.Catalogue;
using GraphQueries.EdgeTypes;

namespace GraphQueries.Doctor;

/// <summary>What is wrong in the graph: <c>cypher/queries/doctor</c>. Each answer has a row a type at most, or one.</summary>
internal static class DoctorQueries
{
    /// <summary>Which edges name a model version that is not real? Ordered by type.</summary>
    public static readonly CypherQuery<NoParameters, FaultyEdgesRow> UnrealVersions = new("doctor/unreal-versions");

    /// <summary>Which edges has a model made that are neither attributed nor unknown? Ordered by type.</summary>
    public static readonly CypherQuery<NoParameters, FaultyEdgesRow> Unattributed = new("doctor/unattributed");

    /// <summary>Which edges have no confidence that need one, or a wrong one? Ordered by type.</summary>
    public static readonly CypherQuery<NoParameters, FaultyEdgesRow> Confidences = new("doctor/confidences");

    /// <summary>How many relationships are there of the registered types? Rows to be added up.</summary>
    public static readonly CypherQuery<NoParameters, RelationshipCountRow> Counts = new("doctor/counts");

    /// <summary>How many relationships of a type have no edge id?</summary>
    public static readonly CypherQuery<NoParameters, SomeEdgesRow> WithoutId = new("doctor/without-id");

    /// <summary>Which of the next edge ids are there twice? One row.</summary>
    public static readonly CypherQuery<DoubledIdsParameters, DoubledIdsRow> DoubledIds = new("doctor/doubled-ids");

    /// <summary>What do the edges of each type add up to? Ordered by type.</summary>
    public static readonly CypherQuery<NoParameters, EdgeTotalsRow> Totals = new("doctor/totals");

    /// <summary>How many edges are attributed, and how? Ordered by method.</summary>
    public static readonly CypherQuery<AttributionParameters, AttributionRow> Attribution = new("doctor/attribution");

    /// <summary>What does the server's clock say?</summary>
    public static readonly CypherQuery<NoParameters, ClockRow> Clock = new("doctor/clock");
}

/// <summary>Edges of a type that have a fault.</summary>
/// <param name="EdgeType">The type.</param>
/// <param name="Edges">How many.</param>
/// <param name="First">The smallest edge id among them.</param>
/// <param name="Last">The greatest.</param>
internal sealed record FaultyEdgesRow(string EdgeType, long Edges, string First, string Last);

/// <summary>The words for how backfill finds a version.</summary>
internal sealed record AttributionParameters(IReadOnlyCollection<string> Methods);

/// <summary>Edges that are attributed in one way, or in none.</summary>
internal sealed record AttributionRow(string Method, long Edges);

/// <summary>A number of relationships.</summary>
internal sealed record RelationshipCountRow(long Edges);

/// <summary>From which edge id on, and how many edges a page.</summary>
internal sealed record DoubledIdsParameters(string From, int Limit);

/// <summary>A page of edge ids.</summary>
/// <param name="Edges">Read.</param>
/// <param name="Last">The greatest id; null on an empty page.</param>
/// <param name="Doubled">Ids that are there twice or more.</param>
/// <param name="Examples">Some of them, with their types.</param>
internal sealed record DoubledIdsRow(long Edges, string? Last, long Doubled, IReadOnlyList<string> Examples);

/// <summary>What the edges of a type add up to: in the graph, or in <c>kg_edges</c>.</summary>
/// <param name="EdgeType">The type.</param>
/// <param name="Edges">How many.</param>
/// <param name="Billionths">Of confidence.</param>
/// <param name="Attributed">Edges with a source.</param>
/// <param name="SourceVersions">Version numbers, added up.</param>
/// <param name="Unknown">Edges whose provenance is unknown.</param>
/// <param name="RescoredVersions">Version numbers, added up.</param>
/// <param name="Flagged">Edges flagged for review.</param>
internal sealed record EdgeTotalsRow(string EdgeType, long Edges, long Billionths, long Attributed, long SourceVersions, long Unknown,
    long RescoredVersions, long Flagged);

/// <summary>The server's clock.</summary>
internal sealed record ClockRow(DateTimeOffset At);
