using GraphQueries.Inbound;
using GraphQueries.Rescore;
using GraphSync.Edges;
using GraphSync.Leases;
using GraphSync.Postgres;
using GraphSync.Rescore.Report;
using Microsoft.Extensions.Logging;

namespace GraphSync.Rescore;

/// <summary>The graph, under a lease.</summary>
internal sealed class FencedStore(Fence fence, RescoreOptions options, TimeProvider time, ILogger log)
    : RescoreStore(fence.Graph, time)
{
    public override bool IsDryRun => false;

    public override Task<IReadOnlyList<RescoreJobRow>> OpenJobsAsync(CancellationToken cancellationToken) =>
        Graph.ReadAsync(RescoreQueries.Jobs, new JobsParameters(JobStatus.Open), cancellationToken);

    public override async Task<KnownVersionRow?> VersionAsync(string id, CancellationToken cancellationToken) =>
        (await Graph.ReadAsync(InboundQueries.KnownVersions, new KnownVersionsParameters([id]), cancellationToken).ConfigureAwait(false))
        .FirstOrDefault();

    /// <summary>Puts a job back into the queue, all of its edges to be looked at again.</summary>
    /// <exception cref="BadInputException">There is no such job, it cannot run, or it is to be let pass and is not held.</exception>
    public async Task ReleaseAsync(JobRelease asked, CancellationToken cancellationToken)
    {
        var promotion = asked.Promotion;
        var found = await Graph.ReadAsync(RescoreQueries.Job, new JobParameters(promotion), cancellationToken).ConfigureAwait(false);
        var job = asked.Require(found.FirstOrDefault());
        if (asked.LetsPass && job.IsLetPass) return;
        var edges = await CountAsync(job.ParentId!, cancellationToken).ConfigureAwait(false);
        var release = new ReleaseJobParameters(fence.Job, fence.Epoch, promotion, edges, asked.LetsPass);
        var row = fence.Require(await Graph.WriteAsync(RescoreQueries.Release, release, cancellationToken).ConfigureAwait(false));
        Found(row.Status, promotion);
    }

    public override async Task<string> CursorAsync(RescoreJobRow job, CancellationToken cancellationToken)
    {
        var advance = new AdvanceCursorParameters(fence.Job, fence.Epoch, job.Id);
        var row = fence.Require(await Graph.WriteAsync(RescoreQueries.AdvanceCursor, advance, cancellationToken).ConfigureAwait(false));
        return Found(row.Cursor, job.Id);
    }

    public override async Task<bool> TryFinishJobAsync(string promotion, string parent, CancellationToken cancellationToken)
    {
        var standing = await CountAsync(parent, cancellationToken).ConfigureAwait(false);
        var finish = new FinishJobParameters(fence.Job, fence.Epoch, promotion, standing);
        var row = fence.Require(await Graph.WriteAsync(RescoreQueries.FinishJob, finish, cancellationToken).ConfigureAwait(false));
        return Found(row.Status, promotion) == JobStatus.Done;
    }

    public override async Task<RescorePassRow> StartAsync(RescoreJobRow job, IReadOnlyList<EdgeRef> edges, string scorer,
        CancellationToken cancellationToken)
    {
        var passId = NextPassId(job);
        var start = new StartPassParameters(fence.Job, fence.Epoch, job.Id, passId, Instants.Cut(Time.GetUtcNow()), scorer,
            options.MaxEdgesPerPass, edges[^1].EdgeId, EdgeSet.Of(edges), options.LargeDecreaseThreshold, options.StableBand);
        var row = fence.Require(await Graph.WriteAsync(RescoreQueries.StartPass, start, cancellationToken).ConfigureAwait(false));
        return await PassAsync(Found(row.Id, job.Id), cancellationToken).ConfigureAwait(false);
    }

    public override async Task<IReadOnlySet<string>> ApplyAsync(RescorePassRow pass, long childVersion, IReadOnlyList<ScoredEdge> edges,
        CancellationToken cancellationToken)
    {
        var row = fence.Require(await Graph.WriteAsync(RescoreQueries.Apply, Parameters(pass, childVersion, edges), cancellationToken)
            .ConfigureAwait(false));
        var applied = Found(row.Applied, pass.PromotionId).Select(i => edges[(int)i].EdgeId).ToHashSet(StringComparer.Ordinal);
        Count(pass, edges.Where(edge => applied.Contains(edge.EdgeId)));
        return applied;
    }

    public override async Task<RescorePassRow> FinishAsync(RescorePassRow pass, PassOutcome outcome, CancellationToken cancellationToken)
    {
        var finish = new FinishPassParameters(fence.Job, fence.Epoch, pass.Id, outcome.Failure, outcome.HeldReport is not null,
            PromotionReports.Text(outcome.HeldReport), RescoreOptions.FailuresAllowed, outcome.Unscored.Count, outcome.Changed.Count,
            outcome.LateFrom, Time.GetUtcNow());
        var row = fence.Require(await Graph.WriteAsync(RescoreQueries.FinishPass, finish, cancellationToken).ConfigureAwait(false));
        Found(row.JobStatus, pass.PromotionId);
        return await PassAsync(pass.Id, cancellationToken).ConfigureAwait(false);
    }

    protected override async Task<RescorePassRow> RestampAsync(RescorePassRow pass, CancellationToken cancellationToken)
    {
        log.PassStartDoubted(pass.Id, pass.StartedAt);
        var restamp = new RestampPassParameters(fence.Job, fence.Epoch, pass.Id, Instants.Cut(Time.GetUtcNow()));
        fence.Require(await Graph.WriteAsync(RescoreQueries.RestampPass, restamp, cancellationToken).ConfigureAwait(false));
        return await PassAsync(pass.Id, cancellationToken).ConfigureAwait(false);
    }

    public override Task<long> EdgesLeftAsync(RescoreJobRow job, CancellationToken cancellationToken) => Task.FromResult(job.EdgesLeft);

    private async Task<RescorePassRow> PassAsync(string id, CancellationToken cancellationToken) =>
        (await Graph.ReadAsync(RescoreQueries.Pass, new PassParameters(id), cancellationToken).ConfigureAwait(false))[0];

    private ApplyParameters Parameters(RescorePassRow pass, long childVersion, IReadOnlyList<ScoredEdge> edges) => new(
        fence.Job, fence.Epoch, pass.Id, pass.ParentId, pass.ChildId, childVersion, Time.GetUtcNow(),
        [.. edges.Select(edge => edge.EdgeId)],
        [.. edges.Select(edge => edge.Edge.ElementId!)],
        [.. edges.Select(edge => DeltaId.Of(pass.PromotionId, edge.EdgeId, DeltaId.Rescore))],
        [.. edges.Select(edge => edge.Old)],
        [.. edges.Select(edge => edge.New)],
        [.. edges.Select(edge => edge.Delta)],
        [.. edges.Select(edge => DeltaClass.Of(edge.Delta, pass.LargeDecreaseThreshold, pass.StableBand))]);

    private static void Count(RescorePassRow pass, IEnumerable<ScoredEdge> written)
    {
        var classes = written.CountBy(edge => edge.Class(pass)).ToDictionary();
        foreach (var name in DeltaClass.OfPasses)
            Telemetry.RescoredEdges.Add(classes.GetValueOrDefault(name), Telemetry.Tag("class", name));
        Telemetry.RescoreFlags.Add(classes.GetValueOrDefault(DeltaClass.LargeDecrease));
    }

    /// <summary>A fenced statement answers null when the node that it is about is gone.</summary>
    private static T Found<T>(T? value, string promotion) where T : class => value ?? throw new BadInputException(
        $"The job or the pass of promotion '{promotion}' is gone from the graph: take back what removed its node RescoreJob or "
        + "RescorePass, or run `sync --full`, which makes the job again.");
}
