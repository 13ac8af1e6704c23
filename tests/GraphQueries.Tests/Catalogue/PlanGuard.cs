namespace GraphQueries.Tests.Catalogue;

/// <summary>What a step of a plan reads, by the name of its operator: on Neo4j 5.26, and on newer servers, whose operators have names of
/// their own.</summary>
internal static class PlanGuard
{
    /// <summary>Whether it reads more than it looks for, whatever a header says: all relationships, a whole index, or types that are known
    /// only when the statement runs (5.26 filters all relationships for them, newer servers look each type up whole).</summary>
    public static bool IsForbidden(string name) => IsDynamic(name) ? !name.Contains("Label")
        : name.EndsWith("Scan") && (name.Contains("Index") || name.Contains("AllRelationships") || name.Contains("UnionRelationship"));

    /// <summary>Whether it reads all of a label, of a type or of the nodes, for which a header may give a reason.</summary>
    public static bool IsScan(string name) => !IsForbidden(name) && (name.EndsWith("Scan") || IsDynamic(name));

    // Not SetDynamicProperty, which writes.
    private static bool IsDynamic(string name) => name.StartsWith("Dynamic") || name.StartsWith("PartitionedDynamic");
}
