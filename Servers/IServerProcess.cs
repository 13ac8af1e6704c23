namespace Servers;

/// <summary>A server that was started here, as a child process or a container; it restarts on the same ports and data.</summary>
internal interface IServerProcess
{
    /// <summary>Shell command that ends a server left up, and removes its data.</summary>
    string StopCommand { get; }

    bool HasExited { get; }

    Task StartAsync(CancellationToken cancellation);

    /// <summary>Shuts it down in its regular way, all its work on disk.</summary>
    Task StopAsync(CancellationToken cancellation);

    /// <summary>Sends a signal (KILL, STOP, CONT) to the whole server; returns after a KILL when it is gone.</summary>
    Task SignalAsync(string signal, CancellationToken cancellation);

    /// <summary>The end of what the server printed.</summary>
    Task<string> LogTailAsync(CancellationToken cancellation);

    /// <summary>Ends it and removes its data.</summary>
    Task EndAsync();

    /// <summary>Lets it go on without this process.</summary>
    Task LeaveAsync();
}
