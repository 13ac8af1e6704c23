using System.Globalization;

namespace Bridge.Host.Tests.Widget;

/// <summary>How colours look to people who see fewer of them, and on grey screens: matrices for linear RGB at full severity, from Machado,
/// Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency", IEEE TVCG 15 (6), 2009, table 1;
/// grey is the relative luminance of WCAG 2.</summary>
internal sealed class ColourVision(double[][] matrix)
{
    private static readonly double[] Luminance = [0.2126, 0.7152, 0.0722];

    public static IReadOnlyDictionary<string, ColourVision> All { get; } = new Dictionary<string, ColourVision>
    {
        ["full"] = new([[1, 0, 0], [0, 1, 0], [0, 0, 1]]),
        ["grey"] = new([Luminance, Luminance, Luminance]),
        ["protanopia"] = new([
            [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
        ["deuteranopia"] = new([
            [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]),
        ["tritanopia"] = new([
            [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]),
    };

    /// <summary>The contrast of two colours as they are seen, as WCAG 2 defines it: 1 to 21.</summary>
    public double Contrast(string one, string other)
    {
        var (a, b) = (Lightness(one), Lightness(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    /// <summary>The relative luminance of a colour as it is seen, 0 to 1.</summary>
    public double Lightness(string colour)
    {
        var linear = Channels(colour).Select(value => value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4)).ToArray();
        return Product(Luminance, [.. matrix.Select(row => Math.Clamp(Product(row, linear), 0, 1))]);
    }

    private static double Product(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    /// <summary>Of <c>#rgb</c> or <c>#rrggbb</c>, 0 to 1.</summary>
    private static IEnumerable<double> Channels(string colour)
    {
        var hex = colour.Length == 4 ? string.Concat(colour[1..].Select(digit => $"{digit}{digit}")) : colour[1..];
        return hex.Chunk(2).Select(pair => int.Parse(pair, NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0);
    }
}
