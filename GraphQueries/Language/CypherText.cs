using System.Globalization;
using System.Text;

namespace GraphQueries.Language;

/// <summary>Text as Cypher writes it, for statements that a person is shown. What is sent is a parameter.</summary>
public static class CypherText
{
    /// <summary>A pattern of strings, quoted names and comments, in which nothing is to be replaced. It holds spaces that mean
    /// nothing.</summary>
    internal const string OpaquePattern = """
        '(?:\\.|[^'\\])*' | "(?:\\.|[^"\\])*" | `[^`]*` | //[^\n]* | /\*.*?\*/
        """;

    /// <summary>A string literal in single quotes that Cypher reads back as <paramref name="text"/>. What is no printable ASCII stands as
    /// <c>\uXXXX</c>.</summary>
    public static string Literal(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var literal = new StringBuilder("'");
        foreach (var c in text)
        {
            if (c is '\'' or '\\') literal.Append('\\').Append(c);
            else if (c is >= ' ' and <= '~') literal.Append(c);
            else literal.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
        }
        return literal.Append('\'').ToString();
    }
}
