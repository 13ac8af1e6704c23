using GraphQueries.Resilience;
using GraphSync.Batching;
using Polly;

namespace GraphSync.Ingest;

/// <summary>Writes that others may be making just now: of two that create one key, one is refused, and finds it there when it runs
/// again.</summary>
internal static class RacingWrites
{
    // These waits are a few milliseconds of real time, whatever clock stamps and decides.
    private static readonly ResiliencePipeline Race =
        RetryPipelines.Race(TimeProvider.System, e => e is GraphException { Code: GraphCodes.ConstraintViolation });

    /// <summary>Runs a write, again when it lost a race.</summary>
    public static async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> write, CancellationToken cancellationToken) =>
        await Race.ExecuteAsync(async stop => await write(stop).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>Whether rows of a part may be to blame for a failure. One row that takes too long is not refused for that.</summary>
    public static bool IsAboutRows<T>(Exception e, IReadOnlyList<T> rows) =>
        e is GraphException { IsAboutData: true } failure && (rows.Count > 1 || failure.Code != GraphCodes.TimedOut)
        || ItemFault.IsOutOfMemory(e);
}
