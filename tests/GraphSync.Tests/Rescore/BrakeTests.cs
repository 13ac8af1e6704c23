using GraphSync.Doctor;
using GraphSync.Postgres;
using GraphSync.Rescore;
using Support;

namespace GraphSync.Tests.Rescore;

/// <summary>A promotion that would make too many edges fall far waits for a person, and changes nothing meanwhile.</summary>
public sealed class BrakeTests(ServersFixture servers) : RescoreTest(servers)
{
    /// <summary>Edges of which three in five would be flagged: 0.9 falls to 0.45, 0.4 to 0.2.</summary>
    private async Task ArrangeAsync(double holdAboveShare)
    {
        await Bridge.AddEdgesAsync("A", "m1", 3, "high", 0.9);
        await Bridge.AddEdgesAsync("A", "m1", 2, "low", 0.4);
        await PromoteAsync();
        Bridge.Configure<RescoreOptions>(options => options.HoldAboveShare = holdAboveShare);
    }

    private Task<IReadOnlyList<object?[]>> JobsAsync() => Bridge.CypherAsync("MATCH (j:RescoreJob) RETURN j.id, j.status ORDER BY j.id");

    [Fact]
    public async Task Run_HoldsThePromotionAndWritesNothing_WhenTooManyEdgesWouldFall()
    {
        await ArrangeAsync(0.5);

        var report = await RescoreAsync();

        (report.Status, report.PassId, report.Edges, report.Queued).ShouldBe(("nothing_due", null, 0, 0));
        report.Message.ShouldStartWith(
            "promotion p1 is held: 3 of 5 scored edges (60.0%) would fall by 0.3 or more, and HoldAboveShare is 0.5");
        report.Held.ShouldHaveSingleItem().Status.ShouldBe("held");
        (await EdgesAsync("r.rescored_by_artifact_id IS NOT NULL OR r.senate_review_flag = true OR NOT r.confidence IN [0.9, 0.4]"))
            .ShouldBe(0);
        (await Bridge.CypherValueAsync<long>("MATCH (d:RescoreDelta) RETURN count(d)")).ShouldBe(0);
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM world_model_improvements WHERE event_type = 'model_rescore'")).ShouldBe(0);
        (await JobsAsync()).ShouldBe([["p1", "held"]]);
        (await RescoreAsync()).Held.ShouldHaveSingleItem().PromotionId.ShouldBe("p1");
        (await Bridge.CypherValueAsync<long>("MATCH (p:RescorePass) RETURN count(p)")).ShouldBe(1);
    }

    [Fact]
    public async Task Run_LetsTheOthersGoOnAtOnce_WhenAPromotionIsHeld()
    {
        await ArrangeAsync(0.5);
        await Bridge.AddVersionAsync("n1", "n", 1, quality: 1.0);
        await Bridge.AddVersionAsync("n2", "n", 2, quality: 0.9);
        await Bridge.AddEdgesAsync("A", "n1", 4, "n");
        await Bridge.PromoteAsync("p2", "n1", "n2");

        var report = await RescoreAsync();

        (report.Status, report.PromotionId, report.Edges).ShouldBe(("completed", "p2", 4));
        report.Held.ShouldHaveSingleItem().PromotionId.ShouldBe("p1");
        (await JobsAsync()).ShouldBe([["p1", "held"], ["p2", "done"]]);
    }

    [Fact]
    public async Task Release_LetsAllPassesOfThePromotionThrough()
    {
        await ArrangeAsync(0.5);
        Bridge.Configure<RescoreOptions>(options => (options.MaxEdgesPerPass, options.WindowHours) = (2, 0));
        await RescoreAsync();

        var first = await RescoreAsync(new RescoreRequest { Release = "p1" });
        (first.Status, first.PassId, first.Edges, first.LargeDecrease, first.EdgesLeft).ShouldBe(("completed", "p1#2", 2, 2, 3));
        var second = await RescoreAsync(new RescoreRequest { Release = "p1" });
        (second.Edges, second.LargeDecrease).ShouldBe((2, 1));
        (await RescoreAsync()).Edges.ShouldBe(1);

        (await EdgesAsync("r.rescored_by_artifact_id = 'm2'")).ShouldBe(5);
        (await JobsAsync()).ShouldBe([["p1", "done"]]);
    }

    [Fact]
    public async Task Run_WritesThePass_WhenTheShareIsReachedButNotExceeded()
    {
        await ArrangeAsync(0.6);

        (await RescoreAsync()).LargeDecrease.ShouldBe(3);
    }

    [Fact]
    public async Task DryRun_ShowsThatItWouldBeHeld_AndChangesNothing()
    {
        await ArrangeAsync(0.5);

        var report = await RescoreAsync(new RescoreRequest { DryRun = true });

        report.Message.ShouldStartWith("promotion p1 would be held: 3 of 5 scored edges");
        report.Held.ShouldHaveSingleItem().Status.ShouldBe("held");
        (await JobsAsync()).ShouldBeEmpty();
        Bridge.Configure<RescoreOptions>(options => options.HoldAboveShare = 0);
        (await RescoreAsync()).Edges.ShouldBe(5);
    }

    [Fact]
    public async Task DryRun_ShowsWhatAReleaseWouldDo_AndReleasesNothing()
    {
        await ArrangeAsync(0.5);
        await RescoreAsync();

        (await RescoreAsync(new RescoreRequest { DryRun = true, Release = "p1" })).LargeDecrease.ShouldBe(3);

        (await JobsAsync()).ShouldBe([["p1", "held"]]);
    }

    [Fact]
    public async Task Retry_ScoresAHeldPromotionAnew_AndHoldsItAgainWhileItsScoresAreTheSame()
    {
        await ArrangeAsync(0.5);
        await RescoreAsync();

        (await RescoreAsync(new RescoreRequest { Retry = "p1" })).Message.ShouldStartWith("promotion p1 is held");
        await Bridge.SqlAsync("UPDATE artifacts SET quality_score = 0.99 WHERE id = 'm2'");
        (await RescoreAsync(new RescoreRequest { Retry = "p1" })).Stable.ShouldBe(5);
    }

    [Fact]
    public async Task Release_IsRefusedInOneSentence_WhenThePromotionIsNotHeld()
    {
        await ArrangeAsync(0);
        await RescoreAsync();

        (await Should.ThrowAsync<BadInputException>(() => RescoreAsync(new RescoreRequest { Release = "p1" }))).Message
            .ShouldBe("Promotion 'p1' is not held: it is done.");
        (await Should.ThrowAsync<BadInputException>(() => RescoreAsync(new RescoreRequest { Release = "p9" }))).Message
            .ShouldContain("No promotion 'p9' has a job");
    }

    [Fact]
    public async Task Run_BringsAPassToItsEnd_ThatHadBeenBegunToBeWritten()
    {
        await ArrangeAsync(0);
        await RescoreAsync();
        await Bridge.CypherAsync("""
            MATCH (p:RescorePass), (j:RescoreJob) SET p.status = 'running', p.journaled = null, j.status = 'queued'
            WITH p MATCH ()-[r:A {edge_id: 'low00001'}]->() SET r.rescored_by_artifact_id = null, r.confidence = 0.9
            """);
        Bridge.Configure<RescoreOptions>(options => options.HoldAboveShare = 0.01);

        var report = await RescoreAsync();

        (report.Status, report.Edges, report.LargeDecrease).ShouldBe(("resumed", 6, 4));
    }

    [Fact]
    public async Task Doctor_NamesAHeldPromotionAndTheWayOut()
    {
        await ArrangeAsync(0.5);
        await RescoreAsync();

        var report = await Bridge.RunAsync(new DoctorRequest(), Cancellation);

        var jobs = report.Checks.Single(check => check.Name == "jobs");
        jobs.Remedy.ShouldNotBeNull().ShouldContain("--release");
        jobs.Examples.ShouldHaveSingleItem().ShouldContain("p1: held, 3 of 5");
    }
}
