using System.Text.Json;
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

    /// <summary>Each of these once kept the import from ever passing the page, or from telling of the row.</summary>
    [Theory]
    [InlineData("ALTER TABLE kg_edges ADD edge_id text", "edge_id = 'another'", "edge_id")]
    [InlineData("ALTER TABLE kg_edges ADD edge_id bigint", "edge_id = 7", "edge_id")]
    [InlineData("", "inference_input = (repeat('[', 70) || repeat(']', 70))::jsonb", "64 levels")]
    [InlineData("ALTER TABLE kg_edges ADD note jsonb", "note = (repeat('[', 900) || repeat(']', 900))::jsonb", "64 levels")]
    [InlineData("", "id = ''", "edge_id is missing")]
    [InlineData("ALTER TABLE kg_edges ADD note json", "note = '\"\\u0000\"'", "U+0000")]
    [InlineData("ALTER TABLE kg_edges ADD note json", "note = '\"\\ud800\"'", "surrogate")]
    [InlineData("ALTER TABLE kg_edges ADD note numeric", "note = 1e400 + 0.5", "finite")]
    [InlineData("ALTER TABLE kg_edges ADD model_version text", "model_version = '2024-05'", "model_version is not an integer")]
    [InlineData("ALTER TABLE kg_edges ADD model_version jsonb", "model_version = '{\"a\": 1}'", "model_version is not an integer")]
    [InlineData("", "created_at = 'infinity'", "created_at")]
    [InlineData("", "created_at = '57870-01-01'", "created_at")]
    [InlineData("", "relation = repeat('関', 700)", "longer than 2000 bytes")]
    [InlineData("", "source_id = repeat('点', 700)", "longer than 2000 bytes")]
    public async Task RunAsync_RefusesTheRowAlone_WhenItCannotBecomeAnEdge(string change, string bad, string reason)
    {
        await FillAsync(20);
        if (change.Length > 0) await Bridge.SqlAsync(change);
        await Bridge.SqlAsync($"UPDATE kg_edges SET {bad} WHERE id = 'e7'");

        (await CountsAsync()).ShouldBe((19, 0, 1, 19));

        var reject = (await File.ReadAllLinesAsync(Rejects, Cancellation)).ShouldHaveSingleItem();
        using var entry = JsonDocument.Parse(reject, new JsonDocumentOptions { MaxDepth = 1_000 });
        entry.RootElement.GetProperty("reason").GetString()!.ShouldContain(reason);
        entry.RootElement.GetProperty("row").GetProperty("target_id").GetString().ShouldBe("n7");
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM bridge_import")).ShouldBe(0);
    }

    [Theory]
    [InlineData("edge_id text", "CASE id WHEN 'e7' THEN 'e7' END", null)]
    [InlineData("note json", "E'{\"a\": 1,\\n \"a\": [2, \"\\\\u0000\"]}'", "{\"a\": 1,  \"a\": [2, \"\\u0000\"]}")]
    [InlineData("note jsonb", "(repeat('[', 63) || '1e400' || repeat(']', 63))::jsonb", "[[[")]
    [InlineData("note double precision", "1e300", 1e300)]
    [InlineData("note numeric", "1e400", "1000")]
    [InlineData("note point", "'(1,2)'", "(1,2)")]
    [InlineData("note text[]", "ARRAY['a', NULL]", "[\"a\",null]")]
    [InlineData("note int4range", "'[1,5)'", "[1,5)")]
    public async Task RunAsync_TakesTheRow_WhateverTheTypeOfAFurtherColumn(string column, string value, object? note)
    {
        await FillAsync(10);
        await Bridge.SqlAsync($"ALTER TABLE kg_edges ADD {column}; UPDATE kg_edges SET {column.Split(' ')[0]} = {value}");

        (await CountsAsync()).ShouldBe((10, 0, 0, 10));

        var taken = (await Bridge.CypherAsync("MATCH ()-[r]->() WHERE r.edge_id = 'e7' RETURN r.note"))[0][0];
        if (note is string begins) taken.ShouldBeOfType<string>().ShouldStartWith(begins);
        else taken.ShouldBe(note);
    }

    /// <summary>Columns of a table's own that are named as what an edge has, or nearly so, and names that mean something in SQL.</summary>
    [Theory]
    [InlineData("run_id bigint", "5", "run_id", "5")]
    [InlineData("run_id uuid", "'6f1e2b3c-0000-4000-8000-000000000001'", "run_id", "6f1e2b3c-0000-4000-8000-000000000001")]
    [InlineData("model_id int", "7", "model_id", "7")]
    [InlineData("evidence jsonb", "'{\"pmid\": 1}'", "evidence", "{\"pmid\": 1}")]
    [InlineData("evidence text[]", "'{pmid:1,pmid:2}'", "evidence", "pmid:1\npmid:2")]
    [InlineData("evidence text[]", "'{pmid:1,NULL}'", "evidence", "[\"pmid:1\",null]")]
    [InlineData("model_version numeric(5,1)", "2.0", "model_version", 2L)]
    [InlineData("model_version text", "'2'", "model_version", 2L)]
    [InlineData("properties jsonb", "'{\"a\": {\"b\": 1}}'", "properties", "{\"a\": {\"b\": 1}}")]
    [InlineData("origin json", "'[1, {}]'", "origin", "[1, {}]")]
    [InlineData("relation_type text", "'x'", "relation_type", "x")]
    [InlineData("edge_type text", "'x'", "edge_type", "x")]
    [InlineData("k text", "'x'", "k", "x")]
    [InlineData("k jsonb", "'{\"id\": \"other\"}'", "k", "{\"id\": \"other\"}")]
    [InlineData("kg_edges text", "'x'", "kg_edges", "x")]
    [InlineData("page int", "1", "page", 1L)]
    [InlineData("json text", "'x'", "json", "x")]
    [InlineData("\"Json\" text", "'x'", "Json", "x")]
    [InlineData("\"Place\" text", "'x'", "Place", "x")]
    [InlineData("place tid", "'(0,1)'", "place", "(0,1)")]
    [InlineData("edge text", "'x'", "edge", "x")]
    [InlineData("\"limit\" int", "1", "limit", 1L)]
    [InlineData("\"Confidence\" text", "'high'", "Confidence", "high")]
    [InlineData("\"ID\" text", "'x'", "ID", "x")]
    [InlineData("created date", "'2026-01-02'", "created", "2026-01-02")]
    [InlineData("seen timestamp", "'infinity'", "seen", "infinity")]
    [InlineData("raw bytea", "'\\x00ff'", "raw", "\\x00ff")]
    [InlineData("amount money", "'12.5'", "amount", "$12.50")]
    [InlineData("score float8", "'NaN'", "score", "NaN")]
    [InlineData("score numeric", "'Infinity'", "score", "Infinity")]
    [InlineData("score numeric(30,0)", "12345678901234567890123", "score", "12345678901234567890123")]
    [InlineData("flags boolean[]", "'{t,f}'", "flags", new object[] { true, false })]
    [InlineData("grid int[][]", "'{{1,2},{3,4}}'", "grid", "[[1,2],[3,4]]")]
    [InlineData("none text[]", "'{}'", "none", new object[0])]
    [InlineData("mixed numeric[]", "'{1,2.5}'", "mixed", new object[] { 1.0, 2.5 })]
    [InlineData("doc xml", "'<a>\\u0000</a>'", "doc", "<a>\\u0000</a>")]
    [InlineData("bits bit(3)", "B'101'", "bits", "101")]
    [InlineData("\"line\nend\" text", "'x'", "line\nend", "x")]
    public async Task RunAsync_TakesTheRow_WhateverAFurtherColumnIsCalled(string column, string value, string property, object expected)
    {
        await FillAsync(10);
        await Bridge.SqlAsync($"ALTER TABLE kg_edges ADD {column} DEFAULT {value}");

        (await CountsAsync()).ShouldBe((10, 0, 0, 10));

        (await Bridge.CypherAsync("MATCH ()-[r]->() WHERE r.edge_id = 'e7' RETURN r[$property]", ("property", property)))[0][0]
            .ShouldBe(expected);
    }

    /// <summary>An id that is only unique, beside a key of the table's own, may be missing.</summary>
    [Fact]
    public async Task RunAsync_RefusesRows_WhenTheyHaveNoId()
    {
        await Bridge.SqlAsync("""
            ALTER TABLE kg_edges DROP CONSTRAINT kg_edges_pkey;
            ALTER TABLE kg_edges ALTER id DROP NOT NULL, ADD UNIQUE (id), ADD key serial PRIMARY KEY, ADD note text, ADD edge_id text;
            """);
        await FillAsync(20);
        await Bridge.SqlAsync("""
            INSERT INTO kg_edges (source_id, relation, target_id, confidence) SELECT 'lost' || i, 'R', 'b', 0.5
            FROM generate_series(1, 12000) i;
            UPDATE kg_edges SET note = repeat('x', 5000000), edge_id = 'own' WHERE source_id = 'lost3'
            """);

        (await CountsAsync()).ShouldBe((20, 0, 12_000, 20));

        var rejects = await File.ReadAllLinesAsync(Rejects, Cancellation);
        rejects.Length.ShouldBe(12_000);
        rejects.Count(line => line.Contains("edge_id is missing") && line.Contains("\"source_id\":\"lost")).ShouldBe(11_999);
        rejects.Single(line => line.Contains("MaxRowBytes")).ShouldContain("\"ctid\"");
        (await Bridge.CypherValueAsync<long>("MATCH (n:KgNode) WHERE n.id STARTS WITH 'lost' RETURN count(n)")).ShouldBe(0);
    }

    [Fact]
    public async Task RunAsync_KeepsNames_WhateverTheyAre()
    {
        string[] names = ["a.b", "weird \"name\"", "run", "row", "line", "reason", "of", "Id", "Edge_Id", "属性", "`x`", "$run", " "];
        await FillAsync(5);
        foreach (var name in names) await Bridge.SqlAsync($"ALTER TABLE kg_edges ADD {Sql.Quote(name)} text DEFAULT 'kept'");

        (await CountsAsync()).ShouldBe((5, 0, 0, 5));

        foreach (var name in names)
        {
            (await Bridge.CypherValueAsync<string>("MATCH ()-[r]->() WHERE r.edge_id = 'e3' RETURN r[$name]", ("name", name)))
                .ShouldBe("kept", name);
        }
    }

    [Fact]
    public async Task RunAsync_RefusesTheRowsOfAnEndpoint_WhenNeo4jRefusesIt()
    {
        await FillAsync(20);
        await Bridge.CypherAsync("CREATE INDEX own_kind IF NOT EXISTS FOR (n:KgNode) ON (n.kind)");
        await Bridge.CypherAsync("CALL db.awaitIndexes(60)");
        await Bridge.SqlAsync("UPDATE kg_edges SET source_type = repeat('x', 40000) WHERE id IN ('e7', 'e9')");
        try
        {
            (await CountsAsync()).ShouldBe((18, 0, 2, 18));
            (await File.ReadAllTextAsync(Rejects, Cancellation)).ShouldContain("Neo4j refuses the endpoint 'n7'");
        }
        finally
        {
            await Bridge.CypherAsync("DROP INDEX own_kind IF EXISTS");
        }
    }

    /// <summary>Ids of all planes, in a column whose collation has an order of its own, and a stop after the first page.</summary>
    [Theory]
    [InlineData("C"), InlineData("und-x-icu"), InlineData("en-x-icu")]
    public async Task RunAsync_TakesEachRowOnce_WhateverTheCollation(string collation)
    {
        await Bridge.SqlAsync($"""
            ALTER TABLE kg_edges ALTER COLUMN id TYPE text COLLATE "{collation}";
            INSERT INTO kg_edges (id, source_id, relation, target_id, confidence)
            SELECT (ARRAY['', 'a', 'A', 'ä', 'ａ', '😀', U&'\FF21', U&'\+01D400', '~', '0'])[1 + i % 10] || i
                || (ARRAY['', ' ', '-'])[1 + i % 3], 's', 'R', 't', 0.5
            FROM generate_series(1, 12000) i;
            INSERT INTO kg_edges (id, source_id, relation, target_id, confidence) VALUES ('', 's', 'R', 't', 0.5)
            """);
        using var stop = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(() => RunAsync(new StopAt(stop), stop.Token));

        var rest = await RunAsync();

        rest.ResumedAfter.ShouldNotBeNull();
        (rest.Created + rest.Present).ShouldBe(2_001);
        (await Bridge.CypherValueAsync<long>("MATCH ()-[r]->() RETURN count(DISTINCT r.edge_id)")).ShouldBe(12_000);
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
