using System.Diagnostics;
using GraphSync.Adopt;
using GraphSync.Ingest;
using GraphSync.Operations;
using GraphSync.Rescore;
using GraphSync.Rescore.Scoring;
using Support;

namespace GraphSync.Tests.Rescore;

/// <summary>What a pass keeps to, whatever happens to it: its limit, its window, its place in the queue and its journal.</summary>
public sealed class PassPromiseTests(ServersFixture servers) : RescoreTest(servers)
{
    [Fact]
    public async Task Resume_TakesTheEdgesOfThePassAlone_WhenOthersHaveComeIntoItsRange()
    {
        Options.MaxEdgesPerPass = 4;
        await Bridge.AddEdgesAsync("A", "m1", 4);
        await CutOffAsync();
        await IngestAsync("e00000a", "e00000b", "e00001a", "e00001b", "e00002a", "e00002b");

        var resumed = await RescoreAsync();

        (resumed.Status, resumed.Edges, resumed.EdgesLeft).ShouldBe(("resumed", 4, 6));
        (await EdgesAsync("r.rescored_by_artifact_id = 'm2' AND size(r.edge_id) = 6")).ShouldBe(4);
        (await EdgesAsync("r.rescored_by_artifact_id IS NULL")).ShouldBe(6);
        // The next windows take the others.
        Clock.Advance(TimeSpan.FromDays(1));
        (await RescoreAsync()).Edges.ShouldBe(4);
        Clock.Advance(TimeSpan.FromDays(1));
        (await RescoreAsync()).EdgesLeft.ShouldBe(0);
    }

    // A batch was written before the run was cut off: what is left of the limit is what the pass has not done.
    [Fact]
    public async Task Resume_TakesWhatIsLeftOfTheLimit_WhenAnEdgeOfThePassWasWritten()
    {
        Options.MaxEdgesPerPass = 3;
        await Bridge.AddEdgesAsync("A", "m1", 3);
        await CutOffAsync();
        await Bridge.CypherAsync("""
            MATCH ()-[r:A {edge_id: 'e00001'}]->(), (p:RescorePass)
            SET r.confidence = 0.25, r.rescored_by_artifact_id = 'm2', p.edges = 1, p.moderate = 1
            """);
        await IngestAsync("e00001x", "e00001y");

        var resumed = await RescoreAsync();

        (resumed.Edges, resumed.EdgesLeft).ShouldBe((3, 2));
        (await EdgesAsync("r.rescored_by_artifact_id = 'm2'")).ShouldBe(3);
    }

    [Fact]
    public async Task Pass_IsCompletedAndOpensTheWindow_WhenItsScorerFailsAfterSomethingWasWritten()
    {
        await Bridge.AddEdgesAsync("A", "m1", 5, confidence: 0.4);
        var gate = new GateScorer(Folder, "e['confidence'] / 2");
        await PromoteAsync(scorer: gate.Path);

        var run = RescoreAsync();
        await gate.SeenAsync(Cancellation);
        // This edge has to be scored once more, and there is no scorer any more.
        await Bridge.CypherAsync("MATCH ()-[r:A {edge_id: 'e00001'}]->() SET r.confidence = 0.8");
        gate.Break();
        gate.Open();
        var report = await run;

        (report.Status, report.Edges, report.ErrorCount).ShouldBe(("completed", 4, 1));
        report.Errors.ShouldHaveSingleItem().EdgeId.ShouldBe("e00001");
        report.Message.ShouldContain("the rest could not be scored");
        (await RescoreAsync()).Status.ShouldBe("rate_limited");
        await Bridge.SqlAsync("UPDATE model_versions SET scorer = null WHERE artifact_id = 'm2'");
        Clock.Advance(TimeSpan.FromDays(1));
        (await RescoreAsync()).Edges.ShouldBe(1);
        (await EdgesAsync("r.rescored_by_artifact_id = 'm2'")).ShouldBe(5);
    }

    [Fact]
    public async Task ResumedPass_IsCompletedAndOpensTheWindow_WhenItsScorerIsGoneAndSomethingWasWritten()
    {
        await Bridge.AddEdgesAsync("A", "m1", 3);
        await CutOffAsync();
        await Bridge.CypherAsync("""
            MATCH ()-[r:A {edge_id: 'e00000'}]->(), (p:RescorePass)
            SET r.confidence = 0.25, r.rescored_by_artifact_id = 'm2', p.edges = 1, p.moderate = 1
            """);
        await Bridge.SqlAsync("UPDATE model_versions SET scorer = '/nowhere/eval.py' WHERE artifact_id = 'm2'");

        var report = await RescoreAsync();

        (report.Status, report.Edges, report.ErrorCount).ShouldBe(("resumed", 1, 2));
        (await RescoreAsync()).Status.ShouldBe("rate_limited");
        (await Bridge.CypherValueAsync<long>("MATCH (j:RescoreJob) RETURN j.failures")).ShouldBe(0);
    }

    [Theory]
    [InlineData(null, "completed", "success")]
    [InlineData("/nowhere/eval.py", "failed", "error")]
    public async Task Journal_IsWrittenByTheNextRun_WhenTheProcessDiedBefore(string? scorer, string status, string call)
    {
        await Bridge.AddEdgesAsync("A", "m1", 3);
        await PromoteAsync(scorer: scorer);
        await Bridge.DrainAsync(Cancellation);
        // The operation alone, without what concludes it.
        var operation = Bridge.Get<IOperation<RescoreReport>>();
        (await operation.ExecuteAsync(new RescoreRequest(), Cancellation)).Status.ShouldBe(status);
        Bridge.LogLines.ShouldBeEmpty();

        await RescoreAsync();
        await RescoreAsync();

        (await Bridge.SqlRowsAsync<string>("""
            SELECT concat_ws(' ', id, status, outputs->>'edges') FROM tool_calls WHERE id = 'model_rescore:p1#1'
            """)).ShouldBe([$"model_rescore:p1#1 {call} {(scorer is null ? 3 : 0)}"]);
        Bridge.LogLines.Count(line => line.Contains("pass=p1#1 ", StringComparison.Ordinal)).ShouldBe(1);
        Bridge.LogLines[0].ShouldContain($"status={status} promotion=p1 parent=m1 child=m2 pass=p1#1");
    }

    [Fact]
    public async Task Journal_HasOneLineForAPass_WhenTheLogCouldNotBeWrittenAtFirst()
    {
        await Bridge.AddEdgesAsync("A", "m1", 3);
        await PromoteAsync();
        // A folder stands in the log's place.
        Directory.CreateDirectory(Bridge.LogFile);
        (await RescoreAsync()).Edges.ShouldBe(3);
        Directory.Delete(Bridge.LogFile);

        await RescoreAsync();
        await RescoreAsync();

        Bridge.LogLines.Count(line => line.Contains("pass=p1#1 ", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Journal_HasOneLineForAPass_WhenTheProcessDiedBeforeItNotedThatTheLineStands()
    {
        await Bridge.AddEdgesAsync("A", "m1", 3);
        await PromoteAsync();
        await RescoreAsync();
        await Bridge.CypherAsync("MATCH (p:RescorePass) SET p.journaled = false, p.journaled_by = null");

        await RescoreAsync();

        Bridge.LogLines.Count(line => line.Contains("pass=p1#1 ", StringComparison.Ordinal)).ShouldBe(1);
        (await Bridge.CypherValueAsync<bool>("MATCH (p:RescorePass) RETURN p.journaled")).ShouldBeTrue();
    }

    [Fact]
    public async Task Journal_IsLeftToTheNextRun_WhileAnotherProcessHasTheLogInHand()
    {
        await Bridge.AddEdgesAsync("A", "m1", 3);
        await PromoteAsync();
        const string holds = "import fcntl, sys\nf = open(sys.argv[1], 'a')\nfcntl.lockf(f, fcntl.LOCK_EX)\n"
            + "print('held', flush=True)\nsys.stdin.read()";
        Directory.CreateDirectory(Path.GetDirectoryName(Bridge.LogFile)!);
        var start = new ProcessStartInfo("python3", ["-c", holds, Bridge.LogFile])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using (var other = Process.Start(start)!)
        {
            await other.StandardOutput.ReadLineAsync(Cancellation);
            (await RescoreAsync()).Edges.ShouldBe(3);
            Bridge.LogLines.ShouldBeEmpty();
            other.StandardInput.Close();
            await other.WaitForExitAsync(Cancellation);
        }

        await RescoreAsync();

        Bridge.LogLines.Count(line => line.Contains("pass=p1#1 ", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Window_CountsFromNow_WhenTheLastPassIsStampedAheadOfNow()
    {
        await Bridge.AddEdgesAsync("A", "m1", 2);
        await PromoteAsync();
        await RescoreAsync();
        await Bridge.CypherAsync("MATCH (p:RescorePass) SET p.started_at = p.started_at + duration('P1Y')");
        await Bridge.AddVersionAsync("m3", "m", 3, quality: 0.4);
        await Bridge.PromoteAsync("p2", "m2", "m3");

        var limited = await RescoreAsync();

        limited.Status.ShouldBe("rate_limited");
        limited.NextRunAt!.Value.ShouldBe(Clock.GetUtcNow().AddDays(1), TimeSpan.FromSeconds(1));
        Clock.Advance(TimeSpan.FromDays(1));
        (await RescoreAsync()).Edges.ShouldBe(2);
    }

    // The pass that was cut off carries the wrong stamp itself.
    [Fact]
    public async Task Window_CountsFromNow_WhenAResumedPassIsStampedAheadOfNow()
    {
        await Bridge.AddEdgesAsync("A", "m1", 2);
        await CutOffAsync();
        await Bridge.CypherAsync("MATCH (p:RescorePass) SET p.started_at = p.started_at + duration('P50Y')");
        (await RescoreAsync()).Status.ShouldBe("resumed");
        await Bridge.AddVersionAsync("m3", "m", 3, quality: 0.4);
        await Bridge.PromoteAsync("p2", "m2", "m3");

        (await RescoreAsync()).NextRunAt!.Value.ShouldBe(Clock.GetUtcNow().AddDays(1), TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData("'0.4'", "not a number")]
    [InlineData("0.0 / 0.0", "not between 0 and 1")]
    [InlineData("1.5", "not between 0 and 1")]
    [InlineData("[0.4]", "not a number")]
    [InlineData("null", "no confidence")]
    public async Task Edge_IsUnscoredWithTheReason_WhenItsConfidenceIsUnfit(string confidence, string reason)
    {
        await Bridge.AddEdgesAsync("A", "m1", 3);
        await Bridge.CypherAsync($"MATCH ()-[r:A {{edge_id: 'e00001'}}]->() SET r.confidence = {confidence}");
        await PromoteAsync();

        var report = await RescoreAsync();

        (report.Status, report.Edges, report.Changed.Count).ShouldBe(("completed", 2, 0));
        report.Errors.ShouldHaveSingleItem().EdgeId.ShouldBe("e00001");
        report.Errors[0].Error.ShouldContain(reason);
        (await Bridge.CypherValueAsync<string>("MATCH (j:RescoreJob) RETURN j.status")).ShouldBe("done");
    }

    [Fact]
    public async Task Job_GivesUpItsPlaceAndItsWindow_WhenItsPassChangesNothing()
    {
        await Bridge.AddEdgesAsync("A", "m1", 4);
        Options.MaxEdgesPerPass = 2;
        await PromoteAsync();
        (await RescoreAsync()).Edges.ShouldBe(2);
        await Bridge.CypherAsync("MATCH ()-[r:A]->() WHERE r.rescored_by_artifact_id IS NULL SET r.confidence = '0.4'");
        await PromoteAnotherModelAsync(edges: 1);
        Clock.Advance(TimeSpan.FromDays(1));

        var idle = await RescoreAsync();
        var next = await RescoreAsync();

        (idle.PromotionId, idle.Status, idle.Edges, idle.ErrorCount).ShouldBe(("p1", "completed", 0, 2));
        // It asks for the next run at once, since another promotion waits.
        idle.RunAgainAt.ShouldBe(Clock.GetUtcNow());
        (next.PromotionId, next.Status, next.Edges).ShouldBe(("p2", "completed", 1));
    }

    // A setting that nobody can have is an error that no scorer foresees. It ends the pass, and must not stop every later run.
    [Fact]
    public async Task Pass_Fails_WhenAnErrorComesThatNobodyForesaw()
    {
        await Bridge.AddEdgesAsync("A", "m1", 1);
        await PromoteAsync(scorer: Scorer("say(edge_id=e['edge_id'], confidence=0.5)"));
        Bridge.Configure<ScorerOptions>(options => options.ScorerTimeoutSeconds = -5);

        (await RescoreAsync()).Status.ShouldBe("failed");

        (await Bridge.CypherValueAsync<string>("MATCH (p:RescorePass) RETURN p.status")).ShouldBe("failed");
        Bridge.Configure<ScorerOptions>(options => options.ScorerTimeoutSeconds = 60);
        (await RescoreAsync()).Edges.ShouldBe(1);
    }

    [Fact]
    public async Task Adopt_ReopensNoJob_WhenARerunBringsNothing()
    {
        await Bridge.AddEdgesAsync("A", "m1", 3);
        await Bridge.CypherAsync("MATCH ()-[r:A {edge_id: 'e00001'}]->() SET r.confidence = null");
        await PromoteAsync();
        (await RescoreAsync()).Edges.ShouldBe(2);
        await Bridge.CypherAsync("MATCH ()-[r:A {edge_id: 'e00001'}]->() SET r.confidence = 0.5");
        await PromoteAnotherModelAsync(edges: 2);
        await Bridge.DrainAsync(Cancellation);

        for (var i = 0; i < 2; i++) await Bridge.RunAsync(new AdoptRequest { Types = ["A", "B"] }, Cancellation);

        (await Bridge.CypherAsync("MATCH (j:RescoreJob) RETURN j.id, j.status, j.edges_left ORDER BY j.id"))
            .Select(row => string.Join(' ', row)).ShouldBe(["p1 done 0", "p2 queued 2"]);
    }

    [Fact]
    public async Task Adopt_ReopensTheJob_WhenARerunBringsEdges()
    {
        await Bridge.AddEdgesAsync("A", "m1", 2);
        await PromoteAsync();
        await RescoreAsync();
        await Bridge.AddEdgesAsync("A", "m1", 1, "a");
        await Bridge.CypherAsync("MATCH ()-[r:A {edge_id: 'a00000'}]->() REMOVE r.edge_id");

        await Bridge.RunAsync(new AdoptRequest { Types = ["A"] }, Cancellation);
        Clock.Advance(TimeSpan.FromDays(1));

        (await RescoreAsync()).Edges.ShouldBe(1);
    }

    /// <summary>p2: x1 → x2 of another model, with so many edges under x1.</summary>
    private async Task PromoteAnotherModelAsync(int edges)
    {
        await Bridge.AddVersionAsync("x1", "x", 1, quality: 1.0);
        await Bridge.AddVersionAsync("x2", "x", 2, quality: 0.5);
        await Bridge.AddEdgesAsync("B", "x1", edges, "x");
        await Bridge.PromoteAsync("p2", "x1", "x2");
    }

    /// <summary>m1 → m2, whose pass has begun and is cut off before it has written anything; from then on the fallback scores.</summary>
    private async Task CutOffAsync()
    {
        var gate = new GateScorer(Folder, "0.25");
        await PromoteAsync(scorer: gate.Path);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var run = Bridge.RunAsync(new RescoreRequest(), stop.Token);
        await gate.SeenAsync(Cancellation);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => run);
        await Bridge.SqlAsync("UPDATE model_versions SET scorer = null WHERE artifact_id = 'm2'");
    }

    private Task IngestAsync(params string[] edgeIds) => Bridge.RunAsync(new IngestRequest
    {
        Edges = edgeIds.Select(id => new EdgeRow
        {
            EdgeId = id,
            SourceId = "s",
            Relation = "A",
            TargetId = "t",
            Confidence = 0.5,
            SourceArtifactId = "m1",
            SourceVersion = 1,
        }).ToAsyncEnumerable(),
    }, Cancellation);
}
