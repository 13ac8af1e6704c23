using Bridge.Host.Configuration;
using Bridge.Host.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Support;

namespace Bridge.Host.Tests.Hosting;

/// <summary>The daemon's web application in this process, on a free port, with no schedules.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RunningServer(WebApplication app) => _app = app;

    public HttpClient Http { get; private init; } = new();

    public static async Task<RunningServer> StartAsync(TestBridge bridge, string apiKey = "", CancellationToken cancellationToken = default)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
        [
            .. bridge.Variables.Select(variable => new KeyValuePair<string, string?>(variable.Key.Replace("__", ":", StringComparison.Ordinal), variable.Value)),
            new("Bridge:Http:Urls", "http://127.0.0.1:0"), new("Bridge:Http:ApiKey", apiKey),
            new("Bridge:Schedules:Sync", ""), new("Bridge:Schedules:Rescore", ""),
        ]).Build();
        var settings = BridgeSettings.Load(configuration);
        var app = BridgeServer.Build(settings, Jobs.All(settings), TimeProvider.System, NullLoggerFactory.Instance);
        await app.StartAsync(cancellationToken);
        var server = new RunningServer(app) { Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) } };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        while (!(await server.Http.GetAsync("/health/ready", limit.Token)).IsSuccessStatusCode) await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, limit.Token);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
