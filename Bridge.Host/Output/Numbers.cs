using System.Globalization;

namespace Bridge.Host.Output;

/// <summary>Numbers for people, the same in every language of the machine.</summary>
internal static class Numbers
{
    public static string Whole(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
