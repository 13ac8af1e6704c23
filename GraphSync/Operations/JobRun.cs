using System.Diagnostics;

namespace GraphSync.Operations;

/// <summary>A run of an operation as OpenTelemetry sees it: one trace, a duration and a count.</summary>
internal sealed class JobRun : IDisposable
{
    public const string Success = "success";

    /// <summary>It says so itself.</summary>
    public const string Failed = "failed";

    /// <summary>It threw.</summary>
    public const string Broken = "broken";

    /// <summary>Its caller gave up.</summary>
    public const string Stopped = "stopped";

    private static readonly string[] Outcomes = [Success, Failed, Broken, Stopped];

    private readonly string _job;
    private readonly Activity? _activity;

    /// <param name="job">The operation's name.</param>
    public JobRun(string job)
    {
        (_job, _activity) = (job, Telemetry.Source.StartActivity($"job {job}"));
        // An increase from nothing to 1 would go unseen: every outcome counts from 0.
        foreach (var outcome in Outcomes) Telemetry.JobRuns.Add(0, Tags(outcome));
    }

    /// <param name="outcome">One of the four words.</param>
    /// <param name="took">From beginning to end.</param>
    /// <param name="failure">What it threw; only its type is told, since its message may hold anything.</param>
    public void End(string outcome, TimeSpan took, Exception? failure = null)
    {
        Telemetry.JobDuration.Record(took.TotalSeconds, Tags(outcome));
        Telemetry.JobRuns.Add(1, Tags(outcome));
        _activity?.SetTag("outcome", outcome);
        if (failure is not null) _activity?.SetTag("error.type", failure.GetType().Name);
        if (outcome != Success) _activity?.SetStatus(ActivityStatusCode.Error);
    }

    public void Dispose() => _activity?.Dispose();

    private TagList Tags(string outcome) => new() { { "job", _job }, { "outcome", outcome } };
}
