using GraphQueries.Inbound;
using GraphQueries.Rescore;
using GraphSync.Inbound;
using GraphSync.Leases;
using GraphSync.Outbound;
using GraphSync.Rescore.Scoring;
using Microsoft.Extensions.Logging;

namespace GraphSync.Rescore;

/// <summary>
/// Rescores the edges of promoted versions' predecessors, one pass a window, and mirrors what it did. Runs of several bridges take
/// turns; one that another has in hand is waited for.
/// </summary>
public sealed class RescoreRun(BridgeContext context, RescoreOptions options)
{
    /// <summary>The lease that rescoring stands under.</summary>
    public const string Job = "rescore";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly string[] Waiting = ["queued", "parked", "refused", "old"];
    private readonly RescoreJournal _journal = new(context, options.LogDirectory);
    private readonly ILogger _log = context.Loggers.CreateLogger<RescoreRun>();

    /// <summary>Runs one pass, goes on with one that was cut off, or says why there is nothing to do.</summary>
    public async Task<RescoreResult> RunAsync(RescoreRequest request, CancellationToken cancellationToken)
    {
        var started = context.Time.GetTimestamp();
        var result = request.DryRun
            ? await new RescoreRehearsal(context, options).RunAsync(request, cancellationToken).ConfigureAwait(false)
            : await RunAutoCommitAsync(request, cancellationToken).ConfigureAwait(false);
        result = result with { DurationMs = (long)context.Time.GetElapsedTime(started).TotalMilliseconds };
        await _journal.WriteAsync(result, cancellationToken).ConfigureAwait(false);
        return result;
    }

    /// <summary>Releases a parked job, or one with edges that could not be scored: every edge is looked at again.</summary>
    /// <exception cref="BadInputException">There is no such job, or it cannot run.</exception>
    public async Task RetryAsync(string promotionId, CancellationToken cancellationToken)
    {
        await new InboxDrain(context).RunAsync(cancellationToken).ConfigureAwait(false);
        var jobs = await JobsAsync([.. Waiting, "done"], cancellationToken).ConfigureAwait(false);
        var job = jobs.FirstOrDefault(j => j.Id == promotionId)
            ?? throw new BadInputException($"No promotion '{promotionId}' has a job: world_model_improvements has none of that id with event_type 'model_version_promoted'.");
        if (job.Status is "refused" or "old") throw new BadInputException($"Promotion '{promotionId}' cannot run: {job.Reason}.");
        var fence = await EnterAsync(cancellationToken).ConfigureAwait(false)
            ?? throw new BadInputException("Another bridge is rescoring: try again when it is done.");
        await using var _ = fence.ConfigureAwait(false);
        var left = await CountAsync(job.ParentId!, cancellationToken).ConfigureAwait(false);
        fence.Require(await fence.Graph.WriteAsync(RescoreQueries.Release, new ReleaseJobParameters(fence.Job, fence.Epoch, promotionId, left), cancellationToken).ConfigureAwait(false));
    }

    private Task<Fence?> EnterAsync(CancellationToken cancellationToken) => Fence.EnterAsync(context, Job, Patience, cancellationToken);

    private async Task<RescoreResult> RunAutoCommitAsync(RescoreRequest request, CancellationToken cancellationToken)
    {
        await new InboxDrain(context, request.SinceHours).RunAsync(cancellationToken).ConfigureAwait(false);
        await context.Types.LoadAsync(cancellationToken).ConfigureAwait(false);
        var fence = await EnterAsync(cancellationToken).ConfigureAwait(false);
        if (fence is null) return await ReportAsync(new RescoreResult { Status = "nothing_due", Message = "another bridge is rescoring" }, cancellationToken).ConfigureAwait(false);
        await using var _ = fence.ConfigureAwait(false);
        var result = await fence.WhileHeldAsync(held => RunFencedAsync(fence, held), cancellationToken).ConfigureAwait(false);
        // Whatever an earlier run left in the outbox goes along, also when this one had nothing to do.
        await new Mirror(context).RunAsync(cancellationToken).ConfigureAwait(false);
        return result;
    }

    private async Task<RescoreResult> RunFencedAsync(Fence fence, CancellationToken cancellationToken)
    {
        var running = await LastPassAsync("running", cancellationToken).ConfigureAwait(false);
        if (running is not null) return await RunPassAsync(fence, running, null, "resumed", cancellationToken).ConfigureAwait(false);
        var last = await LastPassAsync("completed", cancellationToken).ConfigureAwait(false);
        var freeAt = last?.StartedAt + options.Window;
        foreach (var job in await JobsAsync(["queued"], cancellationToken).ConfigureAwait(false))
        {
            var edges = await TakeEdgesAsync(fence, job, cancellationToken).ConfigureAwait(false);
            // A job without candidates is done, and uses up nothing.
            if (edges.Count == 0) continue;
            if (freeAt > context.Time.GetUtcNow()) return await LimitedAsync(job, last!, freeAt.Value, cancellationToken).ConfigureAwait(false);
            var pass = await StartAsync(fence, job, edges, cancellationToken).ConfigureAwait(false);
            return await RunPassAsync(fence, pass, edges, "completed", cancellationToken).ConfigureAwait(false);
        }
        if (freeAt > context.Time.GetUtcNow()) return await LimitedAsync(null, last!, freeAt.Value, cancellationToken).ConfigureAwait(false);
        return await ReportAsync(new RescoreResult { Status = "nothing_due", Message = "no promotion has edges left to rescore" }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The next edges of a job; none when it is done, which this notes.</summary>
    private async Task<IReadOnlyList<EdgeRef>> TakeEdgesAsync(Fence fence, RescoreJobRow job, CancellationToken cancellationToken)
    {
        while (true)
        {
            var cursor = fence.Require(await fence.Graph.WriteAsync(RescoreQueries.AdvanceCursor, new AdvanceCursorParameters(fence.Job, fence.Epoch, job.Id), cancellationToken)
                .ConfigureAwait(false)).Cursor;
            var edges = await new CandidateStream(fence.Graph, job.ParentId!).ReadAsync(cursor, cancellationToken: cancellationToken)
                .Take(options.MaxEdgesPerPass).ToListAsync(cancellationToken).ConfigureAwait(false);
            if (edges.Count > 0 || await FinishJobAsync(fence, job.Id, job.ParentId!, cancellationToken).ConfigureAwait(false)) return edges;
        }
    }

    private async Task<RescorePassRow> StartAsync(Fence fence, RescoreJobRow job, IReadOnlyList<EdgeRef> edges, CancellationToken cancellationToken)
    {
        var child = (await VersionsAsync(cancellationToken, job.ChildId!).ConfigureAwait(false)).FirstOrDefault();
        fence.Require(await fence.Graph.WriteAsync(RescoreQueries.StartPass, new StartPassParameters(
            fence.Job, fence.Epoch, job.Id, $"{job.Id}#{job.Passes + 1}", Instants.Cut(context.Time.GetUtcNow()), child?.Scorer ?? "fallback",
            options.MaxEdgesPerPass, edges[^1].EdgeId, options.LargeDecreaseThreshold, options.StableBand), cancellationToken).ConfigureAwait(false));
        return (await LastPassAsync("running", cancellationToken).ConfigureAwait(false))!;
    }

    private async Task<RescoreResult> RunPassAsync(Fence fence, RescorePassRow pass, IReadOnlyCollection<EdgeRef>? edges, string status, CancellationToken cancellationToken)
    {
        PassOutcome? outcome = null;
        string? failure = null;
        try
        {
            outcome = await ScoreAndApplyAsync(fence, pass, edges, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ScoringException or GraphException)
        {
            failure = e.Message;
            _log.LogError("Pass {Pass} failed: {Reason}", pass.Id, failure);
        }
        fence.Require(await fence.Graph.WriteAsync(RescoreQueries.FinishPass, new FinishPassParameters(
            fence.Job, fence.Epoch, pass.Id, failure is null ? "completed" : "failed", failure, RescoreOptions.FailuresAllowed,
            outcome?.Left.Count ?? 0, outcome?.Changed.FirstOrDefault(), context.Time.GetUtcNow()), cancellationToken).ConfigureAwait(false));
        var more = failure is not null || await new CandidateStream(fence.Graph, pass.ParentId)
            .ReadAsync(pass.LastEdgeId, pageSize: 1, cancellationToken).AnyAsync(cancellationToken).ConfigureAwait(false);
        if (!more) await FinishJobAsync(fence, pass.PromotionId, pass.ParentId, cancellationToken).ConfigureAwait(false);
        var done = (await LastPassAsync(failure is null ? "completed" : "failed", cancellationToken).ConfigureAwait(false))!;
        return await ReportAsync(Result(done, failure is null ? status : "failed", failure, outcome), cancellationToken).ConfigureAwait(false);
    }

    private async Task<PassOutcome> ScoreAndApplyAsync(Fence fence, RescorePassRow pass, IReadOnlyCollection<EdgeRef>? edges, CancellationToken cancellationToken)
    {
        var versions = await VersionsAsync(cancellationToken, pass.ParentId, pass.ChildId).ConfigureAwait(false);
        KnownVersionRow Version(string id) => versions.FirstOrDefault(v => v.Id == id)
            ?? throw new ScoringException($"'{id}' is no longer a real model version: restore its row in model_versions, then sync --full");
        var scorer = RescoreScorer.Create(fence.Graph, Version(pass.ParentId), Version(pass.ChildId), options.Scorers, context.Time);
        await using var _ = scorer.ConfigureAwait(false);
        return await new PassExecutor(context, fence, pass, Version(pass.ChildId), scorer).RunAsync(edges, cancellationToken).ConfigureAwait(false);
    }

    private static RescoreResult Result(RescorePassRow pass, string status, string? failure, PassOutcome? outcome) => new()
    {
        Status = status,
        PromotionId = pass.PromotionId,
        Parent = pass.ParentId,
        Child = pass.ChildId,
        PassId = pass.Id,
        Edges = pass.Edges,
        LargeDecrease = pass.LargeDecrease,
        Moderate = pass.Moderate,
        Stable = pass.Stable,
        Increase = pass.Increase,
        Flagged = pass.Flagged,
        Errors = [.. (outcome?.Left ?? []).Take(1_000)],
        ErrorCount = outcome?.Left.Count ?? 0,
        Changed = outcome?.Changed ?? [],
        Message = failure ?? $"{pass.Edges} edges rescored, {pass.Flagged} flagged for review",
    };

    private Task<RescoreResult> LimitedAsync(RescoreJobRow? job, RescorePassRow last, DateTimeOffset freeAt, CancellationToken cancellationToken) =>
        ReportAsync(new RescoreResult
        {
            Status = "rate_limited",
            PromotionId = job?.Id,
            Parent = job?.ParentId,
            Child = job?.ChildId,
            NextRunAt = freeAt,
            Message = $"pass {last.Id} began at {last.StartedAt:yyyy-MM-dd HH:mm:ss}Z; the next may begin at {freeAt:yyyy-MM-dd HH:mm:ss}Z{(job is null ? ", and nothing is queued" : "")}",
        }, cancellationToken);

    /// <summary>Adds what waits.</summary>
    private async Task<RescoreResult> ReportAsync(RescoreResult result, CancellationToken cancellationToken)
    {
        var jobs = await JobsAsync(Waiting, cancellationToken).ConfigureAwait(false);
        var queued = jobs.Where(job => job.Status == "queued").ToList();
        var left = queued.FirstOrDefault(job => job.Id == result.PromotionId)?.EdgesLeft ?? 0;
        return result with
        {
            Queued = queued.Count,
            EdgesLeft = left,
            PassesLeft = (left + options.MaxEdgesPerPass - 1) / options.MaxEdgesPerPass,
            NextRunAt = result.NextRunAt ?? (queued.Count > 0 && result.Status is "completed" or "resumed" ? await NextRunAsync(cancellationToken).ConfigureAwait(false) : null),
            Held = [.. jobs.Where(job => job.Status != "queued").Select(job => new HeldPromotion(job.Id, job.Status, job.Reason))],
        };
    }

    private async Task<DateTimeOffset?> NextRunAsync(CancellationToken cancellationToken) =>
        (await LastPassAsync("completed", cancellationToken).ConfigureAwait(false))?.StartedAt + options.Window;

    /// <summary>Ends a job when no edge is left but those that could not be scored; else it goes on from the start.</summary>
    private async Task<bool> FinishJobAsync(Fence fence, string promotion, string parent, CancellationToken cancellationToken)
    {
        var standing = await CountAsync(parent, cancellationToken).ConfigureAwait(false);
        return fence.Require(await fence.Graph.WriteAsync(RescoreQueries.FinishJob, new FinishJobParameters(fence.Job, fence.Epoch, promotion, standing), cancellationToken)
            .ConfigureAwait(false)).Status == "done";
    }

    private Task<IReadOnlyList<RescoreJobRow>> JobsAsync(IReadOnlyCollection<string> statuses, CancellationToken cancellationToken) =>
        context.Graph.ReadAsync(RescoreQueries.Jobs, new JobsParameters(statuses), cancellationToken);

    private async Task<RescorePassRow?> LastPassAsync(string status, CancellationToken cancellationToken) =>
        (await context.Graph.ReadAsync(RescoreQueries.Passes, new PassesParameters([status], 1), cancellationToken).ConfigureAwait(false)).FirstOrDefault();

    private Task<IReadOnlyList<KnownVersionRow>> VersionsAsync(CancellationToken cancellationToken, params string[] ids) =>
        context.Graph.ReadAsync(InboundQueries.KnownVersions, new VersionIds(ids), cancellationToken);

    private async Task<long> CountAsync(string version, CancellationToken cancellationToken) =>
        (await context.Graph.ReadAsync(RescoreQueries.Count, new CountParameters([version]), cancellationToken).ConfigureAwait(false))[0].Edges;
}
