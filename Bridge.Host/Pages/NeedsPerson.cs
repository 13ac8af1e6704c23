using GraphQueries.Rescore;
using GraphSync.Doctor;

namespace Bridge.Host.Pages;

/// <summary>Something that waits for a person.</summary>
/// <param name="What">What it is.</param>
/// <param name="Why">In somebody else's words; null for none.</param>
/// <param name="Address">Where it is seen or done.</param>
public sealed record NeedsPerson(string What, string? Why, string Address)
{
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(10);

    /// <summary>All that waits, what stands still first.</summary>
    public static IReadOnlyList<NeedsPerson> Of(OverviewModel model)
    {
        var waiting = model.Waiting;
        List<NeedsPerson> all =
        [
            .. waiting.Stopped.Select(job => new NeedsPerson($"Promotion {job.Id} is {Stopped(job)}", job.Reason,
                PageAddress.Promotion(job.Id))),
            .. model.Schedules.Where(schedule => schedule.Run?.LastError is not null).Select(schedule =>
                new NeedsPerson($"The last run of {schedule.Job} failed", schedule.Run!.LastError, "/#schedules")),
        ];
        Add(waiting.Flagged, "Edges that wait for review", "/review");
        Add(waiting.Rows.PutAsideRows, "Rows that cannot be carried into the graph", "/#aside");
        Add(waiting.Rows.MirrorRejects, "Rows that PostgreSQL refuses", "/#aside");
        if (model.Now - waiting.OutboxOldest > Late) all.Add(new("The mirror lags behind", null, "/#lag"));
        if (waiting.Rows.InboxAge > Late.TotalSeconds) all.Add(new("The inbox lags behind", null, "/#lag"));
        var failed = waiting.Doctor?.Checks.Where(check => check.State == CheckState.Failed).Select(check => check.Name).ToList() ?? [];
        if (failed.Count > 0) all.Add(new("The doctor finds faults", string.Join(", ", failed), "/health/doctor"));
        return all;

        void Add(long count, string what, string address)
        {
            if (count > 0) all.Add(new($"{what}: {PageNumber.Counted(count)}", null, address));
        }
    }

    private static string Stopped(RescoreJobRow job) => job.Status == JobStatus.Held ? "held" : "parked: its passes failed";
}
