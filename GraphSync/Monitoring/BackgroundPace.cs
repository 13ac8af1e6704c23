namespace GraphSync.Monitoring;

/// <summary>How often work that reads whole databases is done in the background.</summary>
public static class BackgroundPace
{
    private const int TimesAsLong = 60;

    // A timer cannot wait for more than 49 days.
    private static readonly TimeSpan LongestRest = TimeSpan.FromDays(30);

    /// <summary>The rest between two rounds, and so the age to which the last one is new enough: an hour.</summary>
    public static TimeSpan ShortestRest { get; } = TimeSpan.FromHours(1);

    /// <summary>How long to rest after work that took so long: sixty times that, so that it takes a sixtieth of the databases' time at
    /// most; an hour at least, thirty days at most.</summary>
    public static TimeSpan RestAfter(TimeSpan worked) => worked > LongestRest / TimesAsLong ? LongestRest
        : worked * TimesAsLong > ShortestRest ? worked * TimesAsLong : ShortestRest;
}
