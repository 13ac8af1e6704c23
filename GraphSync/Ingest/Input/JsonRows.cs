using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using GraphSync.Edges;

namespace GraphSync.Ingest.Input;

/// <summary>One JSON object a line. An entry of a rejects file, <c>{"line", "reason", "row"}</c>, stands for its row.</summary>
internal static class JsonRows
{
    // The row itself is a level, and in a rejects file the entry around it another.
    private const int MaxDepth = InferenceInput.MaxDepth + 2;

    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = MaxDepth };

    // A table has each column once; what a column of type json holds is its own affair.
    private static readonly JsonDocumentOptions ColumnOptions = new() { MaxDepth = InferenceInput.MaxDepth + 1 };

    /// <summary>The row.</summary>
    public static InputRow Read(InputLine line, string kind) => Read(line.Number, line.Bytes, kind);

    /// <summary>A row of a table, which PostgreSQL has made a JSON object of.</summary>
    public static InputRow FromColumns(long line, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes, ColumnOptions);
            return FromObject(line, document.RootElement);
        }
        catch (JsonException)
        {
            var problem = $"a column holds JSON that nests deeper than {InferenceInput.MaxDepth} levels";
            return InputRow.Unreadable(line, bytes, problem, isJson: true);
        }
    }

    private static InputRow Read(long line, ReadOnlyMemory<byte> bytes, string kind)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes, Options);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                return InputRow.Unreadable(line, bytes, "the line is not a JSON object", isJson: true);
            if (!IsReject(root, out var row)) return FromObject(line, root);
            var read = FromReject(line, row, kind);
            return root.TryGetProperty("of", out var of) && of.ValueKind == JsonValueKind.String && !of.ValueEquals(kind)
                ? read with { Elsewhere = (of.GetString()!, root.GetProperty("reason").ToString()) }
                : read;
        }
        catch (JsonException e)
        {
            return InputRow.Unreadable(line, bytes, $"the line is not JSON: {e.Message.Split(" LineNumber")[0]}");
        }
        catch (InvalidOperationException)
        {
            return InputRow.Unreadable(line, bytes, "a name or text holds a lone surrogate", isJson: true);
        }
    }

    private static bool IsReject(JsonElement root, out JsonElement row) =>
        root.TryGetProperty("row", out row) && root.TryGetProperty("line", out _) && root.TryGetProperty("reason", out _)
        && row.ValueKind is JsonValueKind.Object or JsonValueKind.String;

    private static InputRow FromReject(long line, JsonElement row, string kind)
    {
        if (row.ValueKind == JsonValueKind.Object) return FromObject(line, row);
        var text = Encoding.UTF8.GetBytes(row.GetString()!);
        return text.AsSpan().TrimStart(" \t"u8) is [(byte)'{', ..]
            ? Read(line, text, kind)
            : InputRow.Unreadable(line, text, "the row is still the text of an unreadable line: write it as a JSON object");
    }

    private static InputRow FromObject(long line, JsonElement row)
    {
        ReadOnlyMemory<byte> raw = JsonMarshal.GetRawUtf8Value(row).ToArray();
        try
        {
            var values = new Dictionary<string, object>(StringComparer.Ordinal);
            foreach (var property in row.EnumerateObject())
            {
                // As in a file of fields, an empty text says nothing.
                if (Value(property) is { } value && value is not "") values[property.Name] = value;
            }
            return new InputRow(line, raw, IsJson: true, values);
        }
        catch (InvalidOperationException)
        {
            return InputRow.Unreadable(line, raw, "a name or text holds a lone surrogate", isJson: true);
        }
    }

    // JSON that a column is made of stays as it was written, down to its numbers.
    private static object? Value(JsonProperty property) =>
        property.NameEquals(InferenceInput.Name) && property.Value.ValueKind is not (JsonValueKind.Null or JsonValueKind.String)
            ? new JsonText(property.Value.GetRawText()) : Value(property.Value);

    private static object? Value(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => element.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => Number(element),
        JsonValueKind.Array => List(element),
        _ => new JsonText(element.GetRawText()),
    };

    // 1.0 is a float and 1 an integer, as in Neo4j; an integer that Neo4j cannot hold stays text.
    private static object Number(JsonElement element) =>
        IsInteger(element)
            ? element.TryGetInt64(out var integer) ? integer : new JsonText(element.GetRawText())
            : element.GetDouble();

    private static bool IsInteger(JsonElement element) =>
        JsonMarshal.GetRawUtf8Value(element).IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0;

    private static object List(JsonElement element)
    {
        object?[] items = [.. element.EnumerateArray().Select(Value)];
        if (items.All(item => item is long or double) && items.Any(item => item is double))
            items = [.. items.Select(item => (object?)Convert.ToDouble(item, CultureInfo.InvariantCulture))];
        return items.All(item => item is string or long or double or bool && item.GetType() == items[0]!.GetType())
            ? items
            : new JsonText(element.GetRawText());
    }
}
