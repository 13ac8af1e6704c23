using System.Globalization;
using Support;
using Torture.Faults;

namespace Torture;

/// <summary>Two daemons side by side: what one drops, the other takes up.</summary>
internal sealed partial class SeedRun
{
    private static readonly TimeSpan LongestWork = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan LongestWaitForAStrike = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(30);

    private async Task RunDaemonsAsync(IReadOnlyList<Fault> faults, Random random)
    {
        await PromoteAsync(random);
        Queue<BridgeProcess> daemons = new([StartDaemon(), StartDaemon()]);
        List<BridgeProcess> fallen = [];
        try
        {
            foreach (var daemon in daemons) await daemon.WaitForTextAsync("Serving", LongestWork);
            await AddEdgeEventAsync(random);
            foreach (var fault in faults) await StrikeAsync(daemons, fallen, fault);
            await UntilDoneAsync(daemons);
            foreach (var daemon in daemons.Concat(fallen.Where(daemon => !daemon.HasExited))) await StopAsync(daemon);
        }
        finally
        {
            foreach (var daemon in daemons.Concat(fallen)) await daemon.DisposeAsync();
        }
        await AdvanceAsync(int.MaxValue);
        _world.Books.Pay(_world.Jobs);
        await MirroredAsync();
    }

    private BridgeProcess StartDaemon()
    {
        _tally.Runs++;
        var variables = new Dictionary<string, string?>(_variables)
        {
            ["Bridge__Http__Urls"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Find()}"),
        };
        foreach (var job in (string[])["Sync", "Rescore", "Credit"]) variables[$"Bridge__Schedules__{job}"] = "*/2 * * * * *";
        return BridgeProcess.Start(["run"], variables);
    }

    /// <summary>A fault that strikes one of the daemons, each in its turn, or what both work with. Who falls gets a successor.</summary>
    private async Task StrikeAsync(Queue<BridgeProcess> daemons, List<BridgeProcess> fallen, Fault fault)
    {
        var daemon = daemons.Dequeue();
        var strike = new Strike(_rig, _tally, fault, daemon);
        strike.Arm();
        await Task.WhenAny(strike.Struck, Task.Delay(LongestWaitForAStrike, TimeProvider.System));
        strike.Disarm();
        await _rig.WaitForRestartsAsync();
        if (strike.HasStruck) Note($"  daemons: struck by {fault}");
        var falls = strike.HasStruck && fault.Kind is (FaultKind.KillBridge or FaultKind.StopBridge);
        if (falls) fallen.Add(daemon);
        daemons.Enqueue(falls ? StartDaemon() : daemon);
    }

    /// <summary>Waits until nothing is due any more; those that were stopped stay so until then.</summary>
    private async Task UntilDoneAsync(IEnumerable<BridgeProcess> daemons)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await IsDoneAsync())
        {
            if (TimeProvider.System.GetElapsedTime(started) > LongestWork)
                Found([$"the daemons did not end their work:\n{string.Join('\n', daemons.Select(daemon => daemon.Error))}"]);
            await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System);
        }
    }

    private async Task<bool> IsDoneAsync()
    {
        var open = await _databases.CypherAsync("""
            OPTIONAL MATCH (j:RescoreJob) WITH count(j) AS jobs, count(CASE WHEN j.status = 'done' THEN 1 END) AS done
            RETURN jobs = $jobs AND done = jobs AND NOT EXISTS { (:Outbox) } AND NOT EXISTS { (:RescorePass {journaled: false}) }
            """, new { jobs = _world.Jobs.Count });
        return open[0][0].GetBoolean()
            && await _databases.SqlValueAsync<long>("SELECT count(*) FROM credit_events") == _world.Books.Events.Count;
    }

    /// <summary>SIGTERM ends a daemon in good order, also one that has been stopped meanwhile.</summary>
    private async Task StopAsync(BridgeProcess daemon)
    {
        daemon.Resume();
        daemon.Terminate();
        try
        {
            var result = await daemon.WaitAsync(LongestStop);
            if (result.ExitCode != 0) Found([$"a daemon ended with {result.ExitCode}:\n{result.Error}"]);
        }
        catch (TimeoutException e)
        {
            Found([e.Message]);
        }
    }
}
