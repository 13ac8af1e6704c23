using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace GraphSync.ScorerHost;

/// <summary>Starts a scorer with fewer rights than this process has.</summary>
internal static class Confinement
{
    private const int OverrideFileModes = 1; // CAP_DAC_OVERRIDE
    private const int SetGroup = 6;
    private const int SetUser = 7;

    private const string Account =
        "Set Bridge__Rescore__ScorerUser to a user that may read and run it, or run the bridge as a user of its own";

    // A session of its own, so that the whole group can be killed at one time and no terminal reaches it.
    private static readonly string? SetSession = new[] { "/usr/bin/setsid", "/bin/setsid" }.FirstOrDefault(File.Exists);

    /// <exception cref="HostFailureException">It could not be started.</exception>
    public static Process Start(SupervisorOrder order)
    {
        Process? process = null;
        ExceptionDispatchInfo? failure = null;
        using var started = new ManualResetEventSlim();
        // Rights belong to a thread. This process keeps its own: the scorer could signal whoever stands inside with it.
        var thread = new Thread(() =>
        {
            try
            {
                Enter(order);
                process = Process.Start(Describe(order));
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e is Win32Exception ? NotStarted(order, e.Message) : e);
            }
            started.Set();
            // A wrapper may have asked to die with its parent, which to the kernel is this thread.
            if (order.IsWrapped) process?.WaitForExit();
        })
        { IsBackground = true };
        thread.Start();
        started.Wait();
        failure?.Throw();
        return process!;
    }

    private static void Enter(SupervisorOrder order)
    {
        var isShut = Linux.ForbidNewPrivileges()
            & Landlock.TryEnter(!order.IsWrapped, order.Secrets, order.ReachesAsRoot ? Writable(order.Directory) : null);
        if (!order.ReachesAsRoot) return;
        // Without that sandbox, or these rights to give, root's reach is too long.
        if (!isShut || !Landlock.BindsWriting || !Linux.KeepOnly(OverrideFileModes, SetGroup, SetUser))
            throw new HostFailureException("it is not run as root, and this system cannot bind it otherwise", Account);
    }

    private static string[] Writable(string directory) => [directory, Path.GetTempPath(), "/tmp", "/var/tmp", "/dev"];

    private static ProcessStartInfo Describe(SupervisorOrder order)
    {
        string[] command = [.. SetSession is null ? [] : new[] { SetSession }, .. order.Command];
        var start = new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = order.Directory };
        if (order.User.Length > 0) start.UserName = order.User;
        ScorerEnvironment.Reduce(start);
        return start;
    }

    private static HostFailureException NotStarted(SupervisorOrder order, string reason) => new($"it could not be started: {reason}",
        order.User.Length > 0 ? Account
            : "Let its first line be one such as #!/usr/bin/env python3, and see that the program named there is installed");
}
