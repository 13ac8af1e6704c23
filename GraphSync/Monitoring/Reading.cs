using GraphSync.Postgres;
using Microsoft.Extensions.Logging;

namespace GraphSync.Monitoring;

/// <summary>What was last read of one database, and whether it answers.</summary>
/// <param name="database">Its name.</param>
/// <param name="read">Reads it.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Told of failures.</param>
internal sealed class Reading<T>(string database, Func<CancellationToken, Task<T>> read, TimeProvider time, ILogger log)
    where T : class
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(10);

    // Longer than a reading that was late or lost, so that no gap resets an alert's patience; short enough that nobody trusts it for long.
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(2);

    private volatile Taken? _last;
    private volatile bool _isUp;

    /// <summary>The database's name.</summary>
    public string Database => database;

    /// <summary>Whether the last reading succeeded.</summary>
    public bool IsUp => _isUp;

    /// <summary>What was read, with its age; null when that was too long ago.</summary>
    public (T Value, TimeSpan Age)? Present =>
        _last is { } last && time.GetElapsedTime(last.At) is var age && age <= Kept ? (last.Value, age) : null;

    /// <summary>Reads once. A failure is no more than that: jobs and probes tell what is wrong.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(TimeLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            var value = await read(either.Token).ConfigureAwait(false);
            (_last, _isUp) = (new Taken(value, time.GetTimestamp()), true);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            _isUp = false;
            log.BacklogUnread(e, database);
        }
    }

    private sealed record Taken(T Value, long At);
}
