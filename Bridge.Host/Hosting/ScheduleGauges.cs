using System.Diagnostics.Metrics;
using GraphSync;
using GraphSync.Monitoring;
using GraphSync.Schedules;

namespace Bridge.Host.Hosting;

/// <summary>Gauges of the jobs that this bridge schedules, whichever bridge runs them.</summary>
internal sealed class ScheduleGauges : IDisposable
{
    private readonly Meter _meter = new(Telemetry.Name);
    private readonly IReadOnlyList<ScheduledJob> _jobs;
    private readonly BacklogMonitor _monitor;

    public ScheduleGauges(IReadOnlyList<ScheduledJob> jobs, BacklogMonitor monitor, TimeProvider time)
    {
        (_jobs, _monitor) = (jobs, monitor);
        Gauge("graphprovenance.schedule.last_success.timestamp", "s", "When the last run that came to its end began, as a Unix time",
            (_, run) => run.LastSuccess?.ToUnixTimeMilliseconds() / 1000.0);
        Gauge("graphprovenance.schedule.overdue", "s", "How long a job has been due without a run that came to its end; 0 when it is not",
            (job, run) => Overdue(job.Schedule, run, time.GetUtcNow()));
        Gauge("graphprovenance.schedule.failing", "{schedule}", "Whether the last run of a job failed or broke off: 1 or 0",
            (_, run) => run.LastError is null ? 0 : 1);
    }

    public void Dispose() => _meter.Dispose();

    private void Gauge(string name, string unit, string what, Func<ScheduledJob, ScheduleRun, double?> value) =>
        _meter.CreateObservableGauge(name, () => _jobs
            .Join(_monitor.Schedules, job => job.Name, run => run.Job, (job, run) => (job.Name, Value: value(job, run)))
            .Where(schedule => schedule.Value is not null)
            .Select(schedule =>
                new Measurement<double>(schedule.Value!.Value, new KeyValuePair<string, object?>("schedule", schedule.Name))), unit, what);

    private static double Overdue(JobSchedule schedule, ScheduleRun run, DateTimeOffset now)
    {
        var state = new ScheduleState(run.KnownSince ?? now, run.LastSuccess, run.RunAgainAt);
        return Math.Max(0, (now - schedule.DueAt(state, now)).TotalSeconds);
    }
}
