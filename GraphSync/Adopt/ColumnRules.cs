using GraphSync.Edges;

namespace GraphSync.Adopt;

/// <summary>What each column of the contract may hold: the rules of files, for values of a graph.</summary>
internal static class ColumnRules
{
    public const string Confidence = "confidence";
    public const string SourceArtifactId = "source_artifact_id";
    public const string SourceVersion = "source_version";
    public const string ProvenanceUnknown = "provenance_unknown";
    public const string ModelId = "model_id";
    public const string RunId = "run_id";
    public const string Evidence = "evidence";
    public const string CreatedAt = "created_at";

    /// <summary>By column. A value, and why it cannot be one; null when it can.</summary>
    public static readonly IReadOnlyDictionary<string, Func<object, Reading>> All =
        new Dictionary<string, Func<object, Reading>>(StringComparer.Ordinal)
        {
            [Confidence] = ReadConfidence,
            [SourceArtifactId] = value => ReadText(value) is { Value: string text } read
                ? KeyLength.Refusal(text) is { } length ? new(null, $"is {length}") : read
                : ReadText(value),
            [SourceVersion] = ReadInteger,
            [ProvenanceUnknown] = value => Reading.Of(ColumnValue.Flag(value), "is not a boolean"),
            [InferenceInput.Name] = ReadJson,
            [ModelId] = ReadText,
            ["model_version"] = ReadInteger,
            [RunId] = ReadText,
            [Evidence] = value => value is object?[] list && Array.TrueForAll(list, item => item is string)
                ? list.Select(item => ReadText(item!)).FirstOrDefault(item => item.Reason is not null, new Reading(value, null))
                : ReadText(value),
            [CreatedAt] = value => Reading.Of(ColumnValue.Instant(value), "is not an instant such as 2026-01-31T12:00:00Z"),
        };

    /// <summary>What a property may be mapped to.</summary>
    public static IEnumerable<string> Mappable => All.Keys.Where(name => name != ProvenanceUnknown);

    /// <summary>A number of milliseconds since 1970.</summary>
    public static Reading ReadEpoch(object value) =>
        Reading.Of(ColumnValue.Epoch(value), "is not a number of milliseconds of the years 1 to 9999");

    private static Reading ReadConfidence(object value) => ColumnValue.Number(value) switch
    {
        null => new(null, "is not a number"),
        { } number when !double.IsFinite(number) => new(null, "is not a finite number"),
        < 0 or > 1 => new(null, "is not between 0 and 1"),
        // An integer is a number, too, and stays.
        { } number => new(value is long ? value : number, null),
    };

    private static Reading ReadInteger(object value) => Reading.Of(ColumnValue.Integer(value), "is not an integer");

    private static Reading ReadText(object value) => value is not string text ? new(null, "is not text")
        : text.Contains('\0', StringComparison.Ordinal) ? new(null, "holds U+0000")
        : new(text, null);

    private static Reading ReadJson(object value) => value is not string text ? new(null, "is not text")
        : InferenceInput.Refusal(text) is { } refusal ? new(null, refusal[(InferenceInput.Name.Length + 1)..])
        : new(text, null);
}

/// <summary>What a value was read as, or why it cannot be.</summary>
internal readonly record struct Reading(object? Value, string? Reason)
{
    public static Reading Of(object? value, string reason) => new(value, value is null ? reason : null);
}
