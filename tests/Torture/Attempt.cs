using Support;
using Torture.Faults;
using Torture.Report;

namespace Torture;

/// <summary>One run of the bridge, and perhaps a fault that strikes while it works.</summary>
internal sealed class Attempt(Rig rig, string[] arguments, Dictionary<string, string?> variables, TimeSpan longest, Tally tally)
{
    private const int Killed = 137;

    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether the fault struck.</summary>
    public bool HasStruck { get; private set; }

    /// <summary>Whether another bridge took over from one that was stopped.</summary>
    public bool IsTakeover { get; private set; }

    /// <summary>How it ended; after a takeover, how the other did.</summary>
    public BridgeResult Result { get; private set; } = new(-1, "", "");

    /// <summary>What no fault excuses: it did not end, or not as documented.</summary>
    public string? Broken { get; private set; }

    public async Task<Attempt> RunAsync(Fault? fault)
    {
        await using var bridge = BridgeProcess.Start(arguments, variables);
        var proxy = fault is { AtPostgres: true } ? rig.Postgres : rig.Neo4j;
        if (fault is not null) proxy.Set(new Trap(Text(fault), fault.Nth, fault.Moment, () => StrikeAsync(fault, bridge, proxy)));
        var ended = bridge.WaitAsync(longest);
        await Task.WhenAny(ended, _stopped.Task);
        proxy.Set(null);
        if (!ended.IsCompleted) await TakeOverAsync(bridge, ended);
        else Result = await EndAsync(ended);
        await rig.WaitForRestartsAsync();
        return this;
    }

    private static string Text(Fault fault) => !fault.AtCommit ? "" : fault.AtPostgres ? "COMMIT\0" : "/commit HTTP/1.1";

    /// <summary>Another bridge does the work; then the first wakes up, wherever it was.</summary>
    private async Task TakeOverAsync(BridgeProcess stopped, Task<BridgeResult> ended)
    {
        IsTakeover = true;
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

    private async Task<bool> StrikeAsync(Fault fault, BridgeProcess bridge, TrapProxy proxy)
    {
        switch (fault.Kind)
        {
            case FaultKind.KillBridge or FaultKind.StopBridge when fault.Moment == Moment.OnceReplied:
                _ = LaterAsync(fault, () => End(fault, bridge));
                return true;
            case FaultKind.KillBridge or FaultKind.StopBridge:
                End(fault, bridge);
                return true;
            case FaultKind.KillNeo4j or FaultKind.KillPostgres:
                Note(fault);
                await rig.KillAsync(fault.Kind == FaultKind.KillPostgres);
                return false;
            case FaultKind.Cut:
                Note(fault);
                proxy.Cut();
                return false;
            case FaultKind.Delay:
                Note(fault);
                await Task.Delay(fault.Wait, TimeProvider.System);
                return true;
            default:
                Note(fault);
                await Task.Delay(fault.Wait, TimeProvider.System);
                return false;
        }
    }

    private void End(Fault fault, BridgeProcess bridge)
    {
        if (bridge.HasExited) return;
        Note(fault);
        if (fault.Kind == FaultKind.KillBridge)
        {
            bridge.Kill();
            return;
        }
        bridge.Pause();
        _stopped.TrySetResult();
    }

    private static async Task LaterAsync(Fault fault, Action end)
    {
        await Task.Delay(fault.Wait, TimeProvider.System);
        end();
    }

    private void Note(Fault fault)
    {
        HasStruck = true;
        tally.Struck(fault.Kind);
    }
}
