using System.Diagnostics;
using GraphQueries.Rescore;
using GraphQueries.Transport;
using GraphSync.Leases;
using GraphSync.Rescore;
using GraphSync.Review;
using Support;

namespace GraphSync.Tests.Rescore;

/// <summary>Kills, pauses and losses: whatever happens, a rerun ends where an uninterrupted run would have.</summary>
public sealed class RescoreCrashTests(ServersFixture servers) : RescoreTest(servers)
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Rescore_EndsAsUninterrupted_WhenKilledAfterABatch(int batch)
    {
        await Bridge.AddEdgesAsync("A", "m1", 2_600, "a");
        await Bridge.AddEdgesAsync("B", "m1", 2_400, "b", confidence: 0.9);
        await PromoteAsync();
        await using (var bridge = BridgeProcess.Start(["rescore"], Environment()))
        {
            await UntilAsync(async () => bridge.HasExited || await Bridge.CypherValueAsync<long>("OPTIONAL MATCH (p:RescorePass) RETURN coalesce(p.edges, -1)") >= Math.Min(batch * 2_000, 5_000));
            bridge.Kill();
        }

        var result = await BridgeProcess.RunAsync(["rescore", "--json"], Environment(), cancellation: Cancellation);

        result.ExitCode.ShouldBe(0, result.Error);
        (await EdgesAsync("r.rescored_by_artifact_id = 'm2' AND r.confidence IN [0.25, 0.45]")).ShouldBe(5_000);
        (await Bridge.CypherAsync("MATCH (d:RescoreDelta) RETURN count(*), count(DISTINCT d.edge_id), count(DISTINCT d.pass_id)"))[0].ShouldBe([5_000L, 5_000L, 1L]);
        (await Bridge.CypherAsync("MATCH (p:RescorePass) RETURN p.id, p.status, p.edges, p.moderate, p.large_decrease, p.flagged"))
            .ShouldHaveSingleItem().ShouldBe(["p1#1", "completed", 5_000L, 2_600L, 2_400L, 2_400L]);
        (await Bridge.CypherValueAsync<string>("MATCH (j:RescoreJob) RETURN j.status + ' ' + j.edges_left")).ShouldBe("done 0");
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM world_model_improvements WHERE event_type = 'model_rescore'")).ShouldBe(5_000);
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM kg_edges WHERE rescored_by_artifact_id = 'm2' AND confidence IN (0.25, 0.45)")).ShouldBe(5_000);
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM kg_edges WHERE senate_review_flag")).ShouldBe(2_400);
        (await Bridge.CypherValueAsync<long>("MATCH (o:Outbox) RETURN count(o)")).ShouldBe(0);
    }

    [Fact]
    public async Task Rescore_TakesOverWithin15Seconds_WhenAnotherWasKilledInMidWrite()
    {
        await Bridge.AddEdgesAsync("A", "m1", 3_000);
        await PromoteAsync();
        var release = new TaskCompletionSource();
        var locked = new TaskCompletionSource();
        var blocker = Bridge.Context.Graph.Graph.WriteAsync(async transaction =>
        {
            await transaction.RunAsync(new CypherStatement("MATCH ()-[r:A {edge_id: 'e02500'}]->() SET r.edge_id = r.edge_id"));
            locked.TrySetResult();
            await release.Task;
            return 0;
        }, TimeSpan.FromMinutes(2), Cancellation);
        await locked.Task;

        await using (var bridge = BridgeProcess.Start(["rescore"], Environment()))
        {
            await UntilAsync(async () => await WritersAsync() > 0 && await Bridge.CypherValueAsync<long>("MATCH (p:RescorePass) RETURN coalesce(sum(p.edges), 0)") == 2_000);
            bridge.Kill();
        }
        var killed = Stopwatch.GetTimestamp();
        var old = (string)(await Bridge.CypherAsync("SHOW TRANSACTIONS YIELD parameters WHERE parameters.delta_ids IS NOT NULL RETURN parameters.run"))[0][0]!;
        var successor = BridgeProcess.RunAsync(["rescore", "--json"], Environment(), cancellation: Cancellation);
        await UntilAsync(async () => (await Bridge.CypherAsync("SHOW TRANSACTIONS YIELD parameters WHERE parameters.run = $old RETURN 1", ("old", old))).Count == 0);
        Stopwatch.GetElapsedTime(killed).ShouldBeLessThan(TimeSpan.FromSeconds(15));
        release.SetResult();
        await blocker;

        (await successor).Output.ShouldContain("\"status\": \"resumed\"");
        (await EdgesAsync("r.rescored_by_artifact_id = 'm2' AND r.confidence = 0.25")).ShouldBe(3_000);
        (await Bridge.CypherValueAsync<long>("MATCH (d:RescoreDelta) RETURN count(d)")).ShouldBe(3_000);
    }

    [Fact]
    public async Task Rescore_IsRefused_WhenItWakesAfterAnotherTookOver()
    {
        await Bridge.AddEdgesAsync("A", "m1", 10);
        var gate = Path.Combine(Path.GetTempPath(), $"gate-{Guid.NewGuid():N}");
        await PromoteAsync(scorer: Scorer($"import os, time; open('{gate}.seen', 'a').close(); [time.sleep(0.02) for _ in iter(lambda: os.path.exists('{gate}'), True)]; say(edge_id=e['edge_id'], confidence=0.125)"));
        await using var paused = BridgeProcess.Start(["rescore"], Environment());
        await UntilAsync(() => Task.FromResult(File.Exists(gate + ".seen")));
        paused.Pause();
        await File.WriteAllTextAsync(gate, "", Cancellation);

        var other = await BridgeProcess.RunAsync(["rescore", "--json"], Environment(), cancellation: Cancellation);
        other.Output.ShouldContain("\"status\": \"resumed\"", customMessage: other.Error);
        await Bridge.CypherAsync("MATCH ()-[r:A]->() SET r.confidence = 0.5, r.rescored_by_artifact_id = null");
        paused.Resume();
        var late = await paused.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);

        late.ExitCode.ShouldBe(1);
        late.Error.ShouldContain("lease on 'rescore' was lost");
        (await EdgesAsync("r.confidence = 0.5 AND r.rescored_by_artifact_id IS NULL")).ShouldBe(10);
        File.Delete(gate);
        File.Delete(gate + ".seen");
    }

    [Fact]
    public async Task Writes_AreRefusedInBothDatabases_WhenTheLeaseHasPassedOn()
    {
        await using var first = (await Fence.EnterAsync(Bridge.Context, "outbound", TimeSpan.Zero, Cancellation))!;
        await Bridge.SqlAsync("SELECT pg_terminate_backend(backend_pid) FROM bridge_lease WHERE job = 'outbound'");
        await using var second = (await Fence.EnterAsync(Bridge.Context, "outbound", TimeSpan.FromSeconds(20), Cancellation))!;

        second.Epoch.ShouldBeGreaterThan(first.Epoch);
        await using var connection = await Bridge.Context.Postgres.OpenConnectionAsync(Cancellation);
        await using (var transaction = await connection.BeginTransactionAsync(Cancellation))
            await Should.ThrowAsync<LeaseLostException>(() => first.VerifyAsync(connection, transaction, Cancellation));
        var rows = await first.Graph.WriteAsync(RescoreQueries.AdvanceCursor, new AdvanceCursorParameters(first.Job, first.Epoch, "p1"), Cancellation);
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
        // Every kind of write of the pass loses a reply: the first of each passes through the retry.
        proxy.LoseReplyTo("/commit HTTP/1.1", times: 5);
        var run = new RescoreRun(flaky.Context, Options);

        var result = await run.RunAsync(new RescoreRequest(), Cancellation);

        proxy.Lost.ShouldBe(5);
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
        var gate = Path.Combine(Path.GetTempPath(), $"gate-{Guid.NewGuid():N}");
        await Bridge.AddVersionAsync("m3", "m", 3, Scorer($"import os, time; open('{gate}.seen', 'a').close(); [time.sleep(0.02) for _ in iter(lambda: os.path.exists('{gate}'), True)]; say(edge_id=e['edge_id'], confidence=e['confidence'] / 2)"));
        await Bridge.PromoteAsync("p2", "m2", "m3");
        Clock.Advance(TimeSpan.FromDays(1));

        var run = RescoreAsync();
        await UntilAsync(() => Task.FromResult(File.Exists(gate + ".seen")));
        Clock.Advance(TimeSpan.FromMinutes(1));
        await new SenateReview(Bridge.Context).ResolveAsync("e00001", ReviewDecision.Restore, Cancellation);
        Clock.Advance(TimeSpan.FromMinutes(1));
        await File.WriteAllTextAsync(gate, "", Cancellation);
        (await run).Edges.ShouldBe(2);

        (await Bridge.CypherAsync("MATCH ()-[r:A]->() RETURN r.confidence ORDER BY r.edge_id")).Select(row => row[0]).ShouldBe([0.2, 0.4]);
        (await Bridge.CypherAsync("MATCH (d:RescoreDelta {edge_id: 'e00001'}) RETURN d.class, d.old_confidence, d.new_confidence ORDER BY d.at")).Select(row => string.Join(' ', row))
            .ShouldBe(["large_decrease 0.8 0.4", "restored 0.4 0.8", "large_decrease 0.8 0.4"]);
        File.Delete(gate);
        File.Delete(gate + ".seen");
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
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM kg_edges WHERE relation = @hostile AND confidence = 0.25", new { hostile })).ShouldBe(2);
    }

    [Fact]
    public async Task RunAsync_CompletesAFullPass_WhenTheServersHeapIsSmall()
    {
        await using var small = ServersFixture.WithHeap(192);
        await using var bridge = await TestBridge.CreateAsync(small, Clock);
        await bridge.AddEdgesAsync("A", "m1", 10_000);
        await bridge.CypherAsync("MATCH ()-[r:A]->() CALL (r) { SET r.inference_input = $input } IN TRANSACTIONS OF 1000 ROWS", ("input", $"{{\"x\": \"{new string('x', 2_000)}\"}}"));
        await bridge.AddVersionAsync("m1", "m", 1, quality: 1.0);
        await bridge.AddVersionAsync("m2", "m", 2, quality: 0.5);
        await bridge.PromoteAsync("p1", "m1", "m2");

        var result = await new RescoreRun(bridge.Context, Options).RunAsync(new RescoreRequest(), Cancellation);

        result.Edges.ShouldBe(10_000, result.Message);
        (await bridge.SqlValueAsync<long>("SELECT count(*) FROM kg_edges WHERE rescored_by_artifact_id = 'm2'")).ShouldBe(10_000);
    }

    private Task<long> WritersAsync() => Bridge.CypherValueAsync<long>("SHOW TRANSACTIONS YIELD parameters WHERE parameters.delta_ids IS NOT NULL RETURN count(*)");

    private Dictionary<string, string?> Environment() => new(Bridge.Variables.Select(v => KeyValuePair.Create(v.Key, (string?)v.Value)))
    {
        ["Bridge__Logs__Directory"] = Options.LogDirectory,
        ["Bridge__Rescore__WindowHours"] = "0",
    };

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(started) > TimeSpan.FromMinutes(2)) throw new TimeoutException("It did not come to pass in two minutes.");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Cancellation);
        }
    }
}
