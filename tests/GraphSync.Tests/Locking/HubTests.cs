using GraphQueries.Language;
using GraphSync.Backfill;
using GraphSync.Ingest;
using GraphSync.Rescore;
using GraphSync.Tests.Rescore;
using Support;

namespace GraphSync.Tests.Locking;

/// <summary>Jobs that write around one node, which each of them locks: creating a relationship locks both its ends, and setting a property
/// of one locks ends that have few.</summary>
public sealed class HubTests(ServersFixture servers) : RescoreTest(servers)
{
    private const int Each = 300;

    [Fact]
    public async Task Jobs_LoseNothing_WhenTheyWriteAroundOneNodeSideBySide()
    {
        await ArrangeAsync();
        await using var second = await TestBridge.OpenAsync(Servers, Bridge.ConnectionString, Clock);
        await using var third = await TestBridge.OpenAsync(Servers, Bridge.ConnectionString, Clock);

        var ingests = new[] { Bridge, second, third }.Select((bridge, i) => bridge.RunAsync(
            new IngestRequest { Edges = Rows($"new{i}-", Enumerable.Range(0, Each).Select(k => (k * (i + 1) + i) % 20)) }, Cancellation));
        var backfill = second.RunAsync(new BackfillRequest { Workers = 4 }, Cancellation);
        var rescore = third.RunAsync(new RescoreRequest(), Cancellation);
        var created = (await Task.WhenAll(ingests)).Sum(report => report.Edges.Created);

        created.ShouldBe(3 * Each);
        (await backfill).Attributed.ShouldBe(Each);
        (await rescore).Edges.ShouldBe(Each);
        (await EdgesAsync("r.edge_id STARTS WITH 'new' AND r.confidence = 0.5")).ShouldBe(3 * Each);
        (await EdgesAsync("r.edge_id STARTS WITH 'trail' AND r.source_artifact_id = 'm3'")).ShouldBe(Each);
        (await EdgesAsync("r.edge_id STARTS WITH 'old' AND r.confidence = 0.25 AND r.rescored_by_artifact_id = 'm2'")).ShouldBe(Each);
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM kg_edges")).ShouldBe(3 * Each + 2 * Each);
    }

    /// <summary>Somebody's older transaction has what the job wants and wants what the job has, so that Neo4j ends the job's.</summary>
    [Theory]
    [InlineData("ingest")]
    [InlineData("backfill")]
    [InlineData("rescore")]
    public async Task Job_EndsWell_WhenNeo4jEndsItsTransactionForADeadlock(string job)
    {
        await ArrangeAsync();
        var (first, last) = job switch
        {
            "ingest" => ("(x:KgNode {id: 'n00'})", "(x:KgNode {id: 'n19'})"),
            "backfill" => ("()-[x:A {edge_id: 'trail00000'}]->()", "()-[x:A {edge_id: 'trail00299'}]->()"),
            _ => ("()-[x:A {edge_id: 'old00000'}]->()", "()-[x:A {edge_id: 'old00299'}]->()"),
        };
        Task? running = null;
        await Bridge.Graph.Graph.WriteAsync(async transaction =>
        {
            await transaction.RunAsync(new CypherStatement($"MATCH {last} SET x.touched = 1"));
            running ??= RunAsync(job);
            await Until.TrueAsync(async () => running.IsCompleted || await Bridge.CypherValueAsync<long>(
                "SHOW TRANSACTIONS YIELD status WHERE status STARTS WITH 'Blocked' RETURN count(*)") > 0, "the job waits", Cancellation);
            await transaction.RunAsync(new CypherStatement($"MATCH {first} SET x.touched = 1"));
            return 0;
        }, TimeSpan.FromMinutes(5), Cancellation);

        await running!;

        (await EdgesAsync(job switch
        {
            "ingest" => "r.edge_id STARTS WITH 'new'",
            "backfill" => "r.edge_id STARTS WITH 'trail' AND r.source_artifact_id = 'm3'",
            _ => "r.edge_id STARTS WITH 'old' AND r.rescored_by_artifact_id = 'm2'",
        })).ShouldBe(Each);
    }

    private Task RunAsync(string job) => job switch
    {
        "ingest" => Bridge.RunAsync(new IngestRequest { Edges = Rows("new", Enumerable.Range(0, Each).Select(i => i % 20)) }, Cancellation),
        "backfill" => Bridge.RunAsync(new BackfillRequest { Workers = 1 }, Cancellation),
        _ => Bridge.RunAsync(new RescoreRequest(), Cancellation),
    };

    /// <summary>A hub and twenty nodes around it; edges to rescore, and edges to backfill.</summary>
    private async Task ArrangeAsync()
    {
        await PromoteAsync();
        await Bridge.AddVersionAsync("m3", "other", 1);
        await Bridge.RegisterAsync("A");
        await Bridge.CypherAsync("""
            CREATE (hub:KgNode {id: 'hub'}) WITH hub
            UNWIND range(0, 19) AS i CREATE (n:KgNode {id: 'n' + right('0' + toString(i), 2)})
            WITH hub, collect(n) AS nodes UNWIND range(0, $each - 1) AS k
            WITH hub, nodes[k % 20] AS n, right('0000' + toString(k), 5) AS number
            CREATE (n)-[:A {edge_id: 'old' + number, confidence: 0.5, source_artifact_id: 'm1', source_version: 1}]->(hub)
            CREATE (n)-[:A {edge_id: 'trail' + number, confidence: 0.5, model_id: 'other', evidence: 'model:other@v1'}]->(hub)
            """, ("each", Each));
        await Bridge.DrainAsync(Cancellation);
    }

    private static IAsyncEnumerable<EdgeRow> Rows(string prefix, IEnumerable<int> nodes) => nodes.Select((n, i) => new EdgeRow
    {
        EdgeId = $"{prefix}{i:00000}",
        SourceId = $"n{n:00}",
        Relation = "A",
        TargetId = "hub",
        Confidence = 0.5,
        SourceArtifactId = "m3",
        SourceVersion = 1,
    }).ToAsyncEnumerable();
}
