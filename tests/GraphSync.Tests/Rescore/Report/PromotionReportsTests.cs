using GraphSync.Postgres;
using GraphSync.Rescore;
using GraphSync.Rescore.Report;
using GraphSync.Review;
using Support;

namespace GraphSync.Tests.Rescore.Report;

public sealed class PromotionReportsTests(ServersFixture servers) : RescoreTest(servers)
{
    [Fact]
    public async Task ReadAsync_TakesAllPassesTogether_AndNotWhatTheSenateDid()
    {
        Options.MaxEdgesPerPass = 2;
        await Bridge.AddEdgesAsync("A", "m1", 3, "a", 0.9);
        await Bridge.AddEdgesAsync("B", "m1", 2, "b", 0.05);
        await PromoteAsync();
        for (var i = 0; i < 3; i++, Clock.Advance(TimeSpan.FromDays(1))) await RescoreAsync();
        await Bridge.RunAsync(new RevertRequest("p1#1"), Cancellation);

        var report = await ReadAsync();

        (report.PromotionId, report.Parent, report.Child).ShouldBe(("p1", "m1", "m2"));
        (report.Edges, report.LargeDecrease, report.Moderate, report.Stable, report.Increase, report.Flagged)
            .ShouldBe((5, 3, 0, 2, 0, 3));
        (report.Before.Max, report.After.Max, report.Before.Min, report.After.Min).ShouldBe((0.9, 0.45, 0.05, 0.025));
        report.LargestDecreases.Select(move => (move.EdgeType, move.EdgeId)).ShouldBe(
            [("A", "a00000"), ("A", "a00001"), ("A", "a00002"), ("B", "b00000"), ("B", "b00001")]);
        report.LargestIncreases.ShouldBeEmpty();
        report.Curated.ShouldBe(new CuratedRanking(0, 5, null, null));
    }

    // An edge that was deleted and inserted again came under the parent a second time.
    [Fact]
    public async Task ReadAsync_CountsAnEdgeOnce_WhenThePromotionRescoredItTwice()
    {
        await Bridge.AddEdgesAsync("A", "m1", 3, confidence: 0.9);
        await PromoteAsync();
        await RescoreAsync();
        await Bridge.CypherAsync("MATCH ()-[r:A {edge_id: 'e00001'}]->() DELETE r");
        await Bridge.AddEdgesAsync("A", "m1", 1, confidence: 0.2, from: 1);
        Clock.Advance(TimeSpan.FromDays(1));
        (await RescoreAsync(new RescoreRequest { Retry = "p1" })).Edges.ShouldBe(1);

        var report = await ReadAsync();

        (report.Edges, report.LargeDecrease, report.Moderate).ShouldBe((3, 2, 1));
        report.LargestDecreases[^1].ShouldBe(new EdgeMove("e00001", "A", 0.2, 0.1, -0.1));
    }

    [Fact]
    public async Task ReadAsync_KnowsCuratedEdges_ByTypePairAndDirection()
    {
        await Bridge.RegisterAsync("A", "B");
        await Bridge.CypherAsync("""
            UNWIND ['same', 'reverse', 'type', 'source', 'version', 'unknown', 'false', 'self', 'gone'] AS id
            CREATE (s:KgNode {id: 's-' + id})-[:A {edge_id: id, confidence: 0.5, source_artifact_id: 'm1', source_version: 1}]->
              (t:KgNode {id: 't-' + id})
            FOREACH (_ IN CASE WHEN id IN ['same', 'gone'] THEN [1] ELSE [] END | CREATE (s)-[:A {edge_id: 'c-' + id}]->(t))
            FOREACH (_ IN CASE id WHEN 'false' THEN [1] ELSE [] END |
              CREATE (s)-[:A {edge_id: 'c-' + id, provenance_unknown: false}]->(t))
            FOREACH (_ IN CASE id WHEN 'reverse' THEN [1] ELSE [] END | CREATE (t)-[:A {edge_id: 'c-' + id}]->(s))
            FOREACH (_ IN CASE id WHEN 'type' THEN [1] ELSE [] END | CREATE (s)-[:B {edge_id: 'c-' + id}]->(t))
            FOREACH (_ IN CASE id WHEN 'source' THEN [1] ELSE [] END |
              CREATE (s)-[:A {edge_id: 'c-' + id, source_artifact_id: 'other'}]->(t))
            FOREACH (_ IN CASE id WHEN 'version' THEN [1] ELSE [] END | CREATE (s)-[:A {edge_id: 'c-' + id, source_version: 1}]->(t))
            FOREACH (_ IN CASE id WHEN 'unknown' THEN [1] ELSE [] END |
              CREATE (s)-[:A {edge_id: 'c-' + id, provenance_unknown: true}]->(t))
            """);
        await PromoteAsync(scorer: Scorer("say(edge_id=e['edge_id'], confidence=0.7 if e['edge_id'] in ('same', 'false') else 0.4)"));
        await RescoreAsync();
        await Bridge.CypherAsync("MATCH ()-[r:A {edge_id: 'gone'}]->() DELETE r");

        var report = await ReadAsync();

        report.Edges.ShouldBe(9);
        (report.Curated.Positives, report.Curated.Negatives).ShouldBe((2, 6));
        (report.Curated.Before!.Auroc, report.Curated.After!.Auroc).ShouldBe((0.5, 1));
    }

    [Fact]
    public async Task ReadAsync_SaysWhatToDo_WhenThereIsNothingToTell()
    {
        (await RefusalAsync("nobody")).ShouldStartWith("There is no promotion 'nobody': ");
        await PromoteAsync();
        await Bridge.DrainAsync(Cancellation);
        (await RefusalAsync("p1")).ShouldBe("Promotion 'p1' has rescored no edge, and its job is queued: run `rescore` first.");
        await RescoreAsync();
        (await RefusalAsync("p1")).ShouldContain("its job is done: no edge stood under its parent");
        await Bridge.PromoteAsync("p2", "m1", "m1");
        await Bridge.DrainAsync(Cancellation);
        (await RefusalAsync("p2")).ShouldContain("its job is refused (");
    }

    private Task<PromotionReport> ReadAsync(string promotion = "p1") => Bridge.Get<PromotionReports>().ReadAsync(promotion, Cancellation);

    private async Task<string> RefusalAsync(string promotion) =>
        (await Should.ThrowAsync<BadInputException>(() => ReadAsync(promotion))).Message;
}
