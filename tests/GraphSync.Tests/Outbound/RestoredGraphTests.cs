using GraphQueries.Backfill;
using GraphSync.Edges;
using GraphSync.Rescore;
using GraphSync.Sync;
using GraphSync.Tests.Rescore;
using Support;

namespace GraphSync.Tests.Outbound;

/// <summary>A graph that was dumped and loaded has other element ids, some of which were another edge's before.</summary>
public sealed class RestoredGraphTests(ServersFixture servers) : RescoreTest(servers)
{
    private const int Edges = 40;
    private const string Rows =
        "SELECT concat_ws('|', id, source_id, relation, target_id, confidence, source_artifact_id, rescored_by_artifact_id, updated_at) "
        + "FROM kg_edges ORDER BY id";

    [Fact]
    public async Task Mirror_StaysIdentical_WhenEveryElementIdIsAnother()
    {
        await ArrangeAsync();
        await RescoreAsync();
        var before = await Bridge.SqlRowsAsync<string>(Rows);
        before.Count.ShouldBe(Edges);

        await RestoreAsync();
        await EnqueueAsync("places");
        await Bridge.RunAsync(new SyncRequest { Full = true }, Cancellation);

        (await Bridge.SqlRowsAsync<string>(Rows)).ShouldBe(before);
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM mirror_rejects")).ShouldBe(0);
    }

    // Where an edge stands is a hint, whatever it says.
    [Theory]
    [InlineData("reverse(places)"), InlineData("tail(places)"), InlineData("[place IN places | head(places)]")]
    [InlineData("[]"), InlineData("null"), InlineData("[1, 2]"), InlineData("'x'"), InlineData("[place IN places | '']")]
    [InlineData("[place IN places | 'nowhere']"), InlineData("[place IN places | '5:other-database:0']")]
    public async Task Mirror_FindsEachEdge_WhateverItsEntrySaysOfPlaces(string elementIds)
    {
        await ArrangeAsync();
        await EnqueueAsync(elementIds);

        var report = await Bridge.MirrorAsync(Cancellation);

        (report.Edges, report.Gone, report.Rejected).ShouldBe((Edges, 0, 0));
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM kg_edges WHERE confidence = right(id, 2)::float8 / 100")).ShouldBe(Edges);
        (await Bridge.CypherValueAsync<long>("MATCH (o:Outbox) RETURN count(o)")).ShouldBe(0);
    }

    [Fact]
    public async Task Mirror_TellsGoneEdgesFromMovedOnes()
    {
        await ArrangeAsync();
        await EnqueueAsync("places");
        await RestoreAsync();
        await Bridge.CypherAsync("MATCH ()-[r:A {edge_id: 'e00007'}]->() DELETE r");

        var report = await Bridge.MirrorAsync(Cancellation);

        (report.Edges, report.Gone).ShouldBe((Edges - 1, 1));
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM kg_edges WHERE id = 'e00007'")).ShouldBe(0);
    }

    [Fact]
    public async Task Pass_WritesEachEdgeItsOwnConfidence_WhenTheGraphIsRestoredWhileItScores()
    {
        await ArrangeAsync();
        var gate = new GateScorer(Folder, "e['confidence'] / 2");
        await Bridge.SqlAsync("UPDATE model_versions SET scorer = @scorer WHERE artifact_id = 'm2'", new { scorer = gate.Path });

        var pass = RescoreAsync();
        await gate.SeenAsync(Cancellation);
        await RestoreAsync();
        gate.Open();

        (await pass).Edges.ShouldBe(Edges);
        (await EdgesAsync("r.confidence = toFloat(right(r.edge_id, 2)) / 200")).ShouldBe(Edges);
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM kg_edges WHERE confidence = right(id, 2)::float8 / 200")).ShouldBe(Edges);
    }

    [Fact]
    public async Task Writes_ReachEachEdge_WhenPlacesAreMixedUp()
    {
        await ArrangeAsync();
        var found = await PlacesAsync();
        await RestoreAsync();
        await Bridge.CypherAsync("MATCH ()-[r:A {edge_id: 'e00007'}]->() DELETE r");
        await Bridge.CypherAsync("MATCH ()-[r:A]->() REMOVE r.source_artifact_id");
        List<EdgeRef> mixedUp = [.. found.Zip(found.AsEnumerable().Reverse(), (edge, other) => edge with { ElementId = other.ElementId })];

        var leftAlone = await Bridge.Graph.WriteEdgesAsync(mixedUp, edge => edge, async (some, places) =>
        {
            var asked = new AttributeParameters([.. some.Select(edge => edge.EdgeId)], places, [.. some.Select(edge => edge.EdgeId)],
                [.. some.Select(_ => 1L)], [.. some.Select(_ => "run")], DateTimeOffset.UnixEpoch);
            var row = (await Bridge.Graph.WriteAsync(BackfillQueries.Attribute, asked, Cancellation))[0];
            return [.. row.LeftAlone.Select(i => some[(int)i])];
        }, Cancellation);

        leftAlone.Select(edge => edge.EdgeId).ShouldBe(["e00007"]);
        (await EdgesAsync("r.source_artifact_id = r.edge_id")).ShouldBe(Edges - 1);
    }

    private Task EnqueueAsync(string elementIds) => Bridge.CypherAsync("MATCH ()-[r:A]->() "
        + "WITH collect(r.edge_id) AS ids, collect(elementId(r)) AS places "
        + $"CREATE (:Outbox {{id: randomUUID(), edge_type: 'A', edge_ids: ids, element_ids: {elementIds}, delta_ids: []}})");

    /// <summary>Edges whose confidences tell them apart.</summary>
    private async Task ArrangeAsync()
    {
        await Bridge.AddEdgesAsync("A", "m1", Edges);
        await Bridge.CypherAsync("MATCH ()-[r:A]->() SET r.confidence = toFloat(right(r.edge_id, 2)) / 100");
        await PromoteAsync();
    }

    /// <summary>Every edge is taken away and made again, the last one first.</summary>
    private async Task RestoreAsync()
    {
        var ids = await ElementIdsAsync();
        await Bridge.CypherAsync("""
            MATCH (s)-[r:A]->(t)
            WITH s, t, r, properties(r) AS old ORDER BY r.edge_id DESC
            WITH collect([s, t, old]) AS edges, collect(r) AS relationships
            FOREACH (r IN relationships | DELETE r)
            WITH edges UNWIND edges AS e
            WITH e[0] AS s, e[1] AS t, e[2] AS old
            CREATE (s)-[r:A]->(t) SET r = old
            """);
        (await ElementIdsAsync()).Intersect(ids).ShouldBeEmpty();
    }

    private async Task<List<EdgeRef>> PlacesAsync() =>
        [.. (await Bridge.CypherAsync("MATCH ()-[r:A]->() RETURN r.edge_id, elementId(r)"))
            .Select(row => new EdgeRef("A", (string)row[0]!, (string)row[1]!))];

    private async Task<List<string>> ElementIdsAsync() =>
        [.. (await Bridge.CypherAsync("MATCH ()-[r:A]->() RETURN elementId(r) + r.edge_id")).Select(row => (string)row[0]!)];
}
