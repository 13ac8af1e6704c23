using GraphQueries.EdgeTypes;
using GraphQueries.Language;
using GraphQueries.Presentation.Widget;
using GraphSync.Edges;
using GraphSync.History;
using GraphSync.Review;
using Support;

namespace GraphSync.Tests.Edges;

/// <summary>How types are asked about in groups.</summary>
public sealed class TypeGroupTests(ServersFixture servers) : BridgeTest(servers)
{
    [Fact]
    public async Task Types_AreOneGroup_WhereTheyHaveFewEdges()
    {
        await Bridge.AddEdgesAsync("A", "m1", 2);
        await Bridge.AddEdgesAsync("B", "m1", 2, prefix: "f");

        (await Bridge.Graph.GroupTypesAsync(100, Cancellation)).ShouldHaveSingleItem().ShouldBe(["A", "B"]);
        (await Bridge.Graph.GroupTypesAsync(["B"], 100, Cancellation)).ShouldHaveSingleItem().ShouldBe(["B"]);
        (await Bridge.Graph.GroupTypesAsync(3, Cancellation)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Edges_AreCountedOverLargeTypesAndManySmallOnes()
    {
        await Bridge.AddEdgesAsync("LARGE", "m1", 20_001, prefix: "l");
        foreach (var i in Enumerable.Range(10, 11)) await Bridge.AddEdgesAsync($"SMALL_{i}", i < 20 ? "m1" : "m2", 2, prefix: $"s{i}");
        await Bridge.CypherAsync("MATCH ()-[r]->() WHERE r.edge_id IN ['l00001', 's1000001'] SET r.rescored_by_artifact_id = 'm2'");
        (await Bridge.Graph.GroupTypesAsync(20_000, Cancellation)).Select(types => types.Count).ShouldBe([1, 11]);

        (await Bridge.Graph.CountEdgesAsync(["m2", "m1", "none"], Cancellation)).ShouldBe(
            new Dictionary<string, long> { ["m1"] = 20_019, ["m2"] = 4, ["none"] = 0 }, ignoreOrder: true);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2_100)]
    public async Task FirstEdges_AreThoseOfAllTypes_WhereManyHaveFew(int large)
    {
        string[] small = [.. Enumerable.Range(10, 11).Select(i => $"SMALL_{i}")];
        foreach (var type in small) await Bridge.AddEdgesAsync(type, "m1", 2, prefix: $"s{type[^2..]}");
        if (large > 0) await Bridge.AddEdgesAsync("LARGE", "m1", large, prefix: "l");
        await Bridge.CypherAsync("MATCH ()-[r]->() WHERE r.edge_id IN ['l00001', 's1000001', 's2000000'] "
            + "SET r.confidence = 0.95, r.senate_review_flag = true");
        string[] first = large > 0 ? ["l00001", "s1000001", "s2000000"] : ["s1000001", "s2000000"];

        var types = await Bridge.Graph.SizeTypesAsync(Cancellation);
        types.Small.ShouldBe(small);
        types.Large.ShouldBe(large > 0 ? ["LARGE"] : []);
        types.Middle.ShouldBeEmpty();
        var flagged = new FlaggedEdges(Bridge.Graph);
        (await flagged.ListAsync(5, Cancellation)).Select(edge => edge.EdgeId).ShouldBe(first);
        (await flagged.ListAsync(1, "l", Cancellation)).Select(edge => edge.EdgeId).ShouldBe(first[..1]);
        (await flagged.CountAsync(5, Cancellation)).ShouldBe(first.Length);
        var widget = await new SubgraphWidget(Bridge.Graph).ReadAsync("m1", Cancellation);
        widget.Edges.Select(edge => edge.EdgeId).Take(first.Length).ShouldBe(first);
        widget.Edges.Count.ShouldBe(SubgraphWidget.EdgeCount);
        widget.Facts.Edges.ShouldBe(22 + large);
        (await new EdgeHistory(Bridge.Graph).ReadAsync("s2000000", Cancellation)).State.EdgeType.ShouldBe("SMALL_20");
    }

    [Fact]
    public async Task Types_AreAskedOneByOne_WhileSomebodyMakesSchema()
    {
        await Bridge.RegisterAsync("A", "B");

        IReadOnlyList<IReadOnlyList<string>> groups = [];
        await Bridge.Graph.Graph.WriteAsync(async transaction =>
        {
            await transaction.RunAsync(new CypherStatement("CREATE INDEX half_made FOR (o:Outbox) ON (o.half_made)"));
            groups = await Bridge.Graph.GroupTypesAsync(100, Cancellation);
            await transaction.RunAsync(new CypherStatement("DROP INDEX half_made"));
            return 0;
        }, null, Cancellation);

        groups.ShouldBe([["A"], ["B"]]);
    }
}
