using Support;
using Torture.Report;

namespace Torture.Faults;

/// <summary>A fault that waits for its moment, and whom it hits.</summary>
internal sealed class Strike(Rig rig, Tally tally, Fault fault, BridgeProcess bridge)
{
    private readonly TaskCompletionSource _struck = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when it has struck.</summary>
    public Task Struck => _struck.Task;

    public bool HasStruck => _struck.Task.IsCompleted;

    private TrapProxy Proxy => fault.AtPostgres ? rig.Postgres : rig.Neo4j;

    /// <summary>Begins to count requests.</summary>
    public void Arm()
    {
        var text = !fault.AtCommit ? "" : fault.AtPostgres ? "COMMIT\0" : "/commit HTTP/1.1";
        Proxy.Set(new Trap(text, fault.Nth, fault.Moment, HitAsync));
    }

    public void Disarm() => Proxy.Set(null);

    /// <returns>Whether the connection goes on.</returns>
    private async Task<bool> HitAsync()
    {
        switch (fault.Kind)
        {
            case FaultKind.KillBridge or FaultKind.StopBridge when fault.Moment == Moment.OnceReplied:
                _ = EndLaterAsync();
                return true;
            case FaultKind.KillBridge or FaultKind.StopBridge:
                End();
                return true;
            case FaultKind.KillNeo4j or FaultKind.KillPostgres:
                Note();
                await rig.KillAsync(fault.Kind == FaultKind.KillPostgres);
                return false;
            case FaultKind.Cut:
                Note();
                Proxy.Cut();
                return false;
            default:
                Note();
                await Task.Delay(fault.Wait, TimeProvider.System);
                return fault.Kind == FaultKind.Delay;
        }
    }

    private async Task EndLaterAsync()
    {
        await Task.Delay(fault.Wait, TimeProvider.System);
        End();
    }

    private void End()
    {
        if (bridge.HasExited) return;
        if (fault.Kind == FaultKind.KillBridge) bridge.Kill();
        else bridge.Pause();
        Note();
    }

    private void Note()
    {
        tally.Struck(fault);
        _struck.TrySetResult();
    }
}
