using GraphSync.Doctor;
using GraphSync.Operations;
using Support;

namespace GraphSync.Tests.Doctor;

/// <summary>Each fault is found by the check that is there for it, with its name, an example and what to do.</summary>
public sealed class FaultTests(ServersFixture servers) : DoctorTest(servers)
{
    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task Edges_AreNamed_ThatAreNotAsTheyShouldBe()
    {
        await EdgesAsync("DOCTOR_A", 10);
        await Bridge.AddEdgesAsync("DOCTOR_B", "m1", 1);
        await BreakAsync("e00001", "SET r.source_version = 7");
        await BreakAsync("e00002", "SET r.rescored_by_artifact_id = 'nobody', r.rescored_version = 1");
        await BreakAsync("e00003", "SET r.run_id = 'r', r.source_artifact_id = null, r.source_version = null");
        await BreakAsync("e00004", "SET r.evidence = 'model:m@v1', r.source_artifact_id = null, r.source_version = null");
        await BreakAsync("e00005", "SET r.confidence = null");
        await BreakAsync("e00006", "SET r.confidence = 7");
        await BreakAsync("e00007", "SET r.source_artifact_id = null, r.source_version = null, r.confidence = null");
        await Bridge.CypherAsync("MATCH ()-[r:DOCTOR_B]->() SET r.edge_id = 'e00009'");
        await Bridge.CypherAsync("MATCH (s:KgNode {id: 's'}), (t:KgNode {id: 't'}) "
            + "CREATE (s)-[:DOCTOR_B]->(t), (s)-[:DOCTOR_B {edge_id: 5}]->(t), (s)-[:DOCTOR_STRANGER {edge_id: 'x1'}]->(t)");

        var report = await ExamineAsync();

        ShouldBe(report, "real_versions", CheckState.Failed, "2 edges", "DOCTOR_A: 2 edges, e00001 to e00002");
        ShouldBe(report, "attribution", CheckState.Failed, "2 edges", "DOCTOR_A: 2 edges, e00003 to e00004");
        ShouldBe(report, "confidence", CheckState.Failed, "2 edges", "DOCTOR_A: 2 edges, e00005 to e00006");
        ShouldBe(report, "doubled_ids", CheckState.Failed, "1 edge ids", "e00009 in DOCTOR_A and DOCTOR_B");
        ShouldBe(report, "edge_ids", CheckState.Failed, "DOCTOR_B: 2 edges, such as (s)-[DOCTOR_B]->(t)");
        ShouldBe(report, "edge_types", CheckState.Failed, "DOCTOR_STRANGER: 1 edges, such as x1");
        ShouldBe(report, "mirror", CheckState.Failed, "DOCTOR_A: 10 edges have no row");
        report.Outcome.ShouldBe(OperationOutcome.Incomplete);
    }

    [Fact]
    public async Task Mirror_IsCompared_ByCountAndByValue()
    {
        await EdgesAsync("DOCTOR_A", 1);
        foreach (var type in (string[])["DOCTOR_B", "DOCTOR_C", "DOCTOR_D", "DOCTOR_E"]) await Bridge.AddEdgesAsync(type, "m1", 1, type);
        await Bridge.CypherAsync("MATCH ()-[r]->() WHERE r.edge_id IS NOT NULL "
            + "CREATE (:Outbox {id: randomUUID(), edge_type: type(r), edge_ids: [r.edge_id], delta_ids: []})");
        ShouldBe(await ExamineAsync(), "mirror", CheckState.Warning, "DOCTOR_A", "wait in the outbox");
        await Bridge.MirrorAsync(Cancellation);
        NotOk(await ExamineAsync()).ShouldBeEmpty();

        // Each edge has a type of its own, so that one look tells all.
        await Bridge.SqlAsync("""
            UPDATE kg_edges SET confidence = confidence + 0.000001 WHERE relation = 'DOCTOR_A';
            UPDATE kg_edges SET source_version = 2 WHERE relation = 'DOCTOR_B';
            UPDATE kg_edges SET provenance_unknown = true WHERE relation = 'DOCTOR_C';
            UPDATE kg_edges SET rescored_version = 9 WHERE relation = 'DOCTOR_D';
            UPDATE kg_edges SET senate_review_flag = true WHERE relation = 'DOCTOR_E'
            """);
        ShouldBe(await ExamineAsync(), "mirror", CheckState.Failed, "DOCTOR_A: 1 edges, of which some have another confidence there",
            "DOCTOR_B: 1 edges, of which some have another source there",
            "DOCTOR_C: 1 edges, of which some have another provenance_unknown there",
            "DOCTOR_D: 1 edges, of which some have another rescored_version there",
            "DOCTOR_E: 1 edges, of which some have another senate_review_flag there");

        await Bridge.SqlAsync("DELETE FROM kg_edges");
        await Bridge.SqlAsync("INSERT INTO kg_edges (id, relation) VALUES ('gone', 'DOCTOR_A')");
        await Bridge.CypherAsync("MATCH ()-[r]->() WHERE r.edge_id IS NOT NULL DELETE r");
        ShouldBe(await ExamineAsync(), "mirror", CheckState.Warning, "DOCTOR_A: 1 rows more than edges");
    }

    [Fact]
    public async Task Schema_IsCompared_WithWhatMigrateMakes()
    {
        await Bridge.RegisterAsync("DOCTOR_B");
        var index = await Bridge.CypherValueAsync<string>("SHOW INDEXES YIELD name, labelsOrTypes, properties "
            + "WHERE labelsOrTypes = ['DOCTOR_B'] AND properties = ['senate_review_flag'] RETURN name");
        await Bridge.CypherAsync($"DROP INDEX `{index}`");
        await Bridge.CypherAsync("DROP CONSTRAINT outbox_id");
        await Bridge.SqlAsync("DELETE FROM bridge_migrations WHERE scriptname LIKE 'V0015%'");
        await Bridge.CypherAsync("MATCH (m:BridgeMigration) WHERE m.version STARTS WITH 'V002' DELETE m");
        await Bridge.SqlAsync("ALTER TABLE artifacts DISABLE TRIGGER bridge_inbox_insert");
        await Bridge.SqlAsync("DROP TRIGGER bridge_append_only ON wallet_ledger");
        await Bridge.SqlAsync("ALTER FUNCTION bridge_refuse_resettling() RESET ALL");

        var report = await ExamineAsync();

        ShouldBe(report, "indexes", CheckState.Failed, "index of DOCTOR_B on senate_review_flag", "constraint of Outbox on id: CREATE");
        ShouldBe(report, "postgres_migrations", CheckState.Failed, "1 migrations are pending", "V0015__instants.sql");
        ShouldBe(report, "neo4j_migrations", CheckState.Failed, "1 migrations are pending", "V002__delta_sequence");
        ShouldBe(report, "triggers", CheckState.Failed, "bridge_inbox_insert on public.artifacts is disabled or changed",
            "bridge_append_only on public.wallet_ledger is missing", "bridge_refuse_resettling() is changed");

        await Bridge.RunAsync(new GraphSync.Migration.MigrateRequest(), Cancellation);
        await Bridge.CypherAsync(Check(report, "indexes").Examples.Single(example => example.Contains(": CREATE")).Split(": ", 2)[1]);
        NotOk(await ExamineAsync()).ShouldBeEmpty();
        await Bridge.SqlAsync("ALTER TABLE kg_edges DROP COLUMN updated_at");
        ShouldBe(await ExamineAsync(), "postgres_migrations", CheckState.Failed, "kg_edges.updated_at");
        await Bridge.SqlAsync("ALTER TABLE kg_edges ALTER confidence TYPE text");
        ShouldBe(await ExamineAsync(), "postgres_migrations", CheckState.Failed, "kg_edges.confidence is text");
    }

    [Fact]
    public async Task Queues_AreNamed_WhereTheyAreOldOrRefused()
    {
        await Bridge.SqlAsync("INSERT INTO bridge_inbox (source_table, row_id, enqueued_at) "
            + "VALUES ('artifacts', 'a', now() - interval '7 h')");
        await Bridge.CypherAsync("CREATE (:Outbox {id: 'o', edge_type: '', edge_ids: [], delta_ids: [], "
            + "created_at: datetime() - duration('PT20M')})");
        await Bridge.SqlAsync("INSERT INTO bridge_inbox_rejects (source_table, row_id, reason) "
            + "VALUES ('artifacts', 'a', 'artifacts ''a'': shorten it')");
        await Bridge.SqlAsync("INSERT INTO mirror_rejects (kind, row_id, reason, relation) VALUES ('edge', 'e7', 'no JSON', 'NEAR')");
        await Bridge.SqlAsync("INSERT INTO backfill_slices (run, edge_types, after_id, last_id, edges, planned_at) "
            + "VALUES ('r1', ARRAY['NEAR'], '', 'z', 1, now() - interval '2 days')");
        await Bridge.SqlAsync("INSERT INTO bridge_import (after_id, saved_at) VALUES ('e5', now() - interval '2 days')");

        var report = await ExamineAsync();

        ShouldBe(report, "inbox", CheckState.Failed, "1 entries wait, the oldest for 07:00:");
        ShouldBe(report, "outbox", CheckState.Warning, "1 entries wait, the oldest for 00:20:");
        ShouldBe(report, "put_aside", CheckState.Failed, "artifacts 'a': shorten it");
        ShouldBe(report, "mirror_rejects", CheckState.Failed, "edge e7 (NEAR): no JSON");
        ShouldBe(report, "unfinished", CheckState.Warning, "backfill of r1: 1 slices are open", "import-kg-edges: it stands at e5");
    }

    [Fact]
    public async Task Jobs_AreNamed_ThatStandStill()
    {
        await JobAsync("p1", "parked", "the scorer said no");
        await JobAsync("p2", "refused", "p2 promotes itself");
        ShouldBe(await ExamineAsync(), "jobs", CheckState.Failed, "p1: parked, the scorer said no");
        await Bridge.CypherAsync("MATCH (j:RescoreJob {id: 'p1'}) DELETE j");
        ShouldBe(await ExamineAsync(), "jobs", CheckState.Warning, "p2: refused, p2 promotes itself");
        await JobAsync("p3", "queued", "the scorer said no", failures: 1);
        ShouldBe(await ExamineAsync(), "jobs", CheckState.Warning, "p3: queued, the scorer said no");
        await JobAsync("p4", "queued", null, detected: Now - TimeSpan.FromHours(49));
        ShouldBe(await ExamineAsync(), "jobs", CheckState.Failed, "no pass has begun for 48 h", "p4: queued, 3 edges left");

        await PassAsync("p4#1", Now - TimeSpan.FromHours(2));
        var begun = await ExamineAsync();
        ShouldBe(begun, "jobs", CheckState.Warning, "p3");
        ShouldBe(begun, "passes", CheckState.Warning, "nobody works on them", "p4#1: since ");
        await PassAsync("p4#1", Now - TimeSpan.FromHours(25));
        ShouldBe(await ExamineAsync(), "passes", CheckState.Failed, "p4#1: since ");
        await Bridge.SqlAsync("INSERT INTO bridge_lease (job, epoch, run, holder, heartbeat_at) "
            + "VALUES ('rescore', 1, 'r', 'host 1', now() + interval '1 h')");
        Check(await ExamineAsync(), "passes").Found.ShouldBe("p4#1 is under way at host 1");
    }

    [Fact]
    public async Task Schedules_AreNamed_ThatMiss()
    {
        await RunAsync("sync", success: "2 days", attempt: "2 days", error: "Neo4j is gone");
        await RunAsync("credit", success: "2 days", attempt: "1 h", error: null);
        await RunAsync("backfill", success: "1 minute", attempt: "1 minute", error: "a run failed");
        ExpectedSchedule[] schedules =
        [
            new("sync", (state, _) => state.LastSuccess!.Value.AddHours(1)),
            new("credit", (state, _) => state.LastSuccess!.Value.AddHours(1)),
            new("backfill", (state, _) => state.LastSuccess!.Value.AddHours(1)), new("rescore", (_, now) => now.AddDays(-9)),
        ];

        var report = await ExamineAsync(schedules);

        ShouldBe(report, "schedules", CheckState.Failed, "1 of 4 have missed", "sync: due since ", "Neo4j is gone", "backfill");
        ShouldBe(await ExamineAsync(schedules[1..]), "schedules", CheckState.Warning, "backfill; its last run: a run failed");
        Check(await ExamineAsync(schedules[1]), "schedules").Found.ShouldBe("1 are kept");
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM schedule_runs")).ShouldBe(3);
    }

    [Fact]
    public async Task Books_AreNamed_ThatDoNotAddUp()
    {
        await Bridge.SqlAsync("""
            INSERT INTO credit_events (event_id, status, pool_utok) VALUES
                ('good', 'paid', 100), ('short', 'paid', 100), ('back', 'reversed', 100), ('half', 'reversed', 100), ('no', 'refused', 100);
            INSERT INTO wallet_ledger (event_id, agent_id, kind, amount_utok) VALUES
                ('good', 'tess', 'payout', 60), ('good', 'treasury', 'treasury', 40), ('short', 'tess', 'payout', 99),
                ('back', 'cora', 'payout', 100), ('back', 'cora', 'reversal', -100),
                ('half', 'cora', 'payout', 100), ('half', 'cora', 'reversal', -50), ('nowhere', 'rui', 'payout', 1);
            INSERT INTO wallets (agent_id, balance_utok, heat_utok, heat_day) VALUES
                ('tess', 159, 400000, current_date), ('treasury', 41, 0, null), ('cora', 50, 500000, current_date), ('rui', 1, 0, null),
                ('cool', 0, 500000, current_date - 30), ('own', 0, 500, current_date), ('cold', 0, -1, null);
            INSERT INTO demurrage_rules (agent_id, cap_utok, decay_ppm_per_day) VALUES ('own', 100, 0);
            """);

        var report = await ExamineAsync();

        ShouldBe(report, "ledger", CheckState.Failed, "3 events", "short is paid of 100, its lines come to 99",
            "half is reversed of 100, its lines come to 50", "nowhere is no event, its lines come to 1");
        ShouldBe(report, "wallets", CheckState.Failed, "1 wallets", "treasury holds 41, its lines come to 40");
        ShouldBe(report, "heat", CheckState.Failed, "3 wallets", "cora: heat 500,000", "own: heat 500 of ", "cap 100", "cold: heat -1");
    }

    private async Task EdgesAsync(string type, int count)
    {
        await Bridge.AddVersionAsync("m1", "m", 1);
        await Bridge.DrainAsync(Cancellation);
        await Bridge.AddEdgesAsync(type, "m1", count);
    }

    private Task BreakAsync(string edge, string change) =>
        Bridge.CypherAsync($"MATCH ()-[r:DOCTOR_A {{edge_id: $edge}}]->() {change}", ("edge", edge));

    private Task JobAsync(string id, string status, string? reason, int failures = 0, DateTimeOffset? detected = null) =>
        Bridge.CypherAsync("""
            CREATE (:RescoreJob {id: $id, parent_id: 'm1', child_id: 'm2', status: $status, reason: $reason, detected_at: datetime($at),
              edges_left: 3, passes: $failures, failures: $failures, cursor: ''})
            """, ("id", id), ("status", status), ("reason", reason), ("failures", failures), ("at", (detected ?? Now).ToString("O")));

    private Task PassAsync(string id, DateTimeOffset started) => Bridge.CypherAsync("""
        MERGE (p:RescorePass {id: $id})
        SET p += {promotion_id: 'p4', parent_id: 'm1', child_id: 'm2', status: 'running', started_at: datetime($at), scorer: 'fallback',
          at_most: 10, after_edge_id: '', last_edge_id: 'z', large_decrease_threshold: -0.3, stable_band: 0.05, edges: 1,
          large_decrease: 0, moderate: 0, stable: 1, increase: 0, flagged: 0}
        """, ("id", id), ("at", started.ToString("O")));

    private Task RunAsync(string job, string success, string attempt, string? error) => Bridge.SqlAsync(
        "INSERT INTO schedule_runs (job, known_since, last_success_at, last_attempt_at, last_error) "
        + "VALUES (@job, now() - interval '9 days', now() - @success::interval, now() - @attempt::interval, @error)",
        new { job, success, attempt, error });
}
