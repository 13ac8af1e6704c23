using GraphQueries.Catalogue;
using GraphQueries.Client;
using GraphQueries.Presentation.Widget;
using GraphQueries.Rescore;
using GraphQueries.Review;
using GraphQueries.Versions;
using GraphSync.Credit;
using GraphSync.Postgres;
using GraphSync.Review;
using GraphSync.Schedules;

namespace Bridge.Host.Pages;

/// <summary>What <c>/</c> shows: what there is, what waits, and what ran last.</summary>
public sealed record OverviewModel(IReadOnlyList<ListedVersionRow> Versions, IReadOnlyList<RescoreJobRow> Jobs,
    IReadOnlyList<RescorePassRow> Passes, long Flagged, IReadOnlyList<ScheduleRun> Runs)
{
    /// <summary>The jobs that have edges to rescore.</summary>
    public IReadOnlyList<RescoreJobRow> Queued { get; } = [.. Jobs.Where(job => job.Status == JobStatus.Queued)];

    /// <summary>Whether there may be more versions than are shown.</summary>
    public bool HasMoreVersions => Versions.Count == PageReader.VersionsShown;
}

/// <summary>What <c>/review</c> shows: the edges that wait.</summary>
public sealed record ReviewModel(IReadOnlyList<FlaggedEdgeRow> Edges)
{
    /// <summary>Whether there may be more than are shown.</summary>
    public bool HasMore => Edges.Count == PageReader.FlaggedShown;
}

/// <summary>What <c>/models/{id}</c> shows: the version's panel, what rescoring did to its edges, and who was paid for it.</summary>
public sealed record VersionModel(Subgraph Subgraph, PassesModel Passes, IReadOnlyList<Contributor> Paid);

/// <summary>What <c>/promotions/{id}</c> shows: how far its rescoring is, and who was paid.</summary>
public sealed record PromotionModel(RescoreJobRow Job, PassesModel Passes, IReadOnlyList<Contributor> Paid);

/// <summary>Passes, the latest first, and the largest decreases of the last that rescored an edge.</summary>
public sealed record PassesModel(IReadOnlyList<RescorePassRow> Passes, IReadOnlyList<ConfidenceDecreaseRow> Decreases);

/// <summary>Reads what the pages show; null when there is no such thing.</summary>
internal sealed class PageReader(GraphClient graph, FlaggedEdges flagged, Contributors contributors, ScheduleRuns schedules)
{
    public const int VersionsShown = 200;
    public const int FlaggedShown = 200;
    private const int LastPasses = 10;
    private const int PassesOfVersion = 20;
    private const int PassesOfPromotion = 50;

    public async Task<OverviewModel> OverviewAsync(CancellationToken cancellationToken) => new(
        await graph.ReadAsync(VersionQueries.List, new ListVersionsParameters(VersionsShown), cancellationToken),
        await graph.ReadAsync(RescoreQueries.Jobs, new JobsParameters(JobStatus.Open), cancellationToken),
        await graph.ReadAsync(RescoreQueries.Passes, new PassesParameters(PassStatus.All, LastPasses), cancellationToken),
        (await graph.ReadAsync(ReviewQueries.FlaggedCount, NoParameters.Instance, cancellationToken))[0].Flagged,
        await schedules.AllAsync(cancellationToken));

    public async Task<ReviewModel> ReviewAsync(CancellationToken cancellationToken) =>
        new(await flagged.ListAsync(FlaggedShown, cancellationToken));

    public async Task<Subgraph?> SubgraphAsync(string version, CancellationToken cancellationToken)
    {
        var subgraph = await new SubgraphWidget(graph).ReadAsync(version, cancellationToken);
        return subgraph.IsKnown ? subgraph : null;
    }

    public async Task<VersionModel?> VersionAsync(string version, CancellationToken cancellationToken)
    {
        if (await SubgraphAsync(version, cancellationToken) is not { } subgraph) return null;
        var passes = await PassesAsync(new PassesOfParameters(version, null, PassesOfVersion), cancellationToken);
        return new VersionModel(subgraph, passes, await contributors.OfVersionAsync(version, cancellationToken));
    }

    public async Task<PromotionModel?> PromotionAsync(string promotion, CancellationToken cancellationToken)
    {
        var jobs = await graph.ReadAsync(RescoreQueries.Job, new JobParameters(promotion), cancellationToken);
        if (jobs is not [var job]) return null;
        var passes = await PassesAsync(new PassesOfParameters(null, promotion, PassesOfPromotion), cancellationToken);
        return new PromotionModel(job, passes, await contributors.OfPromotionAsync(promotion, cancellationToken));
    }

    private async Task<PassesModel> PassesAsync(PassesOfParameters which, CancellationToken cancellationToken)
    {
        var passes = await graph.ReadAsync(RescoreQueries.PassesOf, which, cancellationToken);
        var last = passes.FirstOrDefault(pass => pass.Edges > 0);
        return new PassesModel(passes, last is null ? []
            : await graph.ReadAsync(RescoreQueries.Decreases, new DecreasesParameters(last.Id, which.Limit), cancellationToken));
    }
}
