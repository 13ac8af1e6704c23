using System.Text.Json;

namespace GraphSync.Rescore.Scoring;

/// <summary>Reads one line that an executable scorer printed.</summary>
internal static class ScorerLine
{
    /// <summary>The remedy for every answer that cannot be read.</summary>
    public const string Format =
        """Print one JSON object a line, {"edge_id": …, "confidence": 0…1} or {"edge_id": …, "error": "why"}, """
        + "and nothing else on stdout.";

    /// <summary>The answer in the line.</summary>
    /// <exception cref="ScoringException">The line holds no answer that can stand.</exception>
    public static ScoringResult Read(string line, string scorer, AnswerCheck check)
    {
        using var json = AnswerJson.Parse(line, out var isJson);
        if (json is null)
            throw NotJson(line, scorer, check);
        if (json.RootElement.ValueKind != JsonValueKind.Object
            || !json.RootElement.TryGetProperty("edge_id", out var id) || AnswerJson.Text(id) is not { } edgeId)
        {
            throw Odd(scorer, $"it answered without an edge_id: {Excerpt.Start(line, 200)}", check);
        }
        var score = Read(json.RootElement, edgeId, check);
        return isJson ? score : throw NotJson(line, scorer, check);
    }

    private static ScoringResult Read(JsonElement answer, string edgeId, AnswerCheck check)
    {
        var confidence = Value(answer, "confidence");
        var error = Value(answer, "error");
        return (confidence, error) switch
        {
            ({ } number, null) => check.Accept(edgeId, number),
            (null, { } reason) => check.AcceptError(edgeId, AnswerJson.Text(reason) ?? reason.GetRawText()),
            (null, null) => throw check.Bad(edgeId, "the answer has neither a confidence nor an error", Format),
            _ => throw check.Bad(edgeId, "the answer has both a confidence and an error", Format),
        };
    }

    // Serializers like to write what is absent as null.
    private static JsonElement? Value(JsonElement answer, string name) =>
        answer.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static ScoringException NotJson(string line, string scorer, AnswerCheck check) =>
        AnswerJson.GuessEdgeId(line) is { } edgeId
            ? check.Bad(edgeId, $"the answer is not JSON: {Excerpt.Start(line, 200)}", Format)
            : Odd(scorer, $"it printed a line that is not JSON: {Excerpt.Start(line, 200)}", check);

    private static ScoringException Odd(string scorer, string what, AnswerCheck check) =>
        new($"{scorer}: {what}{check.Waiting}. {Format}");
}
