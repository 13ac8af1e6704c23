namespace GraphQueries.Resilience;

/// <summary>
/// How many items go into one statement or transaction. When a database has not the memory or the time for them, it is half as many
/// from then on, until one is left: what one alone brings about is for the caller to judge. After some that fitted, twice as many are
/// tried again, since one heavy item may have been to blame.
/// </summary>
/// <param name="most">How many at first, and at most.</param>
/// <remarks>Safe for concurrent use; kept for as long as the work lasts, so that a limit is not found out anew each time.</remarks>
internal sealed class BatchSize(int most)
{
    private const int FitsBeforeGrowing = 8;

    private readonly Lock _gate = new();
    private readonly int _most = most;
    private int _items = most;
    private int _fits;

    /// <summary>The present size.</summary>
    public int Items
    {
        get { lock (_gate) return _items; }
    }

    /// <summary>Asks for as many items as fit.</summary>
    /// <param name="ask">Told how many to ask for; runs again with fewer.</param>
    /// <param name="isTooMuch">Whether a failure says that it was too much.</param>
    /// <returns>What it gave, and how many it was asked for.</returns>
    public async Task<(T Result, int Asked)> FitAsync<T>(Func<int, Task<T>> ask, Func<Exception, bool> isTooMuch)
    {
        while (true)
        {
            var items = Items;
            try
            {
                var result = await FewerItems.RunAsync(items > 1, () => ask(items)).ConfigureAwait(false);
                Fitted(items);
                return (result, items);
            }
            catch (Exception e) when (items > 1 && isTooMuch(e))
            {
                ShrinkBelow(items);
            }
        }
    }

    /// <summary>So many have fitted.</summary>
    public void Fitted(int items)
    {
        lock (_gate)
        {
            if (_items == _most || items < _items || ++_fits < FitsBeforeGrowing) return;
            (_items, _fits) = ((int)Math.Min(_most, 2L * _items), 0);
        }
    }

    /// <summary>So many were too much.</summary>
    public void ShrinkBelow(int items)
    {
        lock (_gate) (_items, _fits) = (Math.Min(_items, Math.Max(1, items / 2)), 0);
    }
}
