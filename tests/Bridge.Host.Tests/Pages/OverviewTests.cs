using AngleSharp.Html.Dom;
using Bridge.Host.Tests.Widget;
using GraphSync.Rescore;
using Shouldly;
using Support;
using Xunit;

namespace Bridge.Host.Tests.Pages;

public sealed class OverviewTests(ServersFixture servers) : BridgeTest(servers)
{
    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["Bridge__Rescore__MaxEdgesPerPass"] = "5",
        ["Bridge__Rescore__WindowHours"] = "12",
        ["Bridge__Schedules__Backfill"] = "30 4 * * *",
    };

    private static async Task<IHtmlDocument> PageAsync(RunningServer server) =>
        Markup.Page(await server.Http.GetStringAsync("/", TestContext.Current.CancellationToken));

    private static string[] Cells(IHtmlDocument page, string heading) =>
    [
        .. page.QuerySelectorAll("h2").Single(h => h.TextContent == heading).NextElementSibling!.QuerySelectorAll("tbody tr")
            .Select(row => string.Join(" | ", row.Children.Select(cell => cell.TextContent.Trim()))),
    ];

    [Fact]
    public async Task Overview_SaysNothingNeedsAPerson_WhenNothingDoes()
    {
        await using var server = await RunningServer.StartAsync(Bridge, cancellationToken: Cancellation);

        (await PageAsync(server)).QuerySelector("section[aria-labelledby=first]")!.TextContent.ShouldContain("Nothing does.");
    }

    private async Task ArrangeWhatWaitsAsync()
    {
        await Bridge.AddVersionAsync("m1", "m", 1, quality: 1.0);
        await Bridge.AddVersionAsync("m2", "m", 2, quality: 0.5);
        await Bridge.AddEdgesAsync("TREATS", "m1", 3, confidence: 0.8);
        await Bridge.PromoteAsync("p 1", "m1", "m2");
        Bridge.Configure<RescoreOptions>(options => options.HoldAboveShare = 0.5);
        await Bridge.RunAsync(new RescoreRequest(), Cancellation);
        await Bridge.CypherAsync("CREATE (:RescoreJob {id: 'p2', status: 'parked', reason: 'eval.py is gone', detected_at: datetime(), "
            + "edges_left: 1, passes: 3, failures: 3, cursor: ''})");
        await Bridge.CypherAsync("MATCH ()-[r:TREATS {edge_id: 'e00000'}]->() SET r.senate_review_flag = true");
        await Bridge.CypherAsync("CREATE (:Outbox {id: 'o', edge_type: 'TREATS', edge_ids: [], delta_ids: [], "
            + "created_at: datetime() - duration('PT1H')})");
        await Bridge.SqlAsync("INSERT INTO bridge_inbox_rejects (source_table, row_id, reason) VALUES ('artifacts', 'a<1>', 'too long')");
        await Bridge.SqlAsync("INSERT INTO mirror_rejects (kind, row_id, reason) VALUES ('edge', 'e9', 'a trigger says no')");
        await Bridge.SqlAsync("INSERT INTO schedule_runs (job, known_since, last_error) VALUES ('credit', now(), 'no such table')");
    }

    [Fact]
    public async Task Overview_ListsWhatNeedsAPersonFirst_EachWithItsPlace()
    {
        await ArrangeWhatWaitsAsync();
        await using var server = await RunningServer.StartAsync(Bridge, Settings, cancellationToken: Cancellation);

        var page = await PageAsync(server);

        page.QuerySelectorAll("ul.first li").Select(need => $"{need.QuerySelector("a")!.GetAttribute("href")}: {need.TextContent.Trim()}")
            .Where(need => !need.StartsWith("/health/doctor", StringComparison.Ordinal)).ShouldBe([
            "/promotions/p%201: Promotion p 1 is held "
                + "3 of 3 scored edges (100.0%) would fall by 0.3 or more, and HoldAboveShare is 0.5",
            "/promotions/p2: Promotion p2 is parked: its passes failed eval.py is gone",
            "/#schedules: The last run of credit failed no such table",
            "/review: Edges that wait for review: 1",
            "/#aside: Rows that cannot be carried into the graph: 1",
            "/#aside: Rows that PostgreSQL refuses: 1",
            "/#lag: The mirror lags behind",
        ]);
        foreach (var link in page.QuerySelectorAll("ul.first a[href*='#']"))
            page.QuerySelector(link.GetAttribute("href")![1..]).ShouldNotBeNull();
        Cells(page, "Rows put aside last").Select(row => row[(row.IndexOf('|') + 2)..])
            .ShouldBe(["artifacts | a<1> | too long", "mirror: edge | e9 | a trigger says no"], ignoreOrder: true);
        Cells(page, "Between the databases")[0].ShouldMatch(@"^changes of edges, to PostgreSQL \| 1 \| for 3,6\d\d s$");
        // The doctor's first round may come later than the page.
        await Until.TrueAsync(async () => (await PageAsync(server)).QuerySelector("ul.first a[href='/health/doctor']") is not null,
            "the doctor has told", Cancellation);
    }

    [Fact]
    public async Task Overview_ForecastsTheQueue_OnePassAWindow()
    {
        await Bridge.AddVersionAsync("m1", "m", 1, quality: 1.0);
        await Bridge.AddVersionAsync("m2", "m", 2, quality: 0.9);
        await Bridge.AddVersionAsync("n1", "n", 1, quality: 1.0);
        await Bridge.AddVersionAsync("n2", "n", 2, quality: 0.9);
        await Bridge.AddEdgesAsync("TREATS", "m1", 12);
        await Bridge.AddEdgesAsync("TREATS", "n1", 1, "n");
        await Bridge.PromoteAsync("p1", "m1", "m2", TimeProvider.System.GetUtcNow().AddMinutes(-2));
        await Bridge.PromoteAsync("p2", "n1", "n2", TimeProvider.System.GetUtcNow().AddMinutes(-1));
        await Bridge.DrainAsync(Cancellation);
        await using var server = await RunningServer.StartAsync(Bridge, Settings, cancellationToken: Cancellation);

        var page = await PageAsync(server);

        // Three passes of five edges at most, then one, each half a day after the one before.
        page.QuerySelectorAll("tbody tr").Where(row => row.TextContent.Contains("queued"))
            .Select(row => $"{row.Children[0].TextContent} {row.Children[4].TextContent} {row.Children[5].TextContent}")
            .ShouldBe(["p1 12 1.5", "p2 1 2.0"]);
        page.QuerySelector(".cards")!.TextContent.ShouldContain("2.0days until all are rescored");
    }

    [Fact]
    public async Task Overview_SaysWhenEachScheduleRunsNext()
    {
        await Bridge.SqlAsync("INSERT INTO schedule_runs (job, known_since, last_success_at, last_attempt_at) VALUES "
            + "('rescore', '2026-01-01Z', '2026-01-02 03:00Z', '2026-01-02 03:00Z')");
        await using var server = await RunningServer.StartAsync(Bridge, Settings, cancellationToken: Cancellation);

        var rows = Cells(await PageAsync(server), "Schedules");

        rows.ShouldContain("rescore | 2026-01-02 03:00:00 | 2026-01-02 03:00:00 | not here | –");
        rows.ShouldContain(row => System.Text.RegularExpressions.Regex.IsMatch(row, @"^backfill \|.*\| \d{4}-\d\d-\d\d 04:30:00 \| –$"));
    }

    [Fact]
    public async Task Overview_ShowsHowEdgesAreAttributed_ByMethodAndDay()
    {
        await Bridge.AddEdgesAsync("TREATS", "m1", 6);
        await Bridge.CypherAsync("MATCH ()-[r:TREATS]->() WHERE r.edge_id IN ['e00000', 'e00001'] SET r.attribution_method = 'run'");
        await Bridge.CypherAsync("MATCH ()-[r:TREATS {edge_id: 'e00002'}]->() "
            + "SET r.source_artifact_id = null, r.provenance_unknown = true");
        await Bridge.SqlAsync("INSERT INTO bridge_attribution (day, method, edges, counted_at) VALUES "
            + "('2026-01-01', 'given', 1, '2026-01-01Z'), ('2026-01-01', 'unknown', 3, '2026-01-01Z')");
        await using var server = await RunningServer.StartAsync(Bridge, cancellationToken: Cancellation);
        var page = await PageAsync(server);
        await Until.TrueAsync(async () =>
        {
            page = await PageAsync(server);
            return page.QuerySelectorAll("details tbody tr").Length == 2;
        }, "this day has been counted", Cancellation);

        Cells(page, "How edges are attributed").Where(row => !row.Contains("| 0 |")).ShouldBe([
            "the edge itself: it came with its version | 3 | 50.0 %", "backfill, by run | 2 | 33.3 %", "nobody: unknown | 1 | 16.7 %",
        ]);
        page.QuerySelectorAll("details tbody tr").Select(row => string.Join(' ', row.Children.Skip(1).Select(cell => cell.TextContent)))
            .ShouldBe(["5 1 0 83.3 %", "1 3 0 25.0 %"]);
        page.QuerySelectorAll(".days rect.s1").Select(bar => bar.GetAttribute("height")).ShouldBe(["66", "22"]);
        page.QuerySelector("#attribution-desc")!.TextContent.ShouldContain("2026-01-01 to");
    }
}
