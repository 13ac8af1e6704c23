using GraphQueries.Language;
using GraphQueries.Rescore;
using GraphSync.Leases;
using GraphSync.Postgres;
using GraphSync.Rescore;
using GraphSync.Review;
using Support;

namespace GraphSync.Tests.Rescore;

/// <summary>Kills, pauses and losses: whatever happens, a rerun ends where an uninterrupted run would have.</summary>
public sealed class RescoreCrashTests(ServersFixture servers) : RescoreTest(servers)
{
    // The gate holds a pass that has begun; a batch later it is in the middle of writing, since the rest waits for a lock.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Rescore_EndsAsUninterrupted_WhenKilledAfterABatch(int batch)
    {
        await Bridge.AddEdgesAsync("A", "m1", 2_600, "a");
        await Bridge.AddEdgesAsync("B", "m1", 2_400, "b", confidence: 0.9);
        await PromoteAsync();
        // Edges are written in the order of type and id, 2,000 a batch: this one is in the batch after those.
        string[] held = ["a00000", "a02000", "b01400"];
        await Bridge.WhileLockedAsync(held[batch], async () =>
        {
            await using var bridge = BridgeProcess.Start(["rescore"], Environment());
            await Until.TrueAsync(async () => await WritersAsync() > 0 && await WrittenAsync() == batch * 2_000,
                "the batch is written", Cancellation);
            bridge.Kill();
        });

        var result = await BridgeProcess.RunAsync(["rescore", "--json"], Environment(), cancellation: Cancellation);

        result.ExitCode.ShouldBe(0, result.Error);
        result.Output.ShouldContain("\"status\": \"resumed\"");
        (await EdgesAsync("r.rescored_by_artifact_id = 'm2' AND r.confidence IN [0.25, 0.45]")).ShouldBe(5_000);
        (await Bridge.CypherAsync("MATCH (d:RescoreDelta) RETURN count(*), count(DISTINCT d.edge_id), count(DISTINCT d.pass_id)"))[0]
            .ShouldBe([5_000L, 5_000L, 1L]);
        (await Bridge.CypherAsync("MATCH (p:RescorePass) RETURN p.id, p.status, p.edges, p.moderate, p.large_decrease, p.flagged"))
            .ShouldHaveSingleItem().ShouldBe(["p1#1", "completed", 5_000L, 2_600L, 2_400L, 2_400L]);
        (await Bridge.CypherValueAsync<string>("MATCH (j:RescoreJob) RETURN j.status + ' ' + j.edges_left")).ShouldBe("done 0");
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM world_model_improvements WHERE event_type = 'model_rescore'"))
            .ShouldBe(5_000);
        (await Bridge.SqlValueAsync<long>(
            "SELECT count(*) FROM kg_edges WHERE rescored_by_artifact_id = 'm2' AND confidence IN (0.25, 0.45)")).ShouldBe(5_000);
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM kg_edges WHERE senate_review_flag")).ShouldBe(2_400);
        (await Bridge.CypherValueAsync<long>("MATCH (o:Outbox) RETURN count(o)")).ShouldBe(0);
    }

    [Fact]
    public async Task Rescore_TakesOver_WhenAnotherWasKilledInMidWrite()
    {
        await Bridge.AddEdgesAsync("A", "m1", 3_000);
        await PromoteAsync();
        Task<BridgeResult>? successor = null;
        await Bridge.WhileLockedAsync("e02500", async () =>
        {
            // Left alone, what the killed one was doing would go on for longer than anybody waits.
            var patient = Variables(("Bridge__Rescore__WindowHours", "0"), ("Bridge__Neo4j__WriteTimeout", "00:10:00"));
            await using (var bridge = BridgeProcess.Start(["rescore"], patient))
            {
                await Until.TrueAsync(async () => await WritersAsync() > 0 && await WrittenAsync() == 2_000,
                    "a batch is written", Cancellation);
                bridge.Kill();
            }
            var old = (string)(await Bridge.CypherAsync(
                "SHOW TRANSACTIONS YIELD parameters WHERE parameters.delta_ids IS NOT NULL RETURN parameters.run"))[0][0]!;
            successor = BridgeProcess.RunAsync(["rescore", "--json"], Environment(), cancellation: Cancellation);
            // It need not wait for the killed one's transaction to reach its time limit: it ends it.
            await Until.TrueAsync(async () => await RunningAsync(old) == 0, "the killed run's statement is ended", Cancellation);
        });

        (await successor!).Output.ShouldContain("\"status\": \"resumed\"");
        (await EdgesAsync("r.rescored_by_artifact_id = 'm2' AND r.confidence = 0.25")).ShouldBe(3_000);
        (await Bridge.CypherValueAsync<long>("MATCH (d:RescoreDelta) RETURN count(d)")).ShouldBe(3_000);
    }

    [Fact]
    public async Task Rescore_IsRefused_WhenItWakesAfterAnotherTookOver()
    {
        await Bridge.AddEdgesAsync("A", "m1", 10);
        var gate = new GateScorer(Folder, "0.125");
        await PromoteAsync(scorer: gate.Path);
        await using var paused = BridgeProcess.Start(["rescore"], Environment());
        await gate.SeenAsync(Cancellation);
        paused.Pause();
        gate.Open();

        var other = await BridgeProcess.RunAsync(["rescore", "--json"], Environment(), cancellation: Cancellation);
        other.Output.ShouldContain("\"status\": \"resumed\"", customMessage: other.Error);
        await Bridge.CypherAsync("MATCH ()-[r:A]->() SET r.confidence = 0.5, r.rescored_by_artifact_id = null");
        paused.Resume();
        var late = await paused.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);

        late.ExitCode.ShouldBe(1);
        late.Error.ShouldContain("lease on 'rescore' was lost");
        (await EdgesAsync("r.confidence = 0.5 AND r.rescored_by_artifact_id IS NULL")).ShouldBe(10);
    }

    [Fact]
    public async Task Writes_AreRefusedInBothDatabases_WhenTheLeaseHasPassedOn()
    {
        await using var first = (await Bridge.Get<FenceKeeper>().EnterAsync("outbound", TimeSpan.Zero, Cancellation))!;
        await Bridge.SqlAsync("SELECT pg_terminate_backend(backend_pid) FROM bridge_lease WHERE job = 'outbound'");
        await using var second = (await Bridge.Get<FenceKeeper>().EnterAsync("outbound", TimeSpan.FromSeconds(20), Cancellation))!;

        second.Epoch.ShouldBeGreaterThan(first.Epoch);
        await using var connection = await Bridge.Postgres.OpenConnectionAsync(Cancellation);
        await using (var transaction = await connection.BeginTransactionAsync(Cancellation))
            await Should.ThrowAsync<LeaseLostException>(() => first.VerifyAsync(connection, transaction, Cancellation));
        var cursor = new AdvanceCursorParameters(first.Job, first.Epoch, "p1");
        var rows = await first.Graph.WriteAsync(RescoreQueries.AdvanceCursor, cursor, Cancellation);
        Should.Throw<LeaseLostException>(() => first.Require(rows));
        await using (var transaction = await connection.BeginTransactionAsync(Cancellation))
            await second.VerifyAsync(connection, transaction, Cancellation);
    }

    [Fact]
    public async Task RunAsync_WritesOneDeltaAnEdge_WhenReplyToACommitIsLost()
    {
        await Bridge.AddEdgesAsync("A", "m1", 2_500);
        await PromoteAsync();
        await using var proxy = new FlakyProxy((await Servers.GetAsync()).Neo4j.Uri);
        await using var flaky = await TestBridge.OpenAsync(Servers, Bridge.ConnectionString, Clock, neo4jUri: proxy.HttpUri);
        // Every write of the run loses its reply once, also those of the pass.
        proxy.LoseFirstReplyToEach("/commit HTTP/1.1");

        var result = await flaky.RunAsync(new RescoreRequest(), Cancellation);

        proxy.Lost.ShouldBeGreaterThan(5);
        result.Edges.ShouldBe(2_500);
        (await Bridge.CypherAsync("MATCH (d:RescoreDelta) RETURN count(*), count(DISTINCT d.edge_id)"))[0].ShouldBe([2_500L, 2_500L]);
        (await Bridge.CypherValueAsync<long>("MATCH (p:RescorePass) RETURN sum(p.edges)")).ShouldBe(2_500);
    }

    [Fact]
    public async Task RunAsync_OverwritesNothing_WhenTheSenateDecidesMeanwhile()
    {
        await Bridge.AddEdgesAsync("A", "m1", 2, confidence: 0.8);
        await PromoteAsync();
        await RescoreAsync();
        var gate = new GateScorer(Folder, "e['confidence'] / 2");
        await Bridge.AddVersionAsync("m3", "m", 3, gate.Path);
        await Bridge.PromoteAsync("p2", "m2", "m3");
        Clock.Advance(TimeSpan.FromDays(1));

        var run = RescoreAsync();
        await gate.SeenAsync(Cancellation);
        Clock.Advance(TimeSpan.FromMinutes(1));
        await Bridge.RunAsync(new ReviewRequest("e00001", ReviewDecision.Restore), Cancellation);
        Clock.Advance(TimeSpan.FromMinutes(1));
        gate.Open();
        (await run).Edges.ShouldBe(2);

        (await Bridge.CypherAsync("MATCH ()-[r:A]->() RETURN r.confidence ORDER BY r.edge_id")).Select(row => row[0])
            .ShouldBe([0.2, 0.4]);
        var deltas = await Bridge.CypherAsync(
            "MATCH (d:RescoreDelta {edge_id: 'e00001'}) RETURN d.class, d.old_confidence, d.new_confidence ORDER BY d.at");
        deltas.Select(row => string.Join(' ', row))
            .ShouldBe(["large_decrease 0.8 0.4", "restored 0.4 0.8", "large_decrease 0.8 0.4"]);
    }

    [Fact]
    public async Task RunAsync_TreatsTheNameAsAName_WhenAnEdgeTypeIsHostile()
    {
        const string hostile = "X\\u0060]->() RETURN 1 AS a UNION CREATE (p:Owned) //";
        await Bridge.AddEdgesAsync(hostile, "m1", 2);
        await Bridge.AddEdgesAsync("`B` \"'{ }", "m1", 2, "b");
        await PromoteAsync();

        (await RescoreAsync()).Edges.ShouldBe(4);

        (await Bridge.CypherValueAsync<long>("MATCH (p:Owned) RETURN count(p)")).ShouldBe(0);
        (await Bridge.SqlValueAsync<long>(
            "SELECT count(*) FROM kg_edges WHERE relation = @hostile AND confidence = 0.25", new { hostile })).ShouldBe(2);
    }

    [Fact]
    public async Task RunAsync_CompletesAFullPass_WhenTheServersHeapIsSmall()
    {
        await using var small = ServersFixture.WithHeap(192);
        await using var bridge = await TestBridge.CreateAsync(small, Clock);
        await bridge.AddEdgesAsync("A", "m1", 10_000);
        await bridge.CypherAsync("MATCH ()-[r:A]->() CALL (r) { SET r.inference_input = $input } IN TRANSACTIONS OF 1000 ROWS",
            ("input", $"{{\"x\": \"{new string('x', 2_000)}\"}}"));
        await bridge.AddVersionAsync("m1", "m", 1, quality: 1.0);
        await bridge.AddVersionAsync("m2", "m", 2, quality: 0.5);
        await bridge.PromoteAsync("p1", "m1", "m2");

        var result = await bridge.RunAsync(new RescoreRequest(), Cancellation);

        result.Edges.ShouldBe(10_000, result.Message);
        (await bridge.SqlValueAsync<long>("SELECT count(*) FROM kg_edges WHERE rescored_by_artifact_id = 'm2'")).ShouldBe(10_000);
    }

    private Task<long> WritersAsync() =>
        Bridge.CypherValueAsync<long>("SHOW TRANSACTIONS YIELD parameters WHERE parameters.delta_ids IS NOT NULL RETURN count(*)");

    private Task<long> WrittenAsync() => Bridge.CypherValueAsync<long>("MATCH (p:RescorePass) RETURN coalesce(sum(p.edges), -1)");

    private Task<long> RunningAsync(string run) =>
        Bridge.CypherValueAsync<long>("SHOW TRANSACTIONS YIELD parameters WHERE parameters.run = $of RETURN count(*)", ("of", run));

    private Dictionary<string, string?> Environment() => Variables(("Bridge__Rescore__WindowHours", "0"));
}
