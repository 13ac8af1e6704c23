using System.Globalization;
using System.Text;

namespace Hostile.Generator;

/// <summary>Draws values at the edges of what columns, files and settings can hold. The same seed draws the same values.</summary>
/// <param name="seed">Any number.</param>
internal sealed class OddValues(int seed)
{
    private static readonly string[] Fragments =
    [
        "", " ", "\t", "\n", "\r\n", "'", "\"", "`", "\\", "\\u0060", "\\N", "null", "NULL", "NaN", "true", "{}", "[]", "${x}",
        "{{y}}", "%s",
        "'}) DETACH DELETE n //", "'; DROP TABLE artifacts;--", "</script><script>", "javascript:", "../../etc/passwd", "/dev/null", "-",
        "\u001b[2J", "\u001b]0;title\u0007", "\u0001", "\u007f", "\u0085", "\u009b31m", "\u2028", "\u202e", "\u200d", "\ufeff", "\ufffe",
        "\uffff", "e\u0301", "ﬁ", "İ", "ß", "日本語", "鼠", "\U0001F389", "\U0001F468\u200d\U0001F469", "\U000E0001", "\U0010FFFF",
        "|", ";", "=",
    ];

    private static readonly string[] Numbers =
    [
        "NaN", "nan", "Infinity", "-Infinity", "inf", "0", "-0", "-0.0", "0.1", "1", "1.0", "1.0000000000000002", "-1e-300", "5e-324",
        "2.2250738585072014e-308", "1.7976931348623157e308", "1e309", "-1e309", "1e-400", "2147483647", "2147483648", "-2147483649",
        "9007199254740993", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "0x10", "1_000", "1,5", "1.", ".5", "+1",
        "1e", "٣", "１", "½", "", "one",
    ];

    private static readonly string[] Instants =
    [
        "infinity", "-infinity", "epoch", "0001-01-01T00:00:00Z", "0001-01-01 00:00:00+00 BC", "4714-11-24 00:00:00+00 BC",
        "9999-12-31T23:59:59.9999999Z", "10000-01-01 00:00:00+00", "20000-06-01 00:00:00+00", "294276-12-31 23:59:59+00",
        "2026-02-29T00:00:00Z", "2026-02-30", "2026-06-30T23:59:60Z", "2026-01-01T24:00:00Z", "2026-03-29T02:30:00",
        "2026-01-01T00:00:00+14:00", "2026-01-01T00:00:00-15:59", "2026-01-01T00:00:00.123456789Z", "1.5", "12:30", "06/01/2023",
        "1717200000000", "yesterday", "now", "",
    ];

    private readonly Random _random = new(seed);

    /// <summary>Text of any length, from any plane, with what quoting, terminals and markup stumble over.</summary>
    public string Text() => _random.Next(10) switch
    {
        < 3 => Pick(Fragments),
        < 5 => Pick(Fragments) + Pick(Fragments) + Pick(Fragments),
        < 7 => CodePoints(_random.Next(1, 40)),
        7 => string.Concat(Enumerable.Repeat(CodePoints(1), Pick([255, 256, 1_000, 1_999, 2_000, 2_001, 4_000]))),
        8 => Pick(Numbers),
        _ => Pick(Instants),
    };

    /// <summary>Text of 40,000 to 1,000,000 characters.</summary>
    public string LongText() => string.Concat(Enumerable.Repeat(Pick(["x", "鼠", "\U0001F389", "\n"]), Pick([40_000, 300_000, 1_000_000])));

    /// <summary>What stands, or nearly stands, for a number.</summary>
    public string Number() => _random.Next(4) switch
    {
        0 => BitConverter.Int64BitsToDouble(_random.NextInt64()).ToString("R", CultureInfo.InvariantCulture),
        1 => _random.NextInt64(long.MinValue, long.MaxValue).ToString(CultureInfo.InvariantCulture),
        _ => Pick(Numbers),
    };

    /// <summary>What stands, or nearly stands, for an instant.</summary>
    public string Instant() => _random.Next(3) == 0
        ? $"{_random.Next(1, 12_000):0000}-{_random.Next(1, 13):00}-{_random.Next(1, 32):00}T{_random.Next(0, 25):00}:00:00Z"
        : Pick(Instants);

    /// <summary>What is, or nearly is, JSON.</summary>
    public string Json() => _random.Next(14) switch
    {
        0 => Nested('[', ']'),
        1 => string.Concat(Enumerable.Repeat("{\"a\":", _random.Next(1, 200))) + "1" + new string('}', _random.Next(1, 200)),
        2 => "{\"a\":1e" + Pick(["308", "309", "16383", "131071", "131072", "200000", "-16384", "99999999999"]) + "}",
        3 => "[" + new string('9', Pick([20, 400, 131_072, 131_073, 200_000])) + "]",
        4 => """{"a":"\u0000"}""",
        5 => """{"a":"\ud800"}""",
        6 => """{"a":1,"a":2}""",
        7 => $$"""{"{{new string('k', Pick([100, 10_000, 100_000]))}}":null}""",
        8 => "[" + string.Join(',', Enumerable.Range(0, Pick([10, 10_000]))) + "]",
        9 => Pick(["", "null", "true", "0", "\"\"", "{", "NaN", "[1,]", "{'a':1}", "// no", "\ufeff{}", "[0.1e1]", "-0", "[-0.0]", "\"x"]),
        10 => Number(),
        11 => "{\"" + CodePoints(3).Replace("\\", "", StringComparison.Ordinal).Replace("\"", "", StringComparison.Ordinal) + "\":[]}",
        12 => System.Text.Json.JsonSerializer.Serialize(Text()),
        _ => """{"source":"s","inputs":{"x":[1,2.50,1E2]}}""",
    };

    /// <summary>A value of any kind, most often of <paramref name="kind"/>.</summary>
    public string Of(ValueKind kind) => _random.Next(6) == 0 ? Text() : kind switch
    {
        ValueKind.Number => Number(),
        ValueKind.Instant => Instant(),
        ValueKind.Json => Json(),
        _ => _random.Next(40) == 0 ? LongText() : Text(),
    };

    /// <summary>One of them.</summary>
    public T Pick<T>(IReadOnlyList<T> values) => values[_random.Next(values.Count)];

    private string Nested(char open, char close)
    {
        var depth = Pick([1, 63, 64, 65, 128, 1_000, 10_000]);
        return new string(open, depth) + new string(close, depth);
    }

    private string CodePoints(int count)
    {
        var text = new StringBuilder();
        while (count > 0)
        {
            var point = (_random.Next(0, 17) << 16) + _random.Next(0, 0x10000);
            if (!Rune.IsValid(point) || point == 0) continue;
            text.Append(new Rune(point));
            count--;
        }
        return text.ToString();
    }
}

/// <summary>What a column or a setting is to hold.</summary>
internal enum ValueKind
{
    Text,
    Number,
    Instant,
    Json,
}
