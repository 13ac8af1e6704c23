using GraphQueries.Rescore;
using GraphSync.Leases;
using GraphSync.Rescore;
using GraphSync.Schedules;
using Microsoft.Extensions.Options;

namespace GraphSync.Doctor;

/// <summary>What stands still, and why.</summary>
internal sealed class JobChecks(GraphClient graph, PostgresReader postgres, IOptions<RescoreOptions> options, IOptions<LeaseOptions> leases,
    TimeProvider time)
{
    private const int Read = 1_000;
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(15);

    // All that neither waits for its turn nor is over.
    private static readonly string[] Stopped = [.. JobStatus.All.Except([JobStatus.Queued, JobStatus.Old, JobStatus.Done])];

    public IEnumerable<Check> All(IReadOnlyList<ExpectedSchedule> schedules) =>
    [
        new("jobs", Looks.AtNeo4j, JobsAsync),
        new("passes", Looks.AtBoth, PassesAsync),
        new("unfinished", Looks.AtPostgres, UnfinishedAsync),
        new("schedules", schedules.Count == 0 ? Looks.AtSettings : Looks.AtPostgres, stop => SchedulesAsync(schedules, stop)),
    ];

    private async Task<Finding> JobsAsync(CancellationToken cancellationToken)
    {
        var stopped = await JobsAsync(Stopped, cancellationToken).ConfigureAwait(false);
        var parked = stopped.Where(job => job.Status != JobStatus.Refused).ToList();
        if (parked.Count > 0)
        {
            return Finding.Failed($"{parked.Count:N0} promotions stand still",
                "Mend what the reason says, then run rescore --retry PROMOTION (--release for one that is held).", parked.Select(Why));
        }
        var queued = await JobsAsync([JobStatus.Queued], cancellationToken).ConfigureAwait(false);
        if (await IsForgottenAsync(queued, cancellationToken).ConfigureAwait(false))
        {
            return Finding.Failed($"{queued.Count:N0} promotions wait, and no pass has begun for {Patience.TotalHours:0} h",
                "Run rescore, and see that a bridge runs whose Bridge__Schedules__Rescore is set.", queued.Select(Why));
        }
        if (queued.Where(job => job.Failures > 0).ToList() is { Count: > 0 } failing)
        {
            return Finding.Warning($"the last pass of {failing.Count:N0} promotions failed",
                $"Mend what the reason says: after {RescoreOptions.FailuresAllowed} failures they are parked.", failing.Select(Why));
        }
        return stopped.Count > 0
            ? Finding.Warning($"{stopped.Count:N0} promotions were refused", "Correct the promotion, or insert the versions that it names.",
                stopped.Select(Why))
            : Finding.Ok($"{queued.Count:N0} promotions wait for their turn, none stands still");
    }

    /// <summary>How long nothing may happen while promotions wait.</summary>
    private TimeSpan Patience => 2 * (options.Value.Window > Day ? options.Value.Window : Day);

    private async Task<bool> IsForgottenAsync(IReadOnlyList<RescoreJobRow> queued, CancellationToken cancellationToken)
    {
        var since = time.GetUtcNow() - Patience;
        if (!queued.Any(job => job.DetectedAt < since)) return false;
        var last = await PassesAsync(PassStatus.All, 1, cancellationToken).ConfigureAwait(false);
        return last.Count == 0 || last[0].StartedAt < since;
    }

    private static string Why(RescoreJobRow job) => $"{job.Id}: {job.Status}, {job.Reason ?? $"{job.EdgesLeft:N0} edges left"}";

    private Task<IReadOnlyList<RescoreJobRow>> JobsAsync(string[] statuses, CancellationToken cancellationToken) =>
        graph.ReadAsync(RescoreQueries.Jobs, new JobsParameters(statuses, Read), cancellationToken);

    private Task<IReadOnlyList<RescorePassRow>> PassesAsync(IReadOnlyCollection<string> statuses, int limit,
        CancellationToken cancellationToken) =>
        graph.ReadAsync(RescoreQueries.Passes, new PassesParameters(statuses, limit), cancellationToken);

    private async Task<Finding> PassesAsync(CancellationToken cancellationToken)
    {
        var running = await PassesAsync([PassStatus.Running], Read, cancellationToken).ConfigureAwait(false);
        if (running.Count == 0) return Finding.Ok("none is under way");
        var lease = new { job = RescoreOperation.Job, stale = leases.Value.StaleAfter.TotalSeconds };
        var holders = await postgres.ReadAsync<string>("Doctor/holder.sql", lease, cancellationToken).ConfigureAwait(false);
        if (holders.Count > 0) return Finding.Ok($"{running[0].Id} is under way at {holders[0]}");
        var found = $"{running.Count:N0} passes have begun, and nobody works on them";
        const string remedy = "Run rescore, which goes on with them, and see that a bridge runs whose Bridge__Schedules__Rescore is set.";
        var examples = running.Select(pass =>
            $"{pass.Id}: since {pass.StartedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z, {pass.Edges:N0} edges done");
        return running.Any(pass => time.GetUtcNow() - pass.StartedAt > Day)
            ? Finding.Failed(found, remedy, examples) : Finding.Warning(found, remedy, examples);
    }

    private async Task<Finding> UnfinishedAsync(CancellationToken cancellationToken)
    {
        var begun = new { before = (time.GetUtcNow() - Day).UtcDateTime };
        var works = await postgres.ReadAsync<string>("Doctor/unfinished.sql", begun, cancellationToken).ConfigureAwait(false);
        return works.Count == 0 ? Finding.Ok("no backfill or import was left off")
            : Finding.Warning($"{works.Count:N0} works were begun more than a day ago and are not at their end",
                "Run backfill or import-kg-edges again, which goes on where it stopped.", works);
    }

    private async Task<Finding> SchedulesAsync(IReadOnlyList<ExpectedSchedule> schedules, CancellationToken cancellationToken)
    {
        if (schedules.Count == 0) return Finding.Ok("none is set");
        var runs = (await postgres.ReadAsync<Run>("Schedules/all-runs.sql", null, cancellationToken).ConfigureAwait(false))
            .ToDictionary(run => run.Job, StringComparer.Ordinal);
        var now = time.GetUtcNow();
        List<string> missed = [], broken = [];
        foreach (var schedule in schedules)
        {
            // No daemon has ever had it: verbs may do all the work.
            if (!runs.TryGetValue(schedule.Job, out var run) || run.KnownSince is not { } known) continue;
            var due = schedule.DueAt(new ScheduleState(known, run.LastSuccessAt, run.RunAgainAt), now);
            if (due + Grace < now && !run.IsUnderWay(due, now))
                missed.Add($"{schedule.Job}: due since {due.UtcDateTime:yyyy-MM-dd HH:mm}Z{run.Error}");
            else if (run.LastError is not null) broken.Add($"{schedule.Job}{run.Error}");
        }
        return missed.Count > 0 ? Finding.Failed($"{missed.Count} of {schedules.Count} have missed",
                "Start the bridge (run), or mend what its last run broke off with.", [.. missed, .. broken])
            : broken.Count > 0
                ? Finding.Warning($"the last run of {broken.Count} failed", "Mend what it broke off with; it is tried again.", broken)
            : Finding.Ok(runs.Count == 0 ? $"{schedules.Count} are set, and no bridge has run them yet" : $"{schedules.Count} are kept");
    }

    private sealed record Run(string Job, DateTime? KnownSince, DateTime? LastSuccessAt, DateTime? LastAttemptAt, DateTime? RunAgainAt,
        string? LastError)
    {
        public string Error => LastError is null ? "" : $"; its last run: {Excerpt.Start(LastError, 160)}";

        /// <summary>Whether the run that was due has begun and may be at work: nothing says that it broke off.</summary>
        public bool IsUnderWay(DateTimeOffset due, DateTimeOffset now) =>
            LastError is null && LastAttemptAt is { } attempt && attempt >= due && now - attempt < Day;
    }
}
