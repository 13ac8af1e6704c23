using Support;

namespace Hostile.Readers;

/// <summary>A daemon of its own that serves the pages of a test's databases, and has no schedules.</summary>
internal sealed class RunningDaemon : IAsyncDisposable
{
    private readonly BridgeProcess _process;

    private RunningDaemon(BridgeProcess process, Uri address) => (_process, Http) = (process, new HttpClient { BaseAddress = address });

    public HttpClient Http { get; }

    public static async Task<RunningDaemon> StartAsync(Dictionary<string, string?> variables, CancellationToken cancellationToken)
    {
        var address = $"http://127.0.0.1:{FreePort.Find()}";
        variables["Bridge__Http__Urls"] = address;
        variables["Bridge__Schedules__Sync"] = variables["Bridge__Schedules__Rescore"] = "";
        var daemon = new RunningDaemon(BridgeProcess.Start(["run"], variables), new Uri(address));
        await daemon._process.WaitForTextAsync("Connected to both databases", cancellation: cancellationToken);
        return daemon;
    }

    /// <summary>A page, as soon as its turn comes.</summary>
    public async Task<string> PageAsync(string path, CancellationToken cancellationToken)
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
