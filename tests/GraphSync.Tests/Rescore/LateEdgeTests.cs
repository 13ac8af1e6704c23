using GraphSync.Adopt;
using GraphSync.Backfill;
using GraphSync.Import;
using GraphSync.Ingest;
using GraphSync.Reconcile;
using GraphSync.Rescore;
using Support;

namespace GraphSync.Tests.Rescore;

/// <summary>Edges that come to stand under a version after its promotion was done are due, whichever way they come.</summary>
public sealed class LateEdgeTests(ServersFixture servers) : RescoreTest(servers)
{
    [Fact]
    public async Task DryRun_CountsAnEdgeThatComesLate_WhicheverWayItComes()
    {
        await PromoteAsync();
        await Bridge.DrainAsync(Cancellation);
        await Bridge.CypherAsync("CREATE (:KgNode {id: 'A'}), (:KgNode {id: 'B'})");
        // The second has a smaller id than the edge that the pass ended with.
        await ShouldBeDueAsync("m5", () => IngestAsync(Row("m5") with { SourceArtifactId = "m1", SourceVersion = 1 }));
        await ShouldBeDueAsync("a1", () => IngestAsync(Row("a1") with { SourceArtifactId = "m1", SourceVersion = 1 }));
        await ShouldBeDueAsync("b1", async () =>
        {
            await IngestAsync(Row("b1") with { ModelId = "m", ModelVersion = 1 });
            (await Bridge.RunAsync(new BackfillRequest(), Cancellation)).Attributed.ShouldBe(1);
        });
        await ShouldBeDueAsync("c1", async () =>
        {
            await CreateAsync("ADOPTED", "c1");
            await Bridge.RunAsync(new AdoptRequest { Types = ["ADOPTED"] }, Cancellation);
        });
        await ShouldBeDueAsync("d1", async () =>
        {
            await CreateAsync("LATE", "d1");
            await Bridge.RunAsync(new ReconcileRequest(), Cancellation);
        });
        await ShouldBeDueAsync("e1", async () =>
        {
            await Bridge.SqlAsync("""
                INSERT INTO kg_edges (id, source_id, relation, target_id, confidence, source_artifact_id, source_version)
                VALUES ('e1', 'A', 'LATE', 'B', 0.5, 'm1', 1)
                """);
            await Bridge.RunAsync(new ImportRequest { RejectsFile = Path.Combine(Folder, "rejects.jsonl") }, Cancellation);
        });
    }

    private async Task ShouldBeDueAsync(string edge, Func<Task> bring)
    {
        await bring();

        var dry = await RescoreAsync(new RescoreRequest { DryRun = true });
        (dry.Edges, dry.Queued).ShouldBe((1, 1), edge);
        Clock.Advance(TimeSpan.FromHours(25));
        (await RescoreAsync()).Edges.ShouldBe(1, edge);
        (await EdgesAsync($"r.edge_id = '{edge}' AND r.rescored_by_artifact_id = 'm2'")).ShouldBe(1, edge);
        dry = await RescoreAsync(new RescoreRequest { DryRun = true });
        (dry.Edges, dry.Queued).ShouldBe((0, 0), edge);
    }

    private static EdgeRow Row(string id) => new() { EdgeId = id, SourceId = "A", Relation = "LATE", TargetId = "B", Confidence = 0.5 };

    private Task IngestAsync(EdgeRow row) =>
        Bridge.RunAsync(new IngestRequest { Edges = new[] { row }.ToAsyncEnumerable() }, Cancellation);

    private Task CreateAsync(string type, string id) => Bridge.CypherAsync("MATCH (a:KgNode {id: 'A'}), (b:KgNode {id: 'B'}) "
        + $"CREATE (a)-[:{type} {{edge_id: '{id}', confidence: 0.5, source_artifact_id: 'm1', source_version: 1}}]->(b)");
}
