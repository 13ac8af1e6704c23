using System.Text.Json.Serialization;
using GraphQueries.Rescore;
using GraphSync.Operations;
using GraphSync.Rescore.Report;

namespace GraphSync.Rescore;

/// <summary>What one run of rescoring did; the JSON of <c>rescore --json</c> in snake_case.</summary>
public sealed record RescoreReport : OperationReport
{
    /// <summary>One of <see cref="RescoreStatus"/>.</summary>
    public required string Status { get; init; }

    /// <summary>The promotion that was worked on, or that waits; null when there is none.</summary>
    public string? PromotionId { get; init; }

    /// <summary>The promoted version's predecessor.</summary>
    public string? Parent { get; init; }

    /// <summary>The promoted version.</summary>
    public string? Child { get; init; }

    /// <summary>The pass; null when none was begun.</summary>
    public string? PassId { get; init; }

    /// <summary>Edges rescored by the whole pass, over all its runs.</summary>
    public long Edges { get; init; }

    /// <summary>Deltas at or below the threshold.</summary>
    public long LargeDecrease { get; init; }

    /// <summary>Decreases that are neither large nor stable.</summary>
    public long Moderate { get; init; }

    /// <summary>Deltas within the stable band.</summary>
    public long Stable { get; init; }

    /// <summary>Increases at or above the band.</summary>
    public long Increase { get; init; }

    /// <summary>Edges that kept their confidence, as a reviewer had decided.</summary>
    public long Pinned { get; init; }

    /// <summary>Edges flagged for review.</summary>
    public long Flagged { get; init; }

    /// <summary>Edges of the promotion that the next passes will take.</summary>
    public long EdgesLeft { get; init; }

    /// <summary>Jobs waiting, this one included while edges are left.</summary>
    public int Queued { get; init; }

    /// <summary>Whether nothing was written.</summary>
    public bool DryRun { get; init; }

    /// <summary>What happened, in one sentence; the error when failed.</summary>
    public string Message { get; init; } = "";

    /// <summary>When the next pass may run; null when nothing waits for it.</summary>
    public DateTimeOffset? NextRunAt { get; init; }

    /// <summary>Passes still needed for this promotion, one a window.</summary>
    public long PassesLeft { get; init; }

    /// <summary>Edges that the scorer could not score, with its reasons; they are left as they are. The first thousand.</summary>
    public IReadOnlyList<EdgeProblem> Errors { get; init; } = [];

    /// <summary>How many edges the scorer could not score.</summary>
    public int ErrorCount { get; init; }

    /// <summary>Edges that kept changing while they were scored; a later pass takes them.</summary>
    public IReadOnlyList<string> Changed { get; init; } = [];

    /// <summary>Promotions that cannot run: held, refused, parked or too old.</summary>
    public IReadOnlyList<HeldPromotion> Held { get; init; } = [];

    /// <summary>How long the run took, in milliseconds.</summary>
    public long DurationMs => (long)Duration.TotalMilliseconds;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Summary => $"{Status}: {Message}";

    /// <inheritdoc/>
    [JsonIgnore]
    public override OperationOutcome Outcome => Status == RescoreStatus.Failed ? OperationOutcome.Failed : OperationOutcome.Done;

    /// <inheritdoc/>
    [JsonIgnore]
    public override DateTimeOffset? RunAgainAt => Status == RescoreStatus.RateLimited || Edges == 0 ? NextRunAt : null;

    /// <summary>What a pass that has ended did, over all its runs.</summary>
    internal static RescoreReport Of(RescorePassRow pass) => new()
    {
        Status = pass.Status == PassStatus.Failed ? RescoreStatus.Failed : RescoreStatus.Completed,
        PromotionId = pass.PromotionId,
        Parent = pass.ParentId,
        Child = pass.ChildId,
        PassId = pass.Id,
        Edges = pass.Edges,
        LargeDecrease = pass.LargeDecrease,
        Moderate = pass.Moderate,
        Stable = pass.Stable,
        Increase = pass.Increase,
        Pinned = pass.Pinned,
        Flagged = pass.Flagged,
        Message = pass.Status == PassStatus.Failed ? pass.Reason ?? ""
            : $"{pass.Edges} edges rescored, {pass.Flagged} flagged for review"
                + (pass.Reason is { } reason ? $"; the rest could not be scored: {reason}" : ""),
    };
}

/// <summary>An edge that could not be scored, and why.</summary>
public sealed record EdgeProblem(string EdgeId, string Error);

/// <summary>A promotion that cannot run.</summary>
/// <param name="PromotionId">The promotion.</param>
/// <param name="Status"><c>held</c>, <c>refused</c>, <c>parked</c> or <c>old</c>.</param>
/// <param name="Reason">Why.</param>
/// <param name="Report">What it would do, where this run has held it; null for all others.</param>
public sealed record HeldPromotion(string PromotionId, string Status, string? Reason, PromotionReport? Report = null);
