using GraphSync.Backfill;
using GraphSync.Credit;
using GraphSync.Doctor;
using GraphSync.Inbound;
using GraphSync.Operations;
using GraphSync.Postgres;
using GraphSync.Reconcile;
using GraphSync.Rescore;
using GraphSync.Sync;

namespace Bridge.Host.Hosting;

/// <summary>A job and when it is due.</summary>
/// <param name="Name">As it stands in <c>schedule_runs</c>.</param>
/// <param name="Schedule">When.</param>
/// <param name="RunAsync">One run. What it throws is tried again soon.</param>
internal sealed record ScheduledJob(string Name, JobSchedule Schedule,
    Func<OperationRunner, CancellationToken, Task<OperationReport>> RunAsync)
{
    /// <summary>Which events call it before it is due: <see cref="EventType"/>.</summary>
    public IReadOnlyCollection<string> CalledBy { get; init; } = [];

    /// <summary>Whether what waits in the outbox calls it before it is due.</summary>
    public bool IsCalledByOutbox { get; init; }

    /// <summary>Whether a promotion that a person lets pass calls it before it is due.</summary>
    public bool IsCalledByRelease { get; init; }

    /// <summary>Calls it.</summary>
    public JobWaker Waker { get; } = new();
}

/// <summary>The jobs that can be scheduled.</summary>
internal static class ScheduledJobs
{
    private const string Prefix = "Bridge__Schedules__";

    /// <summary>The schedules as the doctor is told of them.</summary>
    public static IReadOnlyList<ExpectedSchedule> Expected(IReadOnlyList<ScheduledJob> jobs) =>
        [.. jobs.Select(job => new ExpectedSchedule(job.Name, job.Schedule.DueAt))];

    /// <summary>The jobs whose schedules are set.</summary>
    /// <exception cref="BadInputException">A setting cannot be used; the message names it.</exception>
    public static IReadOnlyList<ScheduledJob> Of(ScheduleOptions options, DateTimeOffset now)
    {
        var common = JobSchedule.ParseZone(Prefix + nameof(options.TimeZone), options.TimeZone);
        ScheduledJob?[] jobs =
        [
            Of(nameof(options.Sync), options.Sync, options.SyncTimeZone, async (all, stop) => await all.RunAsync(new SyncRequest(), stop)),
            Of(nameof(options.Rescore), options.Rescore, options.RescoreTimeZone,
                async (all, stop) => await all.RunAsync(new RescoreRequest(), stop), EventType.Promotion),
            Of(nameof(options.Credit), options.Credit, options.CreditTimeZone,
                async (all, stop) => await all.RunAsync(new CreditRequest(), stop),
                EventType.Promotion, EventType.Edge),
            Of(nameof(options.Backfill), options.Backfill, options.BackfillTimeZone,
                async (all, stop) => await all.RunAsync(new BackfillRequest(), stop)),
            Of(nameof(options.Reconcile), options.Reconcile, options.ReconcileTimeZone,
                async (all, stop) => await all.RunAsync(new ReconcileRequest(), stop)),
        ];
        return [.. jobs.OfType<ScheduledJob>()];

        ScheduledJob? Of(string setting, string expression, string? zone,
            Func<OperationRunner, CancellationToken, Task<OperationReport>> runAsync, params string[] calledBy)
        {
            var own = string.IsNullOrWhiteSpace(zone) ? common
                : JobSchedule.ParseZone($"{Prefix}{setting}{nameof(options.TimeZone)}", zone);
            if (JobSchedule.Parse(Prefix + setting, expression, own, now) is not { } schedule) return null;
            return new ScheduledJob(setting.ToLowerInvariant(), schedule, runAsync)
            {
                CalledBy = calledBy,
                IsCalledByOutbox = setting == nameof(options.Sync),
                IsCalledByRelease = setting == nameof(options.Rescore),
            };
        }
    }
}
