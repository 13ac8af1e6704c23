using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using GraphQueries.Language;

namespace GraphQueries.Transport.QueryApi;

/// <summary>
/// An answer of the Query API in its typed form, <c>application/vnd.neo4j.query</c>: every value is
/// <c>{"$type": "Float", "_value": "0.1"}</c>. Source: Neo4j Query API manual, "Typed JSON".
/// </summary>
internal sealed class TypedJson
{
    private const int LongestInteger = 20;
    private static readonly string[] NoColumns = [];
    private IReadOnlyList<string> _columns = NoColumns;
    private readonly List<object?[]> _rows = [];
    private string? _unsupported;

    public List<string> Bookmarks { get; } = [];
    public string? TransactionId { get; private set; }
    public GraphException? Error { get; private set; }

    /// <summary>The cluster member that holds the transaction.</summary>
    public string? Affinity { get; set; }

    /// <exception cref="NotSupportedException">A row holds what has no counterpart here.</exception>
    public QueryResult Table => _unsupported is null ? new(_columns, _rows) : throw new NotSupportedException(_unsupported);

    /// <summary>An answer that is nothing but an error.</summary>
    public static TypedJson Failed(GraphException error) => new() { Error = error };

    /// <summary>Reads a whole answer. An answer that began with 202 can still end in errors: look at <see cref="Error"/>.</summary>
    public static TypedJson Parse(ReadOnlySequence<byte> utf8)
    {
        var answer = new TypedJson();
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = 256 });
        Expect(ref reader, JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("data"u8)) answer.ReadData(ref reader);
            else if (reader.ValueTextEquals("errors"u8)) answer.ReadErrors(ref reader);
            else if (reader.ValueTextEquals("bookmarks"u8)) ReadStrings(ref reader, answer.Bookmarks);
            else if (reader.ValueTextEquals("transaction"u8)) answer.ReadTransaction(ref reader);
            else { reader.Read(); reader.Skip(); }
        }
        return answer;
    }

    private void ReadData(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("fields"u8))
            {
                var columns = new List<string>();
                ReadStrings(ref reader, columns);
                _columns = columns;
            }
            else if (reader.ValueTextEquals("values"u8))
            {
                Expect(ref reader, JsonTokenType.StartArray);
                while (reader.Read() && reader.TokenType == JsonTokenType.StartArray) _rows.Add(ReadArray(ref reader, _columns.Count));
            }
            else { reader.Read(); reader.Skip(); }
        }
    }

    private void ReadErrors(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartArray);
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            string code = "", message = "";
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isCode = reader.ValueTextEquals("code"u8);
                var isMessage = reader.ValueTextEquals("message"u8);
                reader.Read();
                if (isCode) code = reader.GetString() ?? "";
                else if (isMessage) message = reader.GetString() ?? "";
                else reader.Skip();
            }
            Error ??= new GraphException(code, message);
        }
    }

    private void ReadTransaction(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isId = reader.ValueTextEquals("id"u8);
            reader.Read();
            if (isId) TransactionId = reader.GetString();
            else reader.Skip();
        }
    }

    private static void ReadStrings(ref Utf8JsonReader reader, List<string> into)
    {
        Expect(ref reader, JsonTokenType.StartArray);
        while (reader.Read() && reader.TokenType == JsonTokenType.String) into.Add(reader.GetString()!);
    }

    private object?[] ReadArray(ref Utf8JsonReader reader, int sizeHint)
    {
        var values = new object?[sizeHint];
        var count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (count == values.Length) Array.Resize(ref values, Math.Max(8, count * 2));
            values[count++] = ReadValue(ref reader);
        }
        if (count < values.Length) Array.Resize(ref values, count);
        return values;
    }

    /// <summary>Reads one typed value; the reader stands on its opening brace and ends on its closing one.</summary>
    private object? ReadValue(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw Malformed(ref reader);
        Expect(ref reader, JsonTokenType.PropertyName);
        if (!reader.ValueTextEquals("$type"u8)) throw Malformed(ref reader);
        Expect(ref reader, JsonTokenType.String);
        object? value;
        if (reader.ValueTextEquals("String"u8)) { Enter(ref reader); value = reader.GetString(); }
        else if (reader.ValueTextEquals("Float"u8)) { Enter(ref reader); value = ParseFloat(reader.GetString()!); }
        else if (reader.ValueTextEquals("Integer"u8)) { Enter(ref reader); value = ReadInteger(ref reader); }
        else if (reader.ValueTextEquals("Null"u8)) { Enter(ref reader); value = null; }
        else if (reader.ValueTextEquals("Boolean"u8)) { Enter(ref reader); value = reader.GetBoolean(); }
        else if (reader.ValueTextEquals("List"u8)) { Enter(ref reader); value = ReadArray(ref reader, 0); }
        else if (reader.ValueTextEquals("Map"u8)) { Enter(ref reader); value = ReadMap(ref reader); }
        else if (reader.ValueTextEquals("OffsetDateTime"u8) || reader.ValueTextEquals("ZonedDateTime"u8))
        {
            Enter(ref reader);
            // Years that .NET does not have come as their text.
            var text = reader.GetString()!;
            value = Instants.TryParse(text, out var instant) ? instant : text;
        }
        else value = ReadOther(ref reader);
        Expect(ref reader, JsonTokenType.EndObject);
        return value;
    }

    /// <summary>Without a text in between: an answer may hold hundreds of thousands.</summary>
    private static long ReadInteger(ref Utf8JsonReader reader)
    {
        Span<byte> joined = stackalloc byte[LongestInteger];
        scoped var digits = reader.ValueSpan;
        if (reader.HasValueSequence && reader.ValueSequence.Length <= LongestInteger)
        {
            reader.ValueSequence.CopyTo(joined);
            digits = joined[..(int)reader.ValueSequence.Length];
        }
        return Utf8Parser.TryParse(digits, out long value, out var read) && read == digits.Length ? value : throw Malformed(ref reader);
    }

    /// <summary>Dates, durations, points and the like come as their text; nodes and relationships are not for this port.</summary>
    private string? ReadOther(ref Utf8JsonReader reader)
    {
        var type = reader.GetString();
        Enter(ref reader);
        if (reader.TokenType == JsonTokenType.String) return reader.GetString();
        _unsupported ??= $"A statement returned a {type}: return its properties instead.";
        reader.Skip();
        return null;
    }

    private Dictionary<string, object?> ReadMap(ref Utf8JsonReader reader)
    {
        var map = new Dictionary<string, object?>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            map[name] = ReadValue(ref reader);
        }
        return map;
    }

    private static double ParseFloat(string text) => text switch
    {
        "NaN" => double.NaN,
        "Infinity" => double.PositiveInfinity,
        "-Infinity" => double.NegativeInfinity,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    private static void Enter(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.PropertyName);
        if (!reader.Read()) throw Malformed(ref reader);
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (!reader.Read() || reader.TokenType != type) throw Malformed(ref reader);
    }

    private static JsonException Malformed(ref Utf8JsonReader reader) =>
        new($"Neo4j's answer is not typed JSON at byte {reader.TokenStartIndex} ({reader.TokenType}).");
}
