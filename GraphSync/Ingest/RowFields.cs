using System.Globalization;

namespace GraphSync.Ingest;

/// <summary>Takes typed values out of a row and keeps the first that has the wrong type. TSV fields are parsed; JSON values must
/// have the type.</summary>
internal sealed class RowFields(InputRow row)
{
    private static readonly string[] InstantFormats =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd HH:mm:ssK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:sszz", "yyyy-MM-dd HH:mm:ss.FFFFFFFzz",
    ];

    private const NumberStyles FloatStyle = NumberStyles.Float & ~NumberStyles.AllowTrailingWhite & ~NumberStyles.AllowLeadingWhite;
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>The first value that could not be taken; null when all could.</summary>
    public string? Problem { get; private set; } = row.Problem;

    public string Required(string column)
    {
        if (Text(column) is { } text) return text;
        Problem ??= $"{column} is missing";
        return "";
    }

    public string? Text(string column) => Take(column, "text", value => value as string);

    public double? Number(string column) => Take<double>(column, "a number", value => value switch
    {
        double number => number,
        long number => number,
        string text when !row.IsJson && double.TryParse(text, FloatStyle, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    });

    public long? Integer(string column) => Take<long>(column, "an integer", value => value switch
    {
        long number => number,
        string text when !row.IsJson
            && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    });

    public bool? Flag(string column) => Take<bool>(column, "true or false", value => value switch
    {
        bool flag => flag,
        string text when !row.IsJson && bool.TryParse(text, out var flag) => flag,
        _ => null,
    });

    /// <summary>ISO 8601; without an offset, UTC.</summary>
    public DateTimeOffset? Instant(string column) => Take<DateTimeOffset>(column, "an instant such as 2026-01-31T12:00:00Z", value =>
        value is string text && DateTimeOffset.TryParseExact(CutNanoseconds(text), InstantFormats, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant) ? Instants.Cut(instant) : null);

    /// <summary>JSON text, or in JSONL the JSON itself.</summary>
    public string? Json(string column) => Take(column, "JSON text", value => value switch
    {
        string text => text,
        JsonText json => json.Text,
        _ => null,
    });

    /// <summary>All columns that have not been taken.</summary>
    public IReadOnlyDictionary<string, object?> Rest()
    {
        var rest = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (column, value) in row.Values)
        {
            if (_taken.Contains(column)) continue;
            if (value is JsonText)
            {
                Problem ??= $"{column} holds what no property can: "
                    + "an object, a mixed or nested list, or an integer beyond 64 bits";
            }
            else rest[column] = value;
        }
        return rest;
    }

    private T? Take<T>(string column, string wanted, Func<object, T?> convert)
        where T : struct
    {
        _taken.Add(column);
        if (!row.Values.TryGetValue(column, out var value)) return null;
        var converted = convert(value);
        if (converted is null) Problem ??= $"{column} is not {wanted}";
        return converted;
    }

    private string? Take(string column, string wanted, Func<object, string?> convert)
    {
        _taken.Add(column);
        if (!row.Values.TryGetValue(column, out var value)) return null;
        var converted = convert(value);
        if (converted is null) Problem ??= $"{column} is not {wanted}";
        return converted;
    }

    // Neo4j prints nine digits, .NET reads seven; both stores keep six.
    private static string CutNanoseconds(string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        var end = dot + 1;
        while (dot >= 0 && end < text.Length && char.IsAsciiDigit(text[end])) end++;
        return dot >= 0 && end - dot > 7 ? string.Concat(text.AsSpan(0, dot + 7), text.AsSpan(end)) : text;
    }
}
