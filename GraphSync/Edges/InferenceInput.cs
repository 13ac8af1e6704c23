using System.Globalization;
using System.Text;
using System.Text.Json;

namespace GraphSync.Edges;

/// <summary>
/// What an edge's <c>inference_input</c> may be: JSON text that both stores hold alike. Neo4j keeps it as text; PostgreSQL's <c>jsonb</c>
/// refuses what is not JSON, the escapes of U+0000 and of lone surrogates, and numbers that its <c>numeric</c> cannot hold, and of two
/// values under one name it drops the first.
/// </summary>
internal static class InferenceInput
{
    /// <summary>The name of the property, and of the column.</summary>
    public const string Name = "inference_input";

    /// <summary>How many levels JSON may nest, here as in the lines of a file: all that reads it later takes as many.</summary>
    public const int MaxDepth = 64;

    // https://www.postgresql.org/docs/current/datatype-numeric.html: digits before the decimal point, and after it.
    private const int MostWholeDigits = 131_072;
    private const int MostDecimals = 16_383;

    // The most that jsonb holds; as text it must be no longer, or nobody could read it there.
    private const int MostBytes = 268_435_455;

    private static readonly string TooManyDigits =
        $"holds a number with more than {MostWholeDigits} digits before the decimal point or {MostDecimals} after it";

    private static readonly JsonDocumentOptions Unique = new() { AllowDuplicateProperties = false, MaxDepth = MaxDepth };

    /// <summary>Why a text cannot be an <c>inference_input</c>; null when it can.</summary>
    public static string? Refusal(string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal)) return $"{Name} holds U+0000";
        if (Identifier.HasLoneSurrogate(text)) return $"{Name} holds a lone surrogate";
        try
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            return Fault(bytes) is { } fault ? $"{Name} {fault}" : null;
        }
        catch (InvalidOperationException)
        {
            return $"{Name} holds a lone surrogate";
        }
    }

    private static string? Fault(byte[] bytes)
    {
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = int.MaxValue });
        long printed = bytes.Length;
        try
        {
            while (reader.Read())
            {
                if (FaultOf(reader) is { } fault) return fault;
                if (reader.TokenType is not JsonTokenType.Number) continue;
                var digits = Digits.Of(reader.ValueSpan);
                if (!digits.Fit) return TooManyDigits;
                printed += digits.Printed;
            }
        }
        catch (JsonException)
        {
            return "is not JSON";
        }
        return printed > MostBytes ? $"takes more than {MostBytes} bytes in PostgreSQL, which writes numbers out" : Repeated(bytes);
    }

    private static string? FaultOf(in Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject or JsonTokenType.StartArray when reader.CurrentDepth >= MaxDepth =>
            $"nests deeper than {MaxDepth} levels",
        JsonTokenType.String or JsonTokenType.PropertyName when reader.ValueIsEscaped
            && reader.GetString()!.Contains('\0', StringComparison.Ordinal) => "holds U+0000",
        _ => null,
    };

    private static string? Repeated(byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes, Unique);
            return null;
        }
        catch (JsonException)
        {
            return "has a name twice in one object";
        }
    }

    /// <summary>The digits that a number has when it is written out.</summary>
    private readonly record struct Digits(long Whole, long Decimals)
    {
        public bool Fit => Whole <= MostWholeDigits && Decimals <= MostDecimals;

        public long Printed => Whole + Decimals;

        public static Digits Of(ReadOnlySpan<byte> number)
        {
            var exponentAt = number.IndexOfAny((byte)'e', (byte)'E');
            var mantissa = (exponentAt < 0 ? number : number[..exponentAt]).TrimStart((byte)'-');
            if (!TryExponent(exponentAt < 0 ? "0"u8 : number[(exponentAt + 1)..], out var exponent))
                return new Digits(long.MaxValue, 0);
            var point = mantissa.IndexOf((byte)'.');
            var whole = point < 0 ? mantissa.Length : point;
            var decimals = point < 0 ? 0 : mantissa.Length - point - 1;
            var first = mantissa.IndexOfAnyInRange((byte)'1', (byte)'9');
            // Zero has no digit that counts, wherever its point is.
            var leading = first < 0 ? 0 : whole - first + (first > whole ? 1 : 0) + exponent;
            return new Digits(Math.Max(0, leading), Math.Max(0, decimals - exponent));
        }

        // PostgreSQL takes no exponent beyond these, whatever the number.
        private static bool TryExponent(ReadOnlySpan<byte> text, out int exponent) =>
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)
            && Math.Abs((long)exponent) < int.MaxValue / 2;
    }
}
