using System.Text.Json;
using System.Text.RegularExpressions;

namespace GraphSync.Rescore.Scoring;

/// <summary>Reads the JSON of a scorer's answers, and enough of broken ones to say which edge they were about.</summary>
internal static partial class AnswerJson
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>
    /// Parses an answer. NaN and the infinities, which Python prints bare and JSON does not have, come back as text,
    /// so that whoever reads the answer can say where they stood; such an answer is never a good one, and
    /// <paramref name="isJson"/> is false for it. Returns null when even that does not help.
    /// </summary>
    public static JsonDocument? Parse(string text, out bool isJson)
    {
        isJson = TryParse(text, out var answer);
        return isJson || TryParse(BareNumber().Replace(text, "\"$0\""), out answer) ? answer : null;
    }

    /// <summary>The edge id that a broken line seems to name, else null.</summary>
    public static string? GuessEdgeId(string line)
    {
        var match = EdgeId().Match(line);
        return match.Success && TryParse(match.Groups[1].Value, out var id) ? Text(id!.RootElement) : null;
    }

    /// <summary>The text of a JSON string; null for anything else, half a surrogate pair included.</summary>
    public static string? Text(JsonElement element)
    {
        try
        {
            return element.ValueKind == JsonValueKind.String ? element.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static bool TryParse(string text, out JsonDocument? answer)
    {
        try
        {
            answer = JsonDocument.Parse(text, Strict);
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            answer = null;
            return false;
        }
    }

    [GeneratedRegex("""(?<=[:,\[]\s*)(-?Infinity|NaN)(?=\s*[,\]}])""")]
    private static partial Regex BareNumber();

    [GeneratedRegex("""
        "edge_id"\s*:\s*("(?:[^"\\]|\\.)*")
        """)]
    private static partial Regex EdgeId();
}
