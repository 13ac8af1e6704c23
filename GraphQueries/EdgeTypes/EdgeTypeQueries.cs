using GraphQueries.Catalogue;

namespace GraphQueries.EdgeTypes;

/// <summary>Registered edge types: <c>cypher/queries/edge-types</c>.</summary>
internal static class EdgeTypeQueries
{
    /// <summary>Which edge types are registered? Ordered by name.</summary>
    public static readonly CypherQuery<NoParameters, EdgeTypeRow> List = new("edge-types/list");

    /// <summary>Which relationship types does the graph know, registered or not? Ordered by name.</summary>
    public static readonly CypherQuery<NoParameters, EdgeTypeRow> Present = new("edge-types/present");

    /// <summary>How many relationships of a type that is not registered have an edge_id?</summary>
    public static readonly CypherQuery<NoParameters, IdentifiedEdgesRow> Identified = new("edge-types/identified");

    /// <summary>Which indexes of relationships can be used now? In no order.</summary>
    public static readonly CypherQuery<NoParameters, RelationshipIndexRow> Indexes = new("edge-types/indexes");

    /// <summary>Registers edge types, whose schema must have been made before.</summary>
    public static readonly CypherQuery<RegisterParameters, NoRow> Register = new("edge-types/register");
}

/// <summary>One registered type.</summary>
/// <param name="Name">The relationship type.</param>
internal sealed record EdgeTypeRow(string Name);

/// <summary>A number of relationships.</summary>
internal sealed record IdentifiedEdgesRow(long Edges);

/// <summary>An index of one relationship type.</summary>
/// <param name="EdgeType">The type.</param>
/// <param name="Properties">In the index's order.</param>
/// <param name="Unique">Whether a constraint owns it.</param>
internal sealed record RelationshipIndexRow(string EdgeType, IReadOnlyList<string> Properties, bool Unique);

/// <summary>Relationship types as they stand.</summary>
internal sealed record RegisterParameters(IReadOnlyCollection<string> Names);
