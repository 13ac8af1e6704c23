using System.Globalization;

namespace GraphQueries.Language;

/// <summary>What every adapter makes of a parameter's value before it is sent, or refuses.</summary>
internal static class Parameter
{
    /// <summary>ISO 8601 in UTC; PostgreSQL keeps microseconds, so both stores get just those.</summary>
    public static string Text(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    /// <exception cref="ArgumentException">It has no UTF-8 form: U+FFFD would be put in its place, and nobody would know.</exception>
    public static string Checked(string text) => !Identifier.HasLoneSurrogate(text) ? text
        : throw new ArgumentException("A text with a lone surrogate cannot be sent as a parameter: it has no UTF-8 form.", nameof(text));

    /// <exception cref="ArgumentException">It is infinite or not a number, for which JSON has no form.</exception>
    public static double Checked(double value) => double.IsFinite(value) ? value
        : throw new ArgumentException($"{value} cannot be sent as a parameter: JSON has no such number.", nameof(value));

    public static ArgumentException Unknown(object value) =>
        new($"A parameter of type {value.GetType()} has no Cypher counterpart.", nameof(value));
}
