using System.Globalization;
using System.Text.RegularExpressions;

namespace GraphQueries.Language;

/// <summary>Instants as both stores keep them: UTC, cut to microseconds.</summary>
public static partial class Instants
{
    /// <summary>Cuts to microseconds, towards the past, and converts to UTC.</summary>
    public static DateTimeOffset Cut(DateTimeOffset instant)
    {
        var utc = instant.ToUniversalTime();
        return utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    /// <summary>Parses ISO 8601: a date, or a date and a time with an offset or Z, else UTC, and maybe a zone in brackets; a space may
    /// stand for the T. Digits beyond microseconds are cut off.</summary>
    /// <exception cref="FormatException">It is not such an instant.</exception>
    public static DateTimeOffset Parse(string text) =>
        TryParse(text, out var instant)
            ? instant
            : throw new FormatException($"'{text}' is not an instant of the years 1 to 9999 in ISO 8601.");

    /// <summary>Like <see cref="Parse"/>; false when it is not such an instant.</summary>
    public static bool TryParse(string text, out DateTimeOffset instant)
    {
        instant = default;
        // Neo4j's two oddities: nanoseconds, which DateTimeOffset would round, and offsets of the 19th century, which have seconds.
        if (Form().Match(text) is not { Success: true } form) return false;
        var shift = form.Groups["seconds"] is { Success: true } seconds ? int.Parse(seconds.Value, CultureInfo.InvariantCulture) : 0;
        if (form.Groups["sign"].Value == "+") shift = -shift;
        if (!DateTimeOffset.TryParse($"{form.Groups["local"].Value}{form.Groups["micros"].Value}{form.Groups["offset"].Value}",
            CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var parsed)) return false;
        var ticks = parsed.UtcTicks + shift * TimeSpan.TicksPerSecond;
        if (ticks < DateTimeOffset.MinValue.UtcTicks || ticks > DateTimeOffset.MaxValue.UtcTicks) return false;
        instant = new DateTimeOffset(ticks, TimeSpan.Zero);
        return true;
    }

    // Whatever else .NET would take for a date is a guess: 06/01/2023 has two meanings, and 12:30 is of no day.
    [GeneratedRegex(@"^(?<local>\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(?=[.Z+\-\[]|$))?)?)((?<=:\d\d:\d\d)(?<micros>\.\d{1,6})\d*)?"
        + @"((?<=:\d\d.*)(?<offset>Z|(?<sign>[+-])\d\d(:?\d\d)?)(:(?<seconds>\d\d))?)?(\[.*\])?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
