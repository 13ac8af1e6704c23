using System.Threading.RateLimiting;

namespace Bridge.Host.Pages;

/// <summary>Lets two pages be read at once, whoever asks: twenty readers are not to slow a pass down or to hold up a health check. Others
/// wait for their turn, but neither for long nor in a long queue.</summary>
internal sealed class PageGate(TimeProvider time) : IAsyncDisposable
{
    /// <summary>How long the databases may work on a page.</summary>
    public static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(10);

    /// <summary>When to ask again after a refusal.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private readonly ConcurrencyLimiter _turns = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = 2,
        QueueLimit = 40,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>Reads a page when it is its turn. The read ends with its reader, and with its time.</summary>
    /// <exception cref="PageBusyException">Its turn did not come, or its time was up.</exception>
    public async Task<T> ReadAsync<T>(Func<CancellationToken, Task<T>> read, CancellationToken reader)
    {
        using var turn = await TurnAsync(reader);
        using var limit = new CancellationTokenSource(TimeLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(reader, limit.Token);
        try
        {
            return await read(either.Token);
        }
        catch (Exception e) when (limit.IsCancellationRequested && !reader.IsCancellationRequested)
        {
            throw new PageBusyException($"The databases did not answer within {TimeLimit.TotalSeconds:0} s: try again later.", e);
        }
    }

    public ValueTask DisposeAsync() => _turns.DisposeAsync();

    private async Task<RateLimitLease> TurnAsync(CancellationToken reader)
    {
        using var wait = new CancellationTokenSource(LongestWait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(reader, wait.Token);
        try
        {
            var turn = await _turns.AcquireAsync(1, either.Token);
            if (turn.IsAcquired) return turn;
            turn.Dispose();
        }
        catch (OperationCanceledException) when (!reader.IsCancellationRequested)
        {
            // It waited long enough.
        }
        throw new PageBusyException("Too many pages are asked for at once: try again in a few seconds.");
    }
}

/// <summary>A page cannot be read now; the message says why.</summary>
internal sealed class PageBusyException(string message, Exception? inner = null) : Exception(message, inner);
