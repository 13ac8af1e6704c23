using GraphQueries.EdgeTypes;
using GraphQueries.Language;
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
