using System.Globalization;
using System.Text;
using GraphQueries.Presentation;
using GraphQueries.Presentation.Widget;
using GraphSync.Postgres;
using GraphSync.Rescore;
using Shouldly;
using Support;
using Xunit;

namespace Bridge.Host.Tests.Widget;

public sealed class SubgraphWidgetTests(ServersFixture servers) : BridgeTest(servers)
{
    [Fact]
    public async Task Html_IsEmpty_WhenTheVersionHasNoEdges()
    {
        await Bridge.AddEdgesAsync("TREATS", "other", 3);
        await Bridge.CypherAsync("CREATE (:ModelVersion {id: 'bare', model_id: 'm', version_number: 1})");
        var widget = new SubgraphWidget(Bridge.Graph);

        (await widget.HtmlAsync("bare", Cancellation)).ShouldBe("");
        (await widget.HtmlAsync("unknown", Cancellation)).ShouldBe("");
        widget.Html("other").ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Html_ShowsTheTwentyOfHighestConfidence_AttributedOrStandingUnderTheVersion()
    {
        // Half of them made by v and now under w, the others made by u and now under v; two types, ties by edge_id.
        await Bridge.AddEdgesAsync("TREATS", "v", 15, "b", 0.7);
        await Bridge.AddEdgesAsync("BINDS", "u", 15, "a", 0.7);
        await Bridge.AddEdgesAsync("BINDS", "v", 1, "top", 0.9);
        await Bridge.AddEdgesAsync("BINDS", "u", 5, "not", 0.99);
        await Bridge.CypherAsync("""
            MATCH ()-[r:TREATS]->() SET r.rescored_by_artifact_id = 'w'
            WITH count(*) AS n
            MATCH ()-[r:BINDS]->() WHERE r.edge_id STARTS WITH 'a' SET r.rescored_by_artifact_id = 'v'
            """);
        // An index entry that has no number comes last, whatever stands there instead.
        await Bridge.CypherAsync("MATCH ()-[r:TREATS {edge_id: 'b00014'}]->() SET r.confidence = 'high'");
        await Bridge.CypherAsync("MATCH ()-[r:TREATS {edge_id: 'b00013'}]->() SET r.confidence = 0.0 / 0.0");

        var subgraph = await new SubgraphWidget(Bridge.Graph).ReadAsync("v", Cancellation);

        subgraph.Facts.Edges.ShouldBe(31);
        subgraph.Edges.Select(edge => edge.EdgeId).ShouldBe(
            ["top00000", .. Enumerable.Range(0, 15).Select(i => $"a{i:00000}"), .. Enumerable.Range(0, 4).Select(i => $"b{i:00000}")]);
    }

    /// <summary>The largest types are asked about alone and the others together, with what the first have told.</summary>
    [Theory]
    [InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5)]
    public async Task ReadAsync_FindsTheHighest_InTypesOfAllSizes(int seed)
    {
        var random = new Random(seed);
        var version = random.Next(2) == 0 ? "v" : "w";
        List<(string Id, double? Confidence)> edges = [];
        var types = Enumerable.Range(0, 14).Select(i => $"TYPE_{i:D2}").ToArray();
        await Bridge.RegisterAsync(types);
        foreach (var type in types)
        {
            // With seed 5 nearly all edges have no number.
            var rows = Enumerable.Range(0, random.Next(12)).Select(i => new Dictionary<string, object?>
            {
                ["id"] = $"{type}:{i}",
                ["confidence"] = random.Next(seed == 5 ? 2 : 10) == 0 || seed == 5 ? null : random.Next(8) / 8.0,
            }).ToList();
            edges.AddRange(rows.Select(row => ((string)row["id"]!, (double?)row["confidence"])));
            await Bridge.CypherAsync($$"""
                UNWIND $rows AS row
                CREATE (:KgNode {id: 's' + row.id})-[r:{{type}} {edge_id: row.id, confidence: row.confidence}]->(:KgNode)
                SET r.source_artifact_id = CASE WHEN row.id ENDS WITH '1' OR row.id ENDS WITH '5' THEN 'other' ELSE $version END,
                  r.rescored_by_artifact_id = CASE WHEN row.id ENDS WITH '1' THEN $version END
                """, ("rows", rows), ("version", version));
        }

        var subgraph = await new SubgraphWidget(Bridge.Graph).ReadAsync(version, Cancellation);

        var own = edges.Where(edge => !edge.Id.EndsWith('5')).ToList();
        subgraph.Facts.Edges.ShouldBe(own.Count);
        subgraph.Edges.Select(edge => edge.EdgeId).ShouldBe(own.OrderByDescending(edge => edge.Confidence ?? -1)
            .ThenBy(edge => edge.Id, StringComparer.Ordinal).Take(SubgraphWidget.EdgeCount).Select(edge => edge.Id));
    }

    [Fact]
    public async Task Html_ShowsValueBeforeFlagAndColour_ForEachEdge()
    {
        await Bridge.AddVersionAsync("v1", "m", 1, quality: 0.8);
        await Bridge.AddVersionAsync("v2", "m", 2, quality: 0.4);
        await Bridge.AddEdgesAsync("TREATS", "v1", 2, "big", 0.8);
        await Bridge.AddEdgesAsync("BINDS", "v1", 2, "small", 0.0625);
        await Bridge.PromoteAsync("p", "v1", "v2");
        await Bridge.RunAsync(new RescoreRequest(), Cancellation);

        var page = Markup.Fragment(await new SubgraphWidget(Bridge.Graph).HtmlAsync("v2", Cancellation));

        var rows = page.QuerySelectorAll("tbody tr");
        rows.Length.ShouldBe(4);
        double[] Values(int row) => [.. rows[row].QuerySelectorAll("data")
            .Select(data => double.Parse(data.GetAttribute("value")!, CultureInfo.InvariantCulture))];
        Values(0).ShouldBe([0.4, 0.8], tolerance: 1e-12);
        Values(3).ShouldBe([0.03125, 0.0625]);
        rows.Select(row => row.TextContent.Contains("flagged for review", StringComparison.Ordinal)).ShouldBe([true, true, false, false]);
        var lines = page.QuerySelectorAll("svg path.gpw-line");
        lines.Select(line => line.GetAttribute("stroke")).Distinct().Count().ShouldBe(2);
        lines.Select(line => line.HasAttribute("stroke-dasharray")).ShouldBe([true, true, false, false]);
        page.QuerySelector("svg.gpw-plot")!.TextContent.ShouldContain("0.800 → 0.400");
        page.QuerySelector(".gpw-legend")!.TextContent.ShouldContain("before rescoring");
    }

    [Theory]
    [InlineData(0.9905, 0.0, "0.990 to 0.991")]
    [InlineData(0.9905, 0.0004, "0.990 to 0.999")]
    [InlineData(0.5, 0.0005, "0.500 to 0.510")]
    [InlineData(1.0, 0.0, "0.999 to 1.000")]
    [InlineData(0.0, 0.0, "0.000 to 0.001")]
    public async Task Html_NarrowsItsScaleAndSaysSo_WhereAllRowsLieWithinAHundredth(double from, double step, string range)
    {
        await Bridge.AddEdgesAsync("TREATS", "v", 20);
        await Bridge.CypherAsync("MATCH ()-[r:TREATS]->() SET r.confidence = $from + $step * toInteger(right(r.edge_id, 2))",
            ("from", from), ("step", step));

        var plot = Markup.Fragment(await new SubgraphWidget(Bridge.Graph).HtmlAsync("v", Cancellation));

        plot.QuerySelector(".gpw-legend li")!.TextContent.ShouldEndWith($"confidence, here {range}");
        var axis = plot.QuerySelectorAll("svg.gpw-plot > text").Select(text => text.TextContent).ToList();
        axis.ShouldContain($"relation and confidence, {range}");
        axis[^2..].ShouldBe(range.Split(" to "));
        plot.QuerySelectorAll("svg.gpw-plot circle.gpw-now").Select(dot => dot.GetAttribute("cx")).Distinct().Count()
            .ShouldBe(step == 0 ? 1 : 20);
    }

    [Fact]
    public async Task Html_KeepsTheWholeScale_WhereRowsLieFurtherApart_AndDrawsNoValueBeforeBeyondItsEnds()
    {
        await Bridge.AddVersionAsync("v1", "m", 1, quality: 0.8);
        await Bridge.AddVersionAsync("v2", "m", 2, quality: 0.4);
        await Bridge.AddEdgesAsync("TREATS", "v1", 20, confidence: 0.8);
        await Bridge.PromoteAsync("p", "v1", "v2");
        await Bridge.RunAsync(new RescoreRequest(), Cancellation);

        var narrow = Markup.Fragment(await new SubgraphWidget(Bridge.Graph).HtmlAsync("v2", Cancellation));
        narrow.QuerySelectorAll("svg.gpw-plot .gpw-old").ShouldBeEmpty();
        narrow.QuerySelector("svg.gpw-plot")!.TextContent.ShouldContain("0.800 → 0.400");
        await Bridge.CypherAsync("MATCH ()-[r:TREATS {edge_id: 'e00000'}]->() SET r.confidence = 0.411");

        var whole = Markup.Fragment(await new SubgraphWidget(Bridge.Graph).HtmlAsync("v2", Cancellation));
        whole.QuerySelectorAll("svg.gpw-plot .gpw-old").Length.ShouldBe(20);
        whole.QuerySelectorAll("svg.gpw-plot > text").Select(text => text.TextContent).ShouldContain("relation and confidence");
        whole.QuerySelector(".gpw-legend li")!.TextContent.ShouldEndWith("1confidence");
    }

    [Fact]
    public async Task Html_StaysValidSmallAndHarmless_WhateverTheLabels()
    {
        await HostileGraph.FillAsync(Bridge);

        var html = await new SubgraphWidget(Bridge.Graph).HtmlAsync(HostileGraph.Version, Cancellation);

        Encoding.UTF8.GetByteCount(html).ShouldBeLessThan(SubgraphWidget.MaxBytes);
        var page = Markup.Fragment(html + html);
        page.Body!.Children.Select(child => child.LocalName).ShouldBe(["figure", "figure"]);
        var names = page.QuerySelectorAll("figure:first-child tbody th > bdi").Select(name => name.TextContent).ToList();
        names[0].ShouldBe("</script><script>alert(1)</script>");
        names[4].ShouldBe(HostileGraph.Names[4]);
        names[6].ShouldMatch("^A{8,100}…$");
        names[15].ShouldBe(" 15", "the key, where the name is empty");
        page.QuerySelectorAll("bdi").Length.ShouldBeGreaterThan(100);
    }

    [Theory]
    [InlineData("short", 10, "short")]
    [InlineData("exactly ten", 11, "exactly ten")]
    [InlineData("cut off here", 8, "cut off…")]
    [InlineData("👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 14, "👩‍👩‍👧‍👦…")]
    [InlineData("a\u0000\uFFFFb", 10, "a\uFFFD\uFFFDb")]
    public void Html_CutsVisiblyBetweenCharacters(string text, int limit, string shown) =>
        System.Net.WebUtility.HtmlDecode(DisplayText.Html(text, limit)).ShouldBe(shown);

    [Fact]
    public void Html_EscapesWhatMarkupIsMadeOf() => DisplayText.Html("<&\"'>", 10).ShouldBe("&lt;&amp;&quot;&#x27;&gt;");

    [Fact]
    public void Html_ReplacesLoneSurrogates() => DisplayText.Clean("a" + (char)0xD800 + "b").ShouldBe("a\uFFFDb");
}
