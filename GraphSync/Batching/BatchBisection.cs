using GraphQueries.Resilience;

namespace GraphSync.Batching;

/// <summary>One bad item must not take its batch along: what a database refuses is halved down to the items to blame. What is only too
/// much for it at once is done in smaller parts.</summary>
internal static class BatchBisection
{
    /// <param name="items">The batch.</param>
    /// <param name="write">Writes all of a part, or nothing of it.</param>
    /// <param name="isToBlame">Whether the failure may be the fault of items of a part; else it ends the work.</param>
    /// <param name="refuse">Told each item that fails alone, and its failure.</param>
    /// <param name="size">How many at once, kept from batch to batch; null for all of them at first.</param>
    public static async Task RunAsync<T>(IReadOnlyList<T> items, Func<IReadOnlyList<T>, Task> write,
        Func<Exception, IReadOnlyList<T>, bool> isToBlame, Func<T, Exception, Task> refuse, BatchSize? size = null)
    {
        size ??= new BatchSize(Math.Max(1, items.Count));
        for (var start = 0; start < items.Count;)
        {
            var part = Part(items, start, size.Items);
            if (await FailureAsync(part, write, isToBlame).ConfigureAwait(false) is not { } failure) size.Fitted(part.Count);
            else if (part.Count == 1) await refuse(part[0], failure).ConfigureAwait(false);
            else if (ItemFault.IsTooMuch(failure))
            {
                size.ShrinkBelow(part.Count);
                continue;
            }
            else
            {
                var half = part.Count / 2;
                await RunAsync(Part(part, 0, half), write, isToBlame, refuse, size).ConfigureAwait(false);
                await RunAsync(Part(part, half, part.Count), write, isToBlame, refuse, size).ConfigureAwait(false);
            }
            start += part.Count;
        }
    }

    /// <summary>Writes items in parts that fit; whatever else goes wrong ends the work.</summary>
    public static Task RunAsync<T>(IReadOnlyList<T> items, Func<IReadOnlyList<T>, Task> write, BatchSize size) =>
        RunAsync(items, write, (_, _) => false, (_, _) => Task.CompletedTask, size);

    /// <summary>Reads rows of items. An item that cannot be read keeps no other back.</summary>
    /// <param name="items">Whose.</param>
    /// <param name="read">Reads the rows of a part.</param>
    /// <param name="isToBlame">Whether the failure may be the fault of items of a part; else it ends the work.</param>
    /// <param name="refuse">Told each item that fails alone, and its failure.</param>
    /// <param name="size">How many at once, kept from batch to batch; null for all of them at first.</param>
    public static async Task<IReadOnlyList<TRow>> ReadAsync<T, TRow>(IReadOnlyList<T> items,
        Func<IReadOnlyList<T>, Task<IReadOnlyList<TRow>>> read, Func<Exception, IReadOnlyList<T>, bool> isToBlame,
        Func<T, Exception, Task> refuse, BatchSize? size = null)
    {
        List<TRow> rows = [];
        await RunAsync(items, async part => rows.AddRange(await read(part).ConfigureAwait(false)), isToBlame, refuse, size)
            .ConfigureAwait(false);
        return rows;
    }

    private static IReadOnlyList<T> Part<T>(IReadOnlyList<T> items, int start, int count) =>
        start == 0 && count >= items.Count ? items
        : [.. Enumerable.Range(start, Math.Min(count, items.Count - start)).Select(index => items[index])];

    private static Task<Exception?> FailureAsync<T>(IReadOnlyList<T> part, Func<IReadOnlyList<T>, Task> write,
        Func<Exception, IReadOnlyList<T>, bool> isToBlame) => FewerItems.RunAsync(part.Count > 1, async () =>
        {
            try
            {
                await write(part).ConfigureAwait(false);
                return null;
            }
            catch (Exception e) when ((part.Count > 1 && ItemFault.IsTooMuch(e)) || isToBlame(e, part))
            {
                return e;
            }
        });
}
