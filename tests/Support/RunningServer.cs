using Bridge.Host.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

namespace Support;

/// <summary>The daemon's web application in this process, on a free port, with no schedules unless told.</summary>
public sealed class RunningServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RunningServer(WebApplication app) => _app = app;

    public HttpClient Http { get; private init; } = new();

    public static Task<RunningServer> StartAsync(TestBridge bridge, string apiKey = "",
        CancellationToken cancellationToken = default) =>
        StartAsync(bridge, new Dictionary<string, string?>(), apiKey, cancellationToken);

    public static async Task<RunningServer> StartAsync(TestBridge bridge, IReadOnlyDictionary<string, string?> settings, string apiKey = "",
        CancellationToken cancellationToken = default)
    {
        var all = new Dictionary<string, string?>(bridge.Variables)
        {
            ["Bridge__Http__Urls"] = "http://127.0.0.1:0",
            ["Bridge__Http__ApiKey"] = apiKey,
            ["Bridge__Schedules__Sync"] = "",
            ["Bridge__Schedules__Rescore"] = "",
        };
        foreach (var (name, value) in settings) all[name] = value;
        var entries = all.Select(s => KeyValuePair.Create(s.Key.Replace("__", ":", StringComparison.Ordinal), s.Value));
        var app = BridgeServer.Build(new ConfigurationBuilder().AddInMemoryCollection(entries).Build(), _ => { });
        await app.StartAsync(cancellationToken);
        var server = new RunningServer(app) { Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) } };
        await Until.TrueAsync(async () => (await server.Http.GetAsync("/health/ready", cancellationToken)).IsSuccessStatusCode,
            "it is ready", cancellationToken);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
