using GraphSync.Schedules;

namespace Bridge.Host.Hosting;

/// <summary>Waits for the databases, then runs the scheduled jobs until the host stops.</summary>
internal sealed class Daemon(BridgeConnector door, IReadOnlyList<ScheduledJob> jobs, JobMetrics metrics, IHostApplicationLifetime lifetime, ILogger<Daemon> log) : BackgroundService
{
    /// <summary>Whether it gave up by itself.</summary>
    public bool Failed { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var bridge = await door.OpenAsync(stoppingToken);
            var runs = new ScheduleRuns(bridge.Postgres);
            if (jobs.Count == 0) log.LogWarning("No job is scheduled: set Bridge__Schedules__Sync and its like. The pages are served all the same.");
            await Task.WhenAll(jobs.Select(job => new JobLoop(job, bridge, runs, metrics).RunAsync(stoppingToken)));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
        catch (Exception e)
        {
            Failed = true;
            log.LogCritical("{Reason}", e is GraphSync.Postgres.SchemaException or BadInputException ? e.Message : e.ToString());
            lifetime.StopApplication();
        }
    }
}
