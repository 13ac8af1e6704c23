using CsCheck;
using GraphQueries.History;
using GraphQueries.Language;
using GraphQueries.Presentation.Snapshots;
using GraphSync.History;
using GraphSync.Review;
using GraphSync.Rescore;
using GraphSync.Tests.Rescore;
using Support;

namespace GraphSync.Tests.Snapshots;

/// <summary>A snapshot of an earlier time says of each edge what its history says.</summary>
public sealed class AsOfTests(ServersFixture servers) : RescoreTest(servers)
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] Versions = ["v0", "v1", "v2", "v3"];
    private static readonly string[] Classes = ["large_decrease", "moderate", "stable", "increase", "restored", "pinned", "undone"];

    private static readonly Gen<Change> Changes =
        Gen.Select(Gen.Int[0, 20], Gen.Double[0, 1], Gen.Int[0, 3], Gen.Int[0, 6], Gen.Int[0, 9], Gen.Bool)
            .Select((day, confidence, version, kind, chance, flagged) =>
                new Change(Start.AddDays(day), confidence, version, Classes[kind], IsNewEdge: chance == 0, flagged));

    private static readonly Gen<Story> Stories =
        Gen.Select(Gen.Int[0, 3], Gen.Int[-3, 20].Nullable(), Gen.Double[0, 1], Changes.Array[0, 4], Gen.Int[0, 9])
            .Select((source, created, confidence, changes, chance) =>
                new Story(source, created is { } day ? Start.AddDays(day) : null, confidence, changes, CameAgain: chance == 0));

    [Fact]
    public async Task EdgesAsOf_SayWhatEachHistorySays_WhateverHappened()
    {
        await Bridge.RegisterAsync("A", "B");
        await Gen.Select(Stories.Array[1, 25], Gen.Int[-4, 21].Array[3]).SampleAsync(async (stories, days) =>
        {
            await WriteAsync(stories);
            List<EdgeBeliefs> histories = [];
            foreach (var i in Enumerable.Range(0, stories.Length)) histories.Add(await HistoryAsync($"e{i}"));
            foreach (var time in days.Select(day => Start.AddDays(day)))
                foreach (var version in Versions)
                    (await AsOfAsync(version, time)).ShouldBe(Expected(histories, version, time));
        }, iter: 15, threads: 1);
    }

    [Fact]
    public async Task EdgesAsOf_AreThoseOfThen_WhenLaterVersionsHaveThemNow()
    {
        await Bridge.AddEdgesAsync("A", "m1", 2_345, confidence: 0.8);
        await Bridge.AddEdgesAsync("B", "m1", 5, "b", 0.4);
        var before = Clock.GetUtcNow();
        Clock.Advance(TimeSpan.FromHours(1));
        await PromoteAsync();
        await RescoreAsync();
        var rescored = Instants.Cut(Clock.GetUtcNow());
        Clock.Advance(TimeSpan.FromHours(1));
        await Bridge.RunAsync(new ReviewRequest("e00000", ReviewDecision.Restore), Cancellation);
        var reviewed = Clock.GetUtcNow();
        Clock.Advance(TimeSpan.FromHours(25));
        await Bridge.AddVersionAsync("m3", "m", 3, null, 0.25, "m2");
        await Bridge.PromoteAsync("p2", "m2", "m3");
        await RescoreAsync();

        (await EdgesAsync("m2", before)).ShouldBeEmpty();
        (await EdgesAsync("m1", before))
            .ShouldAllBe(edge => edge.RescoredByArtifactId == null && edge.Class == null && !edge.SenateReviewFlag);
        (await EdgesAsync("m3", reviewed)).ShouldBeEmpty();
        foreach (var version in new[] { "m1", "m2" })
        {
            var then = await EdgesAsync(version, rescored);
            then.Select(edge => edge.EdgeId).Distinct().Count().ShouldBe(2_350);
            then.Count.ShouldBe(2_350);
            then.ShouldAllBe(edge => edge.RescoredByArtifactId == "m2" && edge.RescoredVersion == 2 && edge.RescoredAt == rescored
                && edge.Confidence == edge.ConfidenceBefore / 2 && edge.SenateReviewFlag == (edge.Class == "large_decrease"));
        }
        var restored = (await EdgesAsync("m2", reviewed)).Single(edge => edge.EdgeId == "e00000");
        (restored.Confidence, restored.Class, restored.SenateReviewFlag, restored.RescoredAt).ShouldBe((0.8, "restored", false, rescored));
        (await EdgesAsync("m3", Clock.GetUtcNow())).Count.ShouldBe(2_350);
    }

    [Fact]
    public async Task EdgesAsOf_AreThePresentOnes_AtPresent()
    {
        await Bridge.AddEdgesAsync("A", "m1", 30, confidence: 0.8);
        await PromoteAsync();
        await RescoreAsync();
        await Bridge.RunAsync(new ReviewRequest("e00007", ReviewDecision.Restore), Cancellation);

        var now = await Snapshot.EdgesAsync("m2", Cancellation).ToListAsync(Cancellation);

        (await EdgesAsync("m2", Clock.GetUtcNow())).ShouldBe(now);
    }

    [Fact]
    public async Task Flags_AreThoseOfThen_WhenReviewersHaveDecidedSince()
    {
        await Bridge.AddEdgesAsync("A", "m1", 4, confidence: 0.8);
        await PromoteAsync();
        await RescoreAsync();
        var flagged = Later();
        await Bridge.RunAsync(new ReviewRequest("e00000", ReviewDecision.Keep), Cancellation);
        await Bridge.RunAsync(new ReviewRequest("e00001", ReviewDecision.Keep), Cancellation);
        await Bridge.RunAsync(new ReviewRequest("e00002", ReviewDecision.Restore), Cancellation);
        var decided = Later();
        await Bridge.RunAsync(new UndoRequest("e00001"), Cancellation);
        var undone = Later();
        Clock.Advance(TimeSpan.FromHours(25));
        await Bridge.AddVersionAsync("m3", "m", 3, null, 0.49, "m2");
        await Bridge.PromoteAsync("p2", "m2", "m3");
        await RescoreAsync();

        (await FlaggedAsync(flagged)).ShouldBe(["e00000", "e00001", "e00002", "e00003"]);
        (await FlaggedAsync(decided)).ShouldBe(["e00003"]);
        (await FlaggedAsync(undone)).ShouldBe(["e00001", "e00003"]);
    }

    private async Task<string[]> FlaggedAsync(DateTimeOffset time) =>
        [.. (await EdgesAsync("m1", time)).Where(edge => edge.SenateReviewFlag).Select(edge => edge.EdgeId).Order(StringComparer.Ordinal)];

    /// <summary>An instant at which nothing happens, after all that has.</summary>
    private DateTimeOffset Later()
    {
        Clock.Advance(TimeSpan.FromMinutes(1));
        var now = Clock.GetUtcNow();
        Clock.Advance(TimeSpan.FromMinutes(1));
        return now;
    }

    private Snapshot Snapshot => new(Bridge.Graph, Clock);

    private Task<EdgeBeliefs> HistoryAsync(string edge) => Bridge.Get<EdgeHistory>().ReadAsync(edge, Cancellation);

    private async Task<List<SnapshotEdgeRow>> EdgesAsync(string version, DateTimeOffset time) =>
        await Snapshot.EdgesAsOfAsync(version, time, Cancellation).ToListAsync(Cancellation);

    private async Task<string[]> AsOfAsync(string version, DateTimeOffset time) =>
    [
        .. (await EdgesAsync(version, time)).Select(edge => $"{edge.EdgeId} {edge.Confidence:R} {edge.RescoredByArtifactId
            ?? edge.SourceArtifactId} {edge.Class ?? "inserted"}").Order(StringComparer.Ordinal),
    ];

    private static string[] Expected(IEnumerable<EdgeBeliefs> histories, string version, DateTimeOffset time) =>
    [
        .. histories.Select(history => (history.EdgeId, history.State, Belief: history.AsOf(time)))
            .Where(edge => edge.Belief is { } belief && (edge.State.SourceArtifactId == version || belief.Version == version))
            .Select(edge => $"{edge.EdgeId} {edge.Belief!.Confidence:R} {edge.Belief.Version} {edge.Belief.Kind}")
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Writes histories as rescoring and review leave them, but for clocks that went as they liked.</summary>
    private async Task WriteAsync(IReadOnlyList<Story> stories)
    {
        await Bridge.CypherAsync("MATCH (n) WHERE n:KgNode OR n:RescoreDelta OR n:RescorePass DETACH DELETE n");
        List<Dictionary<string, object?>> edges = [], deltas = [];
        foreach (var (i, story) in stories.Index()) story.Tell($"e{i}", i % 3 == 0 ? "B" : "A", edges, deltas);
        await Bridge.CypherAsync("""
            MERGE (s:KgNode {id: 's'}) MERGE (t:KgNode {id: 't'})
            WITH s, t
            UNWIND $edges AS edge
            CALL (s, t, edge) {
              WITH s, t, edge WHERE edge.type = 'A' CREATE (s)-[r:A]->(t) RETURN r
              UNION ALL
              WITH s, t, edge WHERE edge.type = 'B' CREATE (s)-[r:B]->(t) RETURN r
            }
            SET r = edge.properties, r.created_at = datetime(edge.created_at)
            """, ("edges", edges));
        await Bridge.CypherAsync("""
            UNWIND $deltas AS delta
            CREATE (d:RescoreDelta) SET d = delta.properties, d.at = datetime(delta.at)
            MERGE (p:RescorePass {id: d.pass_id})
            ON CREATE SET p.parent_id = delta.parent, p.child_id = d.child_id, p.promotion_id = 'p', p.started_at = datetime(delta.at)
            """, ("deltas", deltas));
    }

    private sealed record Change(DateTimeOffset At, double Confidence, int Version, string Class, bool IsNewEdge, bool WasFlagged);

    private sealed record Story(int Source, DateTimeOffset? CreatedAt, double Confidence, IReadOnlyList<Change> Changes, bool CameAgain)
    {
        public void Tell(string id, string type, List<Dictionary<string, object?>> edges, List<Dictionary<string, object?>> deltas)
        {
            var (stands, confidence, generation, pass) = (Versions[Source], Confidence, 1, "");
            foreach (var (i, change) in Changes.Index())
            {
                if (change.IsNewEdge && i > 0) (stands, generation, pass) = (Versions[change.Version], generation + 1, "");
                // A decision about a pass's change belongs to that pass.
                var isDecision = pass != "" && change.Class is "restored" or "undone";
                var child = isDecision ? stands : Versions[change.Version];
                if (!isDecision || pass == "") pass = $"{stands}>{child}";
                deltas.Add(new()
                {
                    ["at"] = change.At.ToString("O"), ["parent"] = stands, ["properties"] = new Dictionary<string, object?>
                    {
                        ["id"] = $"{id}-{i + 1}", ["edge_id"] = id, ["edge_type"] = type, ["seq"] = i + 1L,
                        ["generation"] = (long)generation,
                        ["pass_id"] = pass, ["child_id"] = child, ["class"] = change.Class, ["old_confidence"] = confidence,
                        ["new_confidence"] = change.Confidence, ["delta"] = change.Confidence - confidence,
                        ["was_flagged"] = change.WasFlagged,
                    },
                });
                (stands, confidence) = (child, change.Confidence);
            }
            var isRescored = Changes.Count > 0 && !CameAgain;
            edges.Add(new()
            {
                ["type"] = type, ["created_at"] = CreatedAt?.ToString("O"), ["properties"] = new Dictionary<string, object?>
                {
                    ["edge_id"] = id, ["confidence"] = confidence, ["source_artifact_id"] = Versions[Source], ["source_version"] = 1L,
                    ["rescored_by_artifact_id"] = isRescored ? stands : null,
                },
            });
        }
    }
}
