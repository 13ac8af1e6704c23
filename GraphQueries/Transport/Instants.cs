using System.Globalization;

namespace GraphQueries.Transport;

/// <summary>Instants as both stores keep them: UTC, cut to microseconds.</summary>
public static class Instants
{
    /// <summary>Cuts to microseconds, towards the past, and converts to UTC.</summary>
    public static DateTimeOffset Cut(DateTimeOffset instant)
    {
        var utc = instant.ToUniversalTime();
        return utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    /// <summary>Parses ISO 8601 with an offset or Z; digits beyond microseconds are cut off.</summary>
    /// <exception cref="FormatException">It is not such an instant.</exception>
    public static DateTimeOffset Parse(string text)
    {
        // DateTimeOffset rounds beyond seven digits, and Neo4j has nine.
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot >= 0)
        {
            var end = dot + 1;
            while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
            if (end - dot > 7) text = string.Concat(text.AsSpan(0, dot + 7), text.AsSpan(end));
        }
        return DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
    }
}
