using GraphQueries.EdgeTypes;
using GraphSync.Edges;

namespace GraphSync.Ingest;

/// <summary>What can be said of a row without asking the graph. Each rule gives the reason of a refusal, or null.</summary>
internal static class RowRules
{
    // Written by GraphProvenance alone; a row that brings them claims what it cannot know.
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "senate_review_flag", "senate_pinned", "attribution_method", "rescored_by_artifact_id", "rescored_version", "rescored_at",
    };

    public static string? Refusal(EdgeRow row) =>
        Key("edge_id", row.EdgeId) ?? Key("source_id", row.SourceId) ?? Key("target_id", row.TargetId) ?? Relation(row.Relation)
        ?? Confidence(row) ?? Source(row)
        ?? (row.InferenceInput is { } input ? InferenceInput.Refusal(input) : null)
        ?? Indexed("source_artifact_id", row.SourceArtifactId) ?? Text("model_id", row.ModelId) ?? Text("run_id", row.RunId)
        ?? Text("evidence", row.Evidence)
        ?? Properties(row.Properties, name => Reserved.Contains(name) ? "is written by GraphProvenance alone: leave it out"
            : RowParser.AllEdgeColumns.Contains(name) ? "is a column of its own" : null);

    public static string? Refusal(NodeRow row, string key) =>
        Key("id", row.Id) ?? Text("kind", row.Kind) ?? Text("name", row.Name)
        ?? Properties(row.Properties, name => name == key ? "is the key of endpoints, which column id gives" : null);

    private static string? Key(string column, string value) =>
        value.Length == 0 ? $"{column} is missing" : Indexed(column, value);

    private static string? Indexed(string column, string? value) =>
        Text(column, value) ?? (value is not null && KeyLength.Refusal(value) is { } reason ? $"{column} is {reason}" : null);

    private static string? Relation(string relation) =>
        EdgeTypeRegistry.Refusal(relation) is { } reason ? $"the relation cannot be a relationship type: {reason}" : null;

    private static string? Confidence(EdgeRow row) => row.Confidence switch
    {
        null => row.IsModelDerived ? "confidence is missing: an edge that a model made needs one" : null,
        { } value when !double.IsFinite(value) => "confidence is not a finite number",
        { } value when value is < 0 or > 1 => "confidence is not between 0 and 1",
        _ => null,
    };

    private static string? Source(EdgeRow row) =>
        row.SourceArtifactId is null != row.SourceVersion is null ? "source_artifact_id and source_version must be given together"
        : row.SourceArtifactId is not null && row.ProvenanceUnknown is true
            ? "provenance_unknown contradicts source_artifact_id: leave one out"
        : null;

    private static string? Text(string column, string? value) =>
        value is null ? null
        : value.Contains('\0', StringComparison.Ordinal) ? $"{column} holds U+0000"
        : Identifier.HasLoneSurrogate(value) ? $"{column} holds a lone surrogate"
        : null;

    private static string? Properties(IReadOnlyDictionary<string, object?> properties, Func<string, string?> nameRule)
    {
        foreach (var (name, value) in properties)
        {
            if (Identifier.Refusal(name) is { } reason) return $"the column '{name}' cannot be a property: {reason}";
            if (nameRule(name) is { } rule) return $"{name} {rule}";
            if (Value(name, value) is { } refusal) return refusal;
        }
        return null;
    }

    private static string? Value(string name, object? value) => value switch
    {
        null or bool or int or long => null,
        double number => double.IsFinite(number) ? null : $"{name} is not a finite number",
        string text => Text(name, text),
        IEnumerable<object?> list => list.Select(item => Item(name, item)).FirstOrDefault(refusal => refusal is not null),
        _ => $"{name} has a type that no property can have",
    };

    private static string? Item(string name, object? item) =>
        item is null or IEnumerable<object?> ? $"{name} is a nested list or holds null" : Value(name, item);
}
