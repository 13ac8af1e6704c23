using GraphQueries.Rescore;
using GraphSync.Edges;
using GraphSync.Leases;
using GraphSync.Postgres;
using GraphSync.Rescore.Report;
using GraphSync.Rescore.Scoring;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace GraphSync.Rescore;

/// <summary>One run, on the graph or in memory: which pass is next, the pass itself, and what is to be told of it.</summary>
internal sealed class RescoreRun(RescoreStore store, NpgsqlDataSource postgres, RescoreOptions options, ScorerOptions scorers,
    TimeProvider time, ILogger log)
{
    private const int ReportedProblems = 1_000;
    private const string NothingLeft = "no promotion has edges left to rescore";

    private readonly List<string> _messages = [];
    private readonly Dictionary<string, PromotionReport> _held = new(StringComparer.Ordinal);

    public async Task<RescoreReport> RunAsync(CancellationToken cancellationToken)
    {
        if (await store.RunningPassAsync(cancellationToken).ConfigureAwait(false) is { } cutOff)
        {
            var remaining = await store.RemainingEdgesAsync(cutOff, cancellationToken).ConfigureAwait(false);
            var isLetPass = (await store.OpenJobsAsync(cancellationToken).ConfigureAwait(false))
                .Any(job => job.Id == cutOff.PromotionId && job.IsLetPass);
            var resumed = await RunPassAsync(cutOff, remaining, isLetPass, RescoreStatus.Resumed, cancellationToken).ConfigureAwait(false);
            if (resumed is not null) return resumed;
        }
        var last = await store.LastWrittenPassAsync(cancellationToken).ConfigureAwait(false);
        // A dry run shows what the next pass would do, whenever that may be.
        var freeAt = store.IsDryRun ? null : last?.StartedAt + options.Window;
        var open = await store.OpenJobsAsync(cancellationToken).ConfigureAwait(false);
        foreach (var job in open.Where(job => job.Status == JobStatus.Queued))
        {
            var edges = await TakeEdgesAsync(job, cancellationToken).ConfigureAwait(false);
            // A job without candidates is done, and uses up nothing.
            if (edges.Count == 0) continue;
            if (freeAt > time.GetUtcNow()) return await LimitedAsync(job, last!, freeAt.Value, cancellationToken).ConfigureAwait(false);
            var child = await store.VersionAsync(job.ChildId!, cancellationToken).ConfigureAwait(false);
            var scorer = Redaction.Of(child?.Scorer ?? FallbackScorer.Name);
            var pass = await store.StartAsync(job, edges, scorer, cancellationToken).ConfigureAwait(false);
            // What is held lets the others go on.
            var done = await RunPassAsync(pass, edges, job.IsLetPass, RescoreStatus.Completed, cancellationToken).ConfigureAwait(false);
            if (done is not null) return done;
        }
        if (freeAt > time.GetUtcNow()) return await LimitedAsync(null, last!, freeAt.Value, cancellationToken).ConfigureAwait(false);
        var nothing = new RescoreReport { Status = RescoreStatus.NothingDue, Message = string.Join("; ", [.. _messages, NothingLeft]) };
        return await WithQueueAsync(nothing, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The next edges of a job; none when it is done.</summary>
    private async Task<EdgeList> TakeEdgesAsync(RescoreJobRow job, CancellationToken cancellationToken)
    {
        while (true)
        {
            var cursor = await store.CursorAsync(job, cancellationToken).ConfigureAwait(false);
            var candidates = Candidates(job.ParentId!, cursor, cancellationToken).Take(options.MaxEdgesPerPass);
            var edges = await EdgeList.ReadAsync(candidates, cancellationToken).ConfigureAwait(false);
            if (edges.Count > 0) return edges;
            if (await store.TryFinishJobAsync(job.Id, job.ParentId!, cancellationToken).ConfigureAwait(false)) return edges;
        }
    }

    /// <param name="pass">The pass.</param>
    /// <param name="edges">The edges that it has to do.</param>
    /// <param name="isLetPass">Whether a person has let the promotion pass.</param>
    /// <param name="status">What to report when all is well.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <returns>What was done; null when the promotion is held.</returns>
    private async Task<RescoreReport?> RunPassAsync(RescorePassRow pass, EdgeList edges, bool isLetPass, string status,
        CancellationToken cancellationToken)
    {
        var progress = new PassProgress(edges);
        string? failure = null;
        try
        {
            var brake = new Brake(options.HoldAboveShare, isLetPass);
            if (await ScoreAndApplyAsync(pass, progress, brake, cancellationToken).ConfigureAwait(false) is { } hold)
            {
                await HoldAsync(pass, hold, cancellationToken).ConfigureAwait(false);
                return null;
            }
        }
        catch (Exception e) when (FailsThePass(e, cancellationToken))
        {
            failure = Redaction.Of(e is ScoringException or GraphException ? e.Message : $"{e.GetType().Name}: {e.Message}");
            log.PassFailed(pass.Id, failure);
        }
        var outcome = progress.End(failure);
        var ended = await store.FinishAsync(pass, outcome, cancellationToken).ConfigureAwait(false);
        var beyond = Candidates(pass.ParentId, pass.LastEdgeId, cancellationToken, pageSize: 1);
        var more = failure is not null || await beyond.AnyAsync(cancellationToken).ConfigureAwait(false);
        if (!more) await store.TryFinishJobAsync(pass.PromotionId, pass.ParentId, cancellationToken).ConfigureAwait(false);
        return await WithQueueAsync(Report(ended, status, outcome), cancellationToken).ConfigureAwait(false);
    }

    private async Task HoldAsync(RescorePassRow pass, PassHold hold, CancellationToken cancellationToken)
    {
        // Pinned edges keep what they have.
        var scored = hold.Scored.Where(edge => !edge.IsPinned)
            .Select(edge => new RescoredEdge(edge.EdgeType, edge.EdgeId, edge.Old, edge.New, edge.Class(pass), IsCurated: null));
        var report = await new PromotionReports(store.Graph).OfAsync(pass, scored, cancellationToken).ConfigureAwait(false);
        log.PromotionHeld(pass.PromotionId, hold.Reason);
        _held.Add(pass.PromotionId, report);
        _messages.Add($"promotion {pass.PromotionId} {(store.IsDryRun ? "would be" : "is")} held: {hold.Reason}");
        await store.FinishAsync(pass, PassProgress.Held(hold.Reason, report), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whatever goes wrong with the pass ends it, so that it cannot stop every later run; what goes wrong with a server or
    /// the lease leaves it to the next run.</summary>
    private static bool FailsThePass(Exception e, CancellationToken cancellationToken) => e switch
    {
        GraphConnectionLostException or GraphUnavailableException or PostgresUnavailableException or NpgsqlException
            or LeaseLostException => false,
        // A server without the memory for a single edge's statement is no fault of the promotion's, which would be parked for it.
        GraphException { IsOutOfMemory: true } => false,
        // Nor is somebody else's lock, or a server that lets nobody write.
        GraphException g when g.IsAboutServer || g.Code == GraphCodes.TimedOut => false,
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        _ => true,
    };

    private async Task<PassHold?> ScoreAndApplyAsync(RescorePassRow pass, PassProgress progress, Brake brake,
        CancellationToken cancellationToken)
    {
        var parent = await RequireVersionAsync(pass.ParentId, cancellationToken).ConfigureAwait(false);
        var child = await RequireVersionAsync(pass.ChildId, cancellationToken).ConfigureAwait(false);
        var scorer = await VersionScorer.CreateAsync(store.Graph, postgres, parent, child, scorers, time, cancellationToken)
            .ConfigureAwait(false);
        await using var _ = scorer.ConfigureAwait(false);
        return await new PassExecutor(store, pass, child.VersionNumber, scorer).RunAsync(progress, brake, cancellationToken)
            .ConfigureAwait(false);
    }

    private async Task<GraphQueries.Inbound.KnownVersionRow> RequireVersionAsync(string id, CancellationToken cancellationToken) =>
        await store.VersionAsync(id, cancellationToken).ConfigureAwait(false) ?? throw new ScoringException(
            $"'{id}' is no longer a real model version: restore its row in model_versions, then sync --full");

    private IAsyncEnumerable<EdgeRef> Candidates(string parent, string after, CancellationToken cancellationToken,
        int pageSize = CandidateStream.PageSize) =>
        new CandidateStream(store.Graph, parent).ReadAsync(after, pageSize, cancellationToken);

    private RescoreReport Report(RescorePassRow pass, string status, PassOutcome outcome)
    {
        // What a pass that has written nothing did not score stays as it was.
        if (pass.Status == PassStatus.Failed) return RescoreReport.Of(pass) with { PassId = store.IsDryRun ? null : pass.Id };
        var report = RescoreReport.Of(pass) with
        {
            Status = status,
            Errors = [.. outcome.Unscored.Take(ReportedProblems)],
            ErrorCount = outcome.Unscored.Count,
            Changed = outcome.Changed,
        };
        return !store.IsDryRun ? report : report with
        {
            PassId = null,
            Message = $"{pass.Edges} edges would be rescored, {pass.Flagged} flagged; nothing was written",
        };
    }

    private Task<RescoreReport> LimitedAsync(RescoreJobRow? job, RescorePassRow last, DateTimeOffset freeAt,
        CancellationToken cancellationToken) =>
        WithQueueAsync(new RescoreReport
        {
            Status = RescoreStatus.RateLimited,
            PromotionId = job?.Id,
            Parent = job?.ParentId,
            Child = job?.ChildId,
            NextRunAt = freeAt,
            Message = $"pass {last.Id} began at {last.StartedAt:yyyy-MM-dd HH:mm:ss}Z; the next may begin at {freeAt:yyyy-MM-dd HH:mm:ss}Z"
                + (job is null ? ", and nothing is queued" : ""),
        }, cancellationToken);

    /// <summary>Adds what waits.</summary>
    private async Task<RescoreReport> WithQueueAsync(RescoreReport report, CancellationToken cancellationToken)
    {
        var jobs = await store.OpenJobsAsync(cancellationToken).ConfigureAwait(false);
        var queued = jobs.Where(job => job.Status == JobStatus.Queued).ToList();
        var own = queued.Find(job => job.Id == report.PromotionId);
        var edgesLeft = own is null ? 0 : await store.EdgesLeftAsync(own, cancellationToken).ConfigureAwait(false);
        // What a dry run has shown still waits.
        var shown = store.IsDryRun && own is null && report.Edges > 0 ? 1 : 0;
        var waits = !store.IsDryRun && report.Status is RescoreStatus.Completed or RescoreStatus.Resumed;
        return report with
        {
            DryRun = store.IsDryRun,
            Queued = queued.Count + shown,
            EdgesLeft = edgesLeft,
            PassesLeft = options.PassesFor(edgesLeft),
            NextRunAt = report.NextRunAt ?? (waits ? await NextRunAsync(report, queued, cancellationToken).ConfigureAwait(false) : null),
            Held = [.. jobs.Where(job => job.Status != JobStatus.Queued)
                .Select(job => new HeldPromotion(job.Id, job.Status, job.Reason, _held.GetValueOrDefault(job.Id)))],
        };
    }

    /// <summary>When the next pass may run. When no job is left but such as change nothing, the schedule decides.</summary>
    private async Task<DateTimeOffset?> NextRunAsync(RescoreReport report, List<RescoreJobRow> queued, CancellationToken cancellationToken)
    {
        if (report.Edges == 0 ? queued.TrueForAll(job => job.Rank == JobRank.Stalled) : queued.Count == 0) return null;
        var freeAt = (await store.LastWrittenPassAsync(cancellationToken).ConfigureAwait(false))?.StartedAt + options.Window;
        var now = time.GetUtcNow();
        return freeAt > now ? freeAt : now;
    }
}
