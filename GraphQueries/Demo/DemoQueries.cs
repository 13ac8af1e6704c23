namespace GraphQueries.Demo;

/// <summary>The graph that the demo finds, as somebody may have had it: <c>cypher/queries/demo</c>.</summary>
public static class DemoQueries
{
    /// <summary>Makes its nodes.</summary>
    public static readonly CypherQuery<ExistingNodes, NoRow> Nodes = new("demo/existing-nodes");

    /// <summary>Makes curated edges of one type.</summary>
    public static readonly CypherQuery<ExistingEdges, NoRow> Edges = new("demo/existing-edges");
}

/// <summary>Nodes by their own key; all lists are parallel.</summary>
public sealed record ExistingNodes(IReadOnlyList<string> Ids, IReadOnlyList<string> Kinds, IReadOnlyList<string> Names);

/// <summary>Edges by their own key; all lists are parallel.</summary>
public sealed record ExistingEdges(IReadOnlyList<string> Ids, IReadOnlyList<string> Sources, IReadOnlyList<string> Targets, IReadOnlyList<string> Licenses);
