using GraphSync.Ingest.Input;

namespace GraphSync.Ingest;

/// <summary>One endpoint to create, or to give further properties to.</summary>
public sealed record NodeRow
{
    /// <summary>Its key; at most 2,000 bytes in UTF-8.</summary>
    public required string Id { get; init; }

    /// <summary>What it is, such as <c>Gene</c>; null leaves it as it is. A row of another kind than the endpoint has is
    /// refused.</summary>
    public string? Kind { get; init; }

    /// <summary>What people call it; null leaves it as it is.</summary>
    public string? Name { get; init; }

    /// <summary>Further properties: strings, booleans, numbers, and lists of one of these.</summary>
    public IReadOnlyDictionary<string, object?> Properties { get; init; } = new Dictionary<string, object?>();

    internal InputRow? Origin { get; init; }
}

/// <summary>A row that was not taken.</summary>
/// <param name="Row">As given.</param>
/// <param name="Reason">Why.</param>
public sealed record RefusedNode(NodeRow Row, string Reason);
