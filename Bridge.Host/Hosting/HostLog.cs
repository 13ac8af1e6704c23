namespace Bridge.Host.Hosting;

/// <summary>Everything that the daemon logs, beside what the operations log themselves.</summary>
internal static partial class HostLog
{
    [LoggerMessage(2000, LogLevel.Warning, "Waiting for the databases: {Reason}")]
    public static partial void WaitingForDatabases(this ILogger log, string reason);

    [LoggerMessage(2001, LogLevel.Information, "Connected to both databases.")]
    public static partial void Connected(this ILogger log);

    [LoggerMessage(2002, LogLevel.Information, "Serving {Urls}")]
    public static partial void Serving(this ILogger log, string urls);

    [LoggerMessage(2003, LogLevel.Information, "Stopped.")]
    public static partial void Stopped(this ILogger log);

    [LoggerMessage(2004, LogLevel.Warning,
        "No job is scheduled: set Bridge__Schedules__Sync and its like. The pages are served all the same.")]
    public static partial void NothingScheduled(this ILogger log);

    [LoggerMessage(2005, LogLevel.Critical, "{Reason}")]
    public static partial void GaveUp(this ILogger log, string reason);

    [LoggerMessage(2006, LogLevel.Error, "{Path} cannot be shown: {Reason}")]
    public static partial void RequestFailed(this ILogger log, Exception? failure, string path, string reason);

    [LoggerMessage(2007, LogLevel.Information, "Told to stop: stopping what runs where it can be taken up again.")]
    public static partial void Stopping(this ILogger log);

    [LoggerMessage(2100, LogLevel.Debug, "{Job} runs again at {Again:yyyy-MM-dd HH:mm:ss}Z")]
    public static partial void RunsAgain(this ILogger log, string job, DateTimeOffset again);

    [LoggerMessage(2101, LogLevel.Error, "{Job} broke off, tries again at {Retry:yyyy-MM-dd HH:mm:ss}Z: {Reason}")]
    public static partial void BrokeOff(this ILogger log, Exception? failure, string job, DateTimeOffset retry, string reason);

    [LoggerMessage(2102, LogLevel.Warning, "Not told of new promotions and events, so that they wait for the schedules: {Reason}")]
    public static partial void NotListening(this ILogger log, string reason);

    [LoggerMessage(2103, LogLevel.Error, "The checks broke off; they are made again in an hour")]
    public static partial void RoundBrokeOff(this ILogger log, Exception failure);
}
