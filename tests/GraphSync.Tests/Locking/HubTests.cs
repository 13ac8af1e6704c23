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

    /// <summary>The job is held in the middle of its edges. When it may go on, somebody waits for its first and has its last: whoever
    /// closes such a circle is the one whose transaction Neo4j ends.</summary>
    [Theory]
    [InlineData("backfill", "trail")]
    [InlineData("rescore", "old")]
    public async Task Job_EndsWell_WhenNeo4jEndsItsTransactionForADeadlock(string job, string edges)
    {
        await ArrangeAsync();
        var running = Task.CompletedTask;
        var other = Task.CompletedTask;
        await Bridge.WhileLockedAsync($"{edges}00150", async () =>
        {
            running = job == "backfill" ? Bridge.RunAsync(new BackfillRequest { Workers = 1 }, Cancellation) : RescoreAsync();
            await BlockedAsync(1);
            other = Bridge.Graph.Graph.WriteAsync(async transaction =>
            {
                foreach (var edge in (string[])[$"{edges}00299", $"{edges}00000"])
                    await transaction.RunAsync(new CypherStatement($"MATCH ()-[r:A {{edge_id: '{edge}'}}]->() SET r.touched = 1"));
                return 0;
            }, TimeSpan.FromMinutes(5), Cancellation);
            await BlockedAsync(2);
        });

        await running;
        await other;
        (await EdgesAsync($"r.edge_id STARTS WITH '{edges}' AND coalesce(r.rescored_by_artifact_id, r.source_artifact_id) IN ['m2', 'm3']"))
            .ShouldBe(Each);
    }

    private Task BlockedAsync(int writers) => Until.TrueAsync(async () => await Bridge.CypherValueAsync<long>(
        "SHOW TRANSACTIONS YIELD status WHERE status STARTS WITH 'Blocked' RETURN count(*)") == writers, "they wait", Cancellation);

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
