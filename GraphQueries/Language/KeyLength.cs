using System.Text;

namespace GraphQueries.Language;

/// <summary>How long a text may be that stands in an index: PostgreSQL holds 2,704 bytes of a row's keys, Neo4j about 8,000.
/// <c>cypher/includes/edges/is-too-long.cypher</c> says the same.</summary>
internal static class KeyLength
{
    /// <summary>In UTF-8, as both databases count.</summary>
    public const int MaxBytes = 2000;

    /// <summary>What is said of a longer one.</summary>
    public static readonly string TooLong = $"longer than {MaxBytes} bytes";

    /// <summary>Why <paramref name="text"/> cannot be a key; null when it can.</summary>
    public static string? Refusal(string text) =>
        text.Length > MaxBytes || Encoding.UTF8.GetByteCount(text) > MaxBytes ? TooLong : null;
}
