using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;

namespace GraphSync.Reconcile;

/// <summary>
/// JSON in one form, however a store has written it down: names in order, the last value of a name that comes twice, numbers without
/// zeros that say nothing, as <c>jsonb</c> compares them. Text that is no JSON stays what it is.
/// </summary>
internal static class CanonicalJson
{
    // PostgreSQL nests a few thousand levels deep; what is deeper than this stays as it is written.
    private const int MaxDepth = 500;
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth };

    /// <summary>The form of a text.</summary>
    public static string Of(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Options);
            var form = new StringBuilder(text.Length);
            Write(document.RootElement, form);
            return form.ToString();
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            // The first character of no JSON.
            return "!" + text;
        }
    }

    private static void Write(JsonElement value, StringBuilder form)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                form.Append('{');
                // Sorting is stable, so that the last of equal names is the one that was written last.
                foreach (var property in value.EnumerateObject().Select(property => (property.Name, property.Value))
                    .OrderBy(property => property.Name, StringComparer.Ordinal).GroupBy(property => property.Name, StringComparer.Ordinal))
                {
                    WriteText(property.Key, form);
                    Write(property.Last().Value, form);
                }
                form.Append('}');
                break;
            case JsonValueKind.Array:
                form.Append('[');
                foreach (var item in value.EnumerateArray()) Write(item, form);
                form.Append(']');
                break;
            case JsonValueKind.String:
                WriteText(value.GetString()!, form);
                break;
            case JsonValueKind.Number:
                WriteNumber(value.GetRawText(), form);
                break;
            default:
                form.Append(value.GetRawText()).Append(',');
                break;
        }
    }

    /// <summary>With its length in front, so that it needs no escapes.</summary>
    private static void WriteText(string text, StringBuilder form) => form.Append('"').Append(text.Length).Append(':').Append(text);

    /// <summary>Sign, digits from the first to the last that is no zero, and the power of ten of the last: of any size, exactly.</summary>
    private static void WriteNumber(ReadOnlySpan<char> number, StringBuilder form)
    {
        var exponentAt = number.IndexOfAny('e', 'E');
        var mantissa = exponentAt < 0 ? number : number[..exponentAt];
        var power = exponentAt < 0 ? BigInteger.Zero
            : BigInteger.Parse(number[(exponentAt + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var isNegative = mantissa[0] == '-';
        var point = mantissa.IndexOf('.');
        if (point >= 0) power -= mantissa.Length - point - 1;
        var digits = mantissa.ToString().Replace("-", "", StringComparison.Ordinal).Replace(".", "", StringComparison.Ordinal)
            .TrimStart('0');
        var significant = digits.TrimEnd('0');
        power += digits.Length - significant.Length;
        if (significant.Length == 0) form.Append("0,");
        else form.Append(isNegative ? '-' : '+').Append(significant).Append('e').Append(power).Append(',');
    }
}
