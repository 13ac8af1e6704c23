using GraphQueries.Catalogue;

namespace GraphQueries.EdgeTypes;

/// <summary>Registered edge types: <c>cypher/queries/edge-types</c>.</summary>
internal static class EdgeTypeQueries
{
    /// <summary>Which edge types are registered? Ordered by name.</summary>
    public static readonly CypherQuery<NoParameters, EdgeTypeRow> List = new("edge-types/list");

    /// <summary>Registers edge types, whose schema must have been made before.</summary>
    public static readonly CypherQuery<RegisterParameters, NoRow> Register = new("edge-types/register");
}

/// <summary>One registered type.</summary>
/// <param name="Name">The relationship type.</param>
internal sealed record EdgeTypeRow(string Name);

/// <summary>Relationship types as they stand.</summary>
internal sealed record RegisterParameters(IReadOnlyCollection<string> Names);
