using GraphQueries.Language;
using GraphQueries.Transport;
using GraphSync.Ingest;
using GraphSync.Postgres;
using GraphSync.Rescore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
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
        Options.WindowHours = 0;

        (await RunAllAsync()).ShouldBe(["y", "q", "z"]);
    }

    [Fact]
    public async Task RunAsync_PutsAJobWithEdgesLeftFirst_WhenAnEarlierPromotionArrivesLate()
    {
        await AddChainAsync("a", 2, edges: 3);
        await AddChainAsync("b", 2);
        await Bridge.PromoteAsync("late", "a1", "a2", Clock.GetUtcNow());
        (Options.WindowHours, Options.MaxEdgesPerPass) = (0, 2);
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
        await Bridge.SqlAsync("""
            INSERT INTO world_model_improvements (id, event_type, target_artifact_id, detection_metadata) VALUES
              ('empty', 'model_version_promoted', 'a2', '{}'),
              ('array', 'model_version_promoted', 'a2', '[1]'),
              ('differs', 'model_version_promoted', 'a3', '{"parent_artifact_id": "a1", "child_artifact_id": "a2"}'),
              ('null', 'model_version_promoted', null, null)
            """);

        var result = await RescoreAsync();

        result.Status.ShouldBe("nothing_due");
        var refused = result.Held.Where(held => held.Status == "refused").ToDictionary(held => held.PromotionId, held => held.Reason!);
        refused.ShouldSatisfyAllConditions(
            held => held.Count.ShouldBe(6),
            held => held["self"].ShouldContain("over itself"),
            held => held["unreal"].ShouldContain("'nobody'"),
            held => held["empty"].ShouldContain("parent_artifact_id"),
            held => held["array"].ShouldContain("parent_artifact_id"),
            held => held["null"].ShouldContain("parent_artifact_id"),
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
        Options.WindowHours = 0;

        (await RunAllAsync()).ShouldBe(["p1", "p2"]);
        (await RescoreAsync()).Held.ShouldHaveSingleItem().PromotionId.ShouldBe("p3");
    }

    [Theory]
    [InlineData("p1", "p2")]
    [InlineData("p2", "p1")]
    public async Task RunAsync_EndsInTheSameState_WhenPromotionsAreDeliveredReversedAndTwice(string first, string second)
    {
        await AddChainAsync("a", 3, edges: 4);
        Options.WindowHours = 0;
        foreach (var promotion in new[] { first, second, first })
        {
            await Bridge.SqlAsync("DELETE FROM world_model_improvements WHERE id = @promotion", new { promotion });
            var (parent, child, hour) = promotion == "p1" ? ("a1", "a2", 1) : ("a2", "a3", 2);
            await Bridge.PromoteAsync(promotion, parent, child, Day.AddYears(10).AddHours(hour));
            await RunAllAsync();
        }
        (await EdgesAsync("r.rescored_by_artifact_id = 'a3'")).ShouldBe(4);
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM world_model_improvements WHERE event_type = 'model_rescore'"))
            .ShouldBe(8);
    }

    [Fact]
    public async Task RunAsync_ReopensTheJob_WhenAnEdgeComesToStandUnderItsParentLate()
    {
        await AddChainAsync("a", 2, edges: 2);
        await Bridge.PromoteAsync("p1", "a1", "a2");
        Options.WindowHours = 0;
        await RunAllAsync();
        await IngestAsync("late", "a1");

        var result = await RescoreAsync();

        result.PromotionId.ShouldBe("p1");
        result.Edges.ShouldBe(1);
        (await EdgesAsync("r.rescored_by_artifact_id = 'a2'")).ShouldBe(3);
    }

    // The late edge's id comes before those that were rescored.
    [Fact]
    public async Task RunAsync_ShowsWhatTheNextPassWillDo_WhenDryAndAnEdgeCameLate()
    {
        await AddChainAsync("a", 2, edges: 2);
        await Bridge.PromoteAsync("p1", "a1", "a2");
        Options.WindowHours = 0;
        await RunAllAsync();
        await IngestAsync("Late", "a1");

        var dry = await RescoreAsync(new RescoreRequest { DryRun = true });
        var real = await RescoreAsync();

        (dry.Status, dry.PromotionId, dry.Edges, dry.Queued).ShouldBe(("completed", "p1", 1, 1));
        (dry.Stable, dry.Moderate, dry.LargeDecrease, dry.Increase, dry.EdgesLeft)
            .ShouldBe((real.Stable, real.Moderate, real.LargeDecrease, real.Increase, real.EdgesLeft));
        real.Edges.ShouldBe(1);
        // It still waits after a dry run, and no longer after a real one.
        real.Queued.ShouldBe(0);
    }

    [Fact]
    public async Task RunAsync_WritesNothing_WhenAParkedPromotionIsRetriedDry()
    {
        await AddChainAsync("a", 2, scorer: "/nowhere/eval.py");
        await Bridge.PromoteAsync("bad", "a1", "a2");
        for (var i = 0; i < 3; i++) await RescoreAsync();
        await Bridge.SqlAsync("UPDATE model_versions SET scorer = null WHERE artifact_id = 'a2'");
        var before = await Bridge.CypherAsync("MATCH (j:RescoreJob) RETURN properties(j)");

        var dry = await RescoreAsync(new RescoreRequest { Retry = "bad", DryRun = true });

        (dry.Status, dry.PromotionId, dry.Edges).ShouldBe(("completed", "bad", 1));
        (await Bridge.CypherAsync("MATCH (j:RescoreJob) RETURN properties(j)"))[0][0].ShouldBeEquivalentTo(before[0][0]);
        (await EdgesAsync("r.rescored_by_artifact_id IS NULL")).ShouldBe(1);
    }

    [Fact]
    public async Task RunAsync_ParksTheJobAndGoesOn_WhenItFailedThreeTimes()
    {
        await AddChainAsync("a", 2, scorer: "/nowhere/eval.py");
        await AddChainAsync("b", 2);
        await Bridge.PromoteAsync("bad", "a1", "a2", Clock.GetUtcNow());
        await Bridge.PromoteAsync("good", "b1", "b2", Clock.GetUtcNow().AddMinutes(1));

        for (var i = 0; i < 3; i++)
        {
            (await RescoreAsync()).ShouldSatisfyAllConditions(
                r => r.Status.ShouldBe("failed"),
                r => r.PromotionId.ShouldBe("bad"),
                r => r.Message.ShouldContain("/nowhere/eval.py"));
        }
        (await RescoreAsync()).ShouldSatisfyAllConditions(
            r => r.Status.ShouldBe("completed"),
            r => r.PromotionId.ShouldBe("good"),
            r => r.Held.ShouldHaveSingleItem().Status.ShouldBe("parked"));

        await Bridge.SqlAsync("UPDATE model_versions SET scorer = null WHERE artifact_id = 'a2'");
        Clock.Advance(TimeSpan.FromDays(1));
        (await RescoreAsync(new RescoreRequest { Retry = "bad" })).ShouldSatisfyAllConditions(
            r => r.Status.ShouldBe("completed"),
            r => r.PromotionId.ShouldBe("bad"));
    }

    [Fact]
    public async Task RunAsync_CountsNothingAgainstTheJob_WhenPostgresRefusesToTellItsScorer()
    {
        await AddChainAsync("a", 2, scorer: "http://127.0.0.1:1/m?key=secret"); // the graph does not keep this
        await Bridge.PromoteAsync("p1", "a1", "a2");
        await Bridge.DrainAsync(Cancellation);
        await Bridge.SqlAsync("ALTER TABLE model_versions RENAME scorer TO hidden");

        for (var i = 0; i < 4; i++) await Should.ThrowAsync<PostgresException>(() => RescoreAsync());

        await Bridge.SqlAsync("ALTER TABLE model_versions RENAME hidden TO scorer; UPDATE model_versions SET scorer = null");
        (await RescoreAsync()).Status.ShouldBe("resumed", "nothing counts as a failure of the promotion's");
    }

    [Fact]
    public async Task RunAsync_CountsNothingAgainstTheJob_WhenSomebodyHoldsAnEdgeForTooLong()
    {
        await Bridge.AddEdgesAsync("A", "m1", 2);
        await PromoteAsync();
        await using var hasty = await TestBridge.OpenAsync(Servers, Bridge.ConnectionString, Clock, configure: services =>
            services.Configure<GraphOptions>(o => (o.WriteTimeout, o.RetryBudget) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1))));

        await Bridge.WhileLockedAsync("e00000", async () =>
            await Should.ThrowAsync<GraphException>(() => hasty.RunAsync(new RescoreRequest(), Cancellation)));

        (await Bridge.CypherValueAsync<long>("MATCH (j:RescoreJob) RETURN j.failures")).ShouldBe(0);
        (await RescoreAsync()).Edges.ShouldBe(2);
    }

    [Fact]
    public async Task RunAsync_SaysSo_WhenThereIsNoSuchPromotionToRetry() =>
        (await Should.ThrowAsync<BadInputException>(() => RescoreAsync(new RescoreRequest { Retry = "nobody" })))
            .Message.ShouldContain("'nobody'");

    [Fact]
    public async Task RunAsync_ReachesBack_WhenAPromotionIsOlderThanTheInstallation()
    {
        await AddChainAsync("a", 2);
        await AddChainAsync("b", 2);
        var installed = await Bridge.SqlValueAsync<DateTime>("SELECT installed_at FROM bridge_installation");
        await Bridge.PromoteAsync("yesterday", "a1", "a2", installed.AddHours(-23));
        await Bridge.PromoteAsync("old", "b1", "b2", installed.AddHours(-47));
        Options.WindowHours = 0;

        (await RunAllAsync()).ShouldBe(["yesterday"]);
        (await RescoreAsync()).Held.ShouldHaveSingleItem().Status.ShouldBe("old");
        (await RescoreAsync(new RescoreRequest { SinceHours = 48 })).PromotionId.ShouldBe("old");
    }

    [Fact]
    public async Task DrainAsync_BringsBoth_WhenTransactionsCommitOutOfOrder()
    {
        await AddChainAsync("a", 3);
        await using var early = await Bridge.Postgres.OpenConnectionAsync(Cancellation);
        await using var transaction = await early.BeginTransactionAsync(Cancellation);
        await Dapper.SqlMapper.ExecuteAsync(early, """
            INSERT INTO world_model_improvements (id, event_type, target_artifact_id, detection_metadata)
            VALUES ('p1', 'model_version_promoted', 'a2', '{"parent_artifact_id": "a1", "child_artifact_id": "a2"}')
            """, transaction: transaction);
        await Bridge.PromoteAsync("p2", "a2", "a3");
        await Bridge.DrainAsync(Cancellation);
        await transaction.CommitAsync(Cancellation);

        await Bridge.DrainAsync(Cancellation);

        (await Bridge.CypherValueAsync<long>("MATCH (j:RescoreJob) RETURN count(j)")).ShouldBe(2);
    }

    [Fact]
    public async Task DrainAsync_KeepsTheEntry_ThatAnOlderTransactionCommitsWhileItWorks()
    {
        await AddChainAsync("a", 3);
        await Bridge.DrainAsync(Cancellation);
        await using var early = await Bridge.Postgres.OpenConnectionAsync(Cancellation);
        await using var transaction = await early.BeginTransactionAsync(Cancellation);
        await Dapper.SqlMapper.ExecuteAsync(early, """
            INSERT INTO world_model_improvements (id, event_type, target_artifact_id, detection_metadata)
            VALUES ('p1', 'model_version_promoted', 'a2', '{"parent_artifact_id": "a1", "child_artifact_id": "a2"}')
            """, transaction: transaction);
        await Bridge.PromoteAsync("p2", "a2", "a3");
        var drain = Task.CompletedTask;
        // The drain has read its entries when it comes to enqueue the job that somebody is about to make.
        await Bridge.Graph.Graph.WriteAsync(async cypher =>
        {
            await cypher.RunAsync(new CypherStatement("""
                CREATE (:RescoreJob {id: 'p2', status: 'queued', parent_id: 'a2', child_id: 'a3', detected_at: datetime(), cursor: '',
                    passes: 0, failures: 0, edges_left: 0})
                """));
            if (drain.IsCompleted) drain = Bridge.DrainAsync(Cancellation);
            await Until.TrueAsync(async () => await Bridge.CypherValueAsync<long>("""
                SHOW TRANSACTIONS YIELD currentQuery, status
                WHERE currentQuery CONTAINS 'MERGE (j:RescoreJob' AND status STARTS WITH 'Blocked' RETURN count(*)
                """) > 0, "it enqueues the job", Cancellation);
            await transaction.CommitAsync(Cancellation);
            return 0;
        }, TimeSpan.FromMinutes(5), Cancellation);

        await drain;
        await Bridge.DrainAsync(Cancellation);

        (await Bridge.CypherAsync("MATCH (j:RescoreJob) RETURN j.id ORDER BY j.id")).ShouldBe([["p1"], ["p2"]]);
    }

    private Task IngestAsync(string edgeId, string version)
    {
        var edge = new EdgeRow
        {
            EdgeId = edgeId,
            SourceId = "s",
            Relation = "A",
            TargetId = "t",
            Confidence = 0.5,
            SourceArtifactId = version,
            SourceVersion = 1,
        };
        return Bridge.RunAsync(new IngestRequest { Edges = new[] { edge }.ToAsyncEnumerable() }, Cancellation);
    }

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
