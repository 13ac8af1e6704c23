using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace GraphQueries.Presentation;

/// <summary>
/// Text from elsewhere as it may stand in HTML, whatever it holds: what HTML forbids is replaced, what is too long is cut off
/// visibly, and the rest is escaped. And as it may stand in a terminal or a log.
/// </summary>
public static class DisplayText
{
    private const char Replacement = '\uFFFD';
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    // Controls of the first and second kind, the ends of lines and paragraphs, and Unicode's Bidi_Control characters.
    private static readonly SearchValues<char> Acting = SearchValues.Create(
    [
        .. Enumerable.Range(0, char.MaxValue).Select(code => (char)code).Where(char.IsControl), '\u2028', '\u2029',
        '\u061C', '\u200E', '\u200F', '\u202A', '\u202B', '\u202C', '\u202D', '\u202E', '\u2066', '\u2067', '\u2068', '\u2069',
    ]);

    /// <summary>For the content of an element or a quoted attribute.</summary>
    /// <param name="text">Any text; null is empty.</param>
    /// <param name="limit">UTF-16 units at most, the ellipsis included; grapheme clusters stay whole unless one alone is longer.</param>
    public static string Html(string? text, int limit = int.MaxValue) => Encoder.Encode(Shown(text, limit));

    /// <summary>Like <see cref="Html"/>, not escaped, for whoever escapes by itself.</summary>
    public static string Shown(string? text, int limit) => Cut(Clean(text), limit);

    /// <summary>Cut to what fits a width in em-like units, since proportional letters differ: capitals and CJK are wider.</summary>
    public static string HtmlWithin(string? text, double units) => Encoder.Encode(Fit(Clean(text), units));

    /// <summary>Whether <see cref="HtmlWithin"/> would cut it.</summary>
    public static bool Overflows(string? text, double units) => Width(Clean(text)) > units;

    /// <summary>What to call an endpoint: its name, else its key.</summary>
    public static string Name(string? name, string? key) =>
        !string.IsNullOrWhiteSpace(name) ? name : !string.IsNullOrWhiteSpace(key) ? key : "(no name)";

    /// <summary>Line ends and tabs become spaces; control characters, noncharacters and lone surrogates U+FFFD.</summary>
    public static string Clean(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "";
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '\t' or '\n' or '\r' or 0x85 or 0x2028 or 0x2029) clean.Append(' ');
            else if (IsForbidden(rune)) clean.Append(Replacement);
            else clean.Append(rune);
        }
        return clean.ToString();
    }

    /// <summary>For a terminal or a log: characters that would act on it, or turn the direction of what stands around them, are written as
    /// JSON writes them, <c>\u001b</c>. Line ends and tabs stay.</summary>
    internal static string Escaped(string? text)
    {
        if (text is null || text.AsSpan().IndexOfAny(Acting) < 0) return text ?? "";
        var escaped = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            var isLayout = text[i] is '\n' or '\t' || (text[i] == '\r' && text.AsSpan(i + 1).StartsWith("\n"));
            if (isLayout || !IsActing(text[i])) escaped.Append(text[i]);
            else escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:x4}");
        }
        return escaped.ToString();
    }

    /// <summary>Whether a terminal acts on it, a log's line ends with it, or it turns the direction of text.</summary>
    internal static bool IsActing(char c) => Acting.Contains(c);

    /// <summary>Control characters and noncharacters, which HTML forbids.</summary>
    private static bool IsForbidden(Rune rune) =>
        Rune.IsControl(rune) || (rune.Value & 0xFFFE) == 0xFFFE || rune.Value is >= 0xFDD0 and <= 0xFDEF;

    private static string Cut(string text, int limit)
    {
        if (text.Length <= limit) return text;
        var end = 0;
        while (end < text.Length)
        {
            var next = StringInfo.GetNextTextElementLength(text, end);
            if (end + next > limit - 1) break;
            end += next;
        }
        if (end == 0) end = char.IsHighSurrogate(text[limit - 2]) ? limit - 2 : limit - 1;
        return text[..end].TrimEnd() + "…";
    }

    private static string Fit(string text, double units)
    {
        if (Width(text) <= units) return text;
        double width = 1;
        var end = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            width += Width(rune);
            if (width > units) break;
            end += rune.Utf16SequenceLength;
        }
        // A cluster is not to lose its marks, but a cluster of a thousand marks is nobody's name.
        return Cut(text, Math.Max(Math.Min(end, (int)(units * 3)) + 1, 3));
    }

    private static double Width(string text)
    {
        double width = 0;
        foreach (var rune in text.EnumerateRunes()) width += Width(rune);
        return width;
    }

    private static double Width(Rune rune) => rune.Value switch
    {
        'i' or 'j' or 'l' or 'I' or '.' or ',' or ':' or ';' or '\'' or '|' or '!' or ' ' => 0.55,
        't' or 'f' or 'r' or '-' or '(' or ')' or '[' or ']' or '/' => 0.7,
        'm' or 'w' or 'M' or 'W' or '@' or '%' or '—' => 1.6,
        >= 'A' and <= 'Z' => 1.25,
        >= 0x1100 and <= 0x115F or >= 0x2E80 and <= 0xA4CF or >= 0xAC00 and <= 0xD7A3 or >= 0xF900 and <= 0xFAFF
            or >= 0xFE30 and <= 0xFE6F or >= 0xFF00 and <= 0xFF60 or >= 0x1F000 => 2,
        _ => IsMarkOrFormat(rune) ? 0.1 : 1.05,
    };

    private static bool IsMarkOrFormat(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format;
}
