namespace GraphQueries.Transport;

/// <summary>Runs a work again after what may pass: transient errors and time limits, by their code, and lost connections.</summary>
internal sealed class Retry(TimeSpan budget, TimeProvider time)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(4);

    /// <param name="work">Gets how often it ran into its time limit before: a server under load may need longer.</param>
    /// <param name="afterLoss">Whether also when nobody knows if the last run took effect.</param>
    /// <param name="cancellationToken">Ends the trying; <paramref name="work"/> looks after itself.</param>
    public async Task<T> RunAsync<T>(Func<int, Task<T>> work, bool afterLoss, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var timedOut = 0;
        for (var delay = FirstDelay; ; delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay)
        {
            try
            {
                return await work(timedOut).ConfigureAwait(false);
            }
            catch (Exception e) when (MayPass(e, afterLoss) && time.GetElapsedTime(started) + delay < budget && !cancellationToken.IsCancellationRequested)
            {
                if (IsTimeLimit(e)) timedOut++;
                // Jitter, so that two who deadlocked do not meet again.
                var pause = delay * (0.5 + Random.Shared.NextDouble());
                await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static bool MayPass(Exception e, bool afterLoss) =>
        e is GraphException { IsTransient: true } || IsTimeLimit(e) || (afterLoss && e is GraphConnectionLostException);

    // A transaction whose limit ends while it waits for a lock says only that it was stopped: so it does behind a killed client's.
    private static bool IsTimeLimit(Exception e) => e is GraphException
    {
        Code: GraphCodes.TimedOut or GraphCodes.TimedOutByClient or GraphCodes.LockAwaitStopped or GraphCodes.LockClientStopped,
    };
}
