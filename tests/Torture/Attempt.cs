using Support;
using Torture.Faults;
using Torture.Report;

namespace Torture;

/// <summary>One run of a verb, and perhaps a fault that strikes while it works.</summary>
internal sealed class Attempt(Rig rig, string[] arguments, Dictionary<string, string?> variables, TimeSpan longest, Tally tally)
{
    private const int Killed = 137;

    private Strike? _strike;

    /// <summary>Whether the fault struck.</summary>
    public bool HasStruck => _strike is { HasStruck: true };

    /// <summary>Whether another bridge took over from one that was stopped.</summary>
    public bool IsTakeover { get; private set; }

    /// <summary>How it ended; after a takeover, how the other did.</summary>
    public BridgeResult Result { get; private set; } = new(-1, "", "");

    /// <summary>What no fault excuses: it did not end, or not as documented.</summary>
    public string? Broken { get; private set; }

    public async Task<Attempt> RunAsync(Fault? fault)
    {
        await using var bridge = BridgeProcess.Start(arguments, variables);
        if (fault is not null) _strike = new Strike(rig, tally, fault, bridge);
        _strike?.Arm();
        var ended = bridge.WaitAsync(longest);
        IsTakeover = fault is { Kind: FaultKind.StopBridge } && await Task.WhenAny(ended, _strike!.Struck) != ended;
        if (!IsTakeover) Result = await EndAsync(ended);
        _strike?.Disarm();
        if (IsTakeover) await TakeOverAsync(bridge, ended);
        await rig.WaitForRestartsAsync();
        return this;
    }

    /// <summary>Another bridge does the work; then the first wakes up, wherever it was.</summary>
    private async Task TakeOverAsync(BridgeProcess stopped, Task<BridgeResult> ended)
    {
        await using var other = BridgeProcess.Start(arguments, variables);
        Result = await EndAsync(other.WaitAsync(longest));
        stopped.Resume();
        await EndAsync(ended);
    }

    /// <summary>Killed, done, or refused in a line: nothing else is an end.</summary>
    private async Task<BridgeResult> EndAsync(Task<BridgeResult> ended)
    {
        try
        {
            var result = await ended;
            var isKilled = result.ExitCode == Killed && HasStruck;
            if (!isKilled && (result.ExitCode is not (0 or 1) || result.Error.Contains("   at ", StringComparison.Ordinal)))
                Broken = $"it ended with {result.ExitCode}";
            return result;
        }
        catch (TimeoutException e)
        {
            Broken = e.Message;
            return new BridgeResult(-1, "", "");
        }
    }
}
