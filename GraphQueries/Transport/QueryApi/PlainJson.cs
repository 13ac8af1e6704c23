using System.Collections;
using System.Globalization;
using System.Text.Json;
using GraphQueries.Language;

namespace GraphQueries.Transport.QueryApi;

/// <summary>Parameters as plain JSON, which Neo4j reads 2.8 times as fast as typed JSON.</summary>
internal static class PlainJson
{
    public static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case string text: json.WriteStringValue(Parameter.Checked(text)); break;
            case bool flag: json.WriteBooleanValue(flag); break;
            case int number: json.WriteNumberValue(number); break;
            case long number: json.WriteNumberValue(number); break;
            case double number: WriteFloat(json, number); break;
            case DateTimeOffset instant: json.WriteStringValue(Parameter.Text(instant)); break;
            case IReadOnlyDictionary<string, object?> map: WriteMap(json, map); break;
            case IEnumerable list: WriteList(json, list); break;
            default: throw Parameter.Unknown(value);
        }
    }

    private static void WriteMap(Utf8JsonWriter json, IReadOnlyDictionary<string, object?> map)
    {
        json.WriteStartObject();
        foreach (var (name, value) in map)
        {
            json.WritePropertyName(Parameter.Checked(name));
            Write(json, value);
        }
        json.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter json, IEnumerable list)
    {
        json.WriteStartArray();
        switch (list)
        {
            // The columns of a batch, without boxing.
            case IReadOnlyList<double> numbers:
                for (var i = 0; i < numbers.Count; i++) WriteFloat(json, numbers[i]);
                break;
            case IReadOnlyList<long> numbers:
                for (var i = 0; i < numbers.Count; i++) json.WriteNumberValue(numbers[i]);
                break;
            default:
                foreach (var value in list) Write(json, value);
                break;
        }
        json.WriteEndArray();
    }

    /// <summary>A float always shows as one: <see cref="Utf8JsonWriter.WriteNumberValue(double)"/> writes 1.0 as <c>1</c>, which
    /// Neo4j stores as an integer.</summary>
    private static void WriteFloat(Utf8JsonWriter json, double value)
    {
        Span<char> text = stackalloc char[40];
        Parameter.Checked(value).TryFormat(text, out var length, "R", CultureInfo.InvariantCulture);
        if (text[..length].IndexOfAny('.', 'E') < 0)
        {
            ".0".CopyTo(text[length..]);
            length += 2;
        }
        json.WriteRawValue(text[..length], skipInputValidation: true);
    }
}
