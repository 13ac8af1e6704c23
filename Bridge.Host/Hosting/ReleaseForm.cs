using GraphSync.Operations;
using GraphSync.Rescore;

namespace Bridge.Host.Hosting;

/// <summary>
/// Lets a held promotion pass: <c>POST /promotions/{id}</c> with <c>action=release</c>. Its edges are rescored by the schedule, which is
/// called at once.
/// </summary>
internal static class ReleaseForm
{
    /// <summary>Where promotions are shown.</summary>
    public const string Folder = "/promotions";

    /// <summary>What is to be done.</summary>
    public const string Release = "release";

    public static void Map(WebApplication app) => app.MapPost($"{Folder}/{{id}}", (HttpContext http, IReadOnlyList<ScheduledJob> jobs) =>
    {
        var promotion = PathId.Of(http);
        var page = $"{Folder}/{Uri.EscapeDataString(promotion)}";
        return new PostedForm(page, "rescore --release PROMOTION", $"action ({Release})").HandleAsync(http, async (runner, form, _) =>
        {
            if (form["action"] != Release) throw new BadInputException($"'{form["action"]}' is no action: send {Release}.");
            var released = await runner.RunAsync(new ReleaseRequest(promotion), http.RequestAborted);
            foreach (var job in jobs.Where(job => job.IsCalledByRelease)) job.Waker.Call();
            return new { released.PromotionId };
        }, _ => page);
    });
}
