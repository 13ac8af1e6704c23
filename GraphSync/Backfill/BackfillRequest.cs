using System.Text.Json.Serialization;
using GraphSync.Operations;

namespace GraphSync.Backfill;

/// <summary>Attributes model-derived edges to the versions that their trails lead to.</summary>
public sealed record BackfillRequest : OperationRequest<BackfillReport>
{
    /// <summary>Slices worked on at once, 1 to 8. The result does not depend on it.</summary>
    public int Workers { get; init; } = 4;

    /// <summary>Decide and count, write nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>Told after each slice; null for nobody.</summary>
    public IProgress<BackfillProgress>? Progress { get; init; }

    internal override string Name => "backfill";

    internal override OperationNeeds Needs => DryRun ? OperationNeeds.Nothing : OperationNeeds.Both;
}

/// <summary>What a backfill decided, over all processes that shared it.</summary>
public sealed record BackfillReport : OperationReport
{
    /// <summary>Edges attributed, by method, in trail order.</summary>
    public required IReadOnlyDictionary<string, long> Methods { get; init; }

    /// <summary>Edges attributed, by version, most first.</summary>
    public required IReadOnlyList<VersionCount> Models { get; init; }

    /// <summary>Edges whose provenance is unknown after this.</summary>
    public required long Unknown { get; init; }

    /// <summary>Those of them whose trail led to several versions.</summary>
    public required long Ambiguous { get; init; }

    /// <summary>Nothing was written.</summary>
    public required bool DryRun { get; init; }

    /// <summary>Slices that another process has held for half a minute; 0 when all is done.</summary>
    public int SlicesElsewhere { get; init; }

    /// <summary>Edges attributed.</summary>
    public long Attributed => Methods.Values.Sum();

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Summary => $"{Attributed} edges attributed, {Unknown} unknown";

    /// <inheritdoc/>
    [JsonIgnore]
    public override OperationOutcome Outcome => SlicesElsewhere > 0 ? OperationOutcome.Incomplete : OperationOutcome.Done;
}

/// <summary>A version and the edges attributed to it.</summary>
/// <param name="ModelId">The model.</param>
/// <param name="SourceArtifactId">The version's artifact.</param>
/// <param name="SourceVersion">Its number.</param>
/// <param name="Edges">How many.</param>
public sealed record VersionCount(string ModelId, string SourceArtifactId, long SourceVersion, long Edges);

/// <summary>How far a backfill has come.</summary>
/// <param name="Done">Edges looked at.</param>
/// <param name="All">Edges to look at.</param>
public readonly record struct BackfillProgress(long Done, long All);
