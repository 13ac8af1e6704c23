using GraphSync.Postgres;
using GraphSync.Rescore;
using GraphSync.Review;
using GraphSync.Tests.Rescore;
using Support;

namespace GraphSync.Tests.Review;

/// <summary>The largest drop comes first, whatever the type; nothing that waits is left out, and nothing else is shown.</summary>
public sealed class WaitingEdgesTests(ServersFixture servers) : RescoreTest(servers)
{
    private WaitingEdges Queue => Bridge.Get<WaitingEdges>();

    private async Task<List<string>> AllAsync(QueueFilter? filter = null, int limit = 3)
    {
        List<string> edges = [];
        for (QueuePlace? place = null; ;)
        {
            var page = await Queue.ReadAsync(filter ?? new(), place, limit, Cancellation);
            page.Edges.Count.ShouldBeLessThanOrEqualTo(limit);
            edges.AddRange(page.Edges.Select(edge => edge.EdgeId));
            if (page.Next is null) return edges;
            place = page.Next;
        }
    }

    /// <summary>Flagged edges of two types: each falls to half.</summary>
    private async Task FlagAsync()
    {
        double[] confidences = [0.605, 0.9, 0.7, 0.9, 0.8];
        foreach (var (i, confidence) in confidences.Index())
        {
            await Bridge.AddEdgesAsync("A", "m1", 1, $"a{i}", confidence);
            await Bridge.AddEdgesAsync("B", "m1", 1, $"b{i}", confidence - 0.01);
        }
        await PromoteAsync();
        (await RescoreAsync()).Flagged.ShouldBe(9);
        Clock.Advance(TimeSpan.FromMinutes(1));
    }

    private static string[] Ids(params string[] edges) => [.. edges.Select(edge => edge + "00000")];

    [Fact]
    public async Task Read_GivesTheLargestDropFirst_ThenWhatWasFlaggedByHand_PageByPage()
    {
        await FlagAsync();
        await Bridge.AddEdgesAsync("A", "m2", 3, "hand");
        await Bridge.CypherAsync("MATCH ()-[r:A]->() WHERE r.edge_id STARTS WITH 'hand' SET r.senate_review_flag = true");

        for (var limit = 1; limit <= 13; limit++)
        {
            (await AllAsync(limit: limit)).ShouldBe(
                [.. Ids("a1", "a3", "b1", "b3", "a4", "b4", "a2", "b2", "a0"), "hand00000", "hand00001", "hand00002"]);
        }
    }

    [Fact]
    public async Task Read_LeavesOutWhatIsDecided_AndTakesInWhatIsTakenBack()
    {
        await FlagAsync();
        await Bridge.RunAsync(new ReviewRequest("a100000", ReviewDecision.Keep), Cancellation);
        await Bridge.RunAsync(new ReviewRequest("b100000", ReviewDecision.Restore), Cancellation);
        // A client has cleared it past the bridge, and an edge was deleted.
        await Bridge.CypherAsync("MATCH ()-[r:A {edge_id: 'a300000'}]->() SET r.senate_review_flag = false");
        await Bridge.CypherAsync("MATCH ()-[r:B {edge_id: 'b300000'}]->() DELETE r");

        (await AllAsync()).ShouldBe(Ids("a4", "b4", "a2", "b2", "a0"));
        await Bridge.RunAsync(new UndoRequest("a100000"), Cancellation);
        await Bridge.RunAsync(new UndoRequest("b100000"), Cancellation);
        (await AllAsync()).ShouldBe(Ids("a1", "b1", "a4", "b4", "a2", "b2", "a0"));
        await Bridge.RunAsync(new RevertRequest("p1#1"), Cancellation);
        (await AllAsync()).ShouldBeEmpty();
        (await Bridge.CypherValueAsync<long>("MATCH (d:RescoreDelta) WHERE d.awaits RETURN count(d)"))
            .ShouldBe(1, "only the deleted edge was never decided");
    }

    [Fact]
    public async Task Read_ShowsAnEdgeOnce_WithItsLastLargeDecrease()
    {
        await FlagAsync();
        await Bridge.CypherAsync("MATCH ()-[r:A {edge_id: 'a100000'}]->() SET r.confidence = 0.95");
        var scorer = Scorer("say(edge_id=e['edge_id'], confidence=max(0.0, e['confidence'] - 0.35))");
        await Bridge.AddVersionAsync("m3", "m", 3, scorer, 1, "m2");
        await Bridge.PromoteAsync("p2", "m2", "m3");
        Clock.Advance(TimeSpan.FromDays(1));
        (await RescoreAsync()).LargeDecrease.ShouldBe(9);

        var edges = await AllAsync();

        edges.Distinct().Count().ShouldBe(9);
        edges.Count.ShouldBe(9);
        var first = (await Queue.ReadAsync(new(Promotion: "p1"), null, 10, Cancellation)).Edges.Select(edge => edge.EdgeId);
        first.ShouldBeEmpty();
    }

    [Fact]
    public async Task Read_FindsEdges_WhereverTheyStandByNow()
    {
        await FlagAsync();
        const string elsewhere = "5:0c7f2a40-2a55-4a6a-9c53-6a8f1f4b0f0e:0";
        await Bridge.CypherAsync("MATCH (d:RescoreDelta) WHERE d.edge_type = 'A' SET d.element_id = $place", ("place", elsewhere));
        await Bridge.CypherAsync("MATCH (d:RescoreDelta) WHERE d.edge_type = 'B' SET d.element_id = null");

        (await AllAsync()).Count.ShouldBe(9);
    }

    [Fact]
    public async Task Read_TakesThoseOfAPromotionATypeAVersionOrAnEndpoint()
    {
        await FlagAsync();
        await Bridge.CypherAsync("MATCH (s)-[r:A {edge_id: 'a200000'}]->() MERGE (n:KgNode {id: 'aspirin'}) SET n.name = 'Aspirin' "
            + "WITH r, n, properties(r) AS all DELETE r "
            + "WITH n, all MATCH (t:KgNode {id: 't'}) CREATE (n)-[c:A]->(t) SET c = all");

        (await AllAsync(new(EdgeType: "B"))).ShouldBe(Ids("b1", "b3", "b4", "b2"));
        (await AllAsync(new(Promotion: "p1"))).Count.ShouldBe(9);
        (await AllAsync(new(Promotion: "p"))).ShouldBeEmpty();
        (await AllAsync(new(Version: "m2", EdgeType: "A"))).ShouldBe(Ids("a1", "a3", "a4", "a2", "a0"));
        (await AllAsync(new(Version: "m1"))).ShouldBeEmpty();
        (await AllAsync(new(Endpoint: "Aspirin"), limit: 1)).ShouldBe(Ids("a2"));
    }

    [Fact]
    public async Task Migration_PutsWhatWaitsIntoTheQueue_OfAGraphFromBefore()
    {
        await FlagAsync();
        await Bridge.RunAsync(new ReviewRequest("a100000", ReviewDecision.Restore), Cancellation);
        await Bridge.CypherAsync("MATCH (d:RescoreDelta) SET d.awaits = null, d.element_id = null");
        await Bridge.CypherAsync("MATCH (m:BridgeMigration) WHERE m.version STARTS WITH 'V003' DELETE m");

        await Bridge.RunAsync(new GraphSync.Migration.MigrateRequest(), Cancellation);

        (await AllAsync()).ShouldBe(Ids("a3", "b1", "b3", "a4", "b4", "a2", "b2", "a0"));
    }
}
