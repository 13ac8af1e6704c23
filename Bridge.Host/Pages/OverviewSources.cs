using GraphSync.Doctor;
using GraphSync.Monitoring;
using GraphSync.Schedules;

namespace Bridge.Host.Pages;

/// <summary>What the overview is read from besides the graph.</summary>
internal sealed record OverviewSources(IReadOnlyList<ExpectedSchedule> Expected, ScheduleRuns Runs, RowsThatWait Rows,
    AttributionMonitor Attribution, ILastDoctorReport Doctor)
{
    /// <summary>All jobs that are scheduled here or ran once, by name.</summary>
    public async Task<IReadOnlyList<ScheduleTimes>> SchedulesAsync(DateTimeOffset now, CancellationToken stop)
    {
        var runs = (await Runs.AllAsync(stop)).ToDictionary(run => run.Job);
        var expected = Expected.ToDictionary(schedule => schedule.Job);
        return [.. runs.Keys.Union(expected.Keys).Order(StringComparer.Ordinal).Select(job =>
        {
            var run = runs.GetValueOrDefault(job);
            var state = new ScheduleState(run?.KnownSince ?? now, run?.LastSuccess, run?.RunAgainAt);
            return new ScheduleTimes(job, run, expected.GetValueOrDefault(job)?.DueAt(state, now));
        })];
    }
}

/// <summary>Knows what the doctor found last.</summary>
internal interface ILastDoctorReport
{
    /// <summary>Null before its first round has ended.</summary>
    DoctorReport? Last { get; }
}
