using GraphSync.Backfill;
using GraphSync.Credit;
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
    Func<OperationRunner, CancellationToken, Task<OperationReport>> RunAsync);

/// <summary>The jobs that can be scheduled.</summary>
internal static class ScheduledJobs
{
    private const string Prefix = "Bridge__Schedules__";

    /// <summary>The jobs whose schedules are set.</summary>
    /// <exception cref="BadInputException">A setting cannot be used; the message names it.</exception>
    public static IReadOnlyList<ScheduledJob> Of(ScheduleOptions options, DateTimeOffset now)
    {
        var zone = JobSchedule.ParseZone(Prefix + nameof(options.TimeZone), options.TimeZone);
        (string Setting, string Expression, Func<OperationRunner, CancellationToken, Task<OperationReport>> RunAsync)[] jobs =
        [
            (nameof(options.Sync), options.Sync, async (operations, stop) => await operations.RunAsync(new SyncRequest(), stop)),
            (nameof(options.Rescore), options.Rescore, async (operations, stop) => await operations.RunAsync(new RescoreRequest(), stop)),
            (nameof(options.Credit), options.Credit, async (operations, stop) => await operations.RunAsync(new CreditRequest(), stop)),
            (nameof(options.Backfill), options.Backfill,
                async (operations, stop) => await operations.RunAsync(new BackfillRequest(), stop)),
            (nameof(options.Reconcile), options.Reconcile,
                async (operations, stop) => await operations.RunAsync(new ReconcileRequest(), stop)),
        ];
        List<ScheduledJob> scheduled = [];
        foreach (var (setting, expression, runAsync) in jobs)
        {
            if (JobSchedule.Parse(Prefix + setting, expression, zone, now) is not { } schedule) continue;
            scheduled.Add(new ScheduledJob(setting.ToLowerInvariant(), schedule, runAsync));
        }
        return scheduled;
    }
}
