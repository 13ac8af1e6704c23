using System.Text.Json.Serialization;
using GraphSync.Operations;
using GraphSync.Postgres;
using GraphSync.Schedules;

namespace GraphSync.Doctor;

/// <summary>Looks over both databases and everything that keeps them in step. It reads only, and needs no more than the right to.</summary>
public sealed record DoctorRequest : OperationRequest<DoctorReport>
{
    private readonly TimeSpan _checkTimeout = TimeSpan.FromMinutes(1);

    /// <summary>The schedules that are set; whether they are kept is one of the checks.</summary>
    public IReadOnlyList<ExpectedSchedule> Schedules { get; init; } = [];

    /// <summary>How long one check may take; more than 0, at most a day. A minute unless told.</summary>
    /// <exception cref="BadInputException">It is not.</exception>
    public TimeSpan CheckTimeout
    {
        get => _checkTimeout;
        init => _checkTimeout = value > TimeSpan.Zero && value <= TimeSpan.FromDays(1) ? value
            : throw new BadInputException($"A check cannot have {value.TotalSeconds:0.###} s: give it more than 0 and at most 86400.");
    }

    internal override string Name => "doctor";

    internal override OperationNeeds Needs => OperationNeeds.NotEvenEdgeTypes;
}

/// <summary>A schedule that is set.</summary>
/// <param name="Job">As it stands in <c>schedule_runs</c>.</param>
/// <param name="DueAt">When it is due, by what is known of its runs and the present time.</param>
public sealed record ExpectedSchedule(string Job, Func<ScheduleState, DateTimeOffset, DateTimeOffset> DueAt);

/// <summary>What the checks have come to.</summary>
/// <param name="Status">The worst of their states.</param>
/// <param name="At">When they were begun, in UTC.</param>
/// <param name="Checks">Always the same ones, in the same order.</param>
public sealed record DoctorReport(string Status, DateTimeOffset At, IReadOnlyList<DoctorCheck> Checks) : OperationReport
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Summary => Status == CheckState.Ok ? $"all {Checks.Count} checks are ok"
        : $"of {Checks.Count} checks {Listed(CheckState.Failed)}, {Listed(CheckState.Warning)}";

    /// <inheritdoc/>
    [JsonIgnore]
    public override OperationOutcome Outcome => Status == CheckState.Failed ? OperationOutcome.Incomplete : OperationOutcome.Done;

    private string Listed(string state)
    {
        var names = Checks.Where(check => check.State == state).Select(check => check.Name).ToList();
        return $"{names.Count} {state}{(names.Count == 0 ? "" : $" ({string.Join(", ", names)})")}";
    }
}

/// <summary>One check.</summary>
/// <param name="Name">Its name, which stays.</param>
/// <param name="State">One of <see cref="CheckState"/>.</param>
/// <param name="Found">What it found, in one sentence.</param>
/// <param name="Examples">Some of what is wrong; five at most.</param>
/// <param name="Remedy">What to do; null when nothing.</param>
public sealed record DoctorCheck(string Name, string State, string Found, IReadOnlyList<string> Examples, string? Remedy);

/// <summary>The states of a check: <see cref="DoctorCheck.State"/>.</summary>
public static class CheckState
{
    /// <summary>Nothing is wrong.</summary>
    public const string Ok = "ok";

    /// <summary>Somebody should look at it.</summary>
    public const string Warning = "warning";

    /// <summary>Something is wrong, or the check could not be made.</summary>
    public const string Failed = "failed";

    /// <summary>The worst of some; ok when there are none.</summary>
    public static string Worst(IEnumerable<string> states)
    {
        var known = states.ToHashSet(StringComparer.Ordinal);
        return known.Contains(Failed) ? Failed : known.Contains(Warning) ? Warning : Ok;
    }
}
