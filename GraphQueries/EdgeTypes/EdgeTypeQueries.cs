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
    public static readonly CypherQuery<NoParameters, SomeEdgesRow> Identified = new("edge-types/identified");

    /// <summary>How many relationships has each type? In no order.</summary>
    public static readonly CypherQuery<NoParameters, EdgeTypeSizeRow> Sizes = new("edge-types/sizes");

    /// <summary>Which range indexes are there, of nodes and of relationships? Ordered by name.</summary>
    public static readonly CypherQuery<NoParameters, RangeIndexRow> Indexes = new("edge-types/indexes");

    /// <summary>Registers edge types, whose schema must have been made before.</summary>
    public static readonly CypherQuery<RegisterParameters, NoRow> Register = new("edge-types/register");
}

/// <summary>One registered type.</summary>
/// <param name="Name">The relationship type.</param>
internal sealed record EdgeTypeRow(string Name);

/// <summary>How many relationships a type has.</summary>
internal sealed record EdgeTypeSizeRow(string EdgeType, long Edges);

/// <summary>How many relationships, and one of them; null for none.</summary>
internal sealed record SomeEdgesRow(long Edges, string? First);

/// <summary>An index.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Entity"><c>NODE</c> or <c>RELATIONSHIP</c>.</param>
/// <param name="Of">The label or the type.</param>
/// <param name="Properties">In the index's order.</param>
/// <param name="Unique">Whether a constraint stands on it.</param>
/// <param name="State"><c>ONLINE</c>, <c>POPULATING</c> or <c>FAILED</c>.</param>
internal sealed record RangeIndexRow(string Name, string Entity, string? Of, IReadOnlyList<string> Properties, bool Unique, string State)
{
    /// <summary>Whether it can be used now.</summary>
    public bool IsOnline => State == "ONLINE";
}

/// <summary>Edges of a type that nobody registered.</summary>
internal sealed record UnregisteredEdges(string EdgeType, long Edges, string? First);

/// <summary>Relationship types as they stand.</summary>
internal sealed record RegisterParameters(IReadOnlyCollection<string> Names);
