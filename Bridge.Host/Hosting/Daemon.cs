using Bridge.Host.Pages;
using GraphQueries.Client;
using GraphSync.Migration;
using GraphSync.Operations;
using GraphSync.Postgres;
using GraphSync.Schedules;

namespace Bridge.Host.Hosting;

/// <summary>Waits for the databases, then runs the scheduled jobs until the host stops.</summary>
internal sealed class Daemon(BridgeConnector connector, IReadOnlyList<ScheduledJob> jobs, IServiceProvider services, TimeProvider time,
    IHostApplicationLifetime lifetime, ILogger<Daemon> log) : BackgroundService
{
    /// <summary>Whether it gave up by itself.</summary>
    public bool Failed { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await connector.OpenAsync(stoppingToken);
            services.GetRequiredService<PagePlans>().Want(services.GetRequiredService<GraphClient>().Schema);
            if (jobs.Count == 0) log.NothingScheduled();
            await Task.WhenAll(jobs.Select(job => Loop(job).RunAsync(stoppingToken)));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
        catch (Exception e)
        {
            Failed = true;
            log.GaveUp(e is SchemaException or BadInputException ? e.Message : e.ToString());
            lifetime.StopApplication();
        }
    }

    private JobLoop Loop(ScheduledJob job) => new(job, services.GetRequiredService<OperationRunner>(),
        services.GetRequiredService<ScheduleRuns>(), time, services.GetRequiredService<ILogger<JobLoop>>());
}
