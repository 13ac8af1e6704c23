namespace GraphQueries.Transport;

/// <summary>Ends statements on the server that nobody waits for any more; left alone, they would carry on.</summary>
internal sealed class StatementTerminator(IGraph graph, TimeProvider time)
{
    private static readonly TimeSpan TerminateTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Awaits a statement. When the caller gives up it is ended on the server; its answer is still waited for, so that
    /// <paramref name="start"/> learns of a transaction that it opened, which can then be rolled back.
    /// </summary>
    /// <param name="run">The statement's <c>$run</c>.</param>
    /// <param name="start">Sends the statement; its token says that nobody waits any longer.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public async Task<T> AwaitAsync<T>(string run, Func<CancellationToken, Task<T>> start, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var abandon = new CancellationTokenSource();
        var sending = start(abandon.Token);
        try
        {
            return await sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await EndAsync(run, sending).ConfigureAwait(false);
            await abandon.CancelAsync().ConfigureAwait(false);
            throw;
        }
        catch (GraphConnectionLostException)
        {
            // It may be running still, and hold locks that the next try would wait for.
            await EndAsync(run, Task.CompletedTask).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Ends a statement, again until <paramref name="sending"/> has ended: it may have been on its way at first.</summary>
    private async Task EndAsync(string run, Task sending)
    {
        using var timeout = new CancellationTokenSource(TerminateTimeout, time);
        try
        {
            do await graph.TerminateAsync(run, timeout.Token).ConfigureAwait(false);
            while (await Task.WhenAny(sending, Task.Delay(Interval, time, timeout.Token)).ConfigureAwait(false) != sending
                && !timeout.IsCancellationRequested);
        }
        catch (Exception e) when (e is GraphException or GraphConnectionLostException or GraphUnavailableException
            or OperationCanceledException)
        {
            // The caller is leaving already; the server ends the transaction at its time limit.
        }
    }
}
