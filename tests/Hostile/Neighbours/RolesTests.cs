using GraphQueries.Client;
using GraphQueries.Language;
using GraphQueries.Transport;
using GraphSync.Backfill;
using GraphSync.Credit;
using GraphSync.Doctor;
using GraphSync.Import;
using GraphSync.Ingest;
using GraphSync.Migration;
using GraphSync.Rescore;
using GraphSync.Review;
using GraphSync.Sync;
using Microsoft.Extensions.Options;
using Npgsql;
using Support;

namespace Hostile.Neighbours;

/// <summary>One role migrates, another runs every job and can take nothing back.</summary>
public sealed class RolesTests(ServersFixture servers) : RolesTest(servers)
{
    [Fact]
    public async Task Runner_DoesEveryJob_AndOwnsNothing()
    {
        (await MigrateAsync()).Postgres.SchemaObjects.ShouldContain("bridge_inbox_writer");
        (await MigrateAsync()).Postgres.HasChanges.ShouldBeFalse();
        await using var runner = await RunnerAsync();

        await RunEveryJobAsync(runner);

        (await OwnedAsync("bridge_runner")).ShouldBe(0);
        (await Bridge.SqlRowsAsync<string>("SELECT proname::text FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner "
            + "WHERE r.rolname = 'bridge_inbox_writer' ORDER BY 1")).ShouldBe(["bridge_enqueue", "bridge_enqueue_row"]);
        (await Bridge.SqlRowsAsync<string>("SELECT table_name || ' ' || privilege_type FROM information_schema.role_table_grants "
            + "WHERE grantee = 'bridge_inbox_writer'")).ShouldBe(["bridge_inbox INSERT"]);
    }

    [Fact]
    public async Task Runner_CannotTakeAnythingBack()
    {
        await MigrateAsync();
        await Bridge.SqlAsync("INSERT INTO wallet_ledger (event_id, agent_id, kind, amount_utok) VALUES ('e', 'a', 'payout', 1)");
        await Bridge.SqlAsync("INSERT INTO credit_events (event_id, status, pool_utok) VALUES ('e', 'paid', 1)");
        await using var runner = await RunnerAsync();
        string[] refused =
        [
            "UPDATE wallet_ledger SET amount_utok = 2", "DELETE FROM wallet_ledger", "TRUNCATE wallet_ledger", "DROP TABLE wallet_ledger",
            "DELETE FROM credit_events", "TRUNCATE credit_events", "UPDATE credit_events SET pool_utok = 2",
            "DROP TRIGGER bridge_append_only ON wallet_ledger", "ALTER TABLE wallet_ledger DISABLE TRIGGER ALL",
            "DROP FUNCTION bridge_refuse_change() CASCADE", "SET session_replication_role = replica",
            "CREATE OR REPLACE FUNCTION bridge_refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
            "CREATE TRIGGER t BEFORE INSERT ON wallet_ledger FOR EACH ROW EXECUTE FUNCTION bridge_refuse_change()",
            "DELETE FROM artifacts", "DELETE FROM kg_edges", "UPDATE artifacts SET title = 'x'",
            "INSERT INTO demurrage_rules VALUES ('*', 1)",
            "CREATE TABLE mine (x int)", "SET ROLE bridge_migrator", "SET ROLE bridge_inbox_writer",
        ];

        foreach (var sql in refused)
            (await Should.ThrowAsync<PostgresException>(runner.SqlAsync(sql), sql)).SqlState.ShouldBe("42501", sql);

        // What it may do to a settled event is bounded by the guard.
        foreach (var sql in (string[])["UPDATE credit_events SET status = 'refused'", "UPDATE credit_events SET reason = 'mine'"])
            (await Should.ThrowAsync<PostgresException>(runner.SqlAsync(sql), sql)).SqlState.ShouldBe("23001", sql);
        (await Bridge.SqlValueAsync<long>("SELECT amount_utok FROM wallet_ledger")).ShouldBe(1);
    }

    [Fact]
    public async Task Runner_IsToldWhoMigrates_WhenMigrationsAreDue()
    {
        await MigrateAsync();
        await Bridge.SqlAsync("DELETE FROM bridge_migrations WHERE scriptname LIKE 'V0015%'");
        await using var runner = await RunnerAsync();

        var refusal = await Should.ThrowAsync<SchemaException>(runner.RunAsync(new MigrateRequest(), Cancellation));

        refusal.Message.ShouldBe("Migrations are due (V0015__instants.sql), and role \"bridge_runner\" may not apply them: run migrate as "
            + "\"bridge_migrator\", which owns the schema's tables.");
    }

    [Fact]
    public async Task Doctor_NamesWhatTheRunnerHasTooMuchOrTooLittle()
    {
        await MigrateAsync();
        await using var runner = await RunnerAsync();
        await using var migrator = await MigratorAsync();
        (await RightsAsync(runner)).ShouldBe(("ok", "role bridge_runner has what it needs, and no more on the books", null));
        (await RightsAsync(migrator)).State.ShouldBe("ok");

        await Bridge.SqlAsync("GRANT UPDATE ON wallet_ledger TO bridge_runner");
        (await RightsAsync(runner)).ShouldBe(("failed", "role bridge_runner could change the books",
            "public.wallet_ledger: role bridge_runner has UPDATE"));
        (await RightsAsync(migrator)).State.ShouldBe("failed");
        await Bridge.SqlAsync("REVOKE UPDATE ON wallet_ledger FROM bridge_runner; REVOKE INSERT ON kg_edges FROM bridge_runner");
        (await RightsAsync(runner)).ShouldBe(("failed", "role bridge_runner lacks rights on 1 tables or schemas",
            "GRANT INSERT ON TABLE public.kg_edges TO bridge_runner"));
    }

    private static async Task<(string State, string Found, string? Example)> RightsAsync(TestBridge bridge)
    {
        var rights = (await bridge.RunAsync(new DoctorRequest(), Cancellation)).Checks.Single(check => check.Name == "rights");
        return (rights.State, rights.Found, rights.Examples.Count > 0 ? rights.Examples[0] : null);
    }

    private async Task RunEveryJobAsync(TestBridge runner)
    {
        (await runner.RunAsync(new MigrateRequest(), Cancellation)).Postgres.HasChanges.ShouldBeFalse();
        await Bridge.AddVersionAsync("m1", "m", 1, quality: 1);
        await Bridge.AddVersionAsync("m2", "m", 2, quality: 0.3, parent: "m1");
        await Bridge.SqlAsync("UPDATE model_versions SET trained_by = 'tess'");
        await Bridge.SqlAsync("INSERT INTO artifacts (id, artifact_type) VALUES ('e1', 'kg_edge')");
        await Bridge.SqlAsync("INSERT INTO tool_calls (id, outputs) "
            + "VALUES ('r', jsonb_build_object('source_artifact_id', 'm1', 'source_version', 1))");
        await Bridge.SqlAsync("INSERT INTO kg_edges (id, source_id, relation, target_id) VALUES ('i1', 'x', 'NEAR', 'y')");
        var (nodes, edges) = (Path.Combine(Folder, "nodes.tsv"), Path.Combine(Folder, "edges.tsv"));
        await File.WriteAllTextAsync(nodes, "id\tkind\tname\na\tGene\tA\nb\tGene\tB\n");
        await File.WriteAllTextAsync(edges,
            "edge_id\tsource_id\trelation\ttarget_id\tconfidence\tsource_artifact_id\tsource_version\trun_id\n"
            + "e1\ta\tNEAR\tb\t0.9\tm1\t1\t\ne2\ta\tNEAR\tb\t0.8\t\t\tr\n");

        (await runner.RunAsync(new IngestRequest { NodeFiles = [nodes], EdgeFiles = [edges] }, Cancellation)).Edges.Created.ShouldBe(2);
        var rejects = Path.Combine(Folder, "rejects");
        (await runner.RunAsync(new ImportRequest { RejectsFile = rejects }, Cancellation)).Created.ShouldBe(1);
        (await runner.RunAsync(new BackfillRequest(), Cancellation)).Attributed.ShouldBe(1);
        await Bridge.PromoteAsync("p1", "m1", "m2");
        var pass = await runner.RunAsync(new RescoreRequest(), Cancellation);
        (pass.Edges, pass.Flagged).ShouldBe((2, 2));
        (await runner.RunAsync(new CreditRequest(), Cancellation)).Paid.ShouldHaveSingleItem();
        (await runner.RunAsync(new ReverseRequest("p1", "a mistake"), Cancellation)).Lines.ShouldNotBeEmpty();
        (await runner.Get<CreditExplainer>().ReadAsync("p1", Cancellation)).Status.ShouldBe("reversed");
        (await runner.RunAsync(new ReviewRequest("e1", ReviewDecision.Restore), Cancellation)).Confidence.ShouldBe(0.9);
        (await runner.RunAsync(new RevertRequest(pass.PassId!), Cancellation)).ShouldNotBeNull();
        (await runner.RunAsync(new SyncRequest(Full: true), Cancellation)).Inbound.Entries.ShouldBeGreaterThan(0);
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM kg_edges WHERE source_artifact_id = 'm1'")).ShouldBe(2);
        (await Bridge.SqlValueAsync<string>("SELECT source_artifact_id FROM artifacts WHERE id = 'e1'")).ShouldBe("m1");
    }

    private Task<long> OwnedAsync(string role) => Bridge.SqlValueAsync<long>("""
        SELECT (SELECT count(*) FROM pg_class WHERE relowner = r.oid) + (SELECT count(*) FROM pg_proc WHERE proowner = r.oid)
        FROM pg_roles r WHERE rolname = @role
        """, new { role });
}

/// <summary>An installation in which one role did everything comes under the roles.</summary>
public sealed class EarlierInstallationTests(ServersFixture servers) : RolesTest(servers)
{
    protected override async Task ArrangeAsync()
    {
        await Bridge.RunAsync(new MigrateRequest(), Cancellation);
        await Bridge.AddVersionAsync("m1", "m", 1);
    }

    [Fact]
    public async Task Migrate_GoesOnAsTheMigrator()
    {
        var report = await MigrateAsync();

        report.Postgres.Enqueued.ShouldBe(0);
        await Bridge.AddVersionAsync("m2", "m", 2);
        await using var runner = await RunnerAsync();
        (await runner.RunAsync(new SyncRequest(), Cancellation)).Inbound.Versions.ShouldBe(2);
        (await Bridge.SqlRowsAsync<string>("""
            SELECT DISTINCT pg_get_userbyid(relowner)::text FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'i', 'S')
            """)).ShouldBe(["bridge_migrator"]);
    }
}

/// <summary>The statements for Neo4j's editions that have roles.</summary>
public sealed class Neo4jRolesTests(ServersFixture servers) : BridgeTest(servers)
{
    [Fact]
    public async Task Statements_AreUnderstood_AlsoWhereThereAreNoRoles()
    {
        var lines = Repository.Read("deploy/roles/neo4j.cypher").Split('\n')
            .Where(line => !line.StartsWith("//", StringComparison.Ordinal));
        var statements = string.Join('\n', lines).Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var system = Bridge.Get<IOptions<GraphOptions>>().Value with { Database = "system" };
        await using var graph = Graph.Open(system, TimeProvider.System);

        statements.Length.ShouldBeGreaterThan(10);
        foreach (var statement in statements)
        {
            var refusal = await Should.ThrowAsync<GraphException>(
                graph.RunAutoCommitAsync(new CypherStatement(statement), Cancellation), statement);
            // Community reads them, and has no roles to give. A slip would be a syntax error.
            refusal.Code.ShouldBe("Neo.ClientError.Statement.UnsupportedAdministrationCommand", statement);
        }
    }
}
