using GraphQueries.Resilience;
using Polly;

namespace GraphQueries.Transport;

/// <summary>
/// Runs statements and transactions again after transient errors, time limits and lost connections, and lets only so many write at
/// once. Shared by all who share a connection.
/// </summary>
internal sealed class TransactionExecutor(GraphOptions options, TimeProvider time) : IDisposable
{
    private static readonly ResiliencePropertyKey<Attempts> Key = new(nameof(Attempts));

    private readonly ResiliencePipeline _pipeline = RetryPipelines.Statement(time, args =>
        args.Context.Properties.GetValue(Key, null!).MayGoOn(args.Outcome.Exception, time.GetElapsedTime, options.RetryBudget));

    private readonly SemaphoreSlim _writers = new(options.MaxWriters);
    private long _statements;

    /// <summary>The <c>$run</c> of the next statement of <paramref name="run"/>; no two statements have the same.</summary>
    // With zeros it is longer than ten characters, whatever the run: Neo4j keeps a plan for each class of length (see ParameterList).
    public string Next(string run) => $"{run}/{Interlocked.Increment(ref _statements):D10}";

    /// <summary>Runs a statement that may run again whatever became of it.</summary>
    public Task<T> ReadAsync<T>(Func<Task<T>> read, CancellationToken cancellationToken) =>
        RunAsync(_ => read(), afterLoss: true, cancellationToken);

    /// <summary>Runs a statement again only when it is known to have failed.</summary>
    public Task<T> RunAutoCommitAsync<T>(Func<Task<T>> run, CancellationToken cancellationToken) =>
        RunAsync(_ => run(), afterLoss: false, cancellationToken);

    /// <summary>Runs a transaction when it is its turn; it gets its time limit, which doubles whenever it ran into it. One that has begun
    /// may end, for a while, though its caller has asked to stop.</summary>
    /// <param name="write">The transaction; its token is the one to end by.</param>
    /// <param name="limit">Null for the options'.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public async Task<T> WriteAsync<T>(Func<TimeSpan, CancellationToken, Task<T>> write, TimeSpan? limit,
        CancellationToken cancellationToken)
    {
        var life = limit ?? options.WriteTimeout;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(life, TimeSpan.Zero, nameof(limit));
        return await RunAsync(async timedOut =>
        {
            await _writers.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                using var grace = new Grace(Grace.OfATransaction, cancellationToken);
                return await write(life * (1 << timedOut), grace.Token).ConfigureAwait(false);
            }
            finally
            {
                _writers.Release();
            }
        }, afterLoss: true, cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _writers.Dispose();

    private async Task<T> RunAsync<T>(Func<int, Task<T>> work, bool afterLoss, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        try
        {
            var attempts = new Attempts(time.GetTimestamp(), afterLoss);
            context.Properties.Set(Key, attempts);
            return await _pipeline.ExecuteAsync(static async (_, state) => await state.work(state.attempts.TimedOut).ConfigureAwait(false),
                context, (work, attempts)).ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>What is known of the tries so far.</summary>
    private sealed class Attempts(long started, bool afterLoss)
    {
        /// <summary>How often the server's time limit ended it: under load it may need longer.</summary>
        public int TimedOut { get; private set; }

        public bool MayGoOn(Exception? failure, Func<long, TimeSpan> elapsedSince, TimeSpan budget)
        {
            if (failure is null || !MayPass(failure) || elapsedSince(started) >= budget) return false;
            if (IsTimeLimit(failure)) TimedOut++;
            return true;
        }

        private bool MayPass(Exception e) =>
            e is GraphException { IsOutOfMemory: true } refusal ? refusal.IsOutOfSharedMemory && !FewerItems.ArePossible
            : e is GraphException { IsTransient: true } || IsTimeLimit(e) || (afterLoss && e is GraphConnectionLostException);

        // A transaction whose limit ends while it waits for a lock says only that it was stopped: so it does behind a killed client's.
        private static bool IsTimeLimit(Exception e) => e is GraphException
        {
            Code: GraphCodes.TimedOut or GraphCodes.TimedOutByClient or GraphCodes.LockStopped or GraphCodes.TransientLockStopped,
        };
    }
}
