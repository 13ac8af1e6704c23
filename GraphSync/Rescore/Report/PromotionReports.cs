using GraphQueries.Report;
using GraphQueries.Rescore;
using GraphQueries.Resilience;
using GraphSync.Batching;
using GraphSync.Edges;

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
                    new ReportDeltasParameters(id, ids, DeltaClass.OfRescoring, after, limit), cancellationToken), ItemFault.IsTooMuch)
                    .ConfigureAwait(false);
                foreach (var edge in page.Edges) figures.Add(edge);
                isLast = page.LookedAt < asked;
                after = page.LastId;
            }
        }
        if (figures.Edges == 0) throw await NothingWrittenAsync(promotion, cancellationToken).ConfigureAwait(false);
        return figures.Report(promotion, passes[0].ParentId, passes[0].ChildId);
    }

    private async Task<Page> ReadPageAsync(ReportDeltasParameters asked, CancellationToken cancellationToken)
    {
        var deltas = (await graph.ReadAsync(ReportQueries.Deltas, asked, cancellationToken).ConfigureAwait(false))[0];
        List<EdgeRef> edges = [.. deltas.EdgeIds.Select((id, i) => new EdgeRef(deltas.EdgeTypes[i], id, null))];
        var found = await graph.ReadEdgesAsync(edges, (ids, places) =>
                graph.ReadAsync(ReportQueries.Curated, new CuratedParameters(ids, places), cancellationToken),
            row => (row.EdgeType, row.EdgeId), cancellationToken).ConfigureAwait(false);
        var curated = found.ToDictionary(row => (row.EdgeType, row.EdgeId), bool? (row) => row.IsCurated);
        return new Page(deltas.LookedAt, deltas.LastId ?? "", [.. edges.Select((edge, i) => new RescoredEdge(edge.EdgeType, edge.EdgeId,
            deltas.OldConfidences[i], deltas.NewConfidences[i], deltas.Classes[i],
            curated.GetValueOrDefault((edge.EdgeType, edge.EdgeId))))]);
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
        return new BadInputException($"Promotion '{promotion}' has rescored no edge, and its job is {job.Status}{reason}: " + job.Status switch
        {
            JobStatus.Done => "no edge stood under its parent, so there is nothing to report.",
            JobStatus.Parked => $"release it by `rescore --retry {promotion}`.",
            JobStatus.Queued => "run `rescore` first.",
            _ => "`rescore` says of each promotion why it does not run.",
        });
    }

    /// <param name="LookedAt">Deltas, those included that do not count.</param>
    /// <param name="LastId">The last of them.</param>
    /// <param name="Edges">Those that count.</param>
    private sealed record Page(int LookedAt, string LastId, IReadOnlyList<RescoredEdge> Edges);
}
