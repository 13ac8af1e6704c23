using GraphSync.Outbound;
using Support;

namespace GraphSync.Tests.Outbound;

public sealed class MirrorTests(ServersFixture servers) : BridgeTest(servers)
{
    [Fact]
    public async Task RunAsync_PutsTheRowAside_WhenOneOfTenThousandIsPoison()
    {
        await Bridge.AddEdgesAsync("A", "m1", 10_000);
        await Bridge.CypherAsync("MATCH ()-[r:A {edge_id: 'e04711'}]->() SET r.inference_input = '{'");
        await Bridge.CypherAsync("MATCH ()-[r:A {edge_id: 'e09999'}]->() SET r.source_artifact_id = 'nul' + $nul", ("nul", "\0"));
        await OutboxAsync("A");

        var report = await RunAsync();

        report.Rejected.ShouldBe(2);
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM kg_edges")).ShouldBe(9_998);
        (await Bridge.SqlRowsAsync<string>("SELECT row_id || ' ' || (reason ~ '\\w') FROM mirror_rejects ORDER BY row_id"))
            .ShouldBe(["e04711 true", "e09999 true"]);
        (await Bridge.CypherValueAsync<long>("MATCH (o:Outbox) RETURN count(o)")).ShouldBe(0);
    }

    [Fact]
    public async Task RunAsync_ForgetsTheReject_WhenTheRowWasMended()
    {
        await Bridge.AddEdgesAsync("A", "m1", 1);
        await Bridge.CypherAsync("MATCH ()-[r:A]->() SET r.inference_input = '{'");
        await OutboxAsync("A");
        await RunAsync();
        await Bridge.CypherAsync("MATCH ()-[r:A]->() SET r.inference_input = '{\"x\": 1}'");
        await OutboxAsync("A");

        (await RunAsync()).Rejected.ShouldBe(0);

        (await Bridge.SqlValueAsync<string>("SELECT inference_input->>'x' FROM kg_edges")).ShouldBe("1");
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM mirror_rejects")).ShouldBe(0);
    }

    // Npgsql takes the first and the last instant of .NET for infinity.
    [Theory]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01 00:00:00"), InlineData("9999-12-31T23:59:59.999999999Z", "9999-12-31 23:59:59.999999")]
    public async Task RunAsync_WritesAnInstantAsItIs_AtTheEndsOfTime(string instant, string expected)
    {
        await Bridge.AddEdgesAsync("A", "m1", 1);
        await Bridge.CypherAsync("MATCH ()-[r:A]->() SET r.created_at = datetime($instant)", ("instant", instant));
        await OutboxAsync("A");

        (await RunAsync()).Rejected.ShouldBe(0);

        (await Bridge.SqlValueAsync<string>("SELECT (created_at AT TIME ZONE 'UTC')::text FROM kg_edges")).ShouldBe(expected);
    }

    // Ids are random: what came in since may stand before what has been waiting.
    [Fact]
    public async Task EntriesAsync_ComesToEachEntry_WhateverComesInMeanwhile()
    {
        var reader = new MirrorReader(Bridge.Graph);
        await EntriesAsync("m", 60);
        await EntriesAsync("z", 1);
        List<string> read = [];
        for (var round = 0; round < 6 && !read.Contains("z0"); round++)
        {
            var ids = (await reader.EntriesAsync(Cancellation)).Select(entry => entry.Id).ToArray();
            read.AddRange(ids);
            await Bridge.CypherAsync("MATCH (o:Outbox) WHERE o.id IN $ids DELETE o", ("ids", ids));
            await EntriesAsync($"a{round}-", 60);
        }

        read.ShouldContain("z0");
        (await reader.EntriesAsync(Cancellation)).Select(entry => entry.Id).ShouldContain("a0-0");

        Task EntriesAsync(string prefix, int count) => Bridge.CypherAsync(
            "UNWIND range(0, $count - 1) AS i CREATE (:Outbox {id: $prefix + i, edge_type: 'A', edge_ids: [], delta_ids: []})",
            ("prefix", prefix), ("count", count));
    }

    [Fact]
    public async Task RunAsync_KeepsTheFirst_WhenOneIdStandsInTwoTypes()
    {
        await Bridge.AddEdgesAsync("A", "m1", 1, "same");
        await Bridge.AddEdgesAsync("B", "m1", 1, "same");
        await OutboxAsync("A");
        await OutboxAsync("B");

        (await RunAsync()).Rejected.ShouldBe(1);

        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM kg_edges")).ShouldBe(1);
        (await Bridge.SqlValueAsync<string>("SELECT reason FROM mirror_rejects")).ShouldContain("already");
    }

    [Fact]
    public async Task RunAsync_KeepsTheRejectOfTheOtherType_WhenOneIdStandsInTwo()
    {
        await Bridge.AddEdgesAsync("A", "m1", 1, "same");
        await Bridge.AddEdgesAsync("B", "m1", 1, "same");
        await OutboxAsync("A");
        await RunAsync();
        await OutboxAsync("B");
        (await RunAsync()).Rejected.ShouldBe(1);
        await OutboxAsync("A");

        (await RunAsync()).Rejected.ShouldBe(0);

        (await Bridge.SqlRowsAsync<string>("SELECT row_id || ' ' || relation FROM mirror_rejects")).ShouldBe(["same00000 B"]);
    }

    [Fact]
    public async Task RunAsync_UpdatesTheArtifact_WhenOneStandsForTheEdge()
    {
        await Bridge.AddEdgesAsync("A", "m1", 2);
        await Bridge.SqlAsync("INSERT INTO artifacts (id, artifact_type) VALUES ('e00000', 'kg_edge'), ('e00001', 'dataset')");
        await OutboxAsync("A");

        await RunAsync();

        (await Bridge.SqlRowsAsync<string?>("SELECT source_artifact_id FROM artifacts ORDER BY id")).ShouldBe(["m1", null]);
        (await Bridge.SqlValueAsync<int>("SELECT source_version FROM artifacts WHERE id = 'e00000'")).ShouldBe(1);
    }

    [Fact]
    public async Task RunAsync_ReportsIt_WhenAnEdgeIsGone()
    {
        await Bridge.AddEdgesAsync("A", "m1", 2);
        await OutboxAsync("A");
        await Bridge.CypherAsync("MATCH ()-[r:A {edge_id: 'e00001'}]->() DELETE r");

        (await RunAsync()).ShouldBe(new MirrorReport(1, 0, 1, 0));
    }

    [Fact]
    public async Task RunAsync_KeepsTheEntry_ThatComesWhileItWrites()
    {
        await Bridge.AddEdgesAsync("A", "m1", 1);
        await OutboxAsync("A");
        await RunAsync();
        await OutboxAsync("A");
        await Bridge.CypherAsync("MATCH ()-[r:A]->() SET r.confidence = 0.6");
        await using var rows = await Bridge.Postgres.OpenConnectionAsync(Cancellation);
        await using var held = await rows.BeginTransactionAsync(Cancellation);
        await Dapper.SqlMapper.ExecuteAsync(rows, "SELECT FROM kg_edges FOR UPDATE", transaction: held);

        var mirror = RunAsync();
        await Until.TrueAsync(async () => await Bridge.SqlValueAsync<long>(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()") > 0,
            "it waits for the row", Cancellation);
        await Bridge.CypherAsync("MATCH ()-[r:A]->() SET r.confidence = 0.7");
        await OutboxAsync("A");
        await held.RollbackAsync(Cancellation);
        await mirror;

        (await Bridge.SqlValueAsync<double>("SELECT confidence FROM kg_edges")).ShouldBe(0.7);
    }

    [Fact]
    public async Task RunAsync_FillsKindAndName_WhenEndpointsHaveLabelsOrKinds()
    {
        await Bridge.AddEdgesAsync("A", "m1", 1);
        await Bridge.CypherAsync("MATCH (s:KgNode {id: 's'}), (t:KgNode {id: 't'}) SET s:Gene, t.kind = 'Disease'");
        await OutboxAsync("A");

        await RunAsync();

        (await Bridge.SqlValueAsync<string>(
            "SELECT concat_ws(' ', source_id, source_type, relation, target_id, target_type) FROM kg_edges"))
            .ShouldBe("s Gene A t Disease");
    }

    private Task<MirrorReport> RunAsync() => Bridge.MirrorAsync(Cancellation);

    private Task OutboxAsync(string type) => Bridge.CypherAsync($$"""
        MATCH ()-[r:{{type}}]->()
        WITH collect(r.edge_id) AS ids
        CREATE (:Outbox {id: randomUUID(), edge_type: $type, edge_ids: ids, delta_ids: []})
        """, ("type", type));
}
