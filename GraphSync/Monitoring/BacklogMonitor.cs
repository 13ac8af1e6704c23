using System.Diagnostics.Metrics;
using GraphQueries.Rescore;
using GraphSync.Postgres;
using GraphSync.Schedules;
using Microsoft.Extensions.Logging;

namespace GraphSync.Monitoring;

/// <summary>
/// Gauges of what waits in both databases. They are read in the background, each 15 seconds at most, so that whoever asks for metrics
/// waits for no database. What was read counts for two minutes; then its gauges are gone until the database answers again.
/// </summary>
public sealed class BacklogMonitor : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private readonly Meter _meter = new(Telemetry.Name);
    private readonly Reading<GraphBacklog> _neo4j;
    private readonly Reading<PostgresBacklog> _postgres;
    private readonly TimeProvider _time;

    internal BacklogMonitor(BacklogReader reader, TimeProvider time, ILogger<BacklogMonitor> log)
    {
        _time = time;
        _neo4j = new("neo4j", reader.ReadGraphAsync, time, log);
        _postgres = new("postgresql", reader.ReadPostgresAsync, time, log);
        _meter.CreateObservableGauge<int>("graphprovenance.database.up", () => [Up(_neo4j.Database, _neo4j.IsUp),
            Up(_postgres.Database, _postgres.IsUp)], "{database}", "Whether a database answered the last question: 1 or 0");
        GaugeGraph("graphprovenance.outbox.entries", "{entry}", "Outbox entries that are to be mirrored",
            now => [new((double)now.Value.OutboxEntries)]);
        GaugeGraph("graphprovenance.outbox.age", "s", "Age of the oldest outbox entry: how far the mirror lags behind",
            now => [new(Aged(now.Value.OutboxAge, now.Age))]);
        GaugeGraph("graphprovenance.queue.jobs", "{job}", "Promotions that are not done, by status",
            now => ByStatus(now.Value, (row, _) => row.Jobs));
        GaugeGraph("graphprovenance.queue.edges", "{edge}", "Edges that are left to promotions that are not done, by status",
            now => ByStatus(now.Value, (row, _) => row.EdgesLeft));
        GaugeGraph("graphprovenance.queue.age", "s", "Age of the oldest promotion that is not done, by status",
            now => ByStatus(now.Value, (_, age) => Aged(age, now.Age)));
        GaugeGraph("graphprovenance.review.edges", "{edge}", "Edges that wait for review", now => [new((double)now.Value.Flagged)]);
        GaugePostgres("graphprovenance.inbox.entries", "{entry}", "Inbox entries that are to be carried into the graph",
            now => now.Value.Waiting.InboxEntries);
        GaugePostgres("graphprovenance.inbox.age", "s", "Age of the oldest inbox entry",
            now => Aged(now.Value.Waiting.InboxAge, now.Age));
        GaugePostgres("graphprovenance.mirror.rejects", "{row}", "Rows that PostgreSQL refused to mirror: mirror_rejects",
            now => now.Value.Waiting.MirrorRejects);
        GaugePostgres("graphprovenance.inbox.put_aside", "{row}", "Rows that cannot be carried into the graph: bridge_inbox_rejects",
            now => now.Value.Waiting.PutAsideRows);
    }

    /// <summary>When jobs ran, as last read; empty when that was too long ago.</summary>
    public IReadOnlyList<ScheduleRun> Schedules => _postgres.Present?.Value.Schedules ?? [];

    /// <summary>Reads both databases again and again until it is told to stop. No failure ends it.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Telemetry.StartAtZero();
        using var timer = new PeriodicTimer(Interval, _time);
        do
            await Task.WhenAll(_neo4j.RefreshAsync(cancellationToken), _postgres.RefreshAsync(cancellationToken)).ConfigureAwait(false);
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private void GaugeGraph(string name, string unit, string what,
        Func<(GraphBacklog Value, TimeSpan Age), IEnumerable<Measurement<double>>> values) =>
        _meter.CreateObservableGauge(name, () => _neo4j.Present is { } now ? values(now) : [], unit, what);

    private void GaugePostgres(string name, string unit, string what, Func<(PostgresBacklog Value, TimeSpan Age), double> value) =>
        _meter.CreateObservableGauge(name, () => _postgres.Present is { } now ? [new(value(now))] : Array.Empty<Measurement<double>>(),
            unit, what);

    private static Measurement<int> Up(string database, bool isUp) => new(isUp ? 1 : 0, Telemetry.Tag("database", database));

    /// <summary>All statuses, those that nobody is in included.</summary>
    private static IEnumerable<Measurement<double>> ByStatus(GraphBacklog backlog, Func<BacklogRow, double?, double> value) =>
        JobStatus.Open.Select(status =>
        {
            var (row, age) = backlog.Jobs.FirstOrDefault(job => job.Row.Status == status);
            return new Measurement<double>(row is null ? 0 : value(row, age), Telemetry.Tag("status", status));
        });

    /// <summary>What waits has grown older since it was read. Nothing has no age: 0.</summary>
    private static double Aged(double? age, TimeSpan since) => age is { } seconds ? seconds + since.TotalSeconds : 0;
}
