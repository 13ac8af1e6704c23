using GraphQueries.Rescore;
using GraphSync.Adopt;
using GraphSync.Operations;
using GraphSync.Outbound;
using GraphSync.Rescore;
using Support;

namespace GraphSync.Tests.Rescore;

public sealed class RescorePassTests(ServersFixture servers) : RescoreTest(servers)
{
    // In Cypher -0.0 is smaller than 0.
    [Fact]
    public async Task Run_TakesMinusZero_FromAClientAndFromAScorer()
    {
        await PromoteAsync(scorer: Scorer("say(edge_id=e['edge_id'], confidence=-0.0)"));
        await Bridge.AddEdgesAsync("A", "m1", 3);
        await Bridge.CypherAsync("MATCH ()-[r:A {edge_id: 'e00001'}]->() SET r.confidence = -0.0");
        (await Bridge.RunAsync(new AdoptRequest { Types = ["A"] }, Cancellation)).Outcome.ShouldBe(OperationOutcome.Done);

        (await RescoreAsync()).ErrorCount.ShouldBe(0);
        await Bridge.AddVersionAsync("m3", "m", 3, Scorer("say(edge_id=e['edge_id'], confidence=0.25)"), 1, "m2");
        await Bridge.PromoteAsync("p2", "m2", "m3");
        Clock.Advance(TimeSpan.FromDays(1));
        var second = await RescoreAsync();

        (second.Edges, second.ErrorCount).ShouldBe((3, 0));
        (await EdgesAsync("r.confidence = 0.25")).ShouldBe(3);
    }

    [Fact]
    public async Task RunAsync_WritesEdgeDeltaFlagAndMirrorTogether_WhenAPromotionIsDue()
    {
        await Bridge.AddEdgesAsync("A", "m1", 3, "a", 0.9);
        await Bridge.AddEdgesAsync("B", "m1", 2, "b", 0.05);
        await PromoteAsync();

        var result = await RescoreAsync();

        result.ShouldSatisfyAllConditions(
            () => result.Status.ShouldBe("completed"),
            () => result.PassId.ShouldBe("p1#1"),
            () => result.Edges.ShouldBe(5),
            () => result.LargeDecrease.ShouldBe(3),
            () => result.Stable.ShouldBe(2),
            () => result.Flagged.ShouldBe(3),
            () => result.EdgesLeft.ShouldBe(0),
            () => result.Queued.ShouldBe(0));
        (await EdgesAsync("r.rescored_by_artifact_id = 'm2' AND r.rescored_version = 2 AND r.source_artifact_id = 'm1' "
            + "AND r.rescored_at IS NOT NULL")).ShouldBe(5);
        (await EdgesAsync("r.senate_review_flag = true AND r.confidence = 0.45")).ShouldBe(3);
        (await Bridge.CypherValueAsync<long>("MATCH (o:Outbox) RETURN count(o)")).ShouldBe(0);
        await PassShouldBeMirroredAsync();
        Bridge.LogLines.ShouldHaveSingleItem().ShouldContain("status=completed promotion=p1 parent=m1 child=m2 pass=p1#1 "
            + "edges=5 large_decrease=3 moderate=0 stable=2 increase=0 flagged=3");
    }

    [Fact]
    public async Task RunAsync_ChangesNothingAndSaysWhen_WhenTheWindowIsNotOver()
    {
        await Bridge.AddEdgesAsync("A", "m1", 2);
        await PromoteAsync();
        await RescoreAsync();
        await Bridge.AddVersionAsync("m3", "m", 3, quality: 0.4);
        await Bridge.PromoteAsync("p2", "m2", "m3");
        Clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));

        var limited = await RescoreAsync();
        limited.Status.ShouldBe("rate_limited");
        limited.PromotionId.ShouldBe("p2");
        limited.Queued.ShouldBe(1);
        limited.NextRunAt!.Value.ShouldBe(Clock.GetUtcNow() + TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(1));
        (await EdgesAsync("r.rescored_by_artifact_id = 'm2'")).ShouldBe(2);

        Clock.Advance(TimeSpan.FromSeconds(1));
        (await RescoreAsync()).Status.ShouldBe("completed");
        (await EdgesAsync("r.rescored_by_artifact_id = 'm3'")).ShouldBe(2);
        Bridge.LogLines.Length.ShouldBe(3);
    }

    [Fact]
    public async Task RunAsync_TakesEveryEdgeOnceInIdOrder_WhenAJobNeedsThreePasses()
    {
        Options.MaxEdgesPerPass = 10;
        await Bridge.AddEdgesAsync("A", "m1", 13, "x");
        await Bridge.AddEdgesAsync("B", "m1", 12, "y", from: 3);
        await PromoteAsync();

        List<(long Edges, long Left, int Queued, string Status)> passes = [];
        for (var i = 0; i < 4; i++)
        {
            var result = await RescoreAsync();
            passes.Add((result.Edges, result.EdgesLeft, result.Queued, result.Status));
            Clock.Advance(TimeSpan.FromHours(24));
        }
        passes.ShouldBe([(10, 15, 1, "completed"), (10, 5, 1, "completed"), (5, 0, 0, "completed"), (0, 0, 0, "nothing_due")]);
        (await Bridge.CypherValueAsync<long>("MATCH (d:RescoreDelta) RETURN count(DISTINCT d.edge_id)")).ShouldBe(25);
        (await Bridge.CypherValueAsync<string>("MATCH (d:RescoreDelta {pass_id: 'p1#1'}) RETURN max(d.edge_id)")).ShouldBe("x00009");
    }

    [Fact]
    public async Task RunAsync_TouchesTenThousandDistinctEdges_WhenThePassIsFull()
    {
        await Bridge.AddEdgesAsync("A", "m1", 6_000, "a");
        await Bridge.AddEdgesAsync("B", "m1", 6_000, "b");
        await PromoteAsync();

        var result = await RescoreAsync();

        result.Edges.ShouldBe(10_000);
        result.EdgesLeft.ShouldBe(2_000);
        (await Bridge.CypherValueAsync<long>("MATCH (d:RescoreDelta) RETURN count(DISTINCT d.edge_id)")).ShouldBe(10_000);
        (await EdgesAsync("r.rescored_by_artifact_id = 'm2'")).ShouldBe(10_000);
        (await DeltasInPostgresAsync()).ShouldBe(10_000);
    }

    [Theory]
    [InlineData(0.9, 0.6, "large_decrease")]
    [InlineData(0.5, 0.2, "large_decrease")]
    [InlineData(0.9, 0.61, "moderate")]
    [InlineData(0.5, 0.4375, "moderate")]
    [InlineData(0.5, 0.4501, "stable")]
    [InlineData(0.5, 0.5, "stable")]
    [InlineData(0.5, 0.5499, "stable")]
    [InlineData(0.25, 0.3125, "increase")]
    [InlineData(0.0, 1.0, "increase")]
    public void Of_FollowsTheThresholds_WhenNewAndOldDiffer(double old, double @new, string expected) =>
        DeltaClass.Of(@new - old, -0.3, 0.05).ShouldBe(expected);

    [Fact]
    public async Task RunAsync_CapsAtOne_WhenTheFallbackRaises()
    {
        await Bridge.AddEdgesAsync("A", "m1", 1, "lo", 0.25);
        await Bridge.AddEdgesAsync("A", "m1", 1, "hi", 0.9);
        await PromoteAsync(factor: 1.25);

        (await RescoreAsync()).Increase.ShouldBe(2);

        (await Bridge.CypherAsync("MATCH ()-[r:A]->() RETURN r.confidence ORDER BY r.edge_id")).Select(row => row[0])
            .ShouldBe([1.0, 0.3125]);
    }

    [Theory]
    [InlineData(null, 0.5, "m1")]
    [InlineData(0.0, 0.5, "m1")]
    [InlineData(0.5, 0.0, "m2")]
    [InlineData(0.5, null, "m2")]
    public async Task RunAsync_FailsAndNamesTheVersion_WhenAQualityScoreIsMissingOrZero(double? parent, double? child, string named)
    {
        await Bridge.AddEdgesAsync("A", "m1", 1);
        await Bridge.AddVersionAsync("m1", "m", 1, quality: parent);
        await Bridge.AddVersionAsync("m2", "m", 2, quality: child);
        await Bridge.PromoteAsync("p1", "m1", "m2");

        var result = await RescoreAsync();

        result.Status.ShouldBe("failed");
        result.Message.ShouldContain($"of '{named}'");
        (await EdgesAsync("r.confidence = 0.5")).ShouldBe(1);
    }

    [Fact]
    public async Task RunAsync_LeavesAndReportsTheEdge_WhenTheScorerAnswersAnError()
    {
        await Bridge.AddEdgesAsync("A", "m1", 3);
        await PromoteAsync(scorer: Scorer("say(edge_id=e['edge_id'], error='no features') if e['edge_id'] == 'e00001' "
            + "else say(edge_id=e['edge_id'], confidence=1.0)"));

        var result = await RescoreAsync();

        result.Edges.ShouldBe(2);
        result.Errors.ShouldBe([new EdgeProblem("e00001", "no features")]);
        result.Queued.ShouldBe(0);
        (await EdgesAsync("r.edge_id = 'e00001' AND r.confidence = 0.5 AND r.rescored_by_artifact_id IS NULL")).ShouldBe(1);
    }

    [Theory]
    [InlineData("say(edge_id=e['edge_id'], confidence=float('nan') if e['edge_id'] == 'e00001' else 0.1)", "e00001")]
    [InlineData("say(edge_id=e['edge_id'], confidence=1.0000000000000002 if e['edge_id'] == 'e00002' else 0.1)", "e00002")]
    [InlineData("say(edge_id=e['edge_id'], confidence=None if e['edge_id'] == 'e00000' else 0.1)", "e00000")]
    [InlineData("e['edge_id'] == 'e00001' or say(edge_id=e['edge_id'], confidence=0.1)", "e00001")]
    public async Task RunAsync_WritesNothingAndNamesTheEdge_WhenAnAnswerIsBad(string body, string named)
    {
        await Bridge.AddEdgesAsync("A", "m1", 3);
        await PromoteAsync(scorer: Scorer(body));

        var result = await RescoreAsync();

        result.Status.ShouldBe("failed");
        result.Message.ShouldContain($"'{named}'");
        (await EdgesAsync("r.confidence = 0.5 AND r.rescored_by_artifact_id IS NULL")).ShouldBe(3);
        (await Bridge.CypherValueAsync<long>("MATCH (d:RescoreDelta) RETURN count(d)")).ShouldBe(0);
        (await Bridge.SqlValueAsync<string>("SELECT status FROM tool_calls")).ShouldBe("error");
        result.Queued.ShouldBe(1);
    }

    [Fact]
    public async Task RunAsync_KeepsEveryBit_WhenTheScorerAnswersOddNumbers()
    {
        await Bridge.AddEdgesAsync("A", "m1", 4);
        await PromoteAsync(scorer: Scorer("say(edge_id=e['edge_id'], confidence=[-0.0, 1.0, 5e-324, 0.1 + 0.2][int(e['edge_id'][-1])])"));

        await RescoreAsync();

        double[] expected = [-0.0, 1.0, 5e-324, 0.1 + 0.2];
        (await Bridge.CypherAsync("MATCH ()-[r:A]->() RETURN r.confidence ORDER BY r.edge_id"))
            .Select(row => BitConverter.DoubleToInt64Bits((double)row[0]!))
            .ShouldBe(expected.Select(BitConverter.DoubleToInt64Bits));
        (await Bridge.SqlRowsAsync<double>("SELECT confidence FROM kg_edges ORDER BY id")).Select(BitConverter.DoubleToInt64Bits)
            .ShouldBe(expected.Select(BitConverter.DoubleToInt64Bits));
    }

    [Fact]
    public async Task RunAsync_KeepsInstantsEqualInBothStores_WhenItStampsEdges()
    {
        await Bridge.AddEdgesAsync("A", "m1", 1);
        await PromoteAsync();
        await RescoreAsync();

        var graph = await Bridge.CypherValueAsync<DateTimeOffset>("MATCH ()-[r:A]->() RETURN r.rescored_at");
        (await Bridge.SqlValueAsync<DateTime>("SELECT rescored_at FROM kg_edges")).ShouldBe(graph.UtcDateTime);
        (await Bridge.CypherValueAsync<long>("MATCH ()-[r:A]->() RETURN r.rescored_at.nanosecond % 1000")).ShouldBe(0);
    }

    [Fact]
    public async Task RunAsync_WritesNothingButItsLogLine_WhenDry()
    {
        await Bridge.AddEdgesAsync("A", "m1", 3, confidence: 0.9);
        await PromoteAsync();
        var inbox = await Bridge.SqlValueAsync<long>("SELECT count(*) FROM bridge_inbox");

        var result = await RescoreAsync(new RescoreRequest { DryRun = true });

        result.ShouldSatisfyAllConditions(
            () => result.Status.ShouldBe("completed"),
            () => result.DryRun.ShouldBeTrue(),
            () => result.Edges.ShouldBe(3),
            () => result.LargeDecrease.ShouldBe(3),
            () => result.EdgesLeft.ShouldBe(0),
            () => result.PassId.ShouldBeNull());
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM bridge_inbox")).ShouldBe(inbox);
        (await Bridge.CypherValueAsync<long>(
            "MATCH (n) WHERE NOT n:KgNode AND NOT n:EdgeType AND NOT n:BridgeMigration RETURN count(n)")).ShouldBe(0);
        (await EdgesAsync("r.confidence = 0.9")).ShouldBe(3);
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM tool_calls")).ShouldBe(0);
        Bridge.LogLines.ShouldHaveSingleItem().ShouldContain("dry_run=true");
        // A dry run ignores the limit.
        await RescoreAsync();
        await Bridge.AddVersionAsync("m3", "m", 3, quality: 0.4);
        await Bridge.PromoteAsync("p2", "m2", "m3");
        (await RescoreAsync(new RescoreRequest { DryRun = true })).Edges.ShouldBe(3);
    }

    [Fact]
    public async Task RunAsync_ScoresAgain_WhenAnEdgeChangesWhileItIsScored()
    {
        await Bridge.AddEdgesAsync("A", "m1", 3, confidence: 0.4);
        // The scorer's first run waits until the test has changed an edge under it.
        var gate = new GateScorer(Folder, "e['confidence'] / 2");
        await PromoteAsync(scorer: gate.Path);

        var run = RescoreAsync();
        await gate.SeenAsync(Cancellation);
        await Bridge.CypherAsync("MATCH ()-[r:A {edge_id: 'e00001'}]->() SET r.confidence = 0.8");
        gate.Open();
        var result = await run;

        result.Edges.ShouldBe(3);
        result.Changed.ShouldBeEmpty();
        (await EdgesAsync("r.edge_id = 'e00001' AND r.confidence = 0.4")).ShouldBe(1);
        (await Bridge.SqlValueAsync<string>("""
            SELECT detection_metadata->>'old_confidence' FROM world_model_improvements
            WHERE target_artifact_id = 'e00001' AND event_type = 'model_rescore'
            """)).ShouldBe("0.8");
    }

    [Fact]
    public async Task RunAsync_NeverClearsAFlag_WhenALaterPassRaises()
    {
        await Bridge.AddEdgesAsync("A", "m1", 1, confidence: 0.8);
        await PromoteAsync();
        await RescoreAsync();
        await Bridge.AddVersionAsync("m3", "m", 3, quality: 1.0);
        await Bridge.PromoteAsync("p2", "m2", "m3");
        Clock.Advance(TimeSpan.FromDays(1));

        (await RescoreAsync()).Increase.ShouldBe(1);

        (await EdgesAsync("r.senate_review_flag = true AND r.confidence = 0.8")).ShouldBe(1);
    }

    [Fact]
    public async Task MirrorTwice_ChangesNothing_WhenNothingChanged()
    {
        await Bridge.AddEdgesAsync("A", "m1", 3);
        await PromoteAsync();
        await RescoreAsync();
        var before = await Bridge.SqlRowsAsync<string>("SELECT to_jsonb(k)::text FROM kg_edges k ORDER BY id");
        await Bridge.CypherAsync("""
            CREATE (:Outbox {
              id: 'again', edge_type: 'A', edge_ids: ['e00000', 'e00001', 'e00002', 'gone'],
              delta_ids: [d IN COLLECT { MATCH (d:RescoreDelta) RETURN d.id } | d]
            })
            """);

        var report = await Bridge.MirrorAsync(Cancellation);

        report.ShouldBe(new MirrorReport(3, 3, 1, 0));
        (await Bridge.SqlRowsAsync<string>("SELECT to_jsonb(k)::text FROM kg_edges k ORDER BY id")).ShouldBe(before);
        (await DeltasInPostgresAsync()).ShouldBe(3);
    }

    /// <summary>What PostgreSQL holds of a pass over five edges, three of which fell from 0.9 to 0.45.</summary>
    private async Task PassShouldBeMirroredAsync()
    {
        (await Bridge.SqlValueAsync<long>(
            "SELECT count(*) FROM kg_edges WHERE rescored_by_artifact_id = 'm2' AND confidence IN (0.45, 0.025)")).ShouldBe(5);
        (await Bridge.SqlValueAsync<string>("""
            SELECT string_agg(DISTINCT concat_ws(' ', detection_metadata->>'class', detection_metadata->>'old_confidence',
              detection_metadata->>'new_confidence', detection_metadata->>'pass_id', detection_metadata->>'promotion_id',
              detection_metadata->>'scorer'), '; ')
            FROM world_model_improvements WHERE event_type = 'model_rescore' AND target_artifact_id LIKE 'a%'
            """)).ShouldBe("large_decrease 0.9 0.45 p1#1 p1 fallback");
        (await Bridge.SqlValueAsync<string>("""
            SELECT concat_ws(' ', tool_name, status, inputs->>'parent_artifact_id', outputs->>'edges',
              jsonb_array_length(outputs->'delta_histogram'))
            FROM tool_calls
            """)).ShouldBe("model_rescore success m1 5 2");
    }

    private Task<long> DeltasInPostgresAsync() =>
        Bridge.SqlValueAsync<long>("SELECT count(*) FROM world_model_improvements WHERE event_type = 'model_rescore'");
}
