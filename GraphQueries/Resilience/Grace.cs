namespace GraphQueries.Resilience;

/// <summary>Lets what has begun come to its end: its token fires some time after the caller has asked to stop.</summary>
internal sealed class Grace : IDisposable
{
    /// <summary>How long a transaction that has begun may go on. A bridge that is told to end has ten seconds in all.</summary>
    public static readonly TimeSpan OfATransaction = TimeSpan.FromSeconds(4);

    private readonly CancellationTokenSource _over = new();
    private readonly CancellationTokenRegistration _asked;

    /// <param name="length">How long after the caller has asked. In real time, whatever clock stamps and decides.</param>
    /// <param name="asked">The caller's token.</param>
    public Grace(TimeSpan length, CancellationToken asked) => _asked = asked.Register(() => _over.CancelAfter(length));

    public CancellationToken Token => _over.Token;

    public void Dispose()
    {
        _asked.Dispose();
        _over.Dispose();
    }
}
