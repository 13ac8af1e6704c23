using GraphQueries.Outbound;
using GraphQueries.Rescore;
using GraphSync.Review;
using GraphSync.Schedules;

namespace GraphSync.Monitoring;

/// <summary>Asks both databases what waits. Each question is cheap: it counts no further than a limit.</summary>
internal sealed class BacklogReader(GraphClient graph, FlaggedEdges flagged, RowsThatWait rows, ScheduleRuns schedules,
    TimeProvider time)
{
    /// <summary>Counts end here.</summary>
    private const int Limit = 100_000;

    public async Task<GraphBacklog> ReadGraphAsync(CancellationToken cancellationToken)
    {
        var outbox = await graph.ReadAsync(OutboundQueries.Backlog, new OutboxParameters(Limit), cancellationToken).ConfigureAwait(false);
        var open = new BacklogParameters(JobStatus.Open, Limit);
        var jobs = await graph.ReadAsync(RescoreQueries.Backlog, open, cancellationToken).ConfigureAwait(false);
        var waiting = await flagged.CountAsync(Limit, cancellationToken).ConfigureAwait(false);
        return new GraphBacklog(outbox[0].Entries, Age(outbox[0].Oldest), [.. jobs.Select(row => (row, Age(row.Oldest)))], waiting);
    }

    public async Task<PostgresBacklog> ReadPostgresAsync(CancellationToken cancellationToken)
    {
        var waiting = await rows.CountAsync(Limit, cancellationToken).ConfigureAwait(false);
        return new PostgresBacklog(waiting, await schedules.AllAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Clocks differ: nothing is younger than now.</summary>
    private double? Age(DateTimeOffset? since) => since is null ? null : Math.Max(0, (time.GetUtcNow() - since.Value).TotalSeconds);
}
