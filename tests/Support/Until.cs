namespace Support;

/// <summary>Waits for a condition, with a deadline that no slow machine reaches.</summary>
public static class Until
{
    /// <summary>How long tests wait for what is sure to come: five minutes.</summary>
    internal static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Asks again and again until the answer is yes.</summary>
    /// <exception cref="TimeoutException">It was not within five minutes.</exception>
    public static async Task TrueAsync(Func<Task<bool>> isSo, string what, CancellationToken cancellationToken = default)
    {
        using var deadline = new CancellationTokenSource(Deadline, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            while (!await isSo()) await Task.Delay(Interval, TimeProvider.System, either.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            throw new TimeoutException($"Not within {Deadline}: {what}");
        }
    }

    /// <inheritdoc cref="TrueAsync(Func{Task{bool}}, string, CancellationToken)"/>
    public static Task TrueAsync(Func<bool> isSo, string what, CancellationToken cancellationToken = default) =>
        TrueAsync(() => Task.FromResult(isSo()), what, cancellationToken);
}
