using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace GraphSync.Rescore;

/// <summary>The rules of rescoring: the section <c>Bridge:Rescore</c>.</summary>
public sealed record RescoreOptions
{
    /// <summary>Hours between the starts of two passes, 0 to 8,784. Default 24; 0 lets every run work.</summary>
    [Range(0.0, 8784.0)]
    public double WindowHours { get; set; } = 24;

    /// <summary>Edges that one pass may take, 1 to 1,000,000. Default 10,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxEdgesPerPass { get; set; } = 10_000;

    /// <summary>The negative delta at or below which a decrease is large and the edge is flagged, −1 to below 0. Default −0.3.</summary>
    [Range(-1.0, 0.0, MaximumIsExclusive = true)]
    public double LargeDecreaseThreshold { get; set; } = -0.3;

    /// <summary>Deltas smaller than this, either way, are stable; from it on they are an increase. 0 to 1, default 0.05.</summary>
    [Range(0.0, 1.0)]
    public double StableBand { get; set; } = 0.05;

    /// <summary>The share of a pass's scored edges, 0 to 1, above which large decreases hold the promotion: nothing is written, and a
    /// person decides. Default 0, which holds none.</summary>
    [Range(0.0, 1.0)]
    public double HoldAboveShare { get; set; }

    /// <summary><see cref="WindowHours"/> as a time.</summary>
    public TimeSpan Window => TimeSpan.FromHours(WindowHours);

    /// <summary>How many passes so many edges of one promotion take.</summary>
    public long PassesFor(long edges) => (edges + MaxEdgesPerPass - 1) / MaxEdgesPerPass;

    /// <summary>How many days so many passes take at least, one a window.</summary>
    public double DaysFor(long passes) => passes * Window.TotalDays;

    /// <summary>Passes that may fail in a row before the job is parked.</summary>
    public const int FailuresAllowed = 3;
}

/// <summary>Where logs stand: the section <c>Bridge:Logs</c>.</summary>
public sealed record LogOptions
{
    /// <summary>The folder of <c>model_rescore.log</c>; made when it is missing. Default <c>logs</c>.</summary>
    [Required]
    public string Directory { get; set; } = "logs";

    /// <summary>The log of rescoring: a line a run.</summary>
    public string RescoreLog => Path.Combine(Directory, "model_rescore.log");
}

[OptionsValidator]
internal sealed partial class ValidateRescoreOptions : IValidateOptions<RescoreOptions>;

[OptionsValidator]
internal sealed partial class ValidateLogOptions : IValidateOptions<LogOptions>;
