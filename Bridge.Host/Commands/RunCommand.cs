using System.CommandLine;
using System.Net.Sockets;
using Bridge.Host.CommandLine;
using Bridge.Host.Hosting;

namespace Bridge.Host.Commands;

/// <summary><c>run</c>: the daemon.</summary>
internal static class RunCommand
{
    public static Command Create() => Verb.Local("run", "Run scheduled jobs and serve the pages until told to stop", async context =>
    {
        await using var app = BridgeServer.Build(context.Configuration, services => services.AddLogging(context.Errors.Log));
        var log = app.Services.GetRequiredService<ILogger<Daemon>>();
        await StartAsync(app, context.Cancellation);
        log.Serving(string.Join(", ", app.Urls));
        context.WriteJson(new { Urls = app.Urls });
        await using var stopping = app.Lifetime.ApplicationStopping.Register(log.Stopping);
        await app.WaitForShutdownAsync(context.Cancellation);
        log.Stopped();
        return app.Services.GetRequiredService<Daemon>().Failed ? 1 : 0;
    });

    private static async Task StartAsync(WebApplication app, CancellationToken cancellationToken)
    {
        var urls = string.Join(';', app.Urls);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        // Whatever else starts with it opens nothing yet.
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new BadInputException($"{HttpOptions.Named(urls)} cannot be listened at ({e.GetBaseException().Message.TrimEnd('.')}): "
                + "stop what listens there, or set another address.");
        }
    }
}
