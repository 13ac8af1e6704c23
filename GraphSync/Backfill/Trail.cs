using GraphQueries.Backfill;

namespace GraphSync.Backfill;

/// <summary>How an edge came by its attribution; the words are those of the property <c>attribution_method</c>.</summary>
internal static class AttributionMethods
{
    /// <summary>Its <c>run_id</c> names a tool call whose outputs name the version.</summary>
    public const string Run = "run";

    /// <summary>It carries <c>model_id</c> and <c>model_version</c>.</summary>
    public const string ModelVersion = "model_version";

    /// <summary>It carries <c>model_id</c>, and one version of that model was in use when the edge was made.</summary>
    public const string ModelDate = "model_date";

    /// <summary>Its evidence holds the version's tag.</summary>
    public const string Evidence = "evidence";

    /// <summary>In trail order.</summary>
    public static IReadOnlyList<string> All { get; } = [Run, ModelVersion, ModelDate, Evidence];
}

/// <summary>What an edge carries that may say where it came from.</summary>
internal sealed record Trail
{
    /// <summary>What the outputs of the tool calls with the edge's <c>run_id</c> name: artifact and number; several when they
    /// disagree.</summary>
    public IReadOnlyList<NamedVersion> RunOutputs { get; init; } = [];

    /// <summary>The model's id.</summary>
    public string? ModelId { get; init; }

    /// <summary>The version number within that model.</summary>
    public long? ModelVersion { get; init; }

    /// <summary>When the edge was made.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Free text that may hold <c>model:&lt;id&gt;@v&lt;number&gt;</c>.</summary>
    public string? Evidence { get; init; }
}

/// <summary>A version as a tool call's outputs name it, real or not.</summary>
/// <param name="ArtifactId">Its artifact id.</param>
/// <param name="Number">Its number.</param>
internal readonly record struct NamedVersion(string ArtifactId, long Number)
{
    /// <summary>Outputs that are too large to look into: what they name, if anything, nobody knows.</summary>
    public static readonly NamedVersion Unreadable = new("", 0);
}

/// <summary>Where a trail led.</summary>
/// <param name="Version">The version; null for unknown.</param>
/// <param name="Method">Which trail resolved; null for unknown.</param>
/// <param name="IsAmbiguous">A trail led to several versions.</param>
internal readonly record struct Attribution(VersionInUseRow? Version, string? Method, bool IsAmbiguous)
{
    internal static readonly Attribution Unresolved = new(null, null, false);
    internal static readonly Attribution Ambiguous = new(null, null, true);
}
