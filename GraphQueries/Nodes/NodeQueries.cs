using GraphQueries.Catalogue;

namespace GraphQueries.Nodes;

/// <summary>Endpoints: <c>cypher/queries/nodes</c>.</summary>
internal static class NodeQueries
{
    /// <summary>Creates endpoints, and gives those that exist the properties of their rows, unless a row says another kind.</summary>
    public static readonly CypherQuery<MergeNodesParameters, MergedNodesRow> Merge = new("nodes/merge");

    /// <summary>Creates the endpoints that do not exist; those that do stay as they are.</summary>
    public static readonly CypherQuery<RequireNodesParameters, RequiredNodesRow> Require = new("nodes/require");

    /// <summary>Which of these endpoints do not exist? In the order given.</summary>
    public static readonly CypherQuery<UnknownNodesParameters, UnknownNodeRow> Unknown = new("nodes/unknown");
}

/// <summary>Endpoints as parallel lists.</summary>
/// <param name="Ids">Keys.</param>
/// <param name="Properties">Kind, name and whatever else.</param>
internal sealed record MergeNodesParameters(IReadOnlyList<string> Ids, IReadOnlyList<IReadOnlyDictionary<string, object?>> Properties);

/// <summary>What became of the rows.</summary>
/// <param name="Created">How many endpoints did not exist before.</param>
/// <param name="Refused">The places of the rows that say another kind than their endpoint has.</param>
/// <param name="Kinds">What those endpoints are, in parallel.</param>
/// <param name="Names">What people call them; empty for nothing.</param>
internal sealed record MergedNodesRow(long Created, IReadOnlyList<long> Refused, IReadOnlyList<string> Kinds, IReadOnlyList<string> Names);

/// <summary>Endpoints that must exist, as parallel lists.</summary>
/// <param name="Ids">Keys, each once.</param>
/// <param name="Kinds">What those to be created are; null for nothing.</param>
internal sealed record RequireNodesParameters(IReadOnlyList<string> Ids, IReadOnlyList<string?> Kinds);

/// <summary>What the endpoints are.</summary>
/// <param name="Created">How many did not exist before.</param>
/// <param name="Others">Those that have another kind than is said.</param>
/// <param name="OtherKinds">The kind of each of them, in parallel.</param>
internal sealed record RequiredNodesRow(long Created, IReadOnlyList<string> Others, IReadOnlyList<string> OtherKinds);

/// <summary>Keys of endpoints.</summary>
internal sealed record UnknownNodesParameters(IReadOnlyCollection<string> Ids);

/// <summary>The key of an endpoint.</summary>
internal sealed record UnknownNodeRow(string Id);
