using GraphQueries.Client;
using GraphQueries.Outbound;

namespace Bridge.Host.Hosting;

/// <summary>Calls the jobs that mirror as soon as there is something to mirror: it looks into the outbox, no further than at one entry,
/// each second while the graph changes, and ever less often while it does not. While Neo4j is away, they wait for their schedules.
/// </summary>
internal sealed class OutboxWatch(GraphClient graph, IReadOnlyList<ScheduledJob> jobs, TimeProvider time)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);
    // From one second to five within forty seconds.
    private const double Growth = 1.1;

    /// <summary>Goes on until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        var mirroring = jobs.Where(job => job.IsCalledByOutbox).ToList();
        if (mirroring.Count == 0) return;
        for (var interval = Shortest; ;)
        {
            await Task.Delay(interval, time, stopping);
            var hasEntry = await HasEntryAsync(stopping);
            if (hasEntry) mirroring.ForEach(job => job.Waker.Call());
            interval = hasEntry ? Shortest : TimeSpan.FromTicks(Math.Min(Longest.Ticks, (long)(interval.Ticks * Growth)));
        }
    }

    private async Task<bool> HasEntryAsync(CancellationToken stopping)
    {
        try
        {
            return await graph.HasOutboxEntryAsync(stopping);
        }
        catch (Exception e) when (BridgeConnector.IsLate(e, stopping))
        {
            // The jobs tell of it, at their time.
            return false;
        }
    }
}
