using GraphSync.Postgres;
using Npgsql;

namespace GraphSync.Schedules;

/// <summary>When each scheduled job last ran: kept in <c>schedule_runs</c>, so that no restart resets a schedule.</summary>
/// <remarks>All instants are the caller's, from one clock, never PostgreSQL's.</remarks>
public sealed class ScheduleRuns(NpgsqlDataSource postgres)
{
    /// <summary>The job's state; a job that was never seen is noted as known since <paramref name="now"/>.</summary>
    public async Task<ScheduleState> ReadAsync(string job, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var parameters = new { job, now = now.UtcDateTime };
        var rows = await postgres.ReadAsync<Row>("Schedules/read-run.sql", parameters, cancellationToken).ConfigureAwait(false);
        return new ScheduleState(rows[0].KnownSince!.Value, rows[0].LastSuccessAt, rows[0].RunAgainAt);
    }

    /// <summary>Notes that a run begins; one that is cut off leaves no more than this, and is due again.</summary>
    public Task BeginAsync(string job, DateTimeOffset at, CancellationToken cancellationToken) =>
        postgres.RunAsync("Schedules/begin-run.sql", new { job, at = at.UtcDateTime }, cancellationToken);

    /// <summary>Notes that the run that began at <paramref name="at"/> came to its end.</summary>
    /// <param name="job">The job.</param>
    /// <param name="at">When the run began: what became due since then is due.</param>
    /// <param name="again">When it is to run again whatever its schedule says; null for the schedule alone.</param>
    /// <param name="error">What it reported as failed and keeps count of itself; null when nothing.</param>
    /// <param name="cancellationToken">Leaves the state as it was.</param>
    public Task EndAsync(string job, DateTimeOffset at, DateTimeOffset? again, string? error, CancellationToken cancellationToken) =>
        postgres.RunAsync("Schedules/end-run.sql", new { job, at = at.UtcDateTime, again = again?.UtcDateTime, error }, cancellationToken);

    /// <summary>Notes that a run broke off: it stays due.</summary>
    public Task FailAsync(string job, string error, CancellationToken cancellationToken) =>
        postgres.RunAsync("Schedules/fail-run.sql", new { job, error }, cancellationToken);

    /// <summary>All jobs ever scheduled, by name; a hundred at most.</summary>
    public async Task<IReadOnlyList<ScheduleRun>> AllAsync(CancellationToken cancellationToken) =>
        [.. (await postgres.ReadAsync<Row>("Schedules/all-runs.sql", null, cancellationToken).ConfigureAwait(false))
            .Select(row => new ScheduleRun(row.Job!, row.LastSuccessAt, row.LastAttemptAt, row.RunAgainAt, row.LastError)
            {
                KnownSince = row.KnownSince,
            })];

    private sealed class Row
    {
        public string? Job { get; set; }
        public DateTime? KnownSince { get; set; }
        public DateTime? LastSuccessAt { get; set; }
        public DateTime? LastAttemptAt { get; set; }
        public DateTime? RunAgainAt { get; set; }
        public string? LastError { get; set; }
    }
}

/// <summary>What a schedule's next run is reckoned from.</summary>
/// <param name="KnownSince">When the job was first scheduled.</param>
/// <param name="LastSuccess">When the last run that came to its end began; null for none.</param>
/// <param name="RunAgainAt">When it is to run again whatever its schedule says; null for the schedule alone.</param>
public sealed record ScheduleState(DateTimeOffset KnownSince, DateTimeOffset? LastSuccess = null, DateTimeOffset? RunAgainAt = null);

/// <summary>A job's last runs, for people.</summary>
/// <param name="Job">The job.</param>
/// <param name="LastSuccess">When the last run that came to its end began.</param>
/// <param name="LastAttempt">When the last run began.</param>
/// <param name="RunAgainAt">When it is to run again whatever its schedule says.</param>
/// <param name="LastError">What the last run reported or broke off with; null when all is well.</param>
public sealed record ScheduleRun(string Job, DateTimeOffset? LastSuccess, DateTimeOffset? LastAttempt, DateTimeOffset? RunAgainAt,
    string? LastError)
{
    /// <summary>When the job was first scheduled; null for one that never was.</summary>
    public DateTimeOffset? KnownSince { get; init; }
}
