using System.Globalization;

namespace GraphSync.Edges;

/// <summary>
/// The one reading of what stands in a column of the contract, whether it comes from a file, a table or a graph. Numbers and flags may
/// be written as text; nothing is guessed. Null: it cannot be read so.
/// </summary>
internal static class ColumnValue
{
    private const NumberStyles FloatStyle = NumberStyles.Float & ~NumberStyles.AllowTrailingWhite & ~NumberStyles.AllowLeadingWhite;

    // From here on doubles no longer tell neighbouring integers apart.
    private const double IntegersEnd = 1L << 53;

    /// <summary>A number, which may be infinite or NaN where a file says so: rules decide about that.</summary>
    public static double? Number(object value) => value switch
    {
        double number => number,
        long number => number,
        string text when !IsPadded(text) && double.TryParse(text, FloatStyle, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    /// <summary>An integer, also where it is written <c>2.0</c>, as pandas writes columns that have gaps.</summary>
    public static long? Integer(object value) => value switch
    {
        long number => number,
        string text when !IsPadded(text)
            && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        double or string when Number(value) is { } number && double.IsInteger(number) && Math.Abs(number) < IntegersEnd => (long)number,
        _ => null,
    };

    /// <summary>True or false, in any case.</summary>
    public static bool? Flag(object value) => value switch
    {
        bool flag => flag,
        string text when !IsPadded(text) && bool.TryParse(text, out var flag) => flag,
        _ => null,
    };

    /// <summary>An instant as a number of milliseconds since 1970; only where somebody says that it is one.</summary>
    public static DateTimeOffset? Epoch(object value) => Integer(value) is { } number
        && number >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && number <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
        ? DateTimeOffset.FromUnixTimeMilliseconds(number) : null;

    /// <summary>An instant of ISO 8601, UTC unless it says otherwise.</summary>
    public static DateTimeOffset? Instant(object value) => value switch
    {
        DateTimeOffset instant => Instants.Cut(instant),
        string text when Instants.TryParse(text, out var instant) => Instants.Cut(instant),
        _ => null,
    };

    // .NET passes over NUL behind numbers, and over both around flags.
    private static bool IsPadded(string text) => text is [var first, .., var last] && (IsPadding(first) || IsPadding(last));

    private static bool IsPadding(char c) => c == '\0' || char.IsWhiteSpace(c);
}
