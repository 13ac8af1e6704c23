namespace GraphSync.Monitoring;

/// <summary>How often work that reads whole databases is done in the background.</summary>
public static class BackgroundPace
{
    private const int TimesAsLong = 60;

    // A timer cannot wait for more than 49 days.
    private static readonly TimeSpan LongestRest = TimeSpan.FromDays(30);

    /// <summary>The rest between two rounds, and so the age to which the last one is new enough: an hour.</summary>
    public static TimeSpan ShortestRest { get; } = TimeSpan.FromHours(1);

    /// <summary>Does rounds of a work, each after its rest, until it is told to stop. No failure ends it.</summary>
    /// <param name="round">One round.</param>
    /// <param name="failed">Told of a round that failed.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was.</exception>
    public static async Task RunAsync(Func<CancellationToken, Task> round, Action<Exception> failed, TimeProvider time,
        CancellationToken cancellationToken)
    {
        while (true)
        {
            var started = time.GetTimestamp();
            try
            {
                await round(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                failed(e);
            }
            await Task.Delay(RestAfter(time.GetElapsedTime(started)), time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>How long to rest after work that took so long: sixty times that, so that it takes a sixtieth of the databases' time at
    /// most; an hour at least, thirty days at most.</summary>
    public static TimeSpan RestAfter(TimeSpan worked) => worked > LongestRest / TimesAsLong ? LongestRest
        : worked * TimesAsLong > ShortestRest ? worked * TimesAsLong : ShortestRest;
}
