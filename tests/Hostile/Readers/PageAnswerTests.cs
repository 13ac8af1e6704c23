using System.Net;
using System.Text.RegularExpressions;
using Support;

namespace Hostile.Readers;

/// <summary>What pages answer where there is much to tell, and to requests that are not the usual ones.</summary>
public sealed partial class PageAnswerTests(ServersFixture servers) : BridgeTest(servers)
{
    [Fact]
    public async Task Lists_ArePaged_HoweverLongTheyAre()
    {
        await Bridge.CypherAsync("""
            UNWIND range(1, 5000) AS i
            CREATE (:RescoreJob {id: 'p' + right('000' + i, 4), status: 'refused', detected_at: datetime('2026-01-01T00:00:00Z'), passes: 0,
              failures: 0, cursor: '', edges_left: 0, reason: 'the parent is no model version, whatever its row may say of it'})
            """);
        await Bridge.CypherAsync("UNWIND range(1, 500) AS i CREATE (:ModelVersion {id: 'v' + i, model_id: 'm', version_number: i})");
        await Bridge.CypherAsync("""
            UNWIND range(1, 60) AS i
            CREATE (:RescorePass {id: 'p0001#' + i, promotion_id: 'p0001', parent_id: 'v1', child_id: 'v2', status: 'completed',
              started_at: datetime('2026-01-01T00:00:00Z') + duration({minutes: i - 1}),
              scorer: 's', at_most: 1, after_edge_id: '', last_edge_id: 'z',
              large_decrease_threshold: -0.3, stable_band: 0.1, edges: 0, large_decrease: 0, moderate: 0, stable: 0,
              increase: 0, flagged: 0})
            """);
        await Bridge.SqlAsync("INSERT INTO world_model_improvements (id, event_type) VALUES ('p0001', 'model_version_promoted')");
        await Bridge.SqlAsync("INSERT INTO wallet_ledger (event_id, agent_id, amount_utok, kind) "
            + "SELECT 'p0001', 'agent ' || i, 1000 - i, 'payout' FROM generate_series(1, 120) AS i");
        await using var daemon = await RunningDaemon.StartAsync(Variables(), Cancellation);

        foreach (var path in (string[])["/", "/promotions/p0001", "/models/v2", "/review"])
            (await daemon.PageAsync(path, Cancellation)).Length.ShouldBeLessThan(60_000, path);
        (await daemon.PageAsync("/", Cancellation)).ShouldContain("500</b>model versions");
        (await ItemsAsync(daemon, "/", "jobs", JobLink())).Distinct().Count().ShouldBe(5_000);
        (await ItemsAsync(daemon, "/", "versions", VersionLink())).Distinct().Count().ShouldBe(500);
        (await ItemsAsync(daemon, "/promotions/p0001", "paid", Agent())).Distinct().Count().ShouldBe(120);
        (await ItemsAsync(daemon, "/models/v2", "passes", Started())).Distinct().Count().ShouldBe(60);
    }

    [Fact]
    public async Task Review_LeadsToEveryFlaggedEdge_WhoeverSetTheFlag()
    {
        await Bridge.AddEdgesAsync("A", "v", 140, "a&b ");
        await Bridge.AddEdgesAsync("B", "v", 130, "a?c ");
        await Bridge.CypherAsync("MATCH ()-[r:A|B]->() SET r.senate_review_flag = true");
        await using var daemon = await RunningDaemon.StartAsync(Variables(), Cancellation);

        List<string> edges = [];
        for (var next = "/review"; next is not null;)
        {
            var page = await daemon.PageAsync(next, Cancellation);
            edges.AddRange(Edge().Matches(page).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value)));
            next = NextLink().Match(page) is { Success: true } link ? WebUtility.HtmlDecode(link.Groups[1].Value) : null;
        }

        edges.Count.ShouldBe(270);
        edges.ShouldBe(edges.Order(StringComparer.Ordinal).Distinct());
        (await daemon.PageAsync("/", Cancellation)).ShouldContain("270</b>");
    }

    // A cache that forgets the letters' case, or decodes the path, answers with another version's page.
    [Fact]
    public async Task Versions_WithLikeNames_HavePagesOfTheirOwn()
    {
        string[] ids = ["a/b", "a%2Fb", "A/b", "a b", "a+b"];
        await Bridge.CypherAsync("UNWIND range(0, 4) AS i CREATE (:ModelVersion {id: $ids[i], model_id: 'm', version_number: 7001 + i})",
            ("ids", ids));
        await using var daemon = await RunningDaemon.StartAsync(Variables(), Cancellation);

        for (var round = 0; round < 2; round++)
        {
            foreach (var (i, id) in ids.Index())
            {
                var page = await daemon.PageAsync($"/models/{Uri.EscapeDataString(id)}", Cancellation);
                page.ShouldContain($"{7001 + i} of ", Case.Sensitive, id);
            }
        }
    }

    [Fact]
    public async Task Head_AnswersAsGetDoes_AndNoAnswerMayStandInAFrame()
    {
        await Bridge.AddEdgesAsync("A", "v", 3);
        await using var daemon = await RunningDaemon.StartAsync(Variables(), Cancellation);
        string[] found = 
        [
            "/", "/review", "/models/v", "/models/v/widget", "/models/v/widget?fragment", "/health/live", "/health/ready", "/metrics",
        ];
        string[] missing = ["/models/nobody", "/models/nobody/widget", "/promotions/nobody", "/nothing"];

        foreach (var path in found.Concat(missing))
        {
            foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Head, HttpMethod.Get])
            {
                using var request = new HttpRequestMessage(method, path);
                using var answer = await daemon.Http.SendAsync(request, Cancellation);
                answer.StatusCode.ShouldBe(found.Contains(path) ? HttpStatusCode.OK : HttpStatusCode.NotFound, $"{method} {path}");
                answer.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem().ShouldContain("frame-ancestors 'none'");
                answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
                var body = await answer.Content.ReadAsStringAsync(Cancellation);
                if (method == HttpMethod.Head) body.ShouldBeEmpty();
                else if (found.Contains(path)) body.ShouldNotBeEmpty();
            }
        }
        (await daemon.PageAsync("/models/v/widget?fragment", Cancellation)).ShouldStartWith("<figure");
        (await daemon.PageAsync("/models/v/widget", Cancellation)).ShouldStartWith("<!DOCTYPE");
    }

    /// <summary>What stands on all pages of a list.</summary>
    private static async Task<List<string>> ItemsAsync(RunningDaemon daemon, string path, string list, Regex item)
    {
        List<string> items = [];
        for (var number = 1; ; number++)
        {
            var page = await daemon.PageAsync($"{path}?{list}={number}", Cancellation);
            items.AddRange(item.Matches(page).Select(match => match.Value));
            if (!page.Contains($"?{list}={number + 1}\"")) return items;
        }
    }

    [GeneratedRegex("/promotions/p\\d+")]
    private static partial Regex JobLink();

    [GeneratedRegex("/models/v\\d+")]
    private static partial Regex VersionLink();

    [GeneratedRegex("agent \\d+")]
    private static partial Regex Agent();

    [GeneratedRegex("2026-01-01 00:\\d\\d:\\d\\d")]
    private static partial Regex Started();

    [GeneratedRegex("<td><a href=\"/edges/[^\"]*\"><bdi>(a(?:&amp;|&#x26;|\\?)[bc] \\d+)</bdi></a></td>")]
    private static partial Regex Edge();

    [GeneratedRegex("href=\"([^\"]*after=[^\"]*)\" rel=\"next\"")]
    private static partial Regex NextLink();
}
