using System.Text.Json;

namespace GraphSync.ScorerHost;

/// <summary>The features that an ONNX model reads, in the order of its input's columns.</summary>
internal sealed class OnnxFeatures
{
    private readonly string[] _names;

    /// <param name="entry">The model's metadata entry <c>features</c>: a JSON array of names, or names with commas between.</param>
    /// <exception cref="FormatException">It names none.</exception>
    public OnnxFeatures(string entry)
    {
        try
        {
            _names = entry.TrimStart().StartsWith('[')
                ? JsonSerializer.Deserialize<string[]>(entry)!
                : entry.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        }
        catch (JsonException e)
        {
            throw new FormatException(e.Message);
        }
        if (_names.Length == 0 || _names.Any(string.IsNullOrEmpty))
            throw new FormatException("it names no feature, or a blank one");
    }

    public int Count => _names.Length;

    /// <summary>Reads an edge's features into one row; the reason when that cannot be done, else null.</summary>
    public string? TryRead(JsonElement inputs, Span<float> row)
    {
        if (inputs.ValueKind != JsonValueKind.Object)
            return "its inference_input is not a JSON object";
        for (var i = 0; i < _names.Length; i++)
        {
            if (!inputs.TryGetProperty(_names[i], out var value))
                return $"feature {_names[i]} is missing from its inference_input";
            if (value.ValueKind != JsonValueKind.Number || !value.TryGetSingle(out row[i]) || !float.IsFinite(row[i]))
                return $"feature {_names[i]} is {Excerpt.Start(value.GetRawText(), 100)}, not a number that a 32-bit float holds";
        }
        return null;
    }
}
