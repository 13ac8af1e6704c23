namespace GraphSync.Edges;

/// <summary>What is said of an edge id that edges of two types have.</summary>
internal static class DuplicateEdgeId
{
    /// <summary>As the end of a sentence about the edge id.</summary>
    public const string Reason = "its edge_id belongs to edges of two types";

    /// <summary>As a refusal, with the remedy.</summary>
    public static BadInputException Refusal(string edgeId, string type, string other) =>
        new($"Edge id '{edgeId}' belongs to edges of two types, {type} and {other}: give one of them another edge_id.");
}
