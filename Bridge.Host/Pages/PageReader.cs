using GraphQueries.Catalogue;
using GraphQueries.Client;
using GraphQueries.EdgeTypes;
using GraphQueries.History;
using GraphQueries.Outbound;
using GraphQueries.Presentation.Widget;
using GraphQueries.Rescore;
using GraphQueries.Review;
using GraphQueries.Versions;
using GraphQueries.Transport;
using GraphSync.Composition;
using GraphSync.Credit;
using GraphSync.Doctor;
using GraphSync.History;
using GraphSync.Monitoring;
using GraphSync.Outbound;
using GraphSync.Postgres;
using GraphSync.Rescore;
using GraphSync.Rescore.Report;
using GraphSync.Review;
using GraphSync.Schedules;
using Microsoft.Extensions.Options;

namespace Bridge.Host.Pages;

/// <summary>What <c>/</c> shows: what there is, what waits, and what ran last.</summary>
public sealed record OverviewModel(long VersionCount, Paged<ListedVersionRow> Versions, QueueRow Queue, Paged<RescoreJobRow> Jobs,
    Paged<RescorePassRow> Passes, RescoreOptions Rules, IReadOnlyList<ScheduleTimes> Schedules, WaitingModel Waiting,
    IReadOnlyList<AttributionDay> Attribution, DateTimeOffset Now);

/// <summary>What waits on its way from one database to the other, and what waits for a person.</summary>
public sealed record WaitingModel(long OutboxEntries, DateTimeOffset? OutboxOldest, WaitingRows Rows, IReadOnlyList<AsideRow> Aside,
    long Flagged, IReadOnlyList<RescoreJobRow> Stopped, DoctorReport? Doctor);

/// <summary>A job's last runs, if there were any, and when it is due next, if this bridge schedules it.</summary>
public sealed record ScheduleTimes(string Job, ScheduleRun? Run, DateTimeOffset? DueAt);

/// <summary>What <c>/review</c> shows: edges that wait, and what was decided last.</summary>
public sealed record ReviewModel(QueuePage Queue, QueueFilter Filter, QueuePlace? After, IReadOnlyList<RecentReviewRow> Decided,
    bool CanDecide);

/// <summary>What <c>/edges/{id}</c> shows: what was believed of the edge when, what was decided, how its row in PostgreSQL stands to it,
/// and where Neo4j Browser is, if that is known.</summary>
public sealed record EdgeModel(EdgeBeliefs History, IReadOnlyList<ReviewRow> Decisions, MirrorState Mirror, Uri? Browser);

/// <summary>What <c>/models/{id}</c> shows: the version among its model's others, its panel, what rescoring did to its edges, what the
/// Senate thought of that, and who was paid for it.</summary>
public sealed record VersionModel(Subgraph Subgraph, IReadOnlyList<VersionLineRow> Line, PassesModel Passes, SenateVote Vote,
    Paged<Contributor> Paid);

/// <summary>What <c>/promotions/{id}</c> shows: how far its rescoring is, by which rules, what the Senate thought of it, and who was paid
/// through what, nobody before credit has dealt with it; and whether it can be let pass from there.</summary>
public sealed record PromotionModel(RescoreJobRow Job, RescoreOptions Rules, PassesModel Passes, SenateVote Vote,
    Paged<Contributor> Paid, CreditExplanation? Credit, bool CanRelease);

/// <summary>What <c>/promotions/{id}/report</c> shows: what the promotion did as a whole, or why there is nothing to show.</summary>
public sealed record ReportModel(string Id, PromotionReport? Report, string? Refusal);

/// <summary>Passes, the latest first, and what the first of them that rescored an edge did: the largest moves either way, and how
/// confidences and deltas are spread; null when none has.</summary>
public sealed record PassesModel(Paged<RescorePassRow> Passes, Paged<ConfidenceMoveRow> Decreases, Paged<ConfidenceMoveRow> Increases,
    SpreadModel? Spread);

/// <summary>How many confidences lie in each tenth from 0 on, before and after, and how many deltas in each from −1 on.</summary>
public sealed record SpreadModel(IReadOnlyList<long> Before, IReadOnlyList<long> After, IReadOnlyList<long> Changes);

/// <summary>Reads what the pages show; null when there is no such thing. Every list is read a page at a time, and counting ends.</summary>
internal sealed class PageReader : IAsyncDisposable
{
    private const int ListLength = 50;
    private const int LastPasses = 10;
    private const int FlaggedLength = 100;
    private const int LastDecisions = 10;

    private const int StoppedLength = 20;
    private const int AsideLength = 10;
    private const int AttributionDays = 60;
    private const int LineLength = 12;

    private readonly OverviewSources _overview;
    private readonly IGraph _connection;
    private readonly GraphClient _graph;
    private readonly EdgeTypeRegistry _types;
    private readonly FlaggedEdges _flagged;
    private readonly Contributors _contributors;
    private readonly MirroredEdges _mirrored;
    private readonly SenateVotes _votes;
    private readonly CreditExplainer _explainer;
    private readonly RescoreOptions _rules;
    private readonly TimeProvider _time;
    private readonly Uri? _browser;

    /// <summary>Its connection to the graph is its own, so that no job waits behind a page.</summary>
    public PageReader(IOptions<GraphOptions> options, IOptions<GraphSchemaOptions> schema, GraphClient jobs, ServerLogin login,
        PagePlans plans, OverviewSources overview, Contributors contributors, CreditExplainer explainer, MirroredEdges mirrored,
        SenateVotes votes, IOptions<RescoreOptions> rules, TimeProvider time)
    {
        (_overview, _contributors, _mirrored, _votes) = (overview, contributors, mirrored, votes);
        (_explainer, _rules, _time) = (explainer, rules.Value, time);
        // The server that answers HTTP serves Neo4j Browser, too.
        _browser = options.Value.Uri.Scheme.StartsWith("http", StringComparison.Ordinal) ? options.Value.Uri : null;
        _connection = GraphQueries.Client.Graph.Open(PageGraph.Options(options.Value), time, login);
        _graph = new GraphClient(new PageGraph(_connection, PageGate.TimeLimit, plans), jobs.Schema);
        _types = new EdgeTypeRegistry(_graph, schema.Value.MaxEdgeTypes);
        _flagged = new FlaggedEdges(_graph);
    }

    public async Task<OverviewModel> OverviewAsync(PageQuery query, CancellationToken stop)
    {
        await _types.LoadAsync(stop);
        var now = _time.GetUtcNow();
        var versions = new CountVersionsParameters(PageNumber.CountLimit + 1);
        var queue = new QueueParameters([JobStatus.Queued], PageNumber.CountLimit + 1, _rules.MaxEdgesPerPass);
        return new OverviewModel(
            (await _graph.ReadAsync(VersionQueries.Count, versions, stop))[0].Versions,
            await query.ReadAsync(PageQuery.Versions, ListLength,
                (limit, skip) => _graph.ReadAsync(VersionQueries.List, new ListVersionsParameters(limit, skip), stop)),
            (await _graph.ReadAsync(RescoreQueries.Queue, queue, stop))[0],
            await query.ReadAsync(PageQuery.Jobs, ListLength,
                (limit, skip) => _graph.ReadAsync(RescoreQueries.Jobs, new JobsParameters(JobStatus.Open, limit, skip), stop)),
            await query.ReadAsync(PageQuery.Passes, LastPasses,
                (limit, skip) => _graph.ReadAsync(RescoreQueries.Passes, new PassesParameters(PassStatus.All, limit, skip), stop)),
            _rules, await _overview.SchedulesAsync(now, stop), await WaitingAsync(stop),
            await _overview.Attribution.LastAsync(AttributionDays, stop), now);
    }

    private async Task<WaitingModel> WaitingAsync(CancellationToken stop)
    {
        const int most = PageNumber.CountLimit + 1;
        var outbox = (await _graph.ReadAsync(OutboundQueries.Backlog, new OutboxParameters(most), stop))[0];
        var stopped = new JobsParameters([JobStatus.Held, JobStatus.Parked], StoppedLength);
        return new WaitingModel(outbox.Entries, outbox.Oldest, await _overview.Rows.CountAsync(most, stop),
            await _overview.Rows.AsideAsync(AsideLength, stop), await _flagged.CountAsync(most, stop),
            await _graph.ReadAsync(RescoreQueries.Jobs, stopped, stop), _overview.Doctor.Last);
    }

    public async Task<ReviewModel> ReviewAsync(PageQuery query, bool canDecide, CancellationToken stop)
    {
        await _types.LoadAsync(stop);
        var queue = await new WaitingEdges(_graph).ReadAsync(query.Filter, query.Place, FlaggedLength, stop);
        var decided = await _graph.ReadAsync(ReviewQueries.Recent, new RecentReviewsParameters(LastDecisions), stop);
        return new ReviewModel(queue, query.Filter, query.Place, decided, canDecide);
    }

    public async Task<EdgeModel?> EdgeAsync(string edgeId, CancellationToken stop)
    {
        await _types.LoadAsync(stop);
        if (await new EdgeHistory(_graph).FindAsync(edgeId, stop) is not { } history) return null;
        var decisions = _graph.ReadAsync(ReviewQueries.OfEdge, new ReviewsOfEdgeParameters(edgeId), stop);
        return new EdgeModel(history, await decisions, await _mirrored.OfAsync(edgeId, history.State, stop), _browser);
    }

    public async Task<Subgraph?> SubgraphAsync(string version, CancellationToken stop)
    {
        await _types.LoadAsync(stop);
        var subgraph = await new SubgraphWidget(_graph).ReadAsync(version, stop);
        return subgraph.IsKnown ? subgraph : null;
    }

    public async Task<VersionModel?> VersionAsync(string version, PageQuery query, CancellationToken stop)
    {
        if (await SubgraphAsync(version, stop) is not { } subgraph) return null;
        var passes = await PassesAsync(query, (limit, skip) => new PassesOfParameters(version, null, limit, skip), stop);
        var promoted = new PromotionsOfVersionParameters(version, JobStatus.All);
        var promotions = await _graph.ReadAsync(VersionQueries.Promotions, promoted, stop);
        return new VersionModel(subgraph, await LineAsync(subgraph.Facts, stop), passes,
            await _votes.OfAsync([.. promotions.Select(promotion => promotion.Id)], stop),
            await query.ReadAsync(PageQuery.Paid, ListLength, (limit, skip) => _contributors.OfVersionAsync(version, limit, skip, stop)));
    }

    public async Task<PromotionModel?> PromotionAsync(string promotion, PageQuery query, bool canRelease, CancellationToken stop)
    {
        var jobs = await _graph.ReadAsync(RescoreQueries.Job, new JobParameters(promotion), stop);
        if (jobs is not [var job]) return null;
        var passes = await PassesAsync(query, (limit, skip) => new PassesOfParameters(null, promotion, limit, skip), stop);
        return new PromotionModel(job, _rules, passes, await _votes.OfAsync([promotion], stop),
            await query.ReadAsync(PageQuery.Paid, ListLength,
                (limit, skip) => _contributors.OfPromotionAsync(promotion, limit, skip, stop)),
            await _explainer.FindAsync(promotion, stop), canRelease);
    }

    /// <summary>It reads all that the promotion wrote, so it is a page of its own.</summary>
    public async Task<ReportModel?> ReportAsync(string promotion, CancellationToken stop)
    {
        await _types.LoadAsync(stop);
        if (await _graph.ReadAsync(RescoreQueries.Job, new JobParameters(promotion), stop) is not [_]) return null;
        try
        {
            return new ReportModel(promotion, await new PromotionReports(_graph).ReadAsync(promotion, stop), null);
        }
        catch (BadInputException e)
        {
            return new ReportModel(promotion, null, e.Message);
        }
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task<PassesModel> PassesAsync(PageQuery query, Func<int, int, PassesOfParameters> which, CancellationToken stop)
    {
        var passes = await query.ReadAsync(PageQuery.Passes, LastPasses,
            (limit, skip) => _graph.ReadAsync(RescoreQueries.PassesOf, which(limit, skip), stop));
        var last = passes.Items.FirstOrDefault(pass => pass.Edges > 0);
        return new PassesModel(passes, await MovesAsync(PageQuery.Decreases, RescoreQueries.Decreases),
            await MovesAsync(PageQuery.Increases, RescoreQueries.Increases), last is null ? null : await SpreadAsync(last.Id, stop));

        Task<Paged<ConfidenceMoveRow>> MovesAsync(string list, CypherQuery<MovesParameters, ConfidenceMoveRow> moves) =>
            query.ReadAsync(list, ListLength, async (limit, skip) => last is null ? []
                : await _graph.ReadAsync(moves, new MovesParameters(last.Id, limit, skip), stop));
    }

    private async Task<SpreadModel> SpreadAsync(string pass, CancellationToken stop)
    {
        const int tenths = 10;
        var (before, after, changes) = (new long[tenths], new long[tenths], new long[2 * tenths]);
        foreach (var bin in await _graph.ReadAsync(RescoreQueries.Confidences, new HistogramParameters(pass), stop))
        {
            Add(before, bin.Before, bin.Deltas);
            Add(after, bin.After, bin.Deltas);
        }
        foreach (var bin in await _graph.ReadAsync(RescoreQueries.Histogram, new HistogramParameters(pass), stop))
            Add(changes, bin.Bin + tenths, bin.Deltas);
        return new SpreadModel(before, after, changes);

        // What is 1 belongs to the last tenth.
        static void Add(long[] bins, long bin, long count) => bins[Math.Clamp(bin, 0, bins.Length - 1)] += count;
    }

    private async Task<IReadOnlyList<VersionLineRow>> LineAsync(VersionFactsRow facts, CancellationToken stop) =>
        facts is not { ModelId: { } model, VersionNumber: { } number } ? []
            : await _graph.ReadAsync(VersionQueries.Line, new VersionLineParameters(model, number, LineLength), stop);
}
