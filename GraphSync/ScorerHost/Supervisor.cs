using System.Diagnostics;
using System.Runtime.InteropServices;

namespace GraphSync.ScorerHost;

/// <summary>
/// Stands between the bridge and a scorer, whose stdin, stdout and stderr are its own. It ends when the scorer does, with the scorer's exit
/// code, and ends the scorer when it takes too much memory, when it is asked to (SIGTERM) or when the bridge has gone. Whatever way:
/// nothing that the scorer started is left, since orphans become the supervisor's children, daemons included.
/// </summary>
internal static class Supervisor
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);
    private const int Killed = 128 + Linux.KillSignal;
    private const int RoundsWithoutRest = 100;
    private const int Rounds = 10_000;

    public static int Run(SupervisorOrder order)
    {
        Linux.HideProcess();
        Linux.AdoptOrphans();
        Linux.KeepFilesToOneself();
        using var wake = new ManualResetEventSlim();
        var asked = false;
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            (signal.Cancel, asked) = (true, true);
            wake.Set();
        });
        using var scorer = Confinement.Start(order);
        Linux.ReleaseStandardStreams();
        scorer.Exited += (_, _) => wake.Set();
        scorer.EnableRaisingEvents = true;
        try
        {
            while (!wake.Wait(Tick) && Linux.ParentId() == order.Parent)
            {
                if (ProcessTree.HoldMoreThan(order.MemoryBytes)) throw TooLarge(order.MemoryBytes);
            }
            return scorer.HasExited && !asked ? scorer.ExitCode : Killed;
        }
        finally
        {
            EndAll(scorer.Id);
        }
    }

    // A process that forks while it is being killed is met again in the next round.
    private static void EndAll(int scorer)
    {
        using var rest = new ManualResetEventSlim();
        for (var round = 0; round < Rounds; round++)
        {
            _ = Linux.Send(-scorer, Linux.KillSignal); // its whole group at one time, where it has one
            var left = ProcessTree.Descendants();
            if (left.Count == 0) return;
            foreach (var process in left)
            {
                _ = Linux.Send(process, Linux.KillSignal);
                if (process != scorer) Linux.Reap(process); // that one is reaped by the runtime, which starts no other
            }
            if (round > RoundsWithoutRest) rest.Wait(1);
        }
    }

    private static HostFailureException TooLarge(long bytes) => new(
        $"it was stopped, since it held more than {bytes:N0} bytes of memory",
        "Let it take less, or raise Bridge__Rescore__ScorerMemoryBytes");
}
