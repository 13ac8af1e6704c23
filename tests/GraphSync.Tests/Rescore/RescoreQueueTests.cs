using GraphSync.Inbound;
using GraphSync.Rescore;
using Support;

namespace GraphSync.Tests.Rescore;

public sealed class RescoreQueueTests(ServersFixture servers) : RescoreTest(servers)
{
    private static readonly DateTimeOffset Day = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task RunAsync_RunsJobsByTimeThenId_WhenSeveralAreQueued()
    {
        await AddChainAsync("a", 2);
        await AddChainAsync("b", 2);
        await AddChainAsync("c", 2);
        var later = Clock.GetUtcNow().AddMinutes(5);
        await Bridge.PromoteAsync("z", "a1", "a2", later);
        await Bridge.PromoteAsync("q", "b1", "b2", later);
        await Bridge.PromoteAsync("y", "c1", "c2", later.AddMinutes(-1));
        Options = Options with { Window = TimeSpan.Zero };

        (await RunAllAsync()).ShouldBe(["y", "q", "z"]);
    }

    [Fact]
    public async Task RunAsync_PutsAJobWithEdgesLeftFirst_WhenAnEarlierPromotionArrivesLate()
    {
        await AddChainAsync("a", 2, edges: 3);
        await AddChainAsync("b", 2);
        await Bridge.PromoteAsync("late", "a1", "a2", Clock.GetUtcNow());
        Options = Options with { Window = TimeSpan.Zero, MaxEdgesPerPass = 2 };
        (await RescoreAsync()).EdgesLeft.ShouldBe(1);
        await Bridge.PromoteAsync("early", "b1", "b2", Clock.GetUtcNow().AddHours(-1));

        var next = await RescoreAsync();

        next.PromotionId.ShouldBe("late");
        next.Queued.ShouldBe(1);
    }

    [Fact]
    public async Task RunAsync_UsesUpNothing_WhenAJobHasNoCandidates()
    {
        await AddChainAsync("a", 2, edges: 0);
        await AddChainAsync("b", 2);
        await Bridge.PromoteAsync("p1", "a1", "a2");
        await Bridge.PromoteAsync("p2", "b1", "b2", Clock.GetUtcNow().AddMinutes(1));

        var result = await RescoreAsync();

        result.PromotionId.ShouldBe("p2");
        result.Status.ShouldBe("completed");
        (await Bridge.CypherValueAsync<string>("MATCH (j:RescoreJob {id: 'p1'}) RETURN j.status")).ShouldBe("done");
    }

    [Fact]
    public async Task RunAsync_RefusesAndListsThem_WhenPromotionsCannotRun()
    {
        await AddChainAsync("a", 3);
        await Bridge.PromoteAsync("self", "a1", "a1");
        await Bridge.PromoteAsync("unreal", "a1", "nobody");
        await Bridge.SqlAsync("INSERT INTO world_model_improvements (id, event_type, target_artifact_id, detection_metadata) VALUES ('empty', 'model_version_promoted', 'a2', '{}'), ('array', 'model_version_promoted', 'a2', '[1]'), ('differs', 'model_version_promoted', 'a3', '{\"parent_artifact_id\": \"a1\", \"child_artifact_id\": \"a2\"}'), ('null', 'model_version_promoted', null, null)");

        var result = await RescoreAsync();

        result.Status.ShouldBe("nothing_due");
        result.Held.Where(held => held.Status == "refused").ToDictionary(held => held.PromotionId, held => held.Reason!).ShouldSatisfyAllConditions(
            held => held.Count.ShouldBe(6),
            held => held["self"].ShouldContain("over itself"),
            held => held["unreal"].ShouldContain("'nobody'"),
            held => held["empty"].ShouldContain("parent_artifact_id"),
            held => held["differs"].ShouldContain("'a3'"));
        (await EdgesAsync("r.rescored_by_artifact_id IS NULL")).ShouldBe(1);
    }

    [Fact]
    public async Task RunAsync_RunsARefusedPromotion_WhenItsVersionArrivesLate()
    {
        await AddChainAsync("a", 1);
        await Bridge.PromoteAsync("p1", "a1", "a2");
        (await RescoreAsync()).Status.ShouldBe("nothing_due");

        await Bridge.AddVersionAsync("a2", "a", 2, quality: 1.0);

        (await RescoreAsync()).Edges.ShouldBe(1);
    }

    [Fact]
    public async Task RunAsync_RefusesTheLast_WhenPromotionsFormACycle()
    {
        await AddChainAsync("a", 3);
        await Bridge.PromoteAsync("p1", "a1", "a2", Clock.GetUtcNow());
        await Bridge.PromoteAsync("p2", "a2", "a3", Clock.GetUtcNow().AddMinutes(1));
        await Bridge.PromoteAsync("p3", "a3", "a1", Clock.GetUtcNow().AddMinutes(2));
        Options = Options with { Window = TimeSpan.Zero };

        (await RunAllAsync()).ShouldBe(["p1", "p2"]);
        (await RescoreAsync()).Held.ShouldHaveSingleItem().PromotionId.ShouldBe("p3");
    }

    [Theory]
    [InlineData("p1", "p2")]
    [InlineData("p2", "p1")]
    public async Task RunAsync_EndsInTheSameState_WhenPromotionsAreDeliveredReversedAndTwice(string first, string second)
    {
        await AddChainAsync("a", 3, edges: 4);
        Options = Options with { Window = TimeSpan.Zero };
        foreach (var promotion in new[] { first, second, first })
        {
            await Bridge.SqlAsync("DELETE FROM world_model_improvements WHERE id = @promotion", new { promotion });
            await Bridge.PromoteAsync(promotion, promotion == "p1" ? "a1" : "a2", promotion == "p1" ? "a2" : "a3", Day.AddYears(10).AddHours(promotion == "p1" ? 1 : 2));
            await RunAllAsync();
        }
        (await EdgesAsync("r.rescored_by_artifact_id = 'a3'")).ShouldBe(4);
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM world_model_improvements WHERE event_type = 'model_rescore'")).ShouldBe(8);
    }

    [Fact]
    public async Task RunAsync_ReopensTheJob_WhenAnEdgeComesToStandUnderItsParentLate()
    {
        await AddChainAsync("a", 2, edges: 2);
        await Bridge.PromoteAsync("p1", "a1", "a2");
        Options = Options with { Window = TimeSpan.Zero };
        await RunAllAsync();
        await Ingest("late", "a1");

        var result = await RescoreAsync();

        result.PromotionId.ShouldBe("p1");
        result.Edges.ShouldBe(1);
        (await EdgesAsync("r.rescored_by_artifact_id = 'a2'")).ShouldBe(3);
    }

    [Fact]
    public async Task RunAsync_ParksTheJobAndGoesOn_WhenItFailedThreeTimes()
    {
        await AddChainAsync("a", 2, scorer: "/nowhere/eval.py");
        await AddChainAsync("b", 2);
        await Bridge.PromoteAsync("bad", "a1", "a2", Clock.GetUtcNow());
        await Bridge.PromoteAsync("good", "b1", "b2", Clock.GetUtcNow().AddMinutes(1));

        for (var i = 0; i < 3; i++) (await RescoreAsync()).ShouldSatisfyAllConditions(r => r.Status.ShouldBe("failed"), r => r.PromotionId.ShouldBe("bad"), r => r.Message.ShouldContain("/nowhere/eval.py"));
        var next = await RescoreAsync();
        next.ShouldSatisfyAllConditions(r => r.Status.ShouldBe("completed"), r => r.PromotionId.ShouldBe("good"), r => r.Held.ShouldHaveSingleItem().Status.ShouldBe("parked"));

        await Bridge.SqlAsync("UPDATE model_versions SET scorer = null WHERE artifact_id = 'a2'");
        await new RescoreRun(Bridge.Context, Options).RetryAsync("bad", Cancellation);
        Clock.Advance(TimeSpan.FromDays(1));
        (await RescoreAsync()).ShouldSatisfyAllConditions(r => r.Status.ShouldBe("completed"), r => r.PromotionId.ShouldBe("bad"));
    }

    [Fact]
    public async Task RetryAsync_SaysSo_WhenThereIsNoSuchPromotion() =>
        (await Should.ThrowAsync<BadInputException>(() => new RescoreRun(Bridge.Context, Options).RetryAsync("nobody", Cancellation))).Message.ShouldContain("'nobody'");

    [Fact]
    public async Task RunAsync_ReachesBack_WhenAPromotionIsOlderThanTheInstallation()
    {
        await AddChainAsync("a", 2);
        await AddChainAsync("b", 2);
        var installed = await Bridge.SqlValueAsync<DateTime>("SELECT installed_at FROM bridge_installation");
        await Bridge.PromoteAsync("yesterday", "a1", "a2", installed.AddHours(-23));
        await Bridge.PromoteAsync("old", "b1", "b2", installed.AddHours(-47));
        Options = Options with { Window = TimeSpan.Zero };

        (await RunAllAsync()).ShouldBe(["yesterday"]);
        (await RescoreAsync()).Held.ShouldHaveSingleItem().Status.ShouldBe("old");
        (await RescoreAsync(new RescoreRequest { SinceHours = 48 })).PromotionId.ShouldBe("old");
    }

    [Fact]
    public async Task DrainAsync_BringsBoth_WhenTransactionsCommitOutOfOrder()
    {
        await AddChainAsync("a", 3);
        await using var early = await Bridge.Context.Postgres.OpenConnectionAsync(Cancellation);
        await using var transaction = await early.BeginTransactionAsync(Cancellation);
        await Dapper.SqlMapper.ExecuteAsync(early, "INSERT INTO world_model_improvements (id, event_type, target_artifact_id, detection_metadata) VALUES ('p1', 'model_version_promoted', 'a2', '{\"parent_artifact_id\": \"a1\", \"child_artifact_id\": \"a2\"}')", transaction: transaction);
        await Bridge.PromoteAsync("p2", "a2", "a3");
        await new InboxDrain(Bridge.Context).RunAsync(Cancellation);
        await transaction.CommitAsync(Cancellation);

        await new InboxDrain(Bridge.Context).RunAsync(Cancellation);

        (await Bridge.CypherValueAsync<long>("MATCH (j:RescoreJob) RETURN count(j)")).ShouldBe(2);
    }

    private Task Ingest(string edgeId, string version) => new GraphSync.Ingest.EdgeIngest(Bridge.Context).RunAsync(
        new[] { new GraphSync.Ingest.EdgeRow { EdgeId = edgeId, SourceId = "s", Relation = "A", TargetId = "t", Confidence = 0.5, SourceArtifactId = version, SourceVersion = 1 } }.ToAsyncEnumerable(),
        null, null, Cancellation);

    /// <summary>Versions prefix1, prefix2, … of one model, with edges under the first.</summary>
    private async Task AddChainAsync(string prefix, int versions, int edges = 1, string? scorer = null)
    {
        for (var i = 1; i <= versions; i++) await Bridge.AddVersionAsync($"{prefix}{i}", prefix, i, i > 1 ? scorer : null, 1.0);
        if (edges > 0) await Bridge.AddEdgesAsync("A", $"{prefix}1", edges, prefix + "-");
    }

    private async Task<List<string>> RunAllAsync()
    {
        List<string> ran = [];
        while (await RescoreAsync() is { Status: "completed" } result) ran.Add(result.PromotionId!);
        return ran;
    }
}
