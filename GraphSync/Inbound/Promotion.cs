namespace GraphSync.Inbound;

/// <summary>A promotion event as PostgreSQL has it.</summary>
/// <param name="Id">The event's id.</param>
/// <param name="Parent"><c>parent_artifact_id</c>; null when missing.</param>
/// <param name="NamedChild"><c>child_artifact_id</c>; null when missing.</param>
/// <param name="Target"><c>target_artifact_id</c>, which is the child again.</param>
/// <param name="DetectedAt">When it was detected; null when the row says so.</param>
internal sealed record Promotion(string Id, string? Parent, string? NamedChild, string? Target, DateTime? DetectedAt)
{
    /// <summary>The promoted version; null when the event names none.</summary>
    public string? Child => NamedChild ?? Target;

    /// <summary>A job needs an instant, also that of a promotion that is refused since it has none.</summary>
    public DateTimeOffset DetectedAtOrFirst => new(DetectedAt ?? DateTime.UnixEpoch);

    /// <summary>Why it can never be run as it stands, or cannot yet; null when it can.</summary>
    /// <param name="isReal">Whether a version's row has arrived.</param>
    /// <param name="children">The accepted promotions, from parent to children.</param>
    public string? Refusal(Func<string, bool> isReal, ILookup<string, string> children)
    {
        if (DetectedAt is null) return "detected_at is null";
        if (string.IsNullOrEmpty(Parent)) return "detection_metadata has no parent_artifact_id";
        if (Child is not { Length: > 0 } child) return "detection_metadata has no child_artifact_id";
        if (Target is not null && Target != child) return $"target_artifact_id '{Target}' is not the child_artifact_id '{child}'";
        if (Parent == child) return $"'{child}' is promoted over itself";
        if (!isReal(Parent)) return $"the parent '{Parent}' is not a real model version: it has no row in model_versions";
        if (!isReal(child)) return $"the child '{child}' is not a real model version: it has no row in model_versions";
        return Reaches(child, Parent, children) ? $"it closes a cycle: '{child}' has already been succeeded by '{Parent}'" : null;
    }

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
