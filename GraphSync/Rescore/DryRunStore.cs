using GraphQueries.Inbound;
using GraphQueries.Rescore;
using GraphSync.Edges;
using GraphSync.Inbound;
using GraphSync.Postgres;

namespace GraphSync.Rescore;

/// <summary>Memory: what the next pass would do if it ran now, promotions and versions that still wait in the inbox included.</summary>
internal sealed class DryRunStore : RescoreStore
{
    private readonly RescoreOptions _options;
    private IReadOnlyList<RescoreJobRow> _jobs;
    private readonly Dictionary<string, KnownVersionRow> _arriving;
    private readonly HashSet<string> _restarted = new(StringComparer.Ordinal);
    private readonly HashSet<string> _done = new(StringComparer.Ordinal);
    private RescorePassRow? _pass;
    private long _applied;
    private long _unscored;

    private DryRunStore(GraphClient graph, RescoreOptions options, TimeProvider time, IReadOnlyList<RescoreJobRow> jobs,
        Dictionary<string, KnownVersionRow> arriving) : base(graph, time) =>
        (_options, _jobs, _arriving) = (options, jobs, arriving);

    public override bool IsDryRun => true;

    /// <exception cref="BadInputException">The job that is to be released does not exist, or cannot run.</exception>
    public static async Task<DryRunStore> OpenAsync(GraphClient graph, InboxPreview inbox, RescoreRequest request, RescoreOptions options,
        TimeProvider time, CancellationToken cancellationToken)
    {
        var arriving = (await inbox.VersionsAsync(cancellationToken).ConfigureAwait(false)).Select(VersionRows.Known)
            .ToDictionary(version => version.Id, StringComparer.Ordinal);
        var jobs = await inbox.JobsAsync(request.SinceHours, arriving.Keys, cancellationToken).ConfigureAwait(false);
        if (JobRelease.Of(request) is { } asked)
        {
            var released = asked.Require(jobs.FirstOrDefault(job => job.Id == asked.Promotion)) with
            {
                Status = JobStatus.Queued,
                Cursor = "",
                Unscored = 0,
                Failures = 0,
                Reason = null,
            };
            jobs = [.. jobs.Select(job => job.Id != released.Id ? job : released with { IsLetPass = asked.LetsPass || job.IsLetPass })];
        }
        return new DryRunStore(graph, options, time, jobs, arriving);
    }

    public override Task<IReadOnlyList<RescoreJobRow>> OpenJobsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<RescoreJobRow>>(
            [.. _jobs.Where(job => JobStatus.Open.Contains(job.Status) && !_done.Contains(job.Id))]);

    public override async Task<KnownVersionRow?> VersionAsync(string id, CancellationToken cancellationToken)
    {
        if (_arriving.TryGetValue(id, out var arriving)) return arriving;
        var known = new KnownVersionsParameters([id]);
        return (await Graph.ReadAsync(InboundQueries.KnownVersions, known, cancellationToken).ConfigureAwait(false)).FirstOrDefault();
    }

    public override Task<string> CursorAsync(RescoreJobRow job, CancellationToken cancellationToken) =>
        Task.FromResult(_restarted.Contains(job.Id) ? "" : job.Cursor);

    public override async Task<bool> TryFinishJobAsync(string promotion, string parent, CancellationToken cancellationToken)
    {
        var standing = await CountAsync(parent, cancellationToken).ConfigureAwait(false) - _applied;
        var unscored = _pass?.PromotionId == promotion ? _unscored : _jobs.FirstOrDefault(job => job.Id == promotion)?.Unscored ?? 0;
        // A job that has found nothing from the start on has nothing: the count was overtaken.
        if (standing > unscored && _restarted.Add(promotion)) return false;
        _done.Add(promotion);
        return true;
    }

    public override Task<RescorePassRow> StartAsync(RescoreJobRow job, IReadOnlyList<EdgeRef> edges, string scorer,
        CancellationToken cancellationToken)
    {
        var after = _restarted.Contains(job.Id) ? "" : job.Cursor;
        _pass = new RescorePassRow(NextPassId(job), job.Id, job.ParentId!, job.ChildId!, PassStatus.Running, null,
            Instants.Cut(Time.GetUtcNow()), scorer, _options.MaxEdgesPerPass, after, edges[^1].EdgeId,
            _options.LargeDecreaseThreshold, _options.StableBand,
            Edges: 0, LargeDecrease: 0, Moderate: 0, Stable: 0, Increase: 0, Pinned: 0, Flagged: 0);
        return Task.FromResult(_pass);
    }

    public override Task<IReadOnlySet<string>> ApplyAsync(RescorePassRow pass, long childVersion, IReadOnlyList<ScoredEdge> edges,
        CancellationToken cancellationToken)
    {
        var classes = edges.CountBy(edge => edge.Class(pass)).ToDictionary();
        var before = _pass ?? pass;
        _applied += edges.Count;
        _pass = before with
        {
            Edges = before.Edges + edges.Count,
            LargeDecrease = before.LargeDecrease + classes.GetValueOrDefault(DeltaClass.LargeDecrease),
            Moderate = before.Moderate + classes.GetValueOrDefault(DeltaClass.Moderate),
            Stable = before.Stable + classes.GetValueOrDefault(DeltaClass.Stable),
            Increase = before.Increase + classes.GetValueOrDefault(DeltaClass.Increase),
            Pinned = before.Pinned + classes.GetValueOrDefault(DeltaClass.Pinned),
            Flagged = before.Flagged + classes.GetValueOrDefault(DeltaClass.LargeDecrease),
        };
        return Task.FromResult<IReadOnlySet<string>>(edges.Select(edge => edge.EdgeId).ToHashSet(StringComparer.Ordinal));
    }

    public override Task<RescorePassRow> FinishAsync(RescorePassRow pass, PassOutcome outcome, CancellationToken cancellationToken)
    {
        _unscored = outcome.Unscored.Count
            + (pass.AfterEdgeId.Length == 0 ? 0 : _jobs.FirstOrDefault(job => job.Id == pass.PromotionId)?.Unscored ?? 0);
        var done = _pass ?? pass;
        if (outcome.HeldReport is not null)
        {
            _jobs = [.. _jobs.Select(job => job.Id != pass.PromotionId ? job
                : job with { Status = JobStatus.Held, Reason = outcome.Failure })];
        }
        var status = outcome.Failure is null || done.Edges > 0 ? PassStatus.Completed : PassStatus.Failed;
        return Task.FromResult(done with { Status = status, Reason = outcome.Failure });
    }

    protected override Task<RescorePassRow> RestampAsync(RescorePassRow pass, CancellationToken cancellationToken) =>
        Task.FromResult(pass with { StartedAt = Time.GetUtcNow() });

    public override async Task<long> EdgesLeftAsync(RescoreJobRow job, CancellationToken cancellationToken) =>
        await CountAsync(job.ParentId!, cancellationToken).ConfigureAwait(false) - _applied;
}
