using GraphSync.Operations;

namespace GraphSync.Rescore;

/// <summary>Rescores the edges of promoted versions' predecessors: one pass.</summary>
public sealed record RescoreRequest : OperationRequest<RescoreReport>
{
    /// <summary>How far before the installation promotions are taken, in hours.</summary>
    public double SinceHours { get; init; } = OperationNeeds.DefaultSinceHours;

    /// <summary>Score and count, write nothing but the log line, and ignore the window.</summary>
    public bool DryRun { get; init; }

    /// <summary>The promotion whose job is released first, parked or not, all of its edges to be looked at again; null for none.</summary>
    public string? Retry { get; init; }

    /// <summary>The promotion that was held and is let pass first; null for none.</summary>
    public string? Release { get; init; }

    internal override string Name => "rescore";

    internal override OperationNeeds Needs => DryRun ? OperationNeeds.Nothing : OperationNeeds.Both with { SinceHours = SinceHours };
}

/// <summary>How a run of rescoring ended: <see cref="RescoreReport.Status"/>.</summary>
public static class RescoreStatus
{
    /// <summary>A pass came to its end.</summary>
    public const string Completed = "completed";

    /// <summary>The window since the last pass is not over.</summary>
    public const string RateLimited = "rate_limited";

    /// <summary>No promotion has edges left, or another bridge is at work.</summary>
    public const string NothingDue = "nothing_due";

    /// <summary>A pass that had been cut off came to its end.</summary>
    public const string Resumed = "resumed";

    /// <summary>The scorer failed.</summary>
    public const string Failed = "failed";
}
