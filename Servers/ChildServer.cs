using System.Diagnostics;

namespace Servers;

/// <summary>
/// A server as a child process, run by <c>watch.sh</c>, which ends it when this process dies in whatever way.
/// </summary>
internal sealed class ChildServer(string directory, ServerOptions options) : IServerProcess
{
    private const int TailLines = 20;
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan QuickTimeout = TimeSpan.FromSeconds(5);
    private static readonly string Watcher = ReadWatcher();

    private readonly string _log = Path.Combine(directory, "server.log");
    private Process? _watcher;

    /// <summary>The server's program and its arguments.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Variables added to its environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The signal on which it shuts down cleanly, without waiting for its clients.</summary>
    public required string StopSignal { get; init; }

    /// <summary>The signal on which it ends at once and leaves nothing behind but its files.</summary>
    public required string QuickSignal { get; init; }

    public bool HasExited => _watcher is not { HasExited: false };

    public string StopCommand =>
        $"kill -s {QuickSignal} -- -{File.ReadAllText(Path.Combine(directory, "pid")).Trim()}; sleep 1; rm -rf {directory}";

    /// <exception cref="ServerStartException">There is no shell here to run the watcher.</exception>
    public static void RefuseWindows()
    {
        if (OperatingSystem.IsWindows())
            throw new ServerStartException("on Windows servers are started through Docker only");
    }

    public async Task StartAsync(CancellationToken cancellation)
    {
        if (!HasExited)
            throw new InvalidOperationException("The server is running already.");
        await LeaveAsync();
        var start = new ProcessStartInfo("/bin/sh", ["-c", Watcher, "watch", _log, directory, QuickSignal, .. Command])
        {
            RedirectStandardInput = true,
            WorkingDirectory = directory,
        };
        foreach (var (name, value) in Environment)
            start.Environment[name] = value;
        _watcher = Process.Start(start) ?? throw new ServerStartException("/bin/sh did not start");
        _watcher.StandardInput.AutoFlush = true;
    }

    public Task StopAsync(CancellationToken cancellation) => EndByAsync(StopSignal, StopTimeout, cancellation);

    public async Task SignalAsync(string signal, CancellationToken cancellation)
    {
        if (HasExited)
            return;
        await SayAsync(signal);
        if (signal == "KILL")
            await _watcher!.WaitForExitAsync(cancellation);
    }

    /// <summary>Ends it quickly, and leaves its directory for another start.</summary>
    public Task QuitAsync() => EndByAsync(QuickSignal, QuickTimeout, CancellationToken.None);

    public async Task EndAsync()
    {
        await QuitAsync();
        await LeaveAsync();
        await TemporaryDirectory.RemoveAsync(directory, options.Time);
    }

    public async Task LeaveAsync()
    {
        if (_watcher is null)
            return;
        await SayAsync("leave");
        _watcher.Dispose();
        _watcher = null;
    }

    public async Task<string> LogTailAsync(CancellationToken cancellation) => File.Exists(_log)
        ? string.Join('\n', (await File.ReadAllLinesAsync(_log, cancellation)).TakeLast(TailLines))
        : "";

    private async Task EndByAsync(string signal, TimeSpan timeout, CancellationToken cancellation)
    {
        if (HasExited)
            return;
        using var limit = new CancellationTokenSource(timeout, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            await SayAsync(signal);
            await _watcher!.WaitForExitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            await SignalAsync("KILL", cancellation);
        }
    }

    private async Task SayAsync(string line)
    {
        try
        {
            await _watcher!.StandardInput.WriteLineAsync(line);
        }
        catch (IOException)
        {
            // The watcher is gone, and so is the server.
        }
    }

    private static string ReadWatcher()
    {
        using var stream = typeof(ChildServer).Assembly.GetManifestResourceStream("watch.sh")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
