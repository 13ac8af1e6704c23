using System.Globalization;

namespace GraphQueries.Presentation.Widget;

/// <summary>
/// Ten steps from 0 to 1, told apart by lightness alone, so that no colour vision is needed. Each has at least 3:1 against all
/// backgrounds of its mode, however colours are seen: dark means high on a light page, light means high on a dark one.
/// </summary>
internal static class ConfidenceScale
{
    public const int Steps = 10;

    // Waypoints after matplotlib's plasma, which is perceptually even, trimmed to what contrasts with the background.
    private static readonly (byte R, byte G, byte B)[] Light =
        [(0xBF, 0x72, 0x0E), (0xC2, 0x44, 0x5E), (0x9C, 0x20, 0x8F), (0x5B, 0x0A, 0xA0), (0x12, 0x06, 0x6E)];

    private static readonly (byte R, byte G, byte B)[] Dark =
        [(0x7A, 0x5F, 0xC4), (0xB0, 0x66, 0xC8), (0xE0, 0x7A, 0x8C), (0xF8, 0xAE, 0x56), (0xF4, 0xEE, 0x58)];

    /// <summary>The step of a confidence; what lies outside 0…1 takes the nearest.</summary>
    public static int Step(double confidence) => Math.Clamp((int)(confidence * Steps), 0, Steps - 1);

    public static string LightColour(int step) => Colour(Light, step);

    public static string DarkColour(int step) => Colour(Dark, step);

    /// <summary>Three decimals, without claiming a certainty that is not there.</summary>
    public static string Number(double confidence) => confidence switch
    {
        > 0.9995 and < 1 => "> 0.999",
        > 0 and < 0.0005 => "< 0.001",
        _ => confidence.ToString("0.000", CultureInfo.InvariantCulture),
    };

    /// <summary>A difference with its sign.</summary>
    public static string Difference(double difference) => Math.Abs(difference) < 0.0005
        ? "0.000"
        : (difference > 0 ? "+" : "\u2212") + Math.Abs(difference).ToString("0.000", CultureInfo.InvariantCulture);

    private static string Colour((byte R, byte G, byte B)[] stops, int step)
    {
        var at = step * (stops.Length - 1) / (double)(Steps - 1);
        var low = Math.Min((int)at, stops.Length - 2);
        byte Mix(byte from, byte to) => (byte)Math.Round(from + (to - from) * (at - low));
        var (a, b) = (stops[low], stops[low + 1]);
        return $"#{Mix(a.R, b.R):x2}{Mix(a.G, b.G):x2}{Mix(a.B, b.B):x2}";
    }
}
