using System.Threading.Channels;

namespace Bridge.Host.Hosting;

/// <summary>Calls a job before it is due. Calls that come while it runs are one call.</summary>
internal sealed class JobWaker
{
    private readonly Channel<bool> _calls =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Call() => _calls.Writer.TryWrite(true);

    /// <summary>Whether it was called since this was last asked.</summary>
    public bool TakeCall() => _calls.Reader.TryRead(out _);

    /// <summary>Waits for a call, <paramref name="longest"/> at most.</summary>
    public async Task WaitAsync(TimeSpan longest, TimeProvider time, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var delay = Task.Delay(longest, time, over.Token);
        await Task.WhenAny(delay, _calls.Reader.WaitToReadAsync(over.Token).AsTask());
        await over.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }
}
