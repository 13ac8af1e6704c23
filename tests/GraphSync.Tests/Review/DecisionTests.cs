using GraphQueries.Rescore;
using GraphSync.History;
using GraphSync.Postgres;
using GraphSync.Rescore;
using GraphSync.Review;
using GraphSync.Tests.Rescore;
using Support;

namespace GraphSync.Tests.Review;

/// <summary>Decisions are kept with their reasons, can be taken back, and may hold an edge's confidence for good.</summary>
public sealed class DecisionTests(ServersFixture servers) : RescoreTest(servers)
{
    private const string Edge = "e00000";

    private Task<ReviewReport> DecideAsync(ReviewDecision decision, bool pin = false, string edge = Edge, string? reason = null) =>
        Bridge.RunAsync(new ReviewRequest(edge, decision) { Pin = pin, Reviewer = "ben", Reason = reason }, Cancellation);

    private Task<UndoReport> UndoAsync(string edge = Edge) =>
        Bridge.RunAsync(new UndoRequest(edge) { Reviewer = "cora" }, Cancellation);

    private Task<IReadOnlyList<object?[]>> StateAsync(string edge = Edge) => Bridge.CypherAsync(
        "MATCH ()-[r:A {edge_id: $edge}]->() RETURN r.confidence, r.senate_review_flag, coalesce(r.senate_pinned, false)", ("edge", edge));

    private async Task<string[]> ClassesAsync() => [.. (await Bridge.CypherAsync(
        "MATCH (d:RescoreDelta {edge_id: $edge}) RETURN d.class ORDER BY d.seq", ("edge", Edge))).Select(row => (string)row[0]!)];

    /// <summary>Edges from 0.8 to 0.4, flagged.</summary>
    private async Task FlagAsync(int edges = 1)
    {
        await Bridge.AddEdgesAsync("A", "m1", edges, confidence: 0.8);
        await PromoteAsync();
        (await RescoreAsync()).Flagged.ShouldBe(edges);
        Clock.Advance(TimeSpan.FromMinutes(1));
    }

    /// <summary>m2 → m3, with half its quality.</summary>
    private async Task<RescoreReport> RescoreOnceMoreAsync()
    {
        await Bridge.AddVersionAsync("m3", "m", 3, quality: 0.25, parent: "m2");
        await Bridge.PromoteAsync("p2", "m2", "m3");
        Clock.Advance(TimeSpan.FromDays(1));
        return await RescoreAsync();
    }

    [Theory]
    [InlineData(ReviewDecision.Keep, "keep", 0.4)]
    [InlineData(ReviewDecision.Restore, "restore", 0.8)]
    public async Task Resolve_KeepsWhoDecidedWhatAndWhy_InBothDatabases(ReviewDecision decision, string word, double confidence)
    {
        await FlagAsync();

        await DecideAsync(decision, reason: "the trial \"failed\"; see PMID 1");

        (await Bridge.CypherAsync("""
            MATCH (v:Review)-[:DECIDES]->(d:RescoreDelta {class: 'large_decrease'})
            RETURN v.edge_id, v.decision, v.reviewer, v.reason, v.seq, v.confidence_before, v.confidence
            """)).ShouldBe([[Edge, word, "ben", "the trial \"failed\"; see PMID 1", 1L, 0.4, confidence]]);
        (await Bridge.SqlRowsAsync<string>("SELECT concat_ws('|', edge_id, relation, seq, decision, pins, reviewer, reason, pass_id, "
            + "promotion_id, confidence_before, confidence, undone_by) FROM edge_reviews"))
            .ShouldBe([$"{Edge}|A|1|{word}|f|ben|the trial \"failed\"; see PMID 1|p1#1|p1|0.4|{(confidence == 0.4 ? "0.4" : "0.8")}"]);
        (await Bridge.CypherValueAsync<long>("MATCH (o:Outbox) RETURN count(o)")).ShouldBe(0);
    }

    [Fact]
    public async Task Resolve_TellsTheSecondReviewerOfTheFirst()
    {
        await FlagAsync();
        await DecideAsync(ReviewDecision.Keep, reason: "as measured");

        (await Should.ThrowAsync<BadInputException>(() => DecideAsync(ReviewDecision.Restore))).Message
            .ShouldBe($"Edge '{Edge}' does not wait for review: ben decided 'keep' at {Clock.GetUtcNow():yyyy-MM-dd HH:mm:ss}Z, "
                + $"since: as measured. `review undo {Edge}` takes that back.");
        (await StateAsync()).ShouldBe([[0.4, false, false]]);
    }

    [Fact]
    public async Task Resolve_WritesOneDecision_WhenTwentyReviewersDecideAtOnce()
    {
        await FlagAsync();

        var decided = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            try
            {
                await DecideAsync(i % 2 == 0 ? ReviewDecision.Keep : ReviewDecision.Restore);
                return 1;
            }
            catch (BadInputException)
            {
                return 0;
            }
        }));

        decided.Sum().ShouldBe(1);
        (await Bridge.CypherValueAsync<long>("MATCH (v:Review) RETURN count(v)")).ShouldBe(1);
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM edge_reviews")).ShouldBe(1);
    }

    [Theory]
    [InlineData(ReviewDecision.Keep, false)]
    [InlineData(ReviewDecision.Keep, true)]
    [InlineData(ReviewDecision.Restore, false)]
    [InlineData(ReviewDecision.Restore, true)]
    public async Task Undo_GivesTheStateBefore_AsANewDelta_AndTheEdgeCanBeDecidedAnew(ReviewDecision decision, bool pin)
    {
        await FlagAsync();
        await DecideAsync(decision, pin);

        var undone = await UndoAsync();

        (undone.WaitsAgain, undone.Confidence, undone.Undone.Reviewer).ShouldBe((true, 0.4, "ben"));
        (await StateAsync()).ShouldBe([[0.4, true, false]]);
        string[] restored = decision == ReviewDecision.Keep ? [] : ["restored"];
        (await ClassesAsync()).ShouldBe(["large_decrease", .. restored, "undone"]);
        (await Bridge.SqlRowsAsync<string>(
            "SELECT concat_ws(' ', decision, reviewer, undone_by IS NOT NULL) FROM edge_reviews ORDER BY seq"))
            .ShouldBe([$"{(decision == ReviewDecision.Keep ? "keep" : "restore")} ben t", "undo cora f"]);
        (await Bridge.Get<FlaggedEdges>().PinnedAsync(10, "", Cancellation)).ShouldBeEmpty();
        (await Should.ThrowAsync<BadInputException>(() => UndoAsync())).Message.ShouldContain("was taken back already, by cora");

        (await DecideAsync(ReviewDecision.Restore)).Confidence.ShouldBe(0.8);
        (await StateAsync()).ShouldBe([[0.8, false, false]]);
        (await Bridge.SqlValueAsync<double>("SELECT confidence FROM kg_edges")).ShouldBe(0.8);
    }

    [Fact]
    public async Task Revert_TakesAPassBack_ThoughADecisionWasTakenBackInBetween()
    {
        await FlagAsync();
        await DecideAsync(ReviewDecision.Restore);
        await UndoAsync();

        (await Bridge.RunAsync(new RevertRequest("p1#1"), Cancellation)).Restored.ShouldBe(1);

        (await StateAsync()).ShouldBe([[0.8, false, false]]);
    }

    [Fact]
    public async Task Undo_IsRefused_WhenTheEdgeWasRescoredOrChangedSince()
    {
        await FlagAsync(2);
        await DecideAsync(ReviewDecision.Restore);
        await DecideAsync(ReviewDecision.Restore, edge: "e00001");
        await Bridge.CypherAsync("MATCH ()-[r:A {edge_id: 'e00001'}]->() SET r.confidence = 0.7");
        await RescoreOnceMoreAsync();

        (await Should.ThrowAsync<BadInputException>(() => UndoAsync())).Message
            .ShouldContain($"Edge '{Edge}' has changed since ben decided");
        await Should.ThrowAsync<BadInputException>(() => UndoAsync("e00001"));
        (await Should.ThrowAsync<BadInputException>(() => UndoAsync("nobody"))).Message
            .ShouldContain("Nobody has decided about edge 'nobody'");
        (await StateAsync()).ShouldBe([[0.4, true, false]]);
    }

    [Theory]
    [InlineData(ReviewDecision.Keep, 0.4)]
    [InlineData(ReviewDecision.Restore, 0.8)]
    public async Task Pin_HoldsTheConfidenceInLaterPasses_AndIsListed(ReviewDecision decision, double confidence)
    {
        await FlagAsync(2);
        await DecideAsync(decision, pin: true, reason: "known");
        await DecideAsync(ReviewDecision.Keep, edge: "e00001");

        var pass = await RescoreOnceMoreAsync();

        (pass.Edges, pass.Pinned, pass.Moderate, pass.Flagged).ShouldBe((2, 1, 1, 0));
        (await StateAsync()).ShouldBe([[confidence, false, true]]);
        (await EdgesAsync("r.rescored_by_artifact_id = 'm3' AND r.rescored_version = 3")).ShouldBe(2);
        (await Bridge.CypherAsync("""
            MATCH (d:RescoreDelta {class: 'pinned'}) RETURN d.edge_id, d.old_confidence, d.new_confidence, d.delta, d.scored_confidence
            """)).ShouldBe([[Edge, confidence, confidence, 0.0, confidence / 2]]);
        (await Bridge.SqlRowsAsync<string>("SELECT detection_metadata->>'class' FROM world_model_improvements "
            + "WHERE detection_metadata->>'pass_id' = 'p2#1' ORDER BY 1")).ShouldBe(["moderate", "pinned"]);
        var pinned = (await Bridge.Get<FlaggedEdges>().PinnedAsync(10, "", Cancellation)).ShouldHaveSingleItem();
        (pinned.EdgeId, pinned.Confidence, pinned.Reviewer, pinned.Reason).ShouldBe((Edge, confidence, "ben", "known"));
        Bridge.LogLines[^1].ShouldContain(" pinned=1 ");
    }

    [Fact]
    public async Task Undo_TakesThePinAlone_WhenAPassHasComeInBetween()
    {
        await FlagAsync();
        await DecideAsync(ReviewDecision.Restore, pin: true);
        await RescoreOnceMoreAsync();

        var undone = await UndoAsync();

        (undone.WaitsAgain, undone.Confidence).ShouldBe((false, 0.8));
        (await StateAsync()).ShouldBe([[0.8, false, false]]);
        (await ClassesAsync()).ShouldBe(["large_decrease", "restored", "pinned"]);
        (await Bridge.Get<FlaggedEdges>().PinnedAsync(10, "", Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Export_GivesTheDecisionsThatStand_WithWhatTheModelsWereGiven()
    {
        await FlagAsync(3);
        await Bridge.CypherAsync("MATCH ()-[r:A {edge_id: $edge}]->() SET r.inference_input = '{\"x\": [1.5]}'", ("edge", Edge));
        await DecideAsync(ReviewDecision.Restore, pin: true, reason: "known");
        await DecideAsync(ReviewDecision.Keep, edge: "e00001");
        await UndoAsync("e00001");

        var decided = (await Bridge.Get<ReviewExport>().ReadAsync(Cancellation).ToListAsync(Cancellation)).ShouldHaveSingleItem();

        (decided.EdgeId, decided.Relation, decided.Inputs, decided.OldConfidence, decided.NewConfidence, decided.Confidence)
            .ShouldBe((Edge, "A", "{\"x\": [1.5]}", 0.8, 0.4, 0.8));
        (decided.Parent, decided.Child, decided.Decision, decided.Pinned, decided.Reviewer, decided.Reason)
            .ShouldBe(("m1", "m2", "restore", true, "ben", "known"));
        decided.Source.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("", null, "needs a reviewer")]
    [InlineData("be\0n", null, "--reviewer holds U+0000")]
    [InlineData("ben", "a\0b", "--reason holds U+0000")]
    public async Task Resolve_IsRefusedInOneSentence_WhenWhatIsSaidCannotBeKept(string reviewer, string? reason, string message)
    {
        await FlagAsync();
        var request = new ReviewRequest(Edge, ReviewDecision.Keep) { Reviewer = reviewer, Reason = reason };

        (await Should.ThrowAsync<BadInputException>(() => Bridge.RunAsync(request, Cancellation))).Message.ShouldContain(message);

        (await StateAsync()).ShouldBe([[0.4, true, false]]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task DecisionsPassesAndReverts_InAnyOrder_LeaveWhatTheDeltasSay(int seed)
    {
        var random = new Random(seed);
        Bridge.Configure<RescoreOptions>(options => options.WindowHours = 0);
        await Bridge.AddVersionAsync("v0", "m", 1, quality: 1.0);
        await Bridge.AddEdgesAsync("A", "v0", 6, confidence: 0.9);
        for (var step = 1; step <= 40; step++)
        {
            var edge = $"e{random.Next(6):D5}";
            Clock.Advance(TimeSpan.FromMinutes(1));
            try
            {
                await (random.Next(6) switch
                {
                    0 => PromoteNextAsync(step, random),
                    1 => DecideAsync(ReviewDecision.Keep, random.Next(4) == 0, edge),
                    2 => DecideAsync(ReviewDecision.Restore, random.Next(4) == 0, edge),
                    3 => UndoAsync(edge),
                    4 => RevertLastAsync(),
                    _ => Task.CompletedTask,
                });
            }
            catch (BadInputException)
            {
                // What cannot be done is refused, and changes nothing.
            }
            await StandsAsync();
        }
    }

    private async Task PromoteNextAsync(int step, Random random)
    {
        var parent = await Bridge.CypherValueAsync<string>(
            "MATCH ()-[r:A]->() RETURN coalesce(r.rescored_by_artifact_id, r.source_artifact_id) AS v ORDER BY v DESC LIMIT 1");
        var scorer = Scorer($"say(edge_id=e['edge_id'], confidence=0.{random.Next(1, 10)})");
        await Bridge.AddVersionAsync($"w{step:D2}", "m", step + 1, scorer);
        await Bridge.PromoteAsync($"p{step}", parent, $"w{step:D2}");
        await RescoreAsync();
    }

    private async Task RevertLastAsync()
    {
        var passes = await Bridge.Graph.ReadAsync(RescoreQueries.Passes, new PassesParameters(PassStatus.All, 1), Cancellation);
        if (passes is [var last]) await Bridge.RunAsync(new RevertRequest(last.Id), Cancellation);
    }

    /// <summary>An edge has what its last delta says, deltas follow one another, both databases agree, and decisions count on.</summary>
    private async Task StandsAsync()
    {
        var deltas = await Bridge.CypherAsync("MATCH (d:RescoreDelta) WITH d ORDER BY d.edge_id, d.seq "
            + "WITH d.edge_id AS edge, collect(d) AS ds MATCH ()-[r:A {edge_id: edge}]->() "
            + "RETURN edge, r.confidence = ds[-1].new_confidence AND r.rescored_by_artifact_id = ds[-1].child_id "
            + "AND all(i IN range(1, size(ds) - 1) WHERE ds[i].old_confidence = ds[i - 1].new_confidence AND ds[i].seq = i + 1)");
        deltas.ShouldAllBe(row => (bool)row[1]!);
        var edges = await Bridge.CypherAsync("MATCH ()-[r:A]->() RETURN r.edge_id, r.confidence, coalesce(r.senate_review_flag, false) "
            + "ORDER BY r.edge_id");
        (await Bridge.SqlRowsAsync<string>("SELECT concat_ws('|', id, confidence, senate_review_flag) FROM kg_edges ORDER BY id"))
            .ShouldBe(deltas.Count == 0 ? [] : edges.Select(row =>
                FormattableString.Invariant($"{row[0]}|{row[1]}|{((bool)row[2]! ? "t" : "f")}")));
        var decisions = await Bridge.CypherAsync(
            "MATCH (v:Review) RETURN v.edge_id, v.seq, v.decision, v.undone_by ORDER BY v.edge_id, v.seq");
        (await Bridge.SqlRowsAsync<string>(
            "SELECT concat_ws('|', edge_id, seq, decision, undone_by) FROM edge_reviews ORDER BY edge_id, seq"))
            .ShouldBe(decisions.Select(row => string.Join('|', row.Where(value => value is not null))));
        var history = await Bridge.Get<EdgeHistory>().ReadAsync(Edge, Cancellation);
        history.Beliefs[^1].Confidence.ShouldBe(history.State.Confidence);
        (await Bridge.CypherValueAsync<bool>("MATCH ()-[r:A]->() RETURN all(x IN collect(r) WHERE coalesce(x.senate_pinned, false) = "
            + "EXISTS { MATCH (v:Review {edge_id: x.edge_id}) WHERE v.holds_pin = true })")).ShouldBeTrue();
    }
}
