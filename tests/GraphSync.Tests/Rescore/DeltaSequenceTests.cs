using GraphQueries.Rescore;
using GraphSync.History;
using GraphSync.Ingest;
using GraphSync.Leases;
using GraphSync.Migration;
using GraphSync.Postgres;
using GraphSync.Rescore;
using GraphSync.Review;
using Support;

namespace GraphSync.Tests.Rescore;

/// <summary>What came after what is decided by an edge's sequence of deltas, and no edge is set but with a delta of its own.</summary>
public sealed class DeltaSequenceTests(ServersFixture servers) : RescoreTest(servers)
{
    [Theory]
    [InlineData(0.5)]
    // The later pass leaves the value as it is: the value alone does not tell whose it is.
    [InlineData(1.0)]
    public async Task Revert_LeavesAndNamesEdges_ThatALaterPassHasRescored(double factor)
    {
        await Bridge.AddEdgesAsync("A", "m1", 2, confidence: 0.8);
        await PromoteAsync();
        await RescoreAsync();
        await PromoteAgainAsync(factor);
        var before = await StateAsync();

        var report = await Bridge.RunAsync(new RevertRequest("p1#1"), Cancellation);

        (report.Restored, string.Join(' ', report.Others)).ShouldBe((0, "e00000 e00001"));
        (await StateAsync()).ShouldBe(before);
        (await EdgesAsync("r.senate_review_flag")).ShouldBe(2);
    }

    [Fact]
    public async Task Revert_TakesBackTheLatestPassAndThenNone_WhenThePassesAreRevertedOneByOne()
    {
        await Bridge.AddEdgesAsync("A", "m1", 2, confidence: 0.8);
        await PromoteAsync();
        await RescoreAsync();
        await PromoteAgainAsync(1.0);

        (await Bridge.RunAsync(new RevertRequest("p2#1"), Cancellation)).Restored.ShouldBe(2);
        // The edges stand under m3 still, and the first pass's flag is nobody's to clear.
        (await EdgesAsync("r.confidence = 0.4 AND r.senate_review_flag AND r.rescored_by_artifact_id = 'm3'")).ShouldBe(2);
        (await Bridge.RunAsync(new RevertRequest("p1#1"), Cancellation)).Others.Count.ShouldBe(2);
        (await Bridge.RunAsync(new RevertRequest("p2#1"), Cancellation)).Others.Count.ShouldBe(2);
        (await SequencesAsync("e00000")).ShouldBe(["1 large_decrease", "2 stable", "3 restored"]);
    }

    [Fact]
    public async Task Restore_IsRefused_WhenALaterPassHasRescoredTheEdge()
    {
        await Bridge.AddEdgesAsync("A", "m1", 1, confidence: 0.8);
        await PromoteAsync();
        await RescoreAsync();
        await PromoteAgainAsync(1.0);
        var before = await StateAsync();

        (await RefusalAsync()).ShouldContain("decide `keep`");

        (await StateAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Restore_IsRefused_WhenItHasBeenRestoredAndSomebodyFlagsItAgain()
    {
        await Bridge.AddEdgesAsync("A", "m1", 1, confidence: 0.8);
        await PromoteAsync();
        await RescoreAsync();
        await Bridge.RunAsync(new ReviewRequest("e00000", ReviewDecision.Restore), Cancellation);
        await Bridge.CypherAsync("MATCH ()-[r:A]->() SET r.senate_review_flag = true, r.confidence = 0.4");

        (await RefusalAsync()).ShouldContain("has been changed since pass 'p1#1'");

        (await SequencesAsync("e00000")).ShouldBe(["1 large_decrease", "2 restored"]);
    }

    [Fact]
    public async Task Rescore_KeepsBothFirstValues_WhenAnEdgeIsDeletedAndComesAgainUnderItsId()
    {
        await Bridge.AddEdgesAsync("A", "m1", 1, confidence: 0.8);
        await PromoteAsync();
        await RescoreAsync();
        await Bridge.CypherAsync("MATCH ()-[r:A]->() DELETE r");
        (await IngestAsync("A", 0.6)).Edges.Created.ShouldBe(1);
        Clock.Advance(TimeSpan.FromDays(1));

        (await RescoreAsync()).Edges.ShouldBe(1);

        (await EdgesAsync("r.confidence = 0.3")).ShouldBe(1);
        (await Bridge.CypherAsync("MATCH (d:RescoreDelta) RETURN d.seq, d.old_confidence, d.new_confidence, d.pass_id ORDER BY d.seq"))
            .Select(row => string.Join(' ', row)).ShouldBe(["1 0.8 0.4 p1#1", "2 0.6 0.3 p1#2"]);
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM world_model_improvements WHERE event_type = 'model_rescore'")).ShouldBe(2);
        // Its first value is its own, not its namesake's.
        (await IngestAsync("A", 0.6)).Edges.Present.ShouldBe(1);
        (await IngestAsync("A", 0.8)).Edges.Refused.ShouldBe(1);
        (await BeliefsAsync()).ShouldBe(["0.8 m1 inserted", "0.4 m2 large_decrease", "0.6 m1 inserted", "0.3 m2 large_decrease"]);
    }

    // Nothing has rescored the new edge yet: what its namesake went through is not its own.
    [Fact]
    public async Task Ingest_ComparesWithTheEdgeItself_WhenANamesakeWasRescored()
    {
        await Bridge.AddEdgesAsync("A", "m1", 1, confidence: 0.8);
        await PromoteAsync();
        await RescoreAsync();
        await Bridge.CypherAsync("MATCH ()-[r:A]->() DELETE r");
        await IngestAsync("A", 0.6);

        (await IngestAsync("A", 0.6)).Edges.Present.ShouldBe(1);

        (await BeliefsAsync()).ShouldBe(["0.8 m1 inserted", "0.4 m2 large_decrease", "0.6 m1 inserted"]);
        (await Bridge.Get<EdgeHistory>().ReadAsync("e00000", Cancellation)).AsOf(Clock.GetUtcNow())!.Confidence.ShouldBe(0.6);
    }

    [Fact]
    public async Task Restore_IsRefused_WhenTheFlaggedDecreaseWasANamesakes()
    {
        await Bridge.AddEdgesAsync("A", "m1", 1, confidence: 0.8);
        await PromoteAsync();
        await RescoreAsync();
        await Bridge.CypherAsync("MATCH ()-[r:A]->() DELETE r");
        await IngestAsync("A", 0.6);
        await Bridge.CypherAsync("MATCH ()-[r:A]->() SET r.senate_review_flag = true");

        (await RefusalAsync()).ShouldContain("its flag was set by hand");

        (await EdgesAsync("r.confidence = 0.6")).ShouldBe(1);
    }

    [Theory]
    [InlineData(null, "completed", 0)]
    [InlineData("the scorer failed", "failed", 1)]
    public async Task FinishPass_CountsOnce_WhenItsReplyIsLost(string? failure, string status, long failures)
    {
        await Bridge.AddEdgesAsync("A", "m1", 3);
        await PromoteAsync();
        await Bridge.DrainAsync(Cancellation);
        await using var fence = (await Bridge.Get<FenceKeeper>().EnterAsync(RescoreOperation.Job, TimeSpan.Zero, Cancellation))!;
        var start = new StartPassParameters(fence.Job, fence.Epoch, "p1", "p1#1", Clock.GetUtcNow(), "fallback", 10, "z", [], -0.3, 0.05);
        await fence.Graph.WriteAsync(RescoreQueries.StartPass, start, Cancellation);
        await Bridge.CypherAsync("MATCH (p:RescorePass) SET p.after_edge_id = 'a'");
        var finish = new FinishPassParameters(fence.Job, fence.Epoch, "p1#1", failure, false, null, 3, 4, 0, null, Clock.GetUtcNow());

        for (var i = 0; i < 2; i++) await fence.Graph.WriteAsync(RescoreQueries.FinishPass, finish, Cancellation);

        (await Bridge.CypherAsync("""
            MATCH (j:RescoreJob), (p:RescorePass) RETURN p.status, j.failures, coalesce(j.unscored, 0)
            """))[0].ShouldBe([status, failures, failure is null ? 4L : 0L]);
    }

    [Fact]
    public async Task History_AgreesWithTheEdge_WhenALaterDeltaIsStampedEarlier()
    {
        await Bridge.AddEdgesAsync("A", "m1", 1, confidence: 0.8);
        await PromoteAsync();
        await RescoreAsync();
        await Bridge.RunAsync(new ReviewRequest("e00000", ReviewDecision.Restore), Cancellation);
        await Bridge.CypherAsync("MATCH (d:RescoreDelta {class: 'restored'}) SET d.at = d.at - duration('PT5M')");

        (await BeliefsAsync()).ShouldBe(["0.8 m1 inserted", "0.4 m2 large_decrease", "0.8 m2 restored"]);
        (await Bridge.Get<EdgeHistory>().ReadAsync("e00000", Cancellation)).AsOf(Clock.GetUtcNow())!.Confidence.ShouldBe(0.8);
        (await IngestAsync("A", 0.8)).Edges.Present.ShouldBe(1);
    }

    // A clock that runs behind stamps the second pass before the first.
    [Fact]
    public async Task Ingest_KnowsTheFirstValue_WhenTheSecondPassIsStampedBeforeTheFirst()
    {
        await Bridge.AddEdgesAsync("A", "m1", 1, confidence: 0.8);
        await PromoteAsync();
        await RescoreAsync();
        await PromoteAgainAsync(0.5);
        await Bridge.CypherAsync("MATCH (d:RescoreDelta {seq: 2}) SET d.at = d.at - duration('P3D')");

        (await IngestAsync("A", 0.8)).Edges.Present.ShouldBe(1);
        (await IngestAsync("A", 0.4)).Edges.Refused.ShouldBe(1);
    }

    [Fact]
    public async Task Migration_NumbersTheDeltasThatAreThere_ByTheirInstants()
    {
        await Bridge.AddEdgesAsync("A", "m1", 2, confidence: 0.8);
        await PromoteAsync();
        await RescoreAsync();
        await PromoteAgainAsync(0.5);
        // As the release before left them.
        await Bridge.CypherAsync("MATCH (d:RescoreDelta) REMOVE d.seq, d.generation, d.child_id, d.was_flagged");
        await Bridge.CypherAsync("MATCH (p:RescorePass) REMOVE p.journaled");
        await Bridge.CypherAsync("MATCH (m:BridgeMigration {version: 'V002__delta_sequence'}) DELETE m");

        (await Bridge.RunAsync(new MigrateRequest(), Cancellation)).Neo4j.ShouldBe(["V002__delta_sequence"]);

        (await Bridge.CypherAsync("MATCH (d:RescoreDelta) RETURN d.edge_id, d.seq, d.generation, d.child_id ORDER BY d.edge_id, d.seq"))
            .Select(row => string.Join(' ', row)).ShouldBe(["e00000 1 1 m2", "e00000 2 1 m3", "e00001 1 1 m2", "e00001 2 1 m3"]);
        (await BeliefsAsync()).ShouldBe(["0.8 m1 inserted", "0.4 m2 large_decrease", "0.2 m3 moderate"]);
        (await Bridge.RunAsync(new RevertRequest("p2#1"), Cancellation)).Restored.ShouldBe(2);
    }

    /// <summary>A day later, m2 → m3.</summary>
    private async Task PromoteAgainAsync(double factor)
    {
        await Bridge.AddVersionAsync("m3", "m", 3, quality: 0.5 * factor);
        await Bridge.PromoteAsync("p2", "m2", "m3");
        Clock.Advance(TimeSpan.FromDays(1));
        (await RescoreAsync()).PromotionId.ShouldBe("p2");
    }

    private Task<IngestReport> IngestAsync(string type, double confidence)
    {
        var edge = new EdgeRow
        {
            EdgeId = "e00000",
            SourceId = "s",
            Relation = type,
            TargetId = "t",
            Confidence = confidence,
            SourceArtifactId = "m1",
            SourceVersion = 1,
        };
        return Bridge.RunAsync(new IngestRequest { Edges = new[] { edge }.ToAsyncEnumerable() }, Cancellation);
    }

    private async Task<string> RefusalAsync() => (await Should.ThrowAsync<BadInputException>(
        () => Bridge.RunAsync(new ReviewRequest("e00000", ReviewDecision.Restore), Cancellation))).Message;

    private async Task<IEnumerable<string>> BeliefsAsync() =>
        (await Bridge.Get<EdgeHistory>().ReadAsync("e00000", Cancellation)).Beliefs
            .Select(belief => FormattableString.Invariant($"{belief.Confidence} {belief.Version} {belief.Kind}"));

    private async Task<IEnumerable<string>> SequencesAsync(string edgeId) =>
        (await Bridge.CypherAsync("MATCH (d:RescoreDelta {edge_id: $id}) RETURN d.seq, d.class ORDER BY d.seq", ("id", edgeId)))
        .Select(row => string.Join(' ', row));

    private async Task<string> StateAsync() => string.Join('\n', (await Bridge.CypherAsync("""
        MATCH ()-[r:A]->()
        RETURN r.edge_id AS id, r.confidence AS confidence, r.senate_review_flag AS flag, r.rescored_by_artifact_id AS of
        UNION ALL
        MATCH (d:RescoreDelta) RETURN d.id AS id, d.new_confidence AS confidence, d.was_flagged AS flag, d.class AS of
        """)).Select(row => string.Join(' ', row)).Order());
}
