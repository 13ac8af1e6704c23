using GraphQueries.Client;
using GraphSync.Adopt;
using Support;

namespace GraphSync.Tests.Adopt;

/// <summary>How a graph is gone through that is yet to be adopted.</summary>
public sealed class EdgeWalkTests(ServersFixture servers) : BridgeTest(servers)
{
    private static readonly string[] Types = [.. Enumerable.Range(0, 20).Select(i => $"TYPE_{i:D2}")];

    [Fact]
    public async Task PagesAsync_LooksAtAPlaceOnce_WhenTypesStandAmongOneAnother()
    {
        await Bridge.CypherAsync($$"""
            CREATE (s:KgNode {id: 's'}), (t:KgNode {id: 't'}) WITH s, t UNWIND range(0, 99) AS i
            {{string.Concat(Types.Select(type => $"CREATE (s)-[:{type} {{edge_id: '{type}-' + i}}]->(t) "))}}
            """);
        var noted = new NotedGraph(Bridge.Graph.Graph, new());
        var walk = new EdgeWalk(new GraphClient(noted, Bridge.Graph.Schema), new AdoptRequest { Types = Types });

        var pages = await walk.PagesAsync(Types, Cancellation).ToListAsync(Cancellation);

        pages.GroupBy(page => page.Type).ToDictionary(type => type.Key, type => type.Sum(page => page.Edges))
            .ShouldBe(Types.ToDictionary(type => type, _ => 100L), ignoreOrder: true);
        pages.SelectMany(page => page.Ids).Distinct().Count().ShouldBe(2_000);
        // They stand in two blocks of 2,000 places, or in more where others were deleted before.
        var blocks = (await Bridge.CypherAsync("MATCH ()-[r]->() RETURN DISTINCT toInteger(split(elementId(r), ':')[2]) / 2000 AS block"))
            .Count;
        blocks.ShouldBeLessThan(Types.Length);
        noted.Texts.Count(text => text.Contains("AS is_to_be_read", StringComparison.Ordinal)).ShouldBe(blocks);
    }
}
