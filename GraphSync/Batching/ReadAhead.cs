using System.Runtime.CompilerServices;

namespace GraphSync.Batching;

/// <summary>Reads the next while the present one is being used.</summary>
internal static class ReadAhead
{
    /// <summary>Reads each of <paramref name="items"/> and gives what was read in their order; while one is being used or waited for,
    /// the next is read, too.</summary>
    public static async IAsyncEnumerable<TResult> ReadAheadAsync<T, TResult>(this IEnumerable<T> items, Func<T, Task<TResult>> read)
    {
        Task<TResult>? ahead = null;
        try
        {
            foreach (var item in items)
            {
                var present = ahead;
                ahead = read(item);
                if (present is not null) yield return await present.ConfigureAwait(false);
            }
            if (ahead is not null) yield return await ahead.ConfigureAwait(false);
        }
        finally
        {
            // Whoever stopped does not want what is still being read.
            if (ahead is not null) await ((Task)ahead).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Gives what <paramref name="items"/> gives, in its order; each is asked for as soon as the one before is there. So the
    /// source runs beside the consumer: it must not touch what the consumer changes.</summary>
    public static async IAsyncEnumerable<T> AheadAsync<T>(this IAsyncEnumerable<T> items,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var source = items.GetAsyncEnumerator(cancellationToken);
        await using var _ = source.ConfigureAwait(false);
        var ahead = source.MoveNextAsync().AsTask();
        try
        {
            while (await ahead.ConfigureAwait(false))
            {
                var item = source.Current;
                ahead = source.MoveNextAsync().AsTask();
                yield return item;
            }
        }
        finally
        {
            // Whoever stopped does not want what is still being read.
            await ((Task)ahead).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
