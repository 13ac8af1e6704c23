using GraphSync.Postgres;

namespace GraphSync.Inbound;

/// <summary>A promotion event as PostgreSQL has it.</summary>
/// <param name="Id">The event's id.</param>
/// <param name="Parent"><c>parent_artifact_id</c>; null when missing.</param>
/// <param name="NamedChild"><c>child_artifact_id</c>; null when missing.</param>
/// <param name="Target"><c>target_artifact_id</c>, which is the child again.</param>
/// <param name="DetectedAt">When it was detected; null when the row says so, or has an instant that nobody can hold.</param>
/// <param name="BadDetectedAt">That instant as text; else null.</param>
/// <param name="MetadataBytes">How large <c>detection_metadata</c> is as it is stored.</param>
internal sealed record Promotion(string Id, string? Parent, string? NamedChild, string? Target, DateTime? DetectedAt,
    string? BadDetectedAt = null, int? MetadataBytes = null)
{
    /// <summary>Where promotions are.</summary>
    public const string Table = "world_model_improvements";

    /// <summary>The promoted version; null when the event names none.</summary>
    public string? Child => NamedChild ?? Target;

    /// <summary>What is wrong with the row itself, so that it cannot be carried as it stands; null when nothing is.</summary>
    public string? Fault => Columns.Key(Table, Id, "id", Id) ?? Columns.Instant(Table, Id, "detected_at", BadDetectedAt)
        ?? Columns.Json(Table, Id, "detection_metadata", MetadataBytes)
        ?? Columns.Key(Table, Id, "parent_artifact_id", Parent) ?? Columns.Key(Table, Id, "child_artifact_id", NamedChild)
        ?? Columns.Key(Table, Id, "target_artifact_id", Target);

    /// <summary>A job needs an instant, also that of a promotion that is refused since it has none.</summary>
    public DateTimeOffset DetectedAtOrFirst => new(DetectedAt ?? DateTime.UnixEpoch);

    /// <summary>Why it can never be run as it stands, or cannot yet; null when it can.</summary>
    /// <param name="isReal">Whether a version's row has arrived.</param>
    /// <param name="children">The accepted promotions, from parent to children.</param>
    public string? Refusal(Func<string, bool> isReal, ILookup<string, string> children)
    {
        if (Fault is { } fault) return fault;
        if (DetectedAt is null) return "detected_at is null";
        if (string.IsNullOrEmpty(Parent)) return "detection_metadata has no parent_artifact_id";
        if (Child is not { Length: > 0 } child) return "detection_metadata has no child_artifact_id";
        if (Target is not null && Target != child) return $"target_artifact_id '{Target}' is not the child_artifact_id '{child}'";
        if (Parent == child) return $"'{child}' is promoted over itself";
        if (!isReal(Parent)) return $"the parent '{Parent}' is not a real model version: {NoRow}";
        if (!isReal(child)) return $"the child '{child}' is not a real model version: {NoRow}";
        return Reaches(child, Parent, children) ? $"it closes a cycle: '{child}' has already been succeeded by '{Parent}'" : null;
    }

    private const string NoRow = "it has no row in model_versions, or one that sync lists as put aside";

    private static bool Reaches(string from, string to, ILookup<string, string> children)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var next = new Stack<string>([from]);
        while (next.TryPop(out var version))
        {
            if (version == to) return true;
            if (!seen.Add(version)) continue;
            foreach (var child in children[version]) next.Push(child);
        }
        return false;
    }
}
