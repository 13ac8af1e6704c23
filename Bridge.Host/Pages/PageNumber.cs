using System.Globalization;
using GraphQueries.Presentation;

namespace Bridge.Host.Pages;

/// <summary>How pages show numbers.</summary>
internal static class PageNumber
{
    /// <summary>What a page counts at each view, it counts up to so many.</summary>
    public const int CountLimit = 10_000;

    public static string Confidence(double? value) => value is { } number ? number.ToString("0.000", CultureInfo.InvariantCulture) : "–";

    public static string Tenth(int tenths) => (tenths / 10.0).ToString("0.0", CultureInfo.InvariantCulture);

    /// <summary>Days with a tenth.</summary>
    public static string Days(double days) => days.ToString("N1", CultureInfo.InvariantCulture);

    /// <summary>A part of a whole in per cent.</summary>
    public static string Share(long part, long whole) =>
        whole == 0 ? "–" : (100.0 * part / whole).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    public static string Count(decimal value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>What was counted up to one more than <see cref="CountLimit"/>.</summary>
    public static string Counted(long value) => CountText.UpTo(value, CountLimit);
}
