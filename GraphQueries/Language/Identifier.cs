namespace GraphQueries.Language;

/// <summary>Names of relationship types, labels and properties as Cypher identifiers. They come from files and tables, so quoting
/// them is a security boundary.</summary>
public static class Identifier
{
    /// <summary>Quotes <paramref name="name"/> so that it stands for itself.</summary>
    /// <remarks>Cypher decodes <c>\uXXXX</c> before it parses, so a backslash could smuggle in a backtick: it is written as its own
    /// escape, and only then are backticks doubled.</remarks>
    /// <exception cref="ArgumentException">The name is empty or holds U+0000, which Neo4j refuses, or a lone surrogate.</exception>
    public static string Quote(string name)
    {
        if (Refusal(name) is { } reason)
            throw new ArgumentException($"'{name}' cannot name a type, label or property: {reason}.", nameof(name));
        return $"`{name.Replace("\\", "\\u005C", StringComparison.Ordinal).Replace("`", "``", StringComparison.Ordinal)}`";
    }

    /// <summary>Why <paramref name="name"/> cannot be an identifier; null when it can.</summary>
    public static string? Refusal(string name) =>
        name.Length == 0 ? "it is empty"
        : name.Contains('\0', StringComparison.Ordinal) ? "it holds U+0000"
        : HasLoneSurrogate(name) ? "it holds a lone surrogate"
        : name.Length > MaxLength ? $"it is longer than {MaxLength} characters"
        : null;

    /// <summary>Whether a surrogate stands without its other half, so that the text has no UTF-8 form.</summary>
    public static bool HasLoneSurrogate(ReadOnlySpan<char> text)
    {
        for (var i = text.IndexOfAnyInRange('\uD800', '\uDFFF'); i >= 0 && i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1])) return true;
            i++;
        }
        return false;
    }

    // Neo4j's own bound is 65,534 bytes.
    private const int MaxLength = 16_000;
}
