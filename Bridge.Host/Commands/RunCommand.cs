using System.CommandLine;
using Bridge.Host.Hosting;

namespace Bridge.Host.Commands;

/// <summary><c>run</c>: the daemon.</summary>
internal static class RunCommand
{
    public static Command Create() => CommandContext.LocalVerb("run", "Run scheduled jobs and serve the pages until told to stop", async shell =>
    {
        await using var app = BridgeServer.Build(shell.Settings, Jobs.All(shell.Settings), shell.Time, shell.Loggers);
        var log = shell.Loggers.CreateLogger("run");
        await app.StartAsync(shell.Cancellation);
        log.LogInformation("Serving {Urls}", string.Join(", ", app.Urls));
        shell.WriteJson(new { Urls = app.Urls });
        await app.WaitForShutdownAsync(shell.Cancellation);
        log.LogInformation("Stopped.");
        return app.Services.GetRequiredService<Daemon>().Failed ? 1 : 0;
    });
}
