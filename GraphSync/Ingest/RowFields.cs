using System.Globalization;
using GraphSync.Edges;
using GraphSync.Ingest.Input;

namespace GraphSync.Ingest;

/// <summary>Takes typed values out of a row and keeps the first that cannot be read as its type.</summary>
internal sealed class RowFields(InputRow row)
{
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>The first value that could not be taken; null when all could.</summary>
    public string? Problem { get; private set; } = row.Problem;

    public string Required(string column)
    {
        if (Text(column) is { } text) return text;
        Problem ??= $"{column} is missing";
        return "";
    }

    /// <summary>Text. JSON has a type for it; where a file has columns, a column of ids may be one of integers.</summary>
    public string? Text(string column) => Take(column, "text", value =>
        value is long number && !row.IsJson ? number.ToString(CultureInfo.InvariantCulture) : value as string);

    public double? Number(string column) => Take(column, "a number", ColumnValue.Number);

    public long? Integer(string column) => Take(column, "an integer", ColumnValue.Integer);

    public bool? Flag(string column) => Take(column, "true or false", ColumnValue.Flag);

    /// <summary>ISO 8601; without an offset, UTC.</summary>
    public DateTimeOffset? Instant(string column) => Take(column, "an instant such as 2026-01-31T12:00:00Z", ColumnValue.Instant);

    /// <summary>JSON text, or in JSONL the JSON itself.</summary>
    public string? Json(string column) => Take(column, "JSON text", value => value switch
    {
        string text => text,
        JsonText json => json.Text,
        _ => null,
    });

    /// <summary>All columns that have not been taken.</summary>
    /// <param name="nested">What becomes of values that no property can hold.</param>
    public IReadOnlyDictionary<string, object?> Rest(NestedRule nested)
    {
        var rest = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (column, value) in row.Values)
        {
            if (_taken.Contains(column)) continue;
            if (value is not JsonText json) rest[column] = value is DateTimeOffset instant ? Parameter.Text(instant) : value;
            else if (BiolinkMark.Columns.Contains(column))
            {
                if (BiolinkMark.Flatten(json.Text) is { } mark) rest[column] = mark;
                else Problem ??= $"{column} is not text or a list of texts";
            }
            else if (nested == NestedRule.Json) rest[column] = json.Text;
            else if (nested == NestedRule.Refuse)
            {
                Problem ??= $"{column} holds what no property can: an object, a mixed or nested list, or an integer beyond 64 bits; "
                    + "--nested json keeps its text, --nested drop leaves it out";
            }
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
}
