using GraphQueries.Client;
using GraphQueries.Outbound;

namespace Bridge.Host.Hosting;

/// <summary>Calls the jobs that mirror as soon as there is something to mirror: it looks into the outbox each second, and no further
/// than at one entry. While Neo4j is away, they wait for their schedules.</summary>
internal sealed class OutboxWatch(GraphClient graph, IReadOnlyList<ScheduledJob> jobs, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly OutboxParameters One = new(1);

    /// <summary>Goes on until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        var mirroring = jobs.Where(job => job.IsCalledByOutbox).ToList();
        if (mirroring.Count == 0) return;
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            if (await HasEntryAsync(stopping)) mirroring.ForEach(job => job.Waker.Call());
        }
    }

    private async Task<bool> HasEntryAsync(CancellationToken stopping)
    {
        try
        {
            return (await graph.ReadAsync(OutboundQueries.Backlog, One, stopping))[0].Entries > 0;
        }
        catch (Exception e) when (BridgeConnector.IsLate(e, stopping))
        {
            // The jobs tell of it, at their time.
            return false;
        }
    }
}
