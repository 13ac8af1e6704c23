using GraphSync.Postgres;
using GraphSync.Rescore;
using GraphSync.Review;
using GraphSync.Tests.Rescore;
using Support;

namespace GraphSync.Tests.Review;

/// <summary>What the Senate decides, and a pass that is taken back whole.</summary>
public sealed class ReviewTests(ServersFixture servers) : RescoreTest(servers)
{
    private Task<ReviewReport> DecideAsync(string edge, ReviewDecision decision) =>
        Bridge.RunAsync(new ReviewRequest(edge, decision), Cancellation);

    [Fact]
    public async Task Keep_ClearsTheFlagAndLeavesTheConfidence_InBothDatabases()
    {
        var pass = await FlagAsync(2);

        (await DecideAsync("e00000", ReviewDecision.Keep)).Confidence.ShouldBe(0.4);

        (await EdgesAsync("r.edge_id = 'e00000' AND r.confidence = 0.4 AND r.senate_review_flag = false "
            + "AND r.rescored_by_artifact_id = 'm2'")).ShouldBe(1);
        (await EdgesAsync("r.edge_id = 'e00001' AND r.senate_review_flag")).ShouldBe(1);
        (await Bridge.SqlRowsAsync<string>("SELECT concat_ws(' ', id, confidence, senate_review_flag) FROM kg_edges ORDER BY id"))
            .ShouldBe(["e00000 0.4 f", "e00001 0.4 t"]);
        (await Bridge.CypherValueAsync<long>("MATCH (d:RescoreDelta {edge_id: 'e00000'}) RETURN count(d)")).ShouldBe(1);
        (await Bridge.Get<FlaggedEdges>().ListAsync(10, Cancellation)).Select(edge => edge.EdgeId).ShouldBe(["e00001"]);
        pass.Flagged.ShouldBe(2);
        await Should.ThrowAsync<BadInputException>(() => DecideAsync("e00000", ReviewDecision.Restore));
    }

    [Fact]
    public async Task ListAsync_GoesThroughTheFlaggedEdgesOfAllTypes_PageByPage()
    {
        var random = new Random(7);
        var types = Enumerable.Range(0, 14).Select(i => $"TYPE_{i:D2}").ToArray();
        await Bridge.RegisterAsync(types);
        List<string> flagged = [];
        foreach (var type in types)
        {
            var ids = Enumerable.Range(0, random.Next(30)).Select(_ => $"e{random.Next(1_000_000)}:{type}").Distinct().ToList();
            flagged.AddRange(ids.Where(id => id[1] != '3'));
            await Bridge.CypherAsync($$"""
                UNWIND $ids AS id
                CREATE (:KgNode {id: id})-[:{{type}} {edge_id: id, senate_review_flag: substring(id, 1, 1) <> '3'}]->(:KgNode)
                """, ("ids", ids));
        }
        var edges = Bridge.Get<FlaggedEdges>();

        List<string> seen = [];
        for (var after = ""; ; after = seen[^1])
        {
            var page = await edges.ListAsync(11, after, Cancellation);
            seen.AddRange(page.Select(edge => edge.EdgeId));
            if (page.Count < 11) break;
        }

        seen.ShouldBe(flagged.Order(StringComparer.Ordinal));
        (await edges.CountAsync(1_000, Cancellation)).ShouldBe(flagged.Count);
        (await edges.CountAsync(20, Cancellation)).ShouldBe(20);
    }

    [Fact]
    public async Task Restore_PutsTheOldConfidenceBackAsADelta_InBothDatabases()
    {
        await FlagAsync(2);

        (await DecideAsync("e00000", ReviewDecision.Restore)).Confidence.ShouldBe(0.8);

        (await EdgesAsync("r.edge_id = 'e00000' AND r.confidence = 0.8 AND NOT r.senate_review_flag")).ShouldBe(1);
        (await Bridge.CypherAsync("""
            MATCH (d:RescoreDelta {edge_id: 'e00000'})
            RETURN d.class, d.old_confidence, d.new_confidence ORDER BY d.at, d.class
            """))
            .ShouldBe([["large_decrease", 0.8, 0.4], ["restored", 0.4, 0.8]], ignoreOrder: true);
        (await Bridge.SqlRowsAsync<double>("SELECT confidence FROM kg_edges ORDER BY id")).ShouldBe([0.8, 0.4]);
    }

    [Fact]
    public async Task Restore_IsRefused_WhenAClientHasChangedTheEdgeSince()
    {
        await FlagAsync(1);
        await Bridge.CypherAsync("MATCH ()-[r:A {edge_id: 'e00000'}]->() SET r.confidence = 0.6");

        (await Should.ThrowAsync<BadInputException>(() => DecideAsync("e00000", ReviewDecision.Restore))).Message
            .ShouldContain("has been changed since pass 'p1#1' lowered it");

        (await EdgesAsync("r.confidence = 0.6 AND r.senate_review_flag")).ShouldBe(1);
        (await DecideAsync("e00000", ReviewDecision.Keep)).Confidence.ShouldBe(0.6);
    }

    [Theory]
    [InlineData("e00009")]
    [InlineData("nobody")]
    public async Task Decisions_AreRefusedInOneSentence_WhenTheEdgeIsNotFlagged(string edge)
    {
        await Bridge.AddEdgesAsync("A", "m1", 10);

        (await Should.ThrowAsync<BadInputException>(() => DecideAsync(edge, ReviewDecision.Keep))).Message
            .ShouldBe($"Edge '{edge}' does not wait for review: `review list` names those that do.");
    }

    [Fact]
    public async Task Revert_GivesEveryEdgeItsOldConfidenceBack_AndChangesNothingTheSecondTime()
    {
        var pass = await FlagAsync(5);

        var report = await Bridge.RunAsync(new RevertRequest(pass.PassId!), Cancellation);

        (report.Restored, report.Others.Count).ShouldBe((5, 0));
        (await EdgesAsync("r.confidence = 0.8 AND NOT r.senate_review_flag")).ShouldBe(5);
        (await Bridge.CypherValueAsync<long>("MATCH (d:RescoreDelta {class: 'restored'}) RETURN count(d)")).ShouldBe(5);
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM kg_edges WHERE confidence = 0.8")).ShouldBe(5);
        var again = await Bridge.RunAsync(new RevertRequest(pass.PassId!), Cancellation);
        (again.Restored, again.Others.Count).ShouldBe((0, 5));
        (await Bridge.CypherValueAsync<long>("MATCH (d:RescoreDelta) RETURN count(d)")).ShouldBe(10);
    }

    [Fact]
    public async Task Revert_LeavesAndNamesEdges_ThatNoLongerCarryThePassesValue()
    {
        var pass = await FlagAsync(3);
        await DecideAsync("e00001", ReviewDecision.Restore);

        var report = await Bridge.RunAsync(new RevertRequest(pass.PassId!), Cancellation);

        report.Restored.ShouldBe(2);
        report.Others.ShouldBe(["e00001"]);
        (await EdgesAsync("r.confidence = 0.8")).ShouldBe(3);
    }

    [Fact]
    public async Task Revert_NamesAPassThatThereIs_WhenTheIdIsWrong()
    {
        await FlagAsync(1);

        (await Should.ThrowAsync<BadInputException>(() => Bridge.RunAsync(new RevertRequest("p1#2"), Cancellation))).Message
            .ShouldBe("There is no pass 'p1#2': its id stands in logs/model_rescore.log, such as 'p1#1'.");
    }

    [Fact]
    public async Task Revert_IsRefused_WhileThePassIsOpen()
    {
        await FlagAsync(1);
        await Bridge.CypherAsync("MATCH (p:RescorePass) SET p.status = 'running'");

        (await Should.ThrowAsync<BadInputException>(() => Bridge.RunAsync(new RevertRequest("p1#1"), Cancellation))).Message
            .ShouldContain("run `rescore` first");
        (await EdgesAsync("r.confidence = 0.4")).ShouldBe(1);
    }

    /// <summary>A pass that flags so many edges, from 0.8 to 0.4.</summary>
    private async Task<RescoreReport> FlagAsync(int edges)
    {
        await Bridge.AddEdgesAsync("A", "m1", edges, confidence: 0.8);
        await PromoteAsync();
        var report = await RescoreAsync();
        report.Flagged.ShouldBe(edges, report.Message);
        Clock.Advance(TimeSpan.FromMinutes(1));
        return report;
    }
}
