using System.Globalization;
using GraphQueries.Language;
using GraphSync.Ingest;
using GraphSync.Postgres;
using GraphSync.Reconcile;
using Support;

namespace GraphSync.Tests.Reconcile;

/// <summary>Two streams that two servers sort, of edges that change while they go by, in a process that is killed.</summary>
public sealed class ReconcileStreamTests(ServersFixture servers) : BridgeTest(servers)
{
    /// <summary>Texts that collations, UTF-16 and code points sort differently.</summary>
    private static readonly string[] OddTexts =
    [
        "a", "A", "b", "B", "_a", "-a", " a", "1", "10", "2", "é", "e\u0301", "E", "z", "Z", "ß", "ss", "Ω", "ﬀ",
        "\uFFFD", "\uE000", "\uD7FF",
        "🎉", "\U0001F600", "\U0010FFFF", "日本", "ｱ", "ア", "\u0001", "\u007f", "\u200b",
        "a\u200b", "'", "\"", "\\", "\\x00", "%", "a'); --", "␀",
    ];

    private static readonly double[] OddConfidences =
        [0, 1, 0.1 + 0.2, double.Epsilon, 1 - double.Epsilon, 0.9999999999999999, 1e-300, 0.5];

    private static readonly string?[] OddInputs =
        [null, "null", "0", "-0.0", "1e3", "\"\\u00e9\"", "[1.10, {\"b\": 1, \"a\": 2, \"aa\": 3}]", "{\"x\":1e-7,\"y\":2.0}", " [ ] "];

    private static readonly string?[] OddInstants =
    [
        null, "2026-01-01T00:00:00Z", "2026-01-01T00:00:00.123456789Z", "2026-01-01T00:00:00.999999999+05:30",
        "1850-01-01T00:00:00.000001Z",
        "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", "2026-03-29T02:30:00[Europe/Berlin]",
    ];

    [Fact]
    public async Task RunAsync_SaysEqual_AfterTheMirror_WhateverEdgesHold()
    {
        await WriteAsync("A", 150, 1);
        await WriteAsync("odd `type`", 150, 2);
        await Bridge.SqlAsync("INSERT INTO artifacts (id, artifact_type) SELECT id, 'kg_edge' FROM kg_edges");

        var report = await RunAsync();

        report.Differences.Where(difference => !difference.Repaired).Select(difference => difference.What).Distinct().ShouldBeEmpty();
        (report.Edges, report.Rows, report.Repaired, report.Left, report.Status).ShouldBe((300, 0, 300, 0, ReconcileStatus.Repaired));
        report = await RunAsync();
        report.Differences.ShouldBeEmpty();
        (report.Edges, report.Rows).ShouldBe((300, 300));
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM mirror_rejects")).ShouldBe(0);
    }

    [Fact]
    public async Task RunAsync_NamesEachOnce_WhenServersSortDifferently()
    {
        await Bridge.RegisterAsync("A", "B");
        foreach (var (i, type) in Bridge.Graph.Schema.Types.Index())
        {
            var ids = OddTexts.Where((_, at) => at % 2 == i).ToArray();
            await Bridge.CypherAsync("MERGE (s:KgNode {id: 's'}) WITH s UNWIND $ids AS id "
                + $"CREATE (s)-[:{type} {{edge_id: id, confidence: 0.5}}]->(s)", ("ids", ids));
        }
        (await RunAsync()).Repaired.ShouldBe(OddTexts.Length);
        var missing = OddTexts.Where((_, i) => i % 3 == 0).ToArray();
        var gone = OddTexts.Where((_, i) => i % 7 == 1 && i % 3 != 0).ToArray();
        await Bridge.SqlAsync("DELETE FROM kg_edges WHERE id = ANY (@missing)", new { missing });
        await Bridge.CypherAsync("MATCH ()-[r:A|B]->() WHERE r.edge_id IN $gone DELETE r", ("gone", gone));

        var report = await RunAsync();

        report.Differences.Where(d => d.Kind == DifferenceKind.Missing).Select(d => d.EdgeId).ShouldBe(missing, ignoreOrder: true);
        report.Differences.Where(d => d.Kind == DifferenceKind.Gone).Select(d => d.EdgeId).ShouldBe(gone, ignoreOrder: true);
        report.Differences.Count.ShouldBe(missing.Length + gone.Length);
    }

    [Fact]
    public async Task RunAsync_ReportsTheEdge_WhenPostgresCannotHoldItsId()
    {
        await Bridge.AddEdgesAsync("A", "m1", 2);
        await Bridge.CypherAsync("MATCH ()-[r:A]->() SET r.source_artifact_id = null, r.source_version = null");
        await Bridge.CypherAsync("MATCH ()-[r:A {edge_id: 'e00001'}]->() SET r.edge_id = $id", ("id", "x\0y"));

        var report = await RunAsync();

        (report.Repaired, report.Left).ShouldBe((1, 1));
        report.Differences.Single(difference => !difference.Repaired).What.ShouldContain("mirror_rejects");
    }

    [Fact]
    public async Task RunAsync_NamesNothing_WhenEdgesOnlyWaitInTheOutboxOrChangeMeanwhile()
    {
        await Bridge.AddVersionAsync("m1", "m", 1);
        await Bridge.DrainAsync(Cancellation);
        await Bridge.AddEdgesAsync("A", "m1", 100);
        await RunAsync();
        var writers = Task.WhenAll(IngestAsync(), ChangeAsync(), MirrorAsync());

        List<EdgeDifference> found = [];
        for (var run = 0; run == 0 || !writers.IsCompleted; run++)
            found.AddRange((await Bridge.RunAsync(new ReconcileRequest { DryRun = run % 3 > 0 }, Cancellation)).Differences);

        await writers;
        found.ShouldBeEmpty();
        (await RunAsync()).Status.ShouldBe(ReconcileStatus.Equal);
    }

    /// <summary>The second batch waits for a lock in PostgreSQL when the process is killed.</summary>
    [Fact]
    public async Task Reconcile_EndsInTheSameState_WhenItWasKilledInTheMiddle()
    {
        await Bridge.AddEdgesAsync("A", "m1", 3_000);
        await Bridge.CypherAsync("MATCH ()-[r:A]->() SET r.source_artifact_id = null, r.source_version = null");
        await Bridge.SqlAsync("""
            CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN IF NEW.id = 'e01500' THEN PERFORM pg_advisory_xact_lock_shared(4711); END IF; RETURN NEW; END $$;
            CREATE TRIGGER wait BEFORE INSERT ON kg_edges FOR EACH ROW EXECUTE FUNCTION wait()
            """);
        await using (var gate = await Bridge.Postgres.OpenConnectionAsync(Cancellation))
        {
            await using var hold = new Npgsql.NpgsqlCommand("SELECT pg_advisory_lock(4711)", gate);
            await hold.ExecuteNonQueryAsync(Cancellation);
            await using var killed = BridgeProcess.Start(["reconcile"], Variables());
            await Until.TrueAsync(() => Bridge.SqlValueAsync<bool>(
                "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711 AND NOT granted)"),
                "the second batch waits", Cancellation);
            killed.Kill();
            await killed.WaitAsync(cancellation: Cancellation);
            await using var release = new Npgsql.NpgsqlCommand("SELECT pg_advisory_unlock(4711)", gate);
            await release.ExecuteNonQueryAsync(Cancellation);
        }
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM kg_edges")).ShouldBeInRange(1_000, 2_999);

        var result = await BridgeProcess.RunAsync(["reconcile", "--json"], Variables(), cancellation: Cancellation);

        result.ExitCode.ShouldBe(0, result.Error);
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM kg_edges")).ShouldBe(3_000);
        (await RunAsync()).Status.ShouldBe(ReconcileStatus.Equal);
    }

    private Task<ReconcileReport> RunAsync() => Bridge.RunAsync(new ReconcileRequest(), Cancellation);

    /// <summary>Edges with odd values of every column, written past the bridge.</summary>
    private async Task WriteAsync(string type, int count, int seed)
    {
        await Bridge.RegisterAsync(type);
        var random = new Random(seed);
        T[] Some<T>(T[] of) => [.. Enumerable.Range(0, count).Select(_ => of[random.Next(of.Length)])];
        await Bridge.CypherAsync($$"""
            UNWIND range(0, size($texts) - 1) AS i
            MERGE (s:KgNode {id: $texts[i]})
            CREATE (s)-[:{{Identifier.Quote(type)}} {
              edge_id: $texts[i] + '/' + $type + i, confidence: $confidences[i], inference_input: $inputs[i],
              rescored_at: datetime($rescored[i]), created_at: datetime($created[i]), senate_review_flag: $flags[i]}]->(s)
            """, ("type", type), ("texts", Some(OddTexts)), ("confidences", Some(OddConfidences)), ("inputs", Some(OddInputs)),
            ("rescored", Some(OddInstants)), ("created", Some(OddInstants)), ("flags", Some([true, false])));
    }

    private async Task IngestAsync()
    {
        for (var batch = 0; batch < 6; batch++)
        {
            var rows = Enumerable.Range(0, 20).Select(i => new EdgeRow
            {
                EdgeId = string.Create(CultureInfo.InvariantCulture, $"in{batch}-{i}"), SourceId = "s", Relation = "A", TargetId = "t",
                Confidence = 0.5,
            });
            await Bridge.Get<EdgeIngest>().RunAsync(rows.ToAsyncEnumerable(), null, null, Cancellation);
        }
    }

    /// <summary>As a pass does: edges and their outbox entry in one statement.</summary>
    private async Task ChangeAsync()
    {
        for (var change = 0; change < 15; change++)
        {
            await Bridge.CypherAsync("""
                MATCH ()-[r:A]->() WHERE r.edge_id STARTS WITH 'e'
                SET r.confidence = rand()
                WITH collect(r.edge_id) AS ids
                CREATE (:Outbox {id: randomUUID(), edge_type: 'A', edge_ids: ids, delta_ids: []})
                """);
        }
    }

    private async Task MirrorAsync()
    {
        for (var run = 0; run < 6; run++) await Bridge.MirrorAsync(Cancellation);
    }
}
