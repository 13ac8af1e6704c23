namespace GraphSync.Schedules;

/// <summary>A stamp that lies further ahead of now than clocks differ was given by a clock that was wrong: nothing waits for it.</summary>
public static class ClockDoubt
{
    internal static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>Whether a stamp is to be doubted: it lies more than five minutes ahead.</summary>
    /// <param name="stamp">What was stamped.</param>
    /// <param name="now">Now, by this machine's clock.</param>
    public static bool Concerns(DateTimeOffset stamp, DateTimeOffset now) => stamp > now + Tolerance;
}
