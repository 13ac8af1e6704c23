using Bridge.Host.Pages;
using GraphSync.Operations;
using GraphSync.Rescore;

namespace Bridge.Host.Hosting;

/// <summary>
/// Lets a held promotion pass: <c>POST /promotions/{id}</c> with <c>action=release</c>. Its edges are rescored by the schedule, which is
/// called at once.
/// </summary>
internal static class ReleaseForm
{
    private const string Folder = "/promotions";

    private const string Release = "release";

    /// <summary>Whether the form may stand on a page: on a promotion's own, not on those below it.</summary>
    public static bool MayStandOn(PathString path) =>
        path.StartsWithSegments(Folder, out var below) && !below.Value!.Trim('/').Contains('/', StringComparison.Ordinal);

    public static void Map(WebApplication app) => app.MapPost($"{Folder}/{{id}}", (HttpContext http, IReadOnlyList<ScheduledJob> jobs) =>
    {
        var promotion = PathId.Of(http);
        var page = PageAddress.Promotion(promotion);
        return new PostedForm(page, "rescore --release PROMOTION", $"action ({Release})").HandleAsync(http, async (runner, form, _) =>
        {
            if (form["action"] != Release) throw new BadInputException($"'{form["action"]}' is no action: send {Release}.");
            var released = await runner.RunAsync(new ReleaseRequest(promotion), http.RequestAborted);
            foreach (var job in jobs.Where(job => job.IsCalledByRelease)) job.Waker.Call();
            return new { released.PromotionId };
        }, _ => page);
    });
}
