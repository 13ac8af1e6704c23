namespace GraphSync.Batching;

/// <summary>One bad item must not take its batch along: what a database refuses is halved down to the items to blame.</summary>
internal static class BatchBisection
{
    /// <param name="items">The batch.</param>
    /// <param name="write">Writes all of a part, or nothing of it.</param>
    /// <param name="isToBlame">Whether the failure may be the fault of items of a part; else it ends the work.</param>
    /// <param name="refuse">Told each item that fails alone, and its failure.</param>
    public static async Task RunAsync<T>(IReadOnlyList<T> items, Func<IReadOnlyList<T>, Task> write,
        Func<Exception, IReadOnlyList<T>, bool> isToBlame, Func<T, Exception, Task> refuse)
    {
        if (items.Count == 0) return;
        Exception failure;
        try
        {
            await write(items).ConfigureAwait(false);
            return;
        }
        catch (Exception e) when (isToBlame(e, items))
        {
            failure = e;
        }
        if (items.Count == 1)
        {
            await refuse(items[0], failure).ConfigureAwait(false);
            return;
        }
        var half = items.Count / 2;
        await RunAsync([.. items.Take(half)], write, isToBlame, refuse).ConfigureAwait(false);
        await RunAsync([.. items.Skip(half)], write, isToBlame, refuse).ConfigureAwait(false);
    }
}
