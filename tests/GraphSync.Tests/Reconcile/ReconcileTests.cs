using GraphQueries.Transport;
using GraphSync.Operations;
using GraphSync.Postgres;
using GraphSync.Reconcile;
using Microsoft.Extensions.DependencyInjection;
using Support;

namespace GraphSync.Tests.Reconcile;

/// <summary>Each kind of difference is found, named, and repaired where a repair is nobody's decision.</summary>
public sealed class ReconcileTests(ServersFixture servers) : BridgeTest(servers)
{
    private const string Pick = "MATCH ()-[r:A {edge_id: 'e00001'}]->()";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Bridge.AddVersionAsync("m1", "m", 1);
        await Bridge.AddEdgesAsync("A", "m1", 16);
        await Bridge.AddEdgesAsync("B", "m1", 2, "b");
        await Bridge.CypherAsync("""
            MATCH ()-[r:A|B]->()
            SET r.inference_input = '{"b": 1.0, "a": [1e2, null]}', r.created_at = datetime('2026-01-01T12:00:00.123456789+02:00')
            """);
        await Bridge.SqlAsync("INSERT INTO artifacts (id, artifact_type) VALUES ('e00000', 'kg_edge')");
        await EnqueueAsync("A");
        await EnqueueAsync("B");
        await Bridge.MirrorAsync(Cancellation);
    }

    [Fact]
    public async Task RunAsync_SaysEqual_WhenBothSidesAre()
    {
        var report = await RunAsync();

        report.Status.ShouldBe(ReconcileStatus.Equal);
        (report.Edges, report.Rows, report.Repaired, report.Left, report.Differences.Count).ShouldBe((18, 18, 0, 0, 0));
        report.Outcome.ShouldBe(OperationOutcome.Done);
    }

    [Fact]
    public async Task RunAsync_RepairsRows_WhenSomebodyChangedTheTable()
    {
        (string Change, string Columns)[] changes =
        [
            ("artifact", "artifacts"), ("confidence = 0.50000000000000011", "confidence"), ("confidence = 'NaN'", "confidence"),
            ("confidence = null", "confidence"), ("relation = 'B'", "relation"), ("relation = null", "relation"),
            ("source_id = 'x', target_id = null", "source_id, target_id"), ("target_type = 'Gene'", "target_type"),
            ("source_artifact_id = null, source_version = 2", "source_artifact_id, source_version"),
            ("provenance_unknown = null, senate_review_flag = true", "provenance_unknown, senate_review_flag"),
            ("inference_input = '{\"a\": [100], \"b\": 1}'", "inference_input"), ("inference_input = null", "inference_input"),
            ("rescored_at = 'infinity'", "rescored_at"), ("created_at = created_at + interval '1 microsecond'", "created_at"),
            ("rescored_by_artifact_id = 'm1', rescored_version = 1", "rescored_by_artifact_id, rescored_version"),
        ];
        var before = await RowsAsync();
        await Bridge.SqlAsync("UPDATE artifacts SET source_version = 7 WHERE id = 'e00000'; DELETE FROM kg_edges WHERE id = 'e00015'");
        foreach (var (i, (change, _)) in changes.Index().Skip(1))
            await Bridge.SqlAsync($"UPDATE kg_edges SET {change} WHERE id = @id", new { id = $"e{i:00000}" });

        await FindsAndRepairsAsync([.. changes.Select((change, i) => $"stale A e{i:00000}: {change.Columns}"),
            "missing A e00015: not in kg_edges"]);

        (await RowsAsync()).ShouldBe(before);
        (await Bridge.SqlValueAsync<int>("SELECT source_version FROM artifacts WHERE id = 'e00000'")).ShouldBe(1);
    }

    [Fact]
    public async Task RunAsync_RepairsRows_WhenSomebodyChangedTheGraph()
    {
        (string Change, string Columns, string Row)[] changes =
        [
            ("SET r.senate_review_flag = true", "senate_review_flag", "senate_review_flag"),
            ("SET r.confidence = 0.25", "confidence", "confidence = 0.25"),
            ("REMOVE r.source_artifact_id, r.source_version", "source_artifact_id, source_version", "source_version IS NULL"),
            ("SET r.inference_input = '[]'", "inference_input", "inference_input = '[]'"),
            ("SET r.rescored_at = datetime('2026-02-01T00:00:00+01:00')", "rescored_at", "rescored_at = '2026-01-31 23:00Z'"),
            ("SET r.created_at = '2020-01-01T00:00:00Z'", "created_at", "created_at = '2020-01-01Z'"),
        ];
        foreach (var (i, (change, _, _)) in changes.Index())
            await Bridge.CypherAsync($"MATCH ()-[r:A {{edge_id: 'e{i:00000}'}}]->() {change}");

        await FindsAndRepairsAsync([.. changes.Select((change, i) => $"stale A e{i:00000}: {change.Columns}")]);

        foreach (var (i, (_, _, row)) in changes.Index())
            (await Bridge.SqlValueAsync<bool>($"SELECT {row} FROM kg_edges WHERE id = @id", new { id = $"e{i:00000}" })).ShouldBeTrue(row);
    }

    [Fact]
    public async Task RunAsync_RepairsEveryRow_WhenAnEndpointBecameSomethingElse()
    {
        await Bridge.CypherAsync("MATCH (s:KgNode {id: 's'}) SET s.kind = 'Gene'");

        var report = await RunAsync();

        (report.Kinds[DifferenceKind.Stale], report.Repaired).ShouldBe((18, 18));
        report.Differences.ShouldAllBe(difference => difference.What == "source_type");
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM kg_edges WHERE source_type = 'Gene'")).ShouldBe(18);
    }

    [Fact]
    public async Task RunAsync_SaysEqual_WhenJsonIsOnlyWrittenOtherwise()
    {
        await Bridge.CypherAsync(Pick + " SET r.inference_input = ' {\"b\":2,\"b\":0.1e1,\"a\":[10e1,null]}'");
        (await RunAsync()).Status.ShouldBe(ReconcileStatus.Equal);
    }

    [Fact]
    public async Task RunAsync_NeitherDeletesNorBringsBack_WhenAnEdgeIsGone()
    {
        await Bridge.CypherAsync($"{Pick} DELETE r");

        for (var run = 0; run < 2; run++)
        {
            var report = await RunAsync();
            Named(report).ShouldBe(["gone A e00001: the graph has no such edge: delete its row, or bring the edge back"]);
            (report.Status, report.Left, report.Outcome).ShouldBe((ReconcileStatus.Different, 1, OperationOutcome.Incomplete));
        }

        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM kg_edges")).ShouldBe(18);
        (await IdsAsync()).Length.ShouldBe(17);
    }

    [Fact]
    public async Task RunAsync_NamesTheTypes_WhenAnIdIsDoubled()
    {
        await Bridge.CypherAsync("MATCH (s:KgNode {id: 's'}), (t:KgNode {id: 't'}) CREATE (s)-[:B {edge_id: 'e00001'}]->(t)");

        var report = await RunAsync();

        Named(report).ShouldBe(["doubled A e00001: its edge_id belongs to edges of two types, A and B: give one of them another"]);
        report.Left.ShouldBe(1);
        await Bridge.CypherAsync("MATCH ()-[r:B {edge_id: 'e00001'}]->() SET r.edge_id = 'own'");
        await FindsAndRepairsAsync("missing B own: not in kg_edges");
    }

    [Fact]
    public async Task RunAsync_MarksThemUnknown_WhenAModelsEdgesNameNoRealVersion()
    {
        const string nameless = "a model made it, and it names no version; its provenance is unknown until backfill finds it";
        await WriteAsync("n1", "source_artifact_id: 'ghost', source_version: 1");
        await WriteAsync("n2", "source_artifact_id: 'm1', source_version: 2");
        await WriteAsync("n3", "model_id: 'm'");
        await WriteAsync("n4", "evidence: 'seen in model:m@v1'");

        await FindsAndRepairsAsync("not_attributed A n1: unknown version: no model version has the id 'ghost'; its provenance is unknown",
            "not_attributed A n2: unknown version: 'm1' is version 1, not 2; its provenance is unknown",
            $"not_attributed A n3: {nameless}", $"not_attributed A n4: {nameless}");

        (await Bridge.CypherAsync("MATCH ()-[r:A]->() WHERE r.edge_id STARTS WITH 'n' "
            + "RETURN DISTINCT r.provenance_unknown, r.source_artifact_id, r.source_version")).ShouldBe([[true, null, null]]);
        (await Bridge.SqlRowsAsync<string>("SELECT DISTINCT concat_ws(' ', provenance_unknown, source_artifact_id, source_version) "
            + "FROM kg_edges WHERE id LIKE 'n%'")).ShouldBe(["t"]);
    }

    [Fact]
    public async Task RunAsync_TakesThemIn_WhenAClientWroteEdgesAsTheyShouldBe()
    {
        await WriteAsync("n1", "source_artifact_id: 'm1', source_version: 1");
        await WriteAsync("n2", "provenance_unknown: true");
        await WriteAsync("n3", "note: 'curated'");
        await FindsAndRepairsAsync([.. Enumerable.Range(1, 3).Select(i => $"missing A n{i}: not in kg_edges")]);
    }

    [Fact]
    public async Task RunAsync_CopiesNothing_WhenEdgesCouldNotBeAdopted()
    {
        (string Properties, string Reason)[] edges =
        [
            ("confidence: 1.5", "confidence is not between 0 and 1"), ("confidence: 'high'", "confidence is not a number"),
            ("confidence: null, model_id: 'm'", "a model made it, and it has no confidence"),
            ("source_artifact_id: 'm1'", "source_artifact_id and source_version do not come together"),
            ("rescored_by_artifact_id: ['m1']", "rescored_by_artifact_id is not text"),
            ("inference_input: '{'", "inference_input is not JSON"), ("inference_input: 7", "inference_input is not text"),
        ];
        foreach (var (i, (properties, _)) in edges.Index()) await WriteAsync($"n{i}", properties);

        var report = await RunAsync();

        Named(report).ShouldBe(edges.Select((edge, i) => $"missing A n{i}: not copied, since {edge.Reason}: correct the edge"));
        report.Left.ShouldBe(edges.Length);
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM kg_edges")).ShouldBe(18);
    }

    [Fact]
    public async Task RunAsync_CopiesNothing_WhenAnEndNodeIsNoEndpoint()
    {
        await Bridge.CypherAsync("MATCH (s:KgNode {id: 's'}) CREATE (s)-[:A {edge_id: 'new', confidence: 0.5}]->(:Stranger {id: 'x'})");
        Named(await RunAsync()).ShouldBe(["missing A new: not copied, since its target is no endpoint: correct the edge"]);
    }

    [Fact]
    public async Task RunAsync_GivesAnId_WhenAClientWroteAnEdgeWithoutOne()
    {
        await WriteAsync(null, "source_artifact_id: 'm1', source_version: 1");

        Named(await RunAsync(dryRun: true)).ShouldBe(["missing A : 1 edges have no edge_id"]);
        var report = await RunAsync();

        (report.Kinds[DifferenceKind.Missing], report.Status).ShouldBe((1, ReconcileStatus.Repaired));
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM kg_edges WHERE length(id) = 36")).ShouldBe(1);
        (await RunAsync()).Status.ShouldBe(ReconcileStatus.Equal);
    }

    [Fact]
    public async Task RunAsync_SaysSo_WhenAnEdgeIdIsNoText()
    {
        await WriteAsync(null, "edge_id: 7");
        Named(await RunAsync()).ShouldBe(["missing A : 1 edges have an edge_id that is empty or no text: correct it"]);
    }

    [Fact]
    public async Task RunAsync_NamesTheType_WhenItsEdgesHaveIdsAndNobodyRegisteredIt()
    {
        await Bridge.CypherAsync("MATCH (s:KgNode {id: 's'}), (t:KgNode {id: 't'}) "
            + "CREATE (s)-[:`not ours`]->(t), (s)-[:`new one` {edge_id: 'n1'}]->(t), (s)-[:`new one` {edge_id: 'n2'}]->(t)");
        await Bridge.SqlAsync("INSERT INTO kg_edges (id, relation) VALUES ('n2', 'new one')");

        var report = await RunAsync();

        Named(report).ShouldBe(["not_registered new one : 2 of its relationships have an edge_id: take them in with bridge adopt"]);
        report.Left.ShouldBe(1);
        Bridge.Graph.Schema.Types.ShouldBe(["A", "B"]);
    }

    [Fact]
    public async Task RunAsync_MakesTheIndexesAgain_WhenARegisteredTypeHasLostThem()
    {
        var names = await Bridge.CypherAsync(
            "SHOW CONSTRAINTS YIELD name, labelsOrTypes WHERE labelsOrTypes = ['B'] RETURN name");
        await Bridge.CypherAsync($"DROP CONSTRAINT `{names[0][0]}`");

        Named(await RunAsync(dryRun: true)).ShouldBe(["not_registered B : no usable index on (edge_id)"]);
        var report = await RunAsync();

        Named(report).ShouldBe(["not_registered B : no usable index on (edge_id) (repaired)"]);
        (report.Edges, report.Status).ShouldBe((18, ReconcileStatus.Repaired));
        (await RunAsync()).Status.ShouldBe(ReconcileStatus.Equal);
    }

    [Fact]
    public async Task RunAsync_SaysWhy_WhenTheMirrorPutsTheEdgeAside()
    {
        await WriteAsync("new", "confidence: 0.5");
        await Bridge.SqlAsync("ALTER TABLE kg_edges ADD CONSTRAINT own CHECK (id <> 'new')");

        for (var run = 0; run < 2; run++)
        {
            var report = await RunAsync();
            Named(report).Single().ShouldStartWith("missing A new: not in kg_edges; put aside in mirror_rejects: 23514");
            (report.Left, report.Outcome).ShouldBe((1, OperationOutcome.Incomplete));
        }

        await Bridge.SqlAsync("ALTER TABLE kg_edges DROP CONSTRAINT own");
        await FindsAndRepairsAsync("missing A new: not in kg_edges");
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM mirror_rejects")).ShouldBe(0);
    }

    [Fact]
    public async Task RunAsync_OpensTheJobAgain_WhenAnEarlierRunWasCutOffBeforeItDidSo()
    {
        await Bridge.CypherAsync("CREATE (:RescoreJob {id: 'p', parent_id: 'm1', child_id: 'm2', status: 'done', unscored: 18})");
        await WriteAsync("new", "source_artifact_id: 'm1', source_version: 1");
        await using var proxy = new FlakyProxy((await Servers.GetAsync()).Neo4j.Uri);
        await using var flaky = await TestBridge.OpenAsync(Servers, Bridge.ConnectionString, Time, proxy.HttpUri,
            services => services.Configure<GraphOptions>(options => options.RetryBudget = TimeSpan.Zero));
        proxy.LoseRequest("- known AS edges", times: 100);
        await Should.ThrowAsync<GraphConnectionLostException>(() => flaky.RunAsync(new ReconcileRequest(), Cancellation));

        await RunAsync();

        (await JobAsync()).ShouldBe("queued");
    }

    [Fact]
    public async Task RunAsync_OpensTheJobAgain_WhenAnEdgeHasComeToStandUnderItsParent()
    {
        await Bridge.CypherAsync("CREATE (:RescoreJob {id: 'p', parent_id: 'm1', child_id: 'm2', status: 'done', unscored: 18})");
        await Bridge.SqlAsync("DELETE FROM kg_edges WHERE id = 'e00002'");
        await RunAsync();
        (await JobAsync()).ShouldBe("done");

        await WriteAsync("new", "source_artifact_id: 'm1', source_version: 1");
        await RunAsync();
        (await JobAsync()).ShouldBe("queued");
    }

    [Fact]
    public async Task RunAsync_WritesNothing_WhenDry()
    {
        await WriteAsync("new", "model_id: 'm'");
        await WriteAsync(null, "confidence: 0.5");
        await Bridge.CypherAsync("MATCH ()-[r:A {edge_id: 'e00000'}]->() DELETE r");
        await Bridge.CypherAsync($"{Pick} SET r.confidence = 0.25");
        await Bridge.SqlAsync("DELETE FROM kg_edges WHERE id = 'e00002'");
        await Bridge.SqlAsync("DELETE FROM bridge_lease");
        await Bridge.AddVersionAsync("m9", "m", 9);
        var before = await StateAsync();

        var report = await RunAsync(dryRun: true);

        (await StateAsync()).ShouldBe(before);
        Named(report).ShouldBe([
            "missing A : 1 edges have no edge_id",
            "gone A e00000: the graph has no such edge: delete its row, or bring the edge back", "stale A e00001: confidence",
            "missing A e00002: not in kg_edges",
            "not_attributed A new: a model made it, and it names no version; its provenance is unknown until backfill finds it",
        ]);
        (report.DryRun, report.Left, report.Repaired, report.Outcome).ShouldBe((true, 5, 0, OperationOutcome.Incomplete));
    }

    [Fact]
    public async Task RunAsync_CountsVersionsThatWaitInTheInbox_WhenDry()
    {
        await Bridge.AddVersionAsync("m2", "m", 2);
        await WriteAsync("new", "source_artifact_id: 'm2', source_version: 2");
        Named(await RunAsync(dryRun: true)).ShouldBe(["missing A new: not in kg_edges"]);
        await FindsAndRepairsAsync("missing A new: not in kg_edges");
    }

    [Fact]
    public async Task RunAsync_ListsTheFirst_WhenThereAreMany()
    {
        await Bridge.AddEdgesAsync("A", "m1", 2_500, "many");

        var report = await RunAsync();

        (report.Kinds[DifferenceKind.Missing], report.Repaired, report.Rows).ShouldBe((2_500, 2_500, 18));
        (await RunAsync()).Status.ShouldBe(ReconcileStatus.Equal);
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM kg_edges")).ShouldBe(2_518);
    }

    /// <summary>A dry run names it, a run repairs it, and the next finds nothing.</summary>
    private async Task FindsAndRepairsAsync(params string[] differences)
    {
        Named(await RunAsync(dryRun: true)).ShouldBe(differences);
        var report = await RunAsync();
        Named(report).ShouldBe(differences.Select(difference => $"{difference} (repaired)"));
        (report.Status, report.Repaired, report.Left).ShouldBe((ReconcileStatus.Repaired, differences.Length, 0));
        report.Outcome.ShouldBe(OperationOutcome.Done);
        (await RunAsync()).Status.ShouldBe(ReconcileStatus.Equal);
    }

    private Task<ReconcileReport> RunAsync(bool dryRun = false) =>
        Bridge.RunAsync(new ReconcileRequest { DryRun = dryRun }, Cancellation);

    private static string[] Named(ReconcileReport report) =>
        [.. report.Differences.Select(d => $"{d.Kind} {d.EdgeType} {d.EdgeId}: {d.What}{(d.Repaired ? " (repaired)" : "")}")];

    /// <summary>An edge that a client writes past the bridge.</summary>
    private Task WriteAsync(string? id, string properties) => Bridge.CypherAsync($$"""
        MATCH (s:KgNode {id: 's'}), (t:KgNode {id: 't'})
        CREATE (s)-[r:A {edge_id: $id}]->(t)
        SET r.confidence = 0.5
        SET r += { {{properties}} }
        """, ("id", id));

    private Task EnqueueAsync(string type) => Bridge.CypherAsync($$"""
        MATCH ()-[r:{{type}}]->()
        WITH collect(r.edge_id) AS ids
        CREATE (:Outbox {id: randomUUID(), edge_type: '{{type}}', edge_ids: ids, delta_ids: []})
        """);

    private async Task<string[]> IdsAsync() =>
        [.. (await Bridge.CypherAsync("MATCH ()-[r:A|B]->() RETURN r.edge_id")).Select(row => (string)row[0]!)];

    private Task<string> JobAsync() => Bridge.CypherValueAsync<string>("MATCH (j:RescoreJob) RETURN j.status");

    private Task<IReadOnlyList<string>> RowsAsync() =>
        Bridge.SqlRowsAsync<string>("SELECT (to_jsonb(k) - 'updated_at')::text FROM kg_edges k ORDER BY id COLLATE \"C\"");

    /// <summary>All that either database holds.</summary>
    private async Task<string> StateAsync()
    {
        var graph = await Bridge.CypherAsync("""
            MATCH (n) RETURN reduce(all = '', label IN labels(n) | all + label) + ' ' + coalesce(toString(properties(n).id), '') AS what,
              [key IN keys(n) | key + '=' + coalesce(toStringOrNull(n[key]), '')] AS properties ORDER BY what
            UNION ALL
            MATCH ()-[r]->() RETURN type(r) + ' ' + coalesce(r.edge_id, '') AS what,
              [key IN keys(r) | key + '=' + coalesce(toStringOrNull(r[key]), '')] AS properties ORDER BY what
            """);
        string[] tables = ["kg_edges", "artifacts", "mirror_rejects", "bridge_lease", "bridge_inbox", "schedule_runs", "tool_calls"];
        var rows = await Task.WhenAll(tables.Select(table =>
            Bridge.SqlRowsAsync<string>($"SELECT t::text FROM {table} t ORDER BY t::text")));
        return string.Join('\n', graph.Select(row => $"{row[0]} {string.Join(',', (object?[])row[1]!)}").Concat(rows.SelectMany(r => r)));
    }
}
