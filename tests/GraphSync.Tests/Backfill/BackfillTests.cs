using GraphQueries.Language;
using GraphSync.Backfill;
using GraphSync.Ingest;
using GraphSync.Postgres;
using Support;

namespace GraphSync.Tests.Backfill;

public sealed class BackfillTests(ServersFixture servers) : BridgeTest(servers)
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Bridge.CypherAsync("UNWIND ['a', 'b'] AS id CREATE (:KgNode {id: id})");
        await Bridge.AddVersionAsync("lr_v1", "lr", 1);
        await Bridge.AddVersionAsync("lr_v2", "lr", 2);
        await Bridge.SqlAsync("""
            UPDATE model_versions SET created_at = '2015-01-01',
              promoted_at = CASE version_number WHEN 1 THEN NULL ELSE '2016-05-12'::timestamptz END
            """);
        await Bridge.DrainAsync(Cancellation);
    }

    [Fact]
    public async Task RunAsync_FollowsTheRun_WhenItsToolCallNamesTheVersion()
    {
        await Bridge.SqlAsync("""
            INSERT INTO tool_calls (id, tool_name, status, outputs) VALUES
              ('call_7f3a', 'predict', 'ok', '{"source_artifact_id": "lr_v2", "source_version": 2, "rows": 3735}'),
              ('call_text', 'predict', 'ok', '{"source_artifact_id": "lr_v1", "source_version": "1"}'),
              ('call_none', 'predict', 'failed', null), ('call_list', 'predict', 'ok', '[1]'),
              ('call_odd', 'predict', 'ok', '{"source_artifact_id": "lr_v2", "source_version": "two"}'),
              ('call_else', 'predict', 'ok', '{"source_artifact_id": "lr_v2", "source_version": 1}')
            """);
        await InsertAsync(
            Row("good") with { RunId = "call_7f3a", ModelId = "lr", ModelVersion = 1 },
            Row("text") with { RunId = "call_text" },
            Row("none") with { RunId = "call_none" },
            Row("list") with { RunId = "call_list" },
            Row("odd") with { RunId = "call_odd" },
            Row("else") with { RunId = "call_else", Evidence = "model:lr@v1" },
            Row("nobody") with { RunId = "call_nobody" });

        var report = await RunAsync();

        (await EdgesAsync()).ShouldBe([
            "else lr_v1 1 evidence", "good lr_v2 2 run", "list unknown", "nobody unknown", "none unknown", "odd unknown",
            "text lr_v1 1 run"]);
        report.Methods.ShouldBe(new Dictionary<string, long> { ["run"] = 2, ["model_version"] = 0, ["model_date"] = 0, ["evidence"] = 1 });
        report.Models.ShouldBe([new VersionCount("lr", "lr_v1", 1, 2), new VersionCount("lr", "lr_v2", 2, 1)]);
        report.Unknown.ShouldBe(4);
    }

    [Fact]
    public async Task RunAsync_FollowsModelAndVersion_WhenTheEdgeHasBoth()
    {
        await InsertAsync(
            Row("one") with { ModelId = "lr", ModelVersion = 1 },
            Row("three") with { ModelId = "lr", ModelVersion = 3, CreatedAt = Day(2014) },
            Row("other") with { ModelId = "xgb", ModelVersion = 1 });
        // A graph that was adopted may hold the number as text.
        await Bridge.CypherAsync("""
            MATCH (a:KgNode {id: 'a'}), (b:KgNode {id: 'b'})
            CREATE (a)-[:R {edge_id: 'text', confidence: 0.5, model_id: 'lr', model_version: '2'}]->(b)
            """);

        await RunAsync();
        (await EdgesAsync()).ShouldBe(["one lr_v1 1 model_version", "other unknown", "text lr_v2 2 model_version", "three unknown"]);
    }

    [Fact]
    public async Task RunAsync_FollowsModelAndDate_WhenAVersionWasInUse()
    {
        await InsertAsync(
            Row("before") with { ModelId = "lr", CreatedAt = Day(2014) },
            Row("first") with { ModelId = "lr", CreatedAt = Day(2016) },
            Row("second") with { ModelId = "lr", CreatedAt = new DateTimeOffset(2016, 5, 12, 0, 0, 0, TimeSpan.Zero) },
            Row("now") with { ModelId = "lr" });
        await Bridge.CypherAsync("""
            MATCH (a:KgNode {id: 'a'}), (b:KgNode {id: 'b'})
            UNWIND [['text', '2016-05-13'], ['local', localdatetime('2015-06-01T00:00:00')], ['odd', 'spring']] AS x
            CREATE (a)-[:R {edge_id: x[0], confidence: 0.5, model_id: 'lr', created_at: x[1]}]->(b)
            """);

        await RunAsync();
        (await EdgesAsync()).ShouldBe([
            "before unknown", "first lr_v1 1 model_date", "local lr_v1 1 model_date", "now lr_v2 2 model_date", "odd unknown",
            "second lr_v2 2 model_date", "text lr_v2 2 model_date"]);
    }

    [Fact]
    public async Task RunAsync_FollowsTheTag_WhenTheEvidenceHoldsOne()
    {
        await InsertAsync(
            Row("tag") with { Evidence = "scored by model:lr@v2, reviewed" },
            Row("two") with { Evidence = "model:lr@v1 model:lr@v2" },
            Row("nobody") with { Evidence = "model:nobody@v1" });
        await Bridge.CypherAsync("""
            MATCH (a:KgNode {id: 'a'}), (b:KgNode {id: 'b'})
            CREATE (a)-[:R {edge_id: 'list', confidence: 0.5, evidence: ['pmid:1', 'model:lr@v1']}]->(b),
              (a)-[:R {edge_id: 'curated', evidence: ['pmid:1']}]->(b), (a)-[:R {edge_id: 'curated2', evidence: 'supermodel:lr@v1'}]->(b)
            """);

        var report = await RunAsync();
        (await EdgesAsync()).ShouldBe(
            ["curated", "curated2", "list lr_v1 1 evidence", "nobody unknown", "tag lr_v2 2 evidence", "two unknown"]);
        report.Ambiguous.ShouldBe(1);
    }

    [Fact]
    public async Task RunAsync_TurnsUnknownIntoAttributedAndNeverBack_WhenTrailsComeAndGo()
    {
        await InsertAsync(Row("e") with { RunId = "late" }, Row("f") with { ModelId = "xgb", ModelVersion = 1 });
        (await RunAsync()).Unknown.ShouldBe(2);

        await Bridge.SqlAsync(
            """INSERT INTO tool_calls (id, outputs) VALUES ('late', '{"source_artifact_id": "lr_v1", "source_version": 1}')""");
        await Bridge.AddVersionAsync("xgb_v1", "xgb", 1);
        await Bridge.DrainAsync(Cancellation);
        (await RunAsync()).Attributed.ShouldBe(2);
        string[] attributed = ["e lr_v1 1 run", "f xgb_v1 1 model_version"];
        (await EdgesAsync()).ShouldBe(attributed);

        await Bridge.SqlAsync("DELETE FROM tool_calls");
        await Bridge.CypherAsync("MATCH (v:ModelVersion {id: 'xgb_v1'}) DETACH DELETE v");
        (await RunAsync()).Attributed.ShouldBe(0);
        (await EdgesAsync()).ShouldBe(attributed);
    }

    [Fact]
    public async Task RunAsync_AttributesEveryEdge_WhateverItsId()
    {
        string[] ids = [string.Concat(Enumerable.Repeat("\U0010FFFF", 3)), "\U0001F600", "\uFF21", "\uFFFD\U0010FFFD"];
        await InsertAsync([.. ids.Select(id => Row(id) with { ModelId = "lr", ModelVersion = 1 }),
            .. ids.Select(id => Row(id + "!") with { Evidence = "model:lr@v1" })]);

        (await RunAsync()).Attributed.ShouldBe(8);
    }

    [Fact]
    public async Task RunAsync_WritesNothing_WhenItIsADryRun()
    {
        await InsertAsync(Row("e") with { ModelId = "lr", ModelVersion = 1 }, Row("f") with { ModelId = "nobody" });
        await Bridge.CypherAsync("MATCH (o:Outbox) DELETE o");
        var report = await Bridge.RunAsync(new BackfillRequest { DryRun = true }, Cancellation);

        report.Attributed.ShouldBe(1);
        report.Unknown.ShouldBe(1);
        (await EdgesAsync()).ShouldBe(["e unknown", "f unknown"]);
        (await Bridge.CypherValueAsync<long>("MATCH (o:Outbox) RETURN count(o)")).ShouldBe(0);
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM backfill_slices")).ShouldBe(0);
    }

    [Fact]
    public async Task RunAsync_OverwritesNothing_WhenSomebodyAttributesTheEdgesMeanwhile()
    {
        await InsertAsync(Row("number") with { ModelId = "lr", ModelVersion = 1 }, Row("tag") with { Evidence = "model:lr@v1" });
        Task<BackfillReport>? backfill = null;
        await Bridge.Graph.Graph.WriteAsync(async transaction =>
        {
            await transaction.RunAsync(new CypherStatement("MATCH ()-[r:R]->() SET r.source_artifact_id = 'theirs', r.source_version = 9"));
            backfill ??= RunAsync();
            // It has read the edges by then, and waits for their locks.
            await Until.TrueAsync(async () => (await Bridge.CypherAsync("""
                SHOW TRANSACTIONS YIELD parameters, status
                WHERE 'model_version' IN parameters.given AND status STARTS WITH 'Blocked' RETURN 1
                """)).Count > 0, "the backfill waits for the edges' locks", Cancellation);
            return 0;
        }, TimeSpan.FromMinutes(5), Cancellation);

        (await backfill!).Attributed.ShouldBe(0);
        (await EdgesAsync()).ShouldBe(["number theirs 9 unknown", "tag theirs 9 unknown"]);
    }

    [Fact]
    public async Task RunAsync_ReopensTheJob_WhenItsParentGetsEdges()
    {
        await InsertAsync(Row("e") with { ModelId = "lr", ModelVersion = 1 }, Row("d") with { ModelId = "lr", ModelVersion = 1 });
        await Bridge.CypherAsync("CREATE (:RescoreJob {id: 'p', parent_id: 'lr_v1', child_id: 'lr_v2', status: 'done'})");
        await RunAsync();
        (await Bridge.CypherAsync("MATCH (j:RescoreJob) RETURN j.status, j.late_from, j.edges_left")).ShouldBe([["queued", "d", 2L]]);
    }

    [Fact]
    public async Task RunAsync_IsMirrored_WhenItHasAttributed()
    {
        await Bridge.SqlAsync("INSERT INTO artifacts (id, artifact_type) VALUES ('e', 'kg_edge')");
        await InsertAsync(Row("e") with { ModelId = "lr", ModelVersion = 1 }, Row("f") with { ModelId = "nobody" });
        await RunAsync();

        (await Bridge.SqlRowsAsync<string>(
            "SELECT concat_ws(' ', id, source_artifact_id, source_version, provenance_unknown) FROM kg_edges ORDER BY id"))
            .ShouldBe(["e lr_v1 1 f", "f t"]);
        (await Bridge.SqlValueAsync<string>(
            "SELECT concat_ws(' ', source_artifact_id, source_version, provenance_unknown) FROM artifacts WHERE id = 'e'"))
            .ShouldBe("lr_v1 1 f");
    }

    private static DateTimeOffset Day(int year) => new(year, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static EdgeRow Row(string id) => new() { EdgeId = id, SourceId = "a", Relation = "R", TargetId = "b", Confidence = 0.5 };

    private async Task InsertAsync(params EdgeRow[] rows) =>
        (await Bridge.RunAsync(new IngestRequest { Edges = rows.ToAsyncEnumerable() }, Cancellation)).Edges.Created.ShouldBe(rows.Length);

    private Task<BackfillReport> RunAsync() => Bridge.RunAsync(new BackfillRequest(), Cancellation);

    /// <summary>Each edge as <c>id version number method</c>, <c>id unknown</c>, or its id alone.</summary>
    private async Task<IEnumerable<string>> EdgesAsync() => (await Bridge.CypherAsync("""
        MATCH ()-[r]->() WHERE r.edge_id IS NOT NULL
        RETURN r.edge_id, r.source_artifact_id, r.source_version, r.attribution_method,
          CASE WHEN r.provenance_unknown THEN 'unknown' END
        ORDER BY r.edge_id
        """)).Select(row => string.Join(' ', row.Where(value => value is not null)));
}
