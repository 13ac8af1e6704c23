using Polly;
using Polly.Retry;

namespace GraphQueries.Resilience;

/// <summary>
/// Every retry of this code base, a layer each. A layer tries again only what the layers below it cannot know to be worth it, so that
/// none multiplies another's tries.
/// </summary>
/// <remarks>
/// <list type="table">
/// <item><term><see cref="Statement"/></term><description>one transaction or statement, after what Neo4j calls transient: a deadlock,
/// a leader that moved, a connection that was lost. Idempotent by key, so that a lost reply is run again.</description></item>
/// <item><term><see cref="Transaction"/></term><description>one transaction or statement in PostgreSQL, after a deadlock, a serialization
/// failure or a lost connection. Idempotent by key, so that a lost reply is run again.</description></item>
/// <item><term><see cref="Race"/></term><description>a write that lost a race for a key: a constraint refused it, and what the winner made
/// is visible by then, so that the same write takes another way.</description></item>
/// <item><term><see cref="Request"/></term><description>a request to a scorer that is starting or busy. Scoring changes nothing
/// there.</description></item>
/// <item><term><see cref="Connect"/></term><description>databases that come later than the daemon. Never gives up.</description></item>
/// <item><term><see cref="JobDelay"/></term><description>a scheduled job that broke off. It may take hours, so that it is no retry in
/// memory but a time to run again, which no occurrence waits for.</description></item>
/// </list>
/// The rounds of a pass (three) and of an insertion (five) are none: each decides anew about what has changed meanwhile.
/// </remarks>
internal static class RetryPipelines
{
    private const string StatementLayer = "statement";
    private const string TransactionLayer = "transaction";
    private const string RaceLayer = "race";
    private const string RequestLayer = "request";
    private const string ConnectLayer = "connect";

    private static readonly TimeSpan FirstJobDelay = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestJobDelay = TimeSpan.FromHours(1);

    /// <summary>The layers by the names under which metrics count them.</summary>
    public static IReadOnlyList<string> Layers { get; } = [StatementLayer, TransactionLayer, RaceLayer, RequestLayer, ConnectLayer];

    /// <summary>From 50 ms to 4 s, with jitter, so that two who deadlocked do not meet again; until the work is given up by
    /// <paramref name="mayPass"/>.</summary>
    internal static ResiliencePipeline Statement(TimeProvider time, Func<RetryPredicateArguments<object>, bool> mayPass) =>
        Backoff(StatementLayer, time, mayPass, int.MaxValue, TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(4));

    /// <summary>Eight tries, from 20 ms to 2 s, with jitter.</summary>
    public static ResiliencePipeline Transaction(TimeProvider time, Func<Exception, bool> mayPass) =>
        Backoff(TransactionLayer, time, args => args.Outcome.Exception is { } e && mayPass(e), 7, TimeSpan.FromMilliseconds(20),
            TimeSpan.FromSeconds(2));

    /// <summary>Twenty tries, from 5 ms to 500 ms, with jitter: each round of a race has a winner.</summary>
    public static ResiliencePipeline Race(TimeProvider time, Func<Exception, bool> isLost) =>
        Backoff(RaceLayer, time, args => args.Outcome.Exception is { } e && isLost(e), 19, TimeSpan.FromMilliseconds(5),
            TimeSpan.FromMilliseconds(500));

    /// <summary>Three tries: after 250 ms and 1 s, or when the server says, but no longer than 30 s.</summary>
    /// <param name="time">The clock of the waits.</param>
    /// <param name="mayPass">Whether an answer or a failure is worth another try.</param>
    /// <param name="retryAfter">What the server says; null when it says nothing.</param>
    public static ResiliencePipeline<T> Request<T>(TimeProvider time, Func<Outcome<T>, bool> mayPass,
        Func<Outcome<T>, TimeSpan?> retryAfter) =>
        new ResiliencePipelineBuilder<T> { TimeProvider = time }.AddRetry(new RetryStrategyOptions<T>
        {
            ShouldHandle = args => ValueTask.FromResult(mayPass(args.Outcome)),
            MaxRetryAttempts = 2,
            OnRetry = _ => Counted(RequestLayer),
            DelayGenerator = args =>
            {
                var delay = retryAfter(args.Outcome) ?? TimeSpan.FromMilliseconds(250) * Math.Pow(4, args.AttemptNumber);
                return ValueTask.FromResult<TimeSpan?>(delay < TimeSpan.FromSeconds(30) ? delay : TimeSpan.FromSeconds(30));
            },
        }).Build();

    /// <summary>From 1 s to 30 s, for ever.</summary>
    /// <param name="time">The clock of the waits.</param>
    /// <param name="isLate">Whether waiting may mend it.</param>
    /// <param name="waiting">Told why, before each wait.</param>
    public static ResiliencePipeline Connect(TimeProvider time, Func<Exception, bool> isLate, Action<Exception> waiting) =>
        Build(time, new RetryStrategyOptions
        {
            ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception is { } e && isLate(e)),
            MaxRetryAttempts = int.MaxValue,
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromSeconds(1),
            MaxDelay = TimeSpan.FromSeconds(30),
            OnRetry = args =>
            {
                waiting(args.Outcome.Exception!);
                return Counted(ConnectLayer);
            },
        });

    /// <summary>1, 2, 4… minutes, an hour at most.</summary>
    /// <param name="failures">How often in a row the job has broken off before, from 0 on.</param>
    public static TimeSpan JobDelay(int failures) =>
        TimeSpan.FromTicks(Math.Min(FirstJobDelay.Ticks << Math.Min(failures, 10), LongestJobDelay.Ticks));

    private static ResiliencePipeline Backoff(string layer, TimeProvider time, Func<RetryPredicateArguments<object>, bool> mayPass,
        int retries, TimeSpan first, TimeSpan longest) =>
        Build(time, new RetryStrategyOptions
        {
            ShouldHandle = args => ValueTask.FromResult(mayPass(args)),
            MaxRetryAttempts = retries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = first,
            MaxDelay = longest,
            OnRetry = _ => Counted(layer),
        });

    private static ValueTask Counted(string layer)
    {
        GraphTelemetry.CountRetries(layer);
        return ValueTask.CompletedTask;
    }

    private static ResiliencePipeline Build(TimeProvider time, RetryStrategyOptions retry) =>
        new ResiliencePipelineBuilder { TimeProvider = time }.AddRetry(retry).Build();
}
