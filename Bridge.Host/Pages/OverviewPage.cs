using GraphQueries.Catalogue;
using GraphQueries.Pages;
using GraphQueries.Rescore;
using GraphSync.Schedules;
using static Bridge.Host.Pages.Page;

namespace Bridge.Host.Pages;

/// <summary><c>/</c>: what there is, what waits, and what ran last.</summary>
internal static class OverviewPage
{
    private const int Versions = 200;
    private static readonly string[] Open = ["queued", "waiting", "parked", "refused", "old"];

    public static async Task<string> RenderAsync(BridgeContext bridge, CancellationToken cancellationToken)
    {
        var versions = await bridge.Graph.ReadAsync(PageQueries.Versions, new VersionPage(Versions), cancellationToken);
        var jobs = await bridge.Graph.ReadAsync(RescoreQueries.Jobs, new JobsParameters(Open), cancellationToken);
        var passes = await bridge.Graph.ReadAsync(RescoreQueries.Passes, new PassesParameters(["running", "completed", "failed"], 10), cancellationToken);
        var flagged = (await bridge.Graph.ReadAsync(PageQueries.Flagged, NoParameters.Instance, cancellationToken))[0].Flagged;
        var runs = await new ScheduleRuns(bridge.Postgres).AllAsync(cancellationToken);
        return Render("Overview", $"""
            <h1>Overview</h1>
            <div class="cards">
            <div class="card"><b>{Count(versions.Count)}{(versions.Count == Versions ? "+" : "")}</b>model versions</div>
            <div class="card"><b>{Count(jobs.Count(job => job.Status == "queued"))}</b>promotions queued</div>
            <div class="card"><b>{Count(jobs.Where(job => job.Status == "queued").Sum(job => job.EdgesLeft))}</b>edges to rescore</div>
            <div class="card"><b>{Count(flagged)}</b><a href="/review">edges flagged for review</a></div>
            </div>
            <h2>Promotions that wait</h2>
            {Table("None waits.", "<th>Promotion</th><th>From</th><th>To</th><th>Status</th><th class=\"n\">Edges left</th><th>Detected, UTC</th>", jobs.Select(Job))}
            <h2>Last passes</h2>
            {Table("No pass has run yet.", "<th>Started, UTC</th><th>Promotion</th><th>From</th><th>To</th><th>Status</th><th class=\"n\">Edges</th><th class=\"n\">Flagged</th>", passes.Select(Pass))}
            <h2>Model versions</h2>
            {Table("No model version has arrived from PostgreSQL yet.", "<th>Version</th><th>Model</th><th class=\"n\">Number</th><th>Title</th><th>Trained by</th><th class=\"n\">Quality</th>", versions.Select(Version))}
            <h2>Schedules</h2>
            {Table("Nothing has been scheduled yet.", "<th>Job</th><th>Last success, UTC</th><th>Last attempt, UTC</th><th>Last error</th>", runs.Select(Run))}
            """);
    }

    private static string Job(RescoreJobRow job) =>
        $"<td>{PromotionLink(job.Id)}</td><td>{ModelLink(job.ParentId)}</td><td>{ModelLink(job.ChildId)}</td><td>{Status(job.Status)} {Own(job.Reason)}</td><td class=\"n\">{Count(job.EdgesLeft)}</td><td>{Instant(job.DetectedAt)}</td>";

    private static string Pass(RescorePassRow pass) =>
        $"<td>{Instant(pass.StartedAt)}</td><td>{PromotionLink(pass.PromotionId)}</td><td>{ModelLink(pass.ParentId)}</td><td>{ModelLink(pass.ChildId)}</td><td>{Status(pass.Status)}</td><td class=\"n\">{Count(pass.Edges)}</td><td class=\"n\">{Count(pass.Flagged)}</td>";

    private static string Version(ListedVersion version) =>
        $"<td>{ModelLink(version.Id)}</td><td>{Own(version.ModelId, 80)}</td><td class=\"n\">{version.VersionNumber}</td><td>{Own(version.Title)}</td><td>{Own(version.TrainedBy, 80)}</td><td class=\"n\">{Number(version.QualityScore)}</td>";

    private static string Run(ScheduleRun run) =>
        $"<td>{Text(run.Job)}</td><td>{Instant(run.LastSuccess)}</td><td>{Instant(run.LastAttempt)}</td><td>{(run.LastError is null ? "–" : Own(run.LastError))}</td>";
}
