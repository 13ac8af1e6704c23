using System.Text;
using System.Text.Json;

namespace GraphSync.Edges;

/// <summary>What Biolink's own properties say of who made an edge. <c>cypher/includes/edges/is-marked-as-model-derived.cypher</c> says
/// the same.</summary>
internal static class BiolinkMark
{
    public const string AgentType = "agent_type";
    public const string KnowledgeLevel = "knowledge_level";

    /// <summary>The columns that say it.</summary>
    public static readonly IReadOnlyList<string> Columns = [AgentType, KnowledgeLevel];

    private const string Prefix = "biolink:";
    private const int MaxDepth = 1_000;
    private const string Blanks = " \t\n\v\f\r\u00A0";

    private static readonly string[] NoModel = ["", "manual_agent", "manual_validation_of_automated_agent", "not_provided"];
    private static readonly string[] Guesses = ["prediction", "statistical_association"];

    /// <summary>Whether a model made an edge with these properties: an agent that is no person's, or knowledge that is a guess. One item
    /// of a list, which may be a text with <c>|</c>, is enough; nulls and blanks say nothing.</summary>
    public static bool IsModels(IReadOnlyDictionary<string, object?> properties) =>
        Items(properties, AgentType).Any(item => !IsOneOf(NoModel, item))
        || Items(properties, KnowledgeLevel).Any(item => item is string text && text.Split('|').Any(word => IsOneOf(Guesses, word)));

    /// <summary>A list that no property can hold, since it has nulls or lists in it, as a list of texts that marks an edge as it would;
    /// null where the JSON is no list.</summary>
    public static object?[]? Flatten(string json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth });
        return document.RootElement.ValueKind == JsonValueKind.Array ? [.. Texts(document.RootElement)] : null;
    }

    private static IEnumerable<string> Texts(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null => [],
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Texts),
        JsonValueKind.String => [element.GetString()!],
        _ => [element.GetRawText()],
    };

    private static IEnumerable<object> Items(IReadOnlyDictionary<string, object?> properties, string name) =>
        properties.GetValueOrDefault(name) switch
        {
            null => [],
            IEnumerable<object?> list => list.OfType<object>(),
            var value => [value],
        };

    private static bool IsOneOf(string[] words, object item)
    {
        if (item is not string text) return false;
        var word = text.AsSpan().Trim(Blanks);
        if (word.Length >= Prefix.Length && Ascii.EqualsIgnoreCase(word[..Prefix.Length], Prefix)) word = word[Prefix.Length..];
        foreach (var known in words)
        {
            if (Ascii.EqualsIgnoreCase(word, known)) return true;
        }
        return false;
    }
}
