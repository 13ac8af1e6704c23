using System.Runtime.InteropServices;

namespace Servers;

/// <summary>
/// Whoever started this program and holds the other end of its standard input. However it dies, the input ends.
/// A program that starts this one writes a line first; somebody at a terminal or a script need not.
/// </summary>
internal sealed class Parent : IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private readonly PosixSignalRegistration[] _signals;
    private volatile bool _spoke;

    /// <param name="keep">The servers are to outlive this program: an input that is empty from the start is nobody's death.</param>
    public Parent(bool keep)
    {
        _signals =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
        ];
        // A terminal is not read for nothing: that would stop a program in the background.
        if (!keep || Console.IsInputRedirected)
            _ = ReadAsync(keep);
    }

    /// <summary>Cancelled when the parent is gone, or somebody wants this program to end.</summary>
    public CancellationToken Gone => _gone.Token;

    public async Task WaitUntilGoneAsync()
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = Gone.Register(gone.SetResult);
        await gone.Task;
    }

    public void Dispose()
    {
        foreach (var signal in _signals)
            signal.Dispose();
        _gone.Dispose();
    }

    private async Task ReadAsync(bool keep)
    {
        await using var input = Console.OpenStandardInput();
        var buffer = new byte[256];
        while (await input.ReadAsync(buffer) > 0)
            _spoke = true;
        if (!keep || _spoke)
            await _gone.CancelAsync();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        // Ctrl+C reaches the parent too, which still needs the servers while it stops, and ends the input then.
        if (context.Signal != PosixSignal.SIGINT || !_spoke)
            _gone.Cancel();
    }
}
