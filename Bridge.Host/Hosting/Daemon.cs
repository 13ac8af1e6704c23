using Bridge.Host.Faults;
using Bridge.Host.Pages;
using GraphQueries.Client;
using GraphSync.Composition;
using GraphSync.Monitoring;
using GraphSync.Operations;
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
            await StartedAsync(stoppingToken);
            await connector.OpenAsync(stoppingToken);
            var planned = services.GetRequiredService<PagePlans>().OfAllAsync(services.GetRequiredService<GraphClient>().Schema);
            if (jobs.Count == 0) log.NothingScheduled();
            services.GetRequiredService<ScheduleGauges>();
            await Task.WhenAll([.. jobs.Select(job => Loop(job).RunAsync(stoppingToken)),
                services.GetRequiredService<EventListener>().RunAsync(stoppingToken),
                services.GetRequiredService<OutboxWatch>().RunAsync(stoppingToken),
                AfterAsync(planned, () => services.GetRequiredService<DoctorRounds>().RunAsync(stoppingToken)),
                AfterAsync(planned, () => services.GetRequiredService<AttributionMonitor>().RunAsync(stoppingToken)),
                services.GetRequiredService<BacklogMonitor>().RunAsync(stoppingToken)]);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
        catch (Exception e)
        {
            Failed = true;
            log.GaveUp(Explain(e) ?? e.ToString());
            lifetime.StopApplication();
        }
    }

    /// <summary>Nothing is done before the pages are served: an address that is in use ends the daemon first.</summary>
    private async Task StartedAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var _ = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
    }

    /// <summary>What goes through the whole graph waits until a page can be read without delay.</summary>
    private static async Task AfterAsync(Task planned, Func<Task> run)
    {
        await planned;
        await run();
    }

    private string? Explain(Exception failure) => Explanation.Of(failure, services.GetRequiredService<Databases>);

    private JobLoop Loop(ScheduledJob job) => new(job, services.GetRequiredService<OperationRunner>(),
        services.GetRequiredService<ScheduleRuns>(), Explain, time, services.GetRequiredService<ILogger<JobLoop>>());
}
