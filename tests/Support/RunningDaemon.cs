namespace Support;

/// <summary>A daemon in a process of its own, which serves the pages of a test's databases.</summary>
public sealed class RunningDaemon : IAsyncDisposable
{
    private readonly BridgeProcess _process;

    private RunningDaemon(BridgeProcess process, Uri address) => (_process, Http) = (process, new HttpClient { BaseAddress = address });

    public HttpClient Http { get; }

    public int ProcessId => _process.Id;

    /// <param name="variables">How its databases are found, and other settings; nothing is scheduled unless they say so.</param>
    /// <param name="cancellationToken">Ends the wait for it.</param>
    public static async Task<RunningDaemon> StartAsync(IReadOnlyDictionary<string, string?> variables,
        CancellationToken cancellationToken = default)
    {
        var address = $"http://127.0.0.1:{FreePort.Find()}";
        Dictionary<string, string?> all = new() { ["Bridge__Schedules__Sync"] = "", ["Bridge__Schedules__Rescore"] = "" };
        foreach (var (name, value) in variables) all[name] = value;
        all["Bridge__Http__Urls"] = address;
        var daemon = new RunningDaemon(BridgeProcess.Start(["run"], all), new Uri(address));
        await daemon._process.WaitForTextAsync("Connected to both databases", cancellation: cancellationToken);
        return daemon;
    }

    /// <summary>A page, as soon as its turn comes.</summary>
    public async Task<string> PageAsync(string path, CancellationToken cancellationToken = default)
    {
        var page = "";
        await Until.TrueAsync(async () =>
        {
            using var answer = await Http.GetAsync(path, cancellationToken);
            page = await answer.Content.ReadAsStringAsync(cancellationToken);
            return answer.IsSuccessStatusCode;
        }, $"{path} is read", cancellationToken);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _process.DisposeAsync();
    }
}
