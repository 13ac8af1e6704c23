using GraphQueries.EdgeTypes;
using GraphQueries.Language;
using GraphSync.Edges;
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
