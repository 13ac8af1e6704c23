using Bridge.Host.Commands;
using Bridge.Host.Configuration;
using GraphSync.Backfill;
using GraphSync.Credit;
using GraphSync.Inbound;
using GraphSync.Outbound;
using GraphSync.Rescore;

namespace Bridge.Host.Hosting;

/// <summary>What a scheduled run came to.</summary>
/// <param name="Message">For the log.</param>
/// <param name="Failed">The job failed and keeps count of that itself: it waits for its next occurrence. A run that throws is tried again soon.</param>
/// <param name="RunAgainAt">When it is to run again whatever its schedule says.</param>
internal sealed record JobOutcome(string Message, bool Failed = false, DateTimeOffset? RunAgainAt = null);

/// <summary>One run of a job.</summary>
internal delegate Task<JobOutcome> JobWork(BridgeContext bridge, CancellationToken cancellationToken);

/// <summary>A job and when it is due.</summary>
internal sealed record ScheduledJob(string Name, JobSchedule Schedule, JobWork Work);

/// <summary>The jobs that can be scheduled, by the names of their settings in lower case.</summary>
internal static class Jobs
{
    public static IReadOnlyDictionary<string, JobWork> All(BridgeSettings settings) => new Dictionary<string, JobWork>
    {
        ["sync"] = SyncAsync,
        ["rescore"] = async (bridge, cancellationToken) =>
        {
            var result = await new RescoreRun(bridge, RescoreCommand.Options(settings)).RunAsync(new RescoreRequest(), cancellationToken);
            return new JobOutcome($"{result.Status}: {result.Message}", result.Status == "failed",
                result.Status == "rate_limited" ? result.NextRunAt : null);
        },
        ["credit"] = async (bridge, cancellationToken) =>
        {
            await new InboxDrain(bridge).RunAsync(cancellationToken);
            var report = await new CreditRun(bridge, CreditCommand.Options(settings)).RunAsync(dryRun: false, cancellationToken);
            await new Mirror(bridge).RunAsync(cancellationToken);
            return new JobOutcome($"{report.Status}: {report.Paid.Count} events paid, {report.Refused.Count} refused, {report.Waiting.Count} waiting");
        },
        ["backfill"] = async (bridge, cancellationToken) =>
        {
            await new InboxDrain(bridge).RunAsync(cancellationToken);
            var report = await new BackfillRun(bridge).RunAsync(new BackfillRequest(), null, cancellationToken);
            await new Mirror(bridge).RunAsync(cancellationToken);
            return new JobOutcome($"{report.Attributed} edges attributed, {report.Unknown} unknown");
        },
    };

    /// <summary>The jobs whose schedules are set.</summary>
    /// <exception cref="BadInputException">A setting cannot be used; the message names it.</exception>
    public static IReadOnlyList<ScheduledJob> Scheduled(BridgeSettings settings, IReadOnlyDictionary<string, JobWork> jobs, DateTimeOffset now)
    {
        const string prefix = "Bridge__Schedules__";
        var zone = JobSchedule.ParseZone(prefix + "TimeZone", settings.Schedules.TimeZone);
        List<ScheduledJob> scheduled = [];
        foreach (var (setting, expression) in new[]
        {
            ("Sync", settings.Schedules.Sync), ("Rescore", settings.Schedules.Rescore), ("Credit", settings.Schedules.Credit),
            ("Backfill", settings.Schedules.Backfill), ("Reconcile", settings.Schedules.Reconcile),
        })
        {
            if (JobSchedule.Parse(prefix + setting, expression, zone, now) is not { } schedule) continue;
            var name = setting.ToLowerInvariant();
            scheduled.Add(new ScheduledJob(name, schedule, jobs.GetValueOrDefault(name)
                ?? throw new BadInputException($"{prefix}{setting} is set, but this build has no such job: leave it empty.")));
        }
        return scheduled;
    }

    private static async Task<JobOutcome> SyncAsync(BridgeContext bridge, CancellationToken cancellationToken)
    {
        var inbound = await new InboxDrain(bridge).RunAsync(cancellationToken);
        var outbound = await new Mirror(bridge).RunAsync(cancellationToken);
        return new JobOutcome($"{inbound.Entries} entries in, {outbound.Edges} edges and {outbound.Deltas} deltas out, {outbound.Rejected} put aside");
    }
}
