using GraphQueries.Pages;
using GraphSync.Overview;
using static Bridge.Host.Pages.Page;

namespace Bridge.Host.Pages;

/// <summary><c>/promotions/{id}</c>: how far its rescoring is, and who was paid.</summary>
internal static class PromotionPage
{
    /// <summary>Null when no such promotion has a job.</summary>
    public static async Task<string?> RenderAsync(BridgeContext bridge, string id, CancellationToken cancellationToken)
    {
        var jobs = await bridge.Graph.ReadAsync(PageQueries.Job, new JobParameters(id), cancellationToken);
        if (jobs.Count == 0) return null;
        var job = jobs[0];
        var passes = await bridge.Graph.ReadAsync(PageQueries.Passes, new PassFilter(null, id, 50), cancellationToken);
        var drops = passes.FirstOrDefault(pass => pass.Edges > 0) is { } last
            ? await bridge.Graph.ReadAsync(PageQueries.Drops, new DropPage(last.Id, 50), cancellationToken) : [];
        var paid = await new Contributors(bridge.Postgres).OfPromotionAsync(id, cancellationToken);
        return Render($"Promotion {id}", $"""
            <h1>Promotion {Own(id)}</h1>
            <dl><dt>From</dt><dd>{ModelLink(job.ParentId)}</dd>
            <dt>To</dt><dd>{ModelLink(job.ChildId)}</dd>
            <dt>Detected</dt><dd>{Instant(job.DetectedAt)}</dd>
            <dt>Status</dt><dd>{Status(job.Status)} {Own(job.Reason)}</dd>
            <dt>Edges left</dt><dd>{Count(job.EdgesLeft)}</dd>
            <dt>Passes</dt><dd>{Count(job.Passes)}{(job.Failures > 0 ? $", the last {job.Failures} failed" : "")}</dd></dl>
            <h2>Passes</h2>
            {PassTable.Render(passes)}
            <h2>The largest decreases of the last pass</h2>
            {PassTable.Drops(drops)}
            <h2>Payments</h2>
            {PassTable.Paid(paid)}
            """);
    }
}
