using System.Globalization;

namespace Bridge.Host.Pages;

/// <summary>How pages show numbers.</summary>
internal static class PageNumber
{
    public static string Confidence(double? value) => value is { } number ? number.ToString("0.000", CultureInfo.InvariantCulture) : "–";

    public static string Count(decimal value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
