namespace GraphQueries.Transport;

/// <summary>Runs works again after what may pass, and lets only so many write at once. Shared by all who share a connection.</summary>
internal sealed class TransactionExecutor(GraphOptions options, TimeProvider time) : IDisposable
{
    private readonly Retry _retry = new(options.RetryBudget, time);
    private readonly SemaphoreSlim _writers = new(options.MaxWriters);
    private long _statements;

    /// <summary>The <c>$run</c> of the next statement of <paramref name="run"/>; no two statements have the same.</summary>
    public string Next(string run) => $"{run}/{Interlocked.Increment(ref _statements)}";

    /// <summary>Runs a statement that may run again whatever became of it.</summary>
    public Task<T> ReadAsync<T>(Func<Task<T>> read, CancellationToken cancellationToken) => _retry.RunAsync(_ => read(), afterLoss: true, cancellationToken);

    /// <summary>Runs a statement again only when it is known to have failed.</summary>
    public Task<T> RunAutoCommitAsync<T>(Func<Task<T>> run, CancellationToken cancellationToken) => _retry.RunAsync(_ => run(), afterLoss: false, cancellationToken);

    /// <summary>Runs a transaction when it is its turn; it gets its time limit.</summary>
    public async Task<T> WriteAsync<T>(Func<TimeSpan, Task<T>> write, TimeSpan? limit, CancellationToken cancellationToken)
    {
        var life = limit ?? options.WriteTimeout;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(life, TimeSpan.Zero, nameof(limit));
        return await _retry.RunAsync(async timedOut =>
        {
            await _writers.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return await write(life * (1 << timedOut)).ConfigureAwait(false);
            }
            finally
            {
                _writers.Release();
            }
        }, afterLoss: true, cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _writers.Dispose();
}
