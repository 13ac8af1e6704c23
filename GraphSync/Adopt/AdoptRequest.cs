using System.Text.Json.Serialization;
using GraphSync.Edges;
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

    /// <summary>Properties that give columns of the contract to relationships that do not have them.</summary>
    public IReadOnlyList<ColumnMapping> Maps { get; init; } = [];

    /// <summary>The version that all relationships without <c>source_*</c> come from; it must be real. Null: they name none.</summary>
    public string? SourceArtifactId { get; init; }

    /// <summary>Puts aside what cannot be read; else such values stop it before anything is written.</summary>
    public bool Converts { get; init; }

    /// <summary>Only looks, and reports what it found.</summary>
    public bool DryRun { get; init; }

    /// <summary>Told after each part of a step; null for nobody. The mirror tells of its step while the others go on.</summary>
    public IProgress<AdoptProgress>? Progress { get; init; }

    internal override string Name => "adopt";

    internal override OperationNeeds Needs => DryRun ? OperationNeeds.Nothing : OperationNeeds.Both;

    internal override void Mirrored(long edges) => Progress?.Report(new AdoptProgress(AdoptStep.Mirror, edges, null));
}

/// <summary>What adopting does, in this order; edges are mirrored from when the first are registered.</summary>
public enum AdoptStep
{
    /// <summary>Looks at every edge.</summary>
    Look,

    /// <summary>Gives ids to those that have none. It is told of at its beginning and at its end.</summary>
    GiveIds,

    /// <summary>Carries them into PostgreSQL.</summary>
    Mirror,
}

/// <summary>How far a step has come.</summary>
/// <param name="Step">Which.</param>
/// <param name="Done">Edges that are done.</param>
/// <param name="All">Edges that are to be done; null for the mirror, which takes what waited before, too.</param>
public readonly record struct AdoptProgress(AdoptStep Step, long Done, long? All);

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

/// <summary>What was taken in, or would be.</summary>
/// <param name="Types">The types, with the number of their edges.</param>
public sealed record AdoptReport(IReadOnlyDictionary<string, long> Types) : OperationReport
{
    /// <summary>All edges.</summary>
    public long Edges => Types.Values.Sum();

    /// <summary>Types that cannot be taken in, each with its reason; the others are.</summary>
    public IReadOnlyDictionary<string, string> Refused { get; init; } = new Dictionary<string, string>();

    /// <summary>What could not be read, by type, property and reason: put aside, or, in a dry run, to be.</summary>
    public IReadOnlyList<AdoptFinding> Findings { get; init; } = [];

    /// <summary>Edges that were given a value: read from another type, mapped, or of the version named.</summary>
    public long Converted { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override OperationOutcome Outcome => Refused.Count + Findings.Count > 0 ? OperationOutcome.Incomplete : OperationOutcome.Done;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Summary => $"{Edges} edges of {Types.Count} types adopted, {Converted} converted, "
        + $"{Findings.Sum(finding => finding.Edges)} values put aside, {Refused.Count} types refused";
}

/// <summary>Values of one type's edges that cannot be used, for one reason.</summary>
/// <param name="Type">The relationship type.</param>
/// <param name="Property">Of the edges.</param>
/// <param name="Reason">Why, beginning with the property.</param>
/// <param name="CanBePutAside">Whether the edges can be adopted without the value.</param>
/// <param name="Edges">How many edges.</param>
/// <param name="Examples">Up to 20 of them.</param>
public sealed record AdoptFinding(string Type, string Property, string Reason, bool CanBePutAside, long Edges,
    IReadOnlyList<AdoptExample> Examples)
{
    /// <summary>In words.</summary>
    public override string ToString()
    {
        var places = Examples.Select((example, i) => i == 0 ? $"{example.Edge}: {Reason}{example.Shown}" : example.Edge + example.Shown);
        return $"{string.Join(", ", places)}{(Edges > 1 ? $" ({Edges} in all)" : "")}";
    }
}

/// <summary>An edge that holds what cannot be used.</summary>
/// <param name="Edge">By the keys of its end nodes, and its id where it has one.</param>
/// <param name="Value">The beginning of what it holds; null where that is missing, or has no text.</param>
public sealed record AdoptExample(string Edge, string? Value)
{
    internal string Shown => Value is null ? "" : $" ({Value})";
}
