using System.Globalization;

namespace GraphQueries.Presentation;

/// <summary>Counts for people. Whoever counts reads what it counts, so counting ends somewhere.</summary>
internal static class CountText
{
    /// <summary>A count that ended at <paramref name="limit"/>: one that went beyond is shown as <c>100,000+</c>.</summary>
    public static string UpTo(long count, long limit) => Of(Math.Min(count, limit), isAtLeast: count > limit);

    /// <summary>A count, with a <c>+</c> where there may be more.</summary>
    public static string Of(long count, bool isAtLeast) => count.ToString("N0", CultureInfo.InvariantCulture) + (isAtLeast ? "+" : "");
}
