using System.Text.Json;
using GraphQueries.Report;
using GraphQueries.Rescore;
using GraphQueries.Resilience;
using GraphSync.Batching;

namespace GraphSync.Rescore.Report;

/// <summary>Tells what a promotion did to its edges as a whole. Reads only, a page of deltas at a time.</summary>
public sealed class PromotionReports(GraphClient graph)
{
    private const int PageSize = 10_000;

    /// <summary>The report of all passes of a promotion so far, one that runs included.</summary>
    /// <param name="promotion">Its id.</param>
    /// <param name="cancellationToken">Stops between pages.</param>
    /// <exception cref="BadInputException">There is no such promotion, or it has rescored no edge.</exception>
    public async Task<PromotionReport> ReadAsync(string promotion, CancellationToken cancellationToken)
    {
        var held = await graph.ReadAsync(ReportQueries.Held, new JobParameters(promotion), cancellationToken).ConfigureAwait(false);
        if (held is [{ Report: { } text }]) return JsonSerializer.Deserialize<PromotionReport>(text)!;
        var passes = await WrittenPassesAsync(promotion, cancellationToken).ConfigureAwait(false);
        PromotionFigures figures = new();
        BatchSize size = new(PageSize);
        string[] ids = [.. passes.Select(pass => pass.Id)];
        foreach (var id in ids)
        {
            var isLast = false;
            for (var after = ""; !isLast;)
            {
                var (page, asked) = await size.FitAsync(limit => ReadPageAsync(
                    new ReportDeltasParameters(id, ids, after, limit), cancellationToken), ItemFault.IsTooMuch)
                    .ConfigureAwait(false);
                foreach (var edge in page.Edges) figures.Add(edge);
                isLast = page.LookedAt < asked;
                after = page.LastId;
            }
        }
        if (figures.Edges == 0) throw await NothingWrittenAsync(promotion, cancellationToken).ConfigureAwait(false);
        return figures.Report(promotion, passes[0].ParentId, passes[0].ChildId);
    }

    /// <summary>A report as the graph keeps it while a promotion is held.</summary>
    internal static string? Text(PromotionReport? report) => report is null ? null : JsonSerializer.Serialize(report);

    /// <summary>What a pass would do that was scored and not written. Which edges curated ones confirm is looked up here.</summary>
    internal async Task<PromotionReport> OfAsync(RescorePassRow pass, IEnumerable<RescoredEdge> scored, CancellationToken cancellationToken)
    {
        PromotionFigures figures = new();
        foreach (var edges in scored.Chunk(PageSize))
        {
            string[] ids = [.. edges.Select(edge => edge.EdgeId)], types = [.. edges.Select(edge => edge.EdgeType)];
            var curated = await CuratedAsync(types, ids, cancellationToken).ConfigureAwait(false);
            foreach (var edge in edges)
            {
                figures.Add(edge with
                {
                    IsCurated = curated.TryGetValue((edge.EdgeType, edge.EdgeId), out var isCurated) ? isCurated : null,
                });
            }
        }
        return figures.Report(pass.PromotionId, pass.ParentId, pass.ChildId) with { IsWritten = false };
    }

    private async Task<Page> ReadPageAsync(ReportDeltasParameters asked, CancellationToken cancellationToken)
    {
        var deltas = (await graph.ReadAsync(ReportQueries.Deltas, asked, cancellationToken).ConfigureAwait(false))[0];
        var curated = await CuratedAsync(deltas.EdgeTypes, deltas.EdgeIds, cancellationToken).ConfigureAwait(false);
        return new Page(deltas.LookedAt, deltas.LastId ?? "", [.. deltas.EdgeIds.Select((id, i) => new RescoredEdge(deltas.EdgeTypes[i], id,
            deltas.OldConfidences[i], deltas.NewConfidences[i], deltas.Classes[i],
            curated.TryGetValue((deltas.EdgeTypes[i], id), out var isCurated) ? isCurated : null))]);
    }

    /// <summary>Whether a curated edge stands beside an edge, by type and id; those that are gone, or of a type that is no longer
    /// registered, are missing. Several types are asked about together with all others, in one text.</summary>
    private async Task<Dictionary<(string, string), bool>> CuratedAsync(IReadOnlyList<string> edgeTypes,
        IReadOnlyList<string> edgeIds, CancellationToken cancellationToken)
    {
        var registered = graph.Schema.Types;
        IReadOnlyList<string> types = [.. edgeTypes.Distinct(StringComparer.Ordinal).Intersect(registered, StringComparer.Ordinal)];
        if (types.Count == 0) return [];
        var rows = await graph.ReadAsync(ReportQueries.Curated, types.Count == 1 ? types : registered,
            new CuratedParameters(edgeIds), cancellationToken).ConfigureAwait(false);
        return rows.ToDictionary(row => (row.EdgeType, row.EdgeId), row => row.IsCurated);
    }

    private async Task<IReadOnlyList<RescorePassRow>> WrittenPassesAsync(string promotion, CancellationToken cancellationToken)
    {
        var passes = await graph.ReadAsync(RescoreQueries.PassesOf, new PassesOfParameters(null, promotion, int.MaxValue),
            cancellationToken).ConfigureAwait(false);
        IReadOnlyList<RescorePassRow> written = [.. passes.Where(pass => pass.Edges > 0)];
        return written.Count > 0 ? written : throw await NothingWrittenAsync(promotion, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Says why there is nothing to tell of a promotion.</summary>
    private async Task<BadInputException> NothingWrittenAsync(string promotion, CancellationToken cancellationToken)
    {
        var jobs = await graph.ReadAsync(RescoreQueries.Job, new JobParameters(promotion), cancellationToken).ConfigureAwait(false);
        if (jobs is not [var job])
        {
            return new BadInputException($"There is no promotion '{promotion}': its id stands in world_model_improvements, with "
                + "event_type 'model_version_promoted'; `sync` carries over one that has just come.");
        }
        var reason = job.Reason is null ? "" : $" ({job.Reason})";
        return new BadInputException($"Promotion '{promotion}' has rescored no edge, and its job is {job.Status}{reason}: "
            + job.Status switch
        {
            JobStatus.Done => "no edge stood under its parent, so there is nothing to report.",
            JobStatus.Parked => $"release it by `rescore --retry {promotion}`.",
            JobStatus.Held => $"let it pass by `rescore --release {promotion}`.",
            JobStatus.Queued => "run `rescore` first.",
            _ => "`rescore` says of each promotion why it does not run.",
        });
    }

    /// <param name="LookedAt">Deltas, those included that do not count.</param>
    /// <param name="LastId">The last of them.</param>
    /// <param name="Edges">Those that count.</param>
    private sealed record Page(int LookedAt, string LastId, IReadOnlyList<RescoredEdge> Edges);
}
