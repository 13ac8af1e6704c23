using GraphSync.Rescore.Scoring;

namespace GraphSync.Rescore;

/// <summary>The rules of rescoring.</summary>
public sealed record RescoreOptions
{
    /// <summary>Elapsed time between the starts of two passes. Default 24 hours; zero lets every run work.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Edges that one pass may take. Default 10,000.</summary>
    public int MaxEdgesPerPass { get; init; } = 10_000;

    /// <summary>The negative delta at or below which a decrease is large. Default −0.3.</summary>
    public double LargeDecreaseThreshold { get; init; } = -0.3;

    /// <summary>Deltas smaller than this, either way, are stable; from it on they are an increase. Default 0.05.</summary>
    public double StableBand { get; init; } = 0.05;

    /// <summary>What may score, and for how long.</summary>
    public ScorerOptions Scorers { get; init; } = new();

    /// <summary>Where <c>model_rescore.log</c> stands. Default <c>logs</c>.</summary>
    public string LogDirectory { get; init; } = "logs";

    /// <summary>Passes that may fail in a row before the job is parked.</summary>
    public const int FailuresAllowed = 3;
}

/// <summary>One run of rescoring.</summary>
public sealed record RescoreRequest
{
    /// <summary>How far before the installation promotions are taken, in hours.</summary>
    public double SinceHours { get; init; } = Inbound.InboxDrain.DefaultSinceHours;

    /// <summary>Score and count, write nothing but the log line, and ignore the window.</summary>
    public bool DryRun { get; init; }
}
