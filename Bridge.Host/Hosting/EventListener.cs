using Bridge.Host.Faults;
using GraphQueries.Resilience;
using GraphSync.Composition;
using GraphSync.Inbound;

namespace Bridge.Host.Hosting;

/// <summary>Calls jobs as soon as PostgreSQL tells of what they wait for. While its connection is lost, they wait for their
/// schedules.</summary>
internal sealed class EventListener(EventNotifications notifications, IReadOnlyList<ScheduledJob> jobs, IServiceProvider services,
    TimeProvider time, ILogger<EventListener> log)
{
    private string? _lost;

    /// <summary>Listens until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        if (!jobs.Any(job => job.CalledBy.Count > 0)) return;
        await RetryPipelines.Connect(time, e => BridgeConnector.IsLate(e, stopping), Tell)
            .ExecuteAsync(async stop => await ListenAsync(stop), stopping);
    }

    private async Task ListenAsync(CancellationToken stopping)
    {
        await foreach (var kind in notifications.ListenAsync(stopping))
            foreach (var job in jobs.Where(job => job.CalledBy.Contains(kind)))
                job.Waker.Call();
    }

    private void Tell(Exception e)
    {
        var reason = Explanation.OfOutage(e, services.GetRequiredService<Databases>);
        if (_lost != reason) log.NotListening(reason);
        _lost = reason;
    }
}
