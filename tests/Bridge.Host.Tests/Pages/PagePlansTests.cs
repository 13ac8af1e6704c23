using Bridge.Host.Pages;
using GraphQueries.Catalogue;
using GraphQueries.Language;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Support;
using Xunit;

namespace Bridge.Host.Tests.Pages;

/// <summary>What pages ask of edges has been planned before a reader comes.</summary>
public sealed class PagePlansTests(ServersFixture servers) : BridgeTest(servers)
{
    [Fact]
    public async Task Plans_AreMadeOfWhatPagesAskOfAllTypes()
    {
        await Bridge.RegisterAsync("TREATS", "CAUSES");
        var noted = new NotedGraph(Bridge.Graph.Graph, new());
        await using var plans = new PagePlans(noted, TimeProvider.System, longText: 0);

        await plans.OfAllAsync(Bridge.Graph.Schema);

        string[] asked = ["review/flagged", "review/flagged-count", "widget/top-edges", "widget/unnumbered-edges", "widget/version",
            "history/edge", "report/deltas", "report/curated"];
        foreach (var name in asked)
            noted.Texts.ShouldContain($"EXPLAIN {CypherCatalogue.Default[name].Render(Bridge.Graph.Schema)}", name);
    }

    [Fact]
    public async Task OfAllAsync_Ends_WhateverGoesWrong()
    {
        // Whoever asks a graph that is not there fails in a way that nobody has thought of.
        await using var plans = new PagePlans(null!, TimeProvider.System, longText: 0);

        await plans.OfAllAsync(Bridge.Graph.Schema);
    }

    [Fact]
    public async Task Text_IsPlannedOnceAMinute_HoweverManyAsk()
    {
        var noted = new NotedGraph(Bridge.Graph.Graph, new());
        var clock = new FakeTimeProvider();
        await using var plans = new PagePlans(noted, clock, longText: 0);
        CypherStatement one = new("RETURN 1 AS n"), other = new("RETURN 2 AS n");

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => plans.OfAsync(i % 2 == 0 ? one : other, Cancellation)));
        noted.Texts.Order().ShouldBe(["EXPLAIN RETURN 1 AS n", "EXPLAIN RETURN 2 AS n"]);

        clock.Advance(TimeSpan.FromMinutes(1));
        await plans.OfAsync(one, Cancellation);
        noted.Texts.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Text_IsPlannedAnew_WhereThatFailed()
    {
        var noted = new NotedGraph(Bridge.Graph.Graph, new());
        await using var plans = new PagePlans(noted, TimeProvider.System, longText: 0);
        CypherStatement unfit = new("RETURN n");

        for (var i = 0; i < 2; i++) await plans.OfAsync(unfit, Cancellation);

        noted.Texts.Count.ShouldBe(2);
    }
}
