using System.Diagnostics;

namespace Bridge.Host.Servers;

/// <summary>
/// A server as a child process, run by <c>watch.sh</c>, which ends it when this process dies in whatever way.
/// </summary>
/// <param name="directory">The instance's own directory; removed at the end.</param>
/// <param name="stopSignal">The signal on which this server shuts down cleanly and without waiting for its clients.</param>
/// <param name="command">The server's program and its arguments.</param>
/// <param name="environment">Variables added to its environment.</param>
/// <param name="options">Whether to keep it, and the clock.</param>
internal sealed class ChildServer(
    string directory,
    string stopSignal,
    IReadOnlyList<string> command,
    IReadOnlyDictionary<string, string> environment,
    ServerOptions options) : IServerProcess
{
    private const int TailLines = 20;
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);
    private static readonly string Watcher = ReadWatcher();

    private readonly string _log = Path.Combine(directory, "server.log");
    private Process? _watcher;

    public bool HasExited => _watcher is not { HasExited: false };

    public string StopCommand =>
        $"kill -s {stopSignal} -- -{File.ReadAllText(Path.Combine(directory, "pid")).Trim()} && sleep 5 && rm -rf {directory}";

    public Task StartAsync(CancellationToken cancellation)
    {
        if (!HasExited)
            throw new InvalidOperationException("The server is running already.");
        _watcher?.Dispose();
        var start = new ProcessStartInfo("/bin/sh", ["-c", Watcher, "watch", _log, directory, .. command])
        {
            RedirectStandardInput = true,
            WorkingDirectory = directory,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        _watcher = Process.Start(start) ?? throw new ServerStartException("/bin/sh did not start");
        _watcher.StandardInput.AutoFlush = true;
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellation)
    {
        if (HasExited)
            return;
        await SayAsync(stopSignal);
        using var limit = new CancellationTokenSource(StopTimeout, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            await _watcher!.WaitForExitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            await SignalAsync("KILL", cancellation);
        }
        await SayAsync("leave");
    }

    public async Task SignalAsync(string signal, CancellationToken cancellation)
    {
        if (HasExited)
            return;
        await SayAsync(signal);
        if (signal != "KILL")
            return;
        await _watcher!.WaitForExitAsync(cancellation);
        await SayAsync("leave");
    }

    public async Task<string> LogTailAsync(CancellationToken cancellation) => File.Exists(_log)
        ? string.Join('\n', (await File.ReadAllLinesAsync(_log, cancellation)).TakeLast(TailLines))
        : "";

    public async ValueTask DisposeAsync()
    {
        if (options.Keep && !HasExited)
        {
            await SayAsync("leave");
            return;
        }
        // The data goes with it, so there is nothing to shut down cleanly.
        await SignalAsync("KILL", CancellationToken.None);
        _watcher?.Dispose();
        TemporaryDirectory.Remove(directory);
    }

    private async Task SayAsync(string line)
    {
        try
        {
            await _watcher!.StandardInput.WriteLineAsync(line);
        }
        catch (IOException) when (HasExited)
        {
            // It ended by itself meanwhile, and its watcher with it.
        }
    }

    private static string ReadWatcher()
    {
        using var stream = typeof(ChildServer).Assembly.GetManifestResourceStream("watch.sh")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
