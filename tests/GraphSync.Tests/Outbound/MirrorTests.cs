using GraphSync.Outbound;
using Support;

namespace GraphSync.Tests.Outbound;

public sealed class MirrorTests(ServersFixture servers) : IAsyncLifetime
{
    private TestBridge _bridge = null!;

    public async ValueTask InitializeAsync() => _bridge = await TestBridge.CreateAsync(servers);

    public ValueTask DisposeAsync() => _bridge.DisposeAsync();

    [Fact]
    public async Task RunAsync_PutsTheRowAside_WhenOneOfTenThousandIsPoison()
    {
        await _bridge.AddEdgesAsync("A", "m1", 10_000);
        await _bridge.CypherAsync("MATCH ()-[r:A {edge_id: 'e04711'}]->() SET r.inference_input = '{'");
        await _bridge.CypherAsync("MATCH ()-[r:A {edge_id: 'e09999'}]->() SET r.source_artifact_id = 'nul' + $nul", ("nul", "\0"));
        await OutboxAsync("A");

        var report = await RunAsync();

        report.Rejected.ShouldBe(2);
        (await _bridge.SqlValueAsync<long>("SELECT count(*) FROM kg_edges")).ShouldBe(9_998);
        (await _bridge.SqlRowsAsync<string>("SELECT row_id || ' ' || (reason ~ '\\w') FROM mirror_rejects ORDER BY row_id")).ShouldBe(["e04711 true", "e09999 true"]);
        (await _bridge.CypherValueAsync<long>("MATCH (o:Outbox) RETURN count(o)")).ShouldBe(0);
    }

    [Fact]
    public async Task RunAsync_ForgetsTheReject_WhenTheRowWasMended()
    {
        await _bridge.AddEdgesAsync("A", "m1", 1);
        await _bridge.CypherAsync("MATCH ()-[r:A]->() SET r.inference_input = '{'");
        await OutboxAsync("A");
        await RunAsync();
        await _bridge.CypherAsync("MATCH ()-[r:A]->() SET r.inference_input = '{\"x\": 1}'");
        await OutboxAsync("A");

        (await RunAsync()).Rejected.ShouldBe(0);

        (await _bridge.SqlValueAsync<string>("SELECT inference_input->>'x' FROM kg_edges")).ShouldBe("1");
        (await _bridge.SqlValueAsync<long>("SELECT count(*) FROM mirror_rejects")).ShouldBe(0);
    }

    [Fact]
    public async Task RunAsync_KeepsTheFirst_WhenOneIdStandsInTwoTypes()
    {
        await _bridge.AddEdgesAsync("A", "m1", 1, "same");
        await _bridge.AddEdgesAsync("B", "m1", 1, "same");
        await OutboxAsync("A");
        await OutboxAsync("B");

        (await RunAsync()).Rejected.ShouldBe(1);

        (await _bridge.SqlValueAsync<long>("SELECT count(*) FROM kg_edges")).ShouldBe(1);
        (await _bridge.SqlValueAsync<string>("SELECT reason FROM mirror_rejects")).ShouldContain("already");
    }

    [Fact]
    public async Task RunAsync_UpdatesTheArtifact_WhenOneStandsForTheEdge()
    {
        await _bridge.AddEdgesAsync("A", "m1", 2);
        await _bridge.SqlAsync("INSERT INTO artifacts (id, artifact_type) VALUES ('e00000', 'kg_edge'), ('e00001', 'dataset')");
        await OutboxAsync("A");

        await RunAsync();

        (await _bridge.SqlRowsAsync<string?>("SELECT source_artifact_id FROM artifacts ORDER BY id")).ShouldBe(["m1", null]);
        (await _bridge.SqlValueAsync<int>("SELECT source_version FROM artifacts WHERE id = 'e00000'")).ShouldBe(1);
    }

    [Fact]
    public async Task RunAsync_ReportsIt_WhenAnEdgeIsGone()
    {
        await _bridge.AddEdgesAsync("A", "m1", 2);
        await OutboxAsync("A");
        await _bridge.CypherAsync("MATCH ()-[r:A {edge_id: 'e00001'}]->() DELETE r");

        (await RunAsync()).ShouldBe(new MirrorReport(1, 0, 1, 0));
    }

    [Fact]
    public async Task RunAsync_FillsKindAndName_WhenEndpointsHaveLabelsOrKinds()
    {
        await _bridge.AddEdgesAsync("A", "m1", 1);
        await _bridge.CypherAsync("MATCH (s:KgNode {id: 's'}), (t:KgNode {id: 't'}) SET s:Gene, t.kind = 'Disease'");
        await OutboxAsync("A");

        await RunAsync();

        (await _bridge.SqlValueAsync<string>("SELECT concat_ws(' ', source_id, source_type, relation, target_id, target_type) FROM kg_edges")).ShouldBe("s Gene A t Disease");
    }

    private Task<MirrorReport> RunAsync() => new Mirror(_bridge.Context).RunAsync(TestContext.Current.CancellationToken);

    private Task OutboxAsync(string type) => _bridge.CypherAsync($"MATCH ()-[r:{type}]->() WITH collect(r.edge_id) AS ids CREATE (:Outbox {{id: randomUUID(), edge_type: $type, edge_ids: ids, delta_ids: []}})", ("type", type));
}
