using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Bridge.Host.Tests.Widget;
using GraphSync.Credit;
using GraphSync.Rescore;
using GraphSync.Review;
using Shouldly;
using Support;
using Xunit;

namespace Bridge.Host.Tests.Pages;

/// <summary>The pages of a model version and of the promotion that brought it.</summary>
public sealed class ModelPageTests(ServersFixture servers) : BridgeTest(servers)
{
    private async Task<IHtmlDocument> PageAsync(string path)
    {
        await using var server = await RunningServer.StartAsync(Bridge, cancellationToken: Cancellation);
        return Markup.Page(await server.Http.GetStringAsync(path, Cancellation));
    }

    private static IElement After(IHtmlDocument page, string heading) =>
        page.QuerySelectorAll("h2").Single(h => h.TextContent == heading).NextElementSibling!;

    private static string[] Rows(IElement within) =>
        [.. within.QuerySelectorAll("tbody tr").Select(row => string.Join(" | ", row.Children.Select(cell => Plain(cell.TextContent))))];

    private static string Plain(string text) => string.Join(' ', text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Twelve edges that fall from 0.8 to 0.4, of which one is made to have risen.</summary>
    private async Task RescoreAsync(double holdAboveShare = 0)
    {
        await Bridge.AddVersionAsync("m/1", "m", 1, quality: 0.8);
        await Bridge.AddVersionAsync("m/2", "m", 2, quality: 0.4, parent: "m/1");
        await Bridge.AddVersionAsync("m/3", "m", 3, quality: 0.9, parent: "m/1");
        await Bridge.AddEdgesAsync("TREATS", "m/1", 12, confidence: 0.8);
        await Bridge.PromoteAsync("p/1", "m/1", "m/2");
        Bridge.Configure<RescoreOptions>(options => options.HoldAboveShare = holdAboveShare);
        await Bridge.RunAsync(new RescoreRequest(), Cancellation);
        await Bridge.CypherAsync("MATCH (d:RescoreDelta {edge_id: 'e00011'}) "
            + "SET d.old_confidence = 0.25, d.new_confidence = 1.0, d.delta = 0.75, d.class = 'increase'");
    }

    [Fact]
    public async Task Model_ShowsHowItsLastPassMovedConfidences_BothWays()
    {
        await RescoreAsync();

        var page = await PageAsync("/models/m%2F2");

        page.QuerySelector("#confidences-desc")!.TextContent.ShouldBe("before: " + Tenths(0, (2, 1), (8, 11)) + "; after: "
            + Tenths(0, (4, 11), (9, 1)));
        page.QuerySelector("#changes-desc")!.TextContent.ShouldContain("11 from -0.4, 0 from -0.3");
        page.QuerySelector("#changes-desc")!.TextContent.ShouldContain("1 from 0.7");
        Rows(page.QuerySelector("details:not([open])")!).ShouldContain("0.8 | 11 | 0 | 0");
        Rows(After(page, "The largest decreases of the last pass listed")).Length.ShouldBe(11);
        Rows(After(page, "The largest increases of the last pass listed")).ShouldBe(["e00011 | TREATS | 0.250 | 1.000 | 0.750 | increase"]);
        page.QuerySelector("a[href='/edges/e00011']").ShouldNotBeNull();
    }

    private static string Tenths(int from, params (int Bin, int Count)[] bins) => string.Join(", ", Enumerable.Range(from, 10).Select(bin =>
        $"{bins.FirstOrDefault(known => known.Bin == bin).Count} from 0.{bin}"));

    [Fact]
    public async Task Model_StandsAmongTheOtherVersionsOfItsModel()
    {
        await RescoreAsync();

        var line = (await PageAsync("/models/m%2F2")).QuerySelectorAll("ol.line li");

        line.Select(version => Plain(version.TextContent)).ShouldBe(["v1", "v2", "v3, from m/1"]);
        line.Select(version => version.GetAttribute("aria-current")).ShouldBe([null, "page", null]);
        line[2].QuerySelector("a")!.GetAttribute("href").ShouldBe("/models/m%2F3");
    }

    [Fact]
    public async Task Pages_TellHowOftenTheSenateSidedWithTheOlderVersion_AndForgetWhatItTookBack()
    {
        await RescoreAsync();
        foreach (var (edge, decision) in new[] { (0, ReviewDecision.Restore), (1, ReviewDecision.Keep), (2, ReviewDecision.Keep),
            (3, ReviewDecision.Keep), (4, ReviewDecision.Restore) })
        {
            await Bridge.RunAsync(new ReviewRequest($"e0000{edge}", decision), Cancellation);
        }
        await Bridge.RunAsync(new UndoRequest("e00004"), Cancellation);
        await Bridge.MirrorAsync(Cancellation);

        foreach (var path in new[] { "/models/m%2F2", "/promotions/p%2F1" })
        {
            Plain(After(await PageAsync(path), "What the Senate thought of it").TextContent).ShouldBe("Of 4 flagged edges that it decided "
                + "about, it sided with the older version in 1 (25.0 %), and kept what the newer says in 3.", path);
        }
        After(await PageAsync("/models/m%2F1"), "What the Senate thought of it").TextContent.ShouldContain("none of its flagged edges");
    }

    [Fact]
    public async Task Promotion_TellsTheThresholdsOfItsLastPass_WhateverTheSettingsSaySince()
    {
        await RescoreAsync();
        await Bridge.CypherAsync("MATCH (p:RescorePass) SET p.large_decrease_threshold = -0.2, p.stable_band = 0.01, p.at_most = 50");
        await Bridge.PromoteAsync("p2", "m/2", "m/3");
        await Bridge.DrainAsync(Cancellation);

        (await PageAsync("/promotions/p%2F1")).Body!.TextContent.ShouldContain("a decrease is large from 0.200 on, a change is stable "
            + "below 0.010, a pass takes 50 edges at most, as its last pass was given");
        var queued = (await PageAsync("/promotions/p2")).Body!.TextContent;
        queued.ShouldContain("large from 0.300 on, a change is stable below 0.050, a pass takes 10,000 edges at most, as its first pass");
        Plain(queued).ShouldContain("12; passes to go: 1, in days: 1.0");
    }

    [Fact]
    public async Task Promotion_ThatIsHeld_SaysWhy_AndLeadsToAReportThatFlagsNothing()
    {
        await RescoreAsync(holdAboveShare: 0.5);

        var page = await PageAsync("/promotions/p%2F1");

        page.QuerySelector("p.bad")!.TextContent.ShouldContain("12 of 12 scored edges (100.0%) would fall by 0.3 or more");
        page.QuerySelector("a[href='/promotions/p%2F1/report']")!.TextContent.Trim().ShouldBe("What it would do to its edges as a whole");
        var report = (await PageAsync("/promotions/p%2F1/report")).Body!.TextContent;
        report.ShouldContain("12, none of them flagged");
        report.ShouldContain("nothing of it was written");
        report.ShouldNotContain("all of them flagged");
        (await Bridge.CypherValueAsync<long>("MATCH ()-[r:TREATS]->() WHERE r.senate_review_flag RETURN count(r)")).ShouldBe(0);
    }

    [Fact]
    public async Task Promotion_TellsWhoWasPaidWhat_ThroughWhichContributions()
    {
        await Bridge.SqlAsync("INSERT INTO datasets (id, created_by) VALUES ('D1', 'cora')");
        await Bridge.SqlAsync("INSERT INTO artifacts (id, artifact_type, created_by) VALUES ('B1', 'benchmark', 'ben')");
        await RescoreAsync();
        await Bridge.SqlAsync("UPDATE model_versions SET trained_by = 'tess', benchmark_id = 'B1'");
        await Bridge.SqlAsync("UPDATE model_versions SET eval_dataset_artifact_id = 'D1' WHERE artifact_id = 'm/2'");
        await Bridge.RunAsync(new CreditRequest(), Cancellation);

        var page = await PageAsync("/promotions/p%2F1");

        var tree = After(page, "Through what they were paid").NextElementSibling!;
        var told = tree.QuerySelectorAll("tbody tr").Select(row => row.Children[0].GetAttribute("style")!.Split(':')[1] + " "
            + string.Join(' ', row.Children.Take(4).Select(cell => Plain(cell.TextContent))));
        told.ShouldBe(["12px ModelVersion m/2 tess the promoted version ", "30px Benchmark B1 ben benchmark 1/3",
            "30px Dataset D1 cora dataset 1/3", "30px ModelVersion m/1 tess parent 1/3", "48px Benchmark B1 ben benchmark 1/1"],
            ignoreOrder: true);
        tree.QuerySelectorAll("td.quiet").Length.ShouldBe(1, "B1 is told under the first that relied on it");
        var paid = await Bridge.Get<CreditExplainer>().ReadAsync("p/1", Cancellation);
        var earned = tree.QuerySelectorAll("tbody tr").Where(row => row.Children.Length == 7)
            .Sum(row => long.Parse(row.Children[6].TextContent.Replace(",", ""), System.Globalization.CultureInfo.InvariantCulture));
        earned.ShouldBe(paid.PoolUtok!.Value);
        Rows(After(page, "How the pool was shared out")).Select(row => row.Split(" | ")[0]).ShouldBe(["ben", "cora", "tess", "treasury"]);
    }
}
