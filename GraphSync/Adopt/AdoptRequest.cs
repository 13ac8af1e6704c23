using System.Text.Json.Serialization;
using GraphSync.Operations;

namespace GraphSync.Adopt;

/// <summary>Takes in relationship types of a graph that exists.</summary>
public sealed record AdoptRequest : OperationRequest<AdoptReport>
{
    /// <summary>Relationship types, as they stand in the graph.</summary>
    public required IReadOnlyList<string> Types { get; init; }

    /// <summary>The property that becomes <c>edge_id</c>; relationships without it get a random id. Null: all do.</summary>
    public string? EdgeIdProperty { get; init; }

    /// <summary>Labels whose nodes become endpoints, and the property that becomes the key of each.</summary>
    public IReadOnlyList<LabelKey> Labels { get; init; } = [];

    internal override string Name => "adopt";
}

/// <summary>A label and the property that identifies its nodes.</summary>
/// <param name="Label">As it stands.</param>
/// <param name="Key">The property; its values become text.</param>
public sealed record LabelKey(string Label, string Key)
{
    /// <summary>Reads <c>LABEL:KEY</c>; the key begins after the last colon.</summary>
    /// <exception cref="BadInputException">It is not of that form.</exception>
    public static LabelKey Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon > 0 && colon < text.Length - 1
            ? new LabelKey(text[..colon], text[(colon + 1)..])
            : throw new BadInputException($"--add-label takes LABEL:KEY, such as Gene:symbol, not '{text}'.");
    }
}

/// <summary>What was taken in.</summary>
/// <param name="Types">The types, with the number of their edges.</param>
public sealed record AdoptReport(IReadOnlyDictionary<string, long> Types) : OperationReport
{
    /// <summary>All edges.</summary>
    public long Edges => Types.Values.Sum();

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Summary => $"{Edges} edges of {Types.Count} types adopted";
}
