using GraphSync.Import;
using GraphSync.Ingest;
using GraphSync.Postgres;
using Support;

namespace GraphSync.Tests.Import;

public sealed class KgEdgeImportTests(ServersFixture servers) : BridgeTest(servers)
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Bridge.AddVersionAsync("m1", "m", 1);
        await Bridge.AddVersionAsync("m2", "m", 2);
    }

    [Fact]
    public async Task RunAsync_MakesTheGraphOfTheTable_WhenItHasOddNamesAndMoreColumns()
    {
        await Bridge.CypherAsync("CREATE (:KgNode {id: 'b', kind: 'Kept'})");
        await Bridge.SqlAsync("""
            ALTER TABLE kg_edges ADD COLUMN run_id text, ADD COLUMN note jsonb;
            INSERT INTO kg_edges (id, source_id, source_type, relation, target_id, target_type, confidence,
              source_artifact_id, source_version, inference_input, rescored_by_artifact_id, rescored_version, rescored_at,
              senate_review_flag, created_at, run_id, note) VALUES
              ('1', 'a', 'Gene', 'ist Teil von', 'b', 'Other', 0.1,
                'm1', 1, '{"x": [1, 2]}', 'm2', 2, '2026-02-01Z', true, '2026-01-01 00:00:00.123456Z', null, null),
              ('2', 'c', null, 'X\u0060]->() //`', 'a', null, 0.30000000000000004,
                null, null, null, null, null, null, false, now(), 'run', '{"y": 1}'),
              ('3', 'a', null, 'cites', 'a', null, null, null, null, null, null, null, null, false, now(), null, null)
            """);

        (await CountsAsync()).ShouldBe((3, 0, 0, 2));

        (await Bridge.CypherAsync("MATCH (n:KgNode) RETURN n.id, n.kind ORDER BY n.id"))
            .ShouldBe([["a", "Gene"], ["b", "Kept"], ["c", null]]);
        (await Bridge.CypherAsync("""
            MATCH (s)-[r]->(t) WHERE s:KgNode
            RETURN r.edge_id, s.id, type(r), t.id, r.confidence, r.provenance_unknown ORDER BY r.edge_id
            """)).ShouldBe([
            ["1", "a", "ist Teil von", "b", 0.1, null],
            ["2", "c", @"X\u0060]->() //`", "a", 0.30000000000000004, true],
            ["3", "a", "cites", "a", null, null]]);
        (await Bridge.CypherAsync("""
            MATCH ()-[r]->() WHERE r.edge_id = '1'
            RETURN r.source_artifact_id, r.source_version, r.inference_input, r.rescored_by_artifact_id, r.rescored_version,
              r.senate_review_flag, toString(r.rescored_at), toString(r.created_at)
            """)).ShouldBe([["m1", 1L, """{"x": [1, 2]}""", "m2", 2L, true, "2026-02-01T00:00:00Z", "2026-01-01T00:00:00.123456Z"]]);
        (await Bridge.CypherValueAsync<string>("MATCH ()-[r]->() WHERE r.edge_id = '2' RETURN r.note")).ShouldBe("""{"y": 1}""");
    }

    [Fact]
    public async Task RunAsync_LeavesTheTableAsItIs_WhenTheMirrorCarriesOn()
    {
        await FillAsync(3000);
        const string state = """
            SELECT string_agg(md5(to_jsonb(k)::text), '' ORDER BY id) FROM (
              SELECT id, source_id, source_type, relation, target_id, target_type, confidence, source_artifact_id, source_version,
                provenance_unknown, senate_review_flag, inference_input, created_at
              FROM kg_edges) k
            """;
        var before = await Bridge.SqlValueAsync<string>(state);
        (await RunAsync()).Mirrored!.Edges.ShouldBe(3000);
        (await Bridge.SqlValueAsync<string>(state)).ShouldBe(before);
    }

    [Fact]
    public async Task RunAsync_LeavesTheGraphAsItIs_WhenItHasTheEdgesAlready()
    {
        await FillAsync(50);
        await RunAsync();
        await Bridge.CypherAsync("MATCH ()-[r]->() SET r.confidence = 0.99, r.rescored_by_artifact_id = 'm2'");
        (await CountsAsync()).ShouldBe((0, 50, 0, 0));
        (await Bridge.CypherValueAsync<long>("MATCH ()-[r]->() WHERE r.confidence = 0.99 RETURN count(r)")).ShouldBe(50);
    }

    [Fact]
    public async Task RunAsync_RefusesRows_WhenTheyAreNoEdges()
    {
        await Bridge.SqlAsync("""
            INSERT INTO kg_edges (id, source_id, relation, target_id, confidence, source_artifact_id, source_version) VALUES
              ('good', 'a', 'R', 'b', 0.5, 'm1', 1), ('nan', 'a', 'R', 'b', 'NaN', null, null),
              ('ghost', 'a', 'R', 'b', 0.5, 'ghost', 1), ('nowhere', null, 'R', 'b', 0.5, null, null)
            """);
        (await CountsAsync()).ShouldBe((1, 0, 3, 2));
        (await File.ReadAllLinesAsync(Rejects, Cancellation)).Length.ShouldBe(3);
    }

    [Fact]
    public async Task RunAsync_GoesOn_WhenItWasStopped()
    {
        await FillAsync(25_000);
        using var stop = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(() => RunAsync(new StopAt(stop), stop.Token));
        (await Bridge.CypherValueAsync<long>("MATCH ()-[r]->() RETURN count(r)")).ShouldBeInRange(10_000, 24_999);

        var rest = await RunAsync();
        rest.ResumedAfter.ShouldNotBeNull();
        (await Bridge.CypherValueAsync<long>("MATCH ()-[r]->() RETURN count(r)")).ShouldBe(25_000);
        (await Bridge.CypherValueAsync<long>("MATCH ()-[r]->() RETURN count(DISTINCT r.edge_id)")).ShouldBe(25_000);
    }

    private string Rejects => Path.Combine(Folder, "rejects.jsonl");

    private Task FillAsync(int count) => Bridge.SqlAsync("""
        INSERT INTO kg_edges (id, source_id, source_type, relation, target_id, target_type, confidence,
          source_artifact_id, source_version, inference_input, created_at)
        SELECT 'e' || i, 'n' || i % 100, 'Gene', 'R' || i % 3, 'n' || i % 77, 'Gene', 1.0 / (i + 1),
          CASE WHEN i % 2 = 0 THEN 'm1' END, CASE WHEN i % 2 = 0 THEN 1 END,
          CASE WHEN i % 5 = 0 THEN jsonb_build_object('x', i) END, '2026-01-01'::timestamptz + i * interval '1 microsecond'
        FROM generate_series(1, @count) i
        """, new { count });

    private Task<ImportReport> RunAsync() => RunAsync(null, Cancellation);

    private async Task<(long Created, long Present, long Refused, long Nodes)> CountsAsync()
    {
        var report = await RunAsync();
        return (report.Created, report.Present, report.Refused, report.Nodes);
    }

    private Task<ImportReport> RunAsync(IProgress<IngestProgress>? progress, CancellationToken cancellationToken) =>
        Bridge.RunAsync(new ImportRequest { RejectsFile = Rejects, Progress = progress }, cancellationToken);

    private sealed class StopAt(CancellationTokenSource stop) : IProgress<IngestProgress>
    {
        public void Report(IngestProgress value) => stop.Cancel();
    }
}
