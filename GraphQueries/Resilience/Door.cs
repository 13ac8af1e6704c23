namespace GraphQueries.Resilience;

/// <summary>
/// Lets requests in one by one until the server knows them: each carries the password, and when that was changed, only the first may
/// be refused, since a few refusals lock the user out. A server that was told <c>Expect: 100-continue</c> asks for the body once it has
/// taken the password; how long it works on the statement then holds up nobody.
/// </summary>
internal sealed class Door : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Waits for the turn, which ends with <see cref="Turn.Dispose"/> at the latest.</summary>
    public async Task<Turn> EnterAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Turn(_one);
    }

    public void Dispose() => _one.Dispose();

    /// <summary>A request's turn.</summary>
    internal sealed class Turn(SemaphoreSlim one) : IDisposable
    {
        private int _over;

        /// <summary>Lets the next one in; more than once is fine.</summary>
        public void Dispose()
        {
            if (Interlocked.Exchange(ref _over, 1) == 0) one.Release();
        }
    }
}
