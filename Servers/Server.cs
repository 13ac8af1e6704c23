namespace Servers;

/// <summary>A running server. What the environment names can only be used, the others can be stopped and started too.</summary>
public abstract class Server : IAsyncDisposable
{
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(5);

    private readonly IServerProcess? _process;
    private readonly ServerOptions _options;

    private protected Server(IServerProcess? process, ServerOptions options) => (_process, _options) = (process, options);

    /// <summary>Where it came from, for people: "NEO4J_URI", "Docker image …", a path.</summary>
    public required string Origin { get; init; }

    /// <summary>Shell command that ends it and removes its data; null when it was not started here.</summary>
    public string? StopCommand => _process?.StopCommand;

    /// <summary>Whether <see cref="StartAsync"/>, <see cref="StopAsync"/> and <see cref="KillAsync"/> can be used.</summary>
    public bool CanRestart => _process is not null;

    private IServerProcess Process => _process ?? throw new NotSupportedException(
        $"{Origin} names a server that was not started here, so it cannot be stopped; unset it for this test.");

    /// <summary>Starts it again, with the same ports and data, and waits until it answers.</summary>
    public async Task StartAsync(CancellationToken cancellation = default)
    {
        await Process.StartAsync(cancellation);
        await WaitAsync(cancellation);
    }

    public Task StopAsync(CancellationToken cancellation = default) => Process.StopAsync(cancellation);

    /// <summary>SIGKILL: nothing is flushed, nothing is said to clients.</summary>
    public Task KillAsync(CancellationToken cancellation = default) => Process.SignalAsync("KILL", cancellation);

    /// <summary>SIGSTOP: connections stay open, nothing answers.</summary>
    public Task PauseAsync(CancellationToken cancellation = default) => Process.SignalAsync("STOP", cancellation);

    public Task ResumeAsync(CancellationToken cancellation = default) => Process.SignalAsync("CONT", cancellation);

    /// <summary>Leaves a server up that the options say to keep, else ends it and removes its data.</summary>
    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return new ValueTask(_options.Keep ? _process?.LeaveAsync() ?? Task.CompletedTask : EndAsync());
    }

    /// <summary>Ends a server that was started here and removes its data, whatever the options say.</summary>
    internal Task EndAsync() => _process?.EndAsync() ?? Task.CompletedTask;

    /// <summary>One real query; null when it was answered, else what went wrong for now.</summary>
    private protected abstract Task<string?> ProbeAsync(CancellationToken cancellation);

    /// <summary>Asks until the server answers, has exited, or its time is up.</summary>
    internal async Task WaitAsync(CancellationToken cancellation)
    {
        var timeout = _process is null ? _options.EnvironmentTimeout : _options.StartTimeout;
        var start = _options.Time.GetTimestamp();
        while (await ProbeOnceAsync(cancellation) is { } problem)
        {
            if (_process?.HasExited == true)
                throw new ServerStartException($"it ended while starting:\n{await _process.LogTailAsync(cancellation)}");
            if (_options.Time.GetElapsedTime(start) > timeout)
                throw new ServerStartException(
                    $"no answer within {timeout.TotalSeconds:0} s: {problem}{await LogAsync(cancellation)}");
            await Task.Delay(ProbeInterval, _options.Time, cancellation);
        }
    }

    private async Task<string> LogAsync(CancellationToken cancellation) =>
        _process is null ? "" : $"\n{await _process.LogTailAsync(cancellation)}";

    private async Task<string?> ProbeOnceAsync(CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(ProbeTimeout, _options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            return await ProbeAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return "a query timed out";
        }
    }
}
