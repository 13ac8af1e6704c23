using GraphSync.Migration;
using GraphSync.Postgres;
using GraphSync.Tests.Postgres;
using Npgsql;
using Support;

namespace GraphSync.Tests.Migration;

public sealed class MigratorTests(ServersFixture servers) : PostgresTest(servers)
{
    [Fact]
    public async Task RunAsync_MakesEveryContractColumn_WhenTheSchemaIsEmpty()
    {
        var report = await MigrateAsync();

        report.Scripts[0].ShouldBe("V0001__tables.sql");
        report.Columns.ShouldBeEmpty();
        var columns = await QueryAsync<string>(
            """
            SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || coalesce(column_default, '-') || ' ' || is_nullable
            FROM information_schema.columns WHERE table_schema = 'public'
            """);
        foreach (var table in ExpectedSchema.Tables)
            foreach (var column in table.Columns)
                columns.ShouldContain(c => c.StartsWith($"{table.Name}.{column.Name} {column.Type} ", StringComparison.Ordinal));
        columns.Count(c => ExpectedSchema.Tables.Any(t => c.StartsWith(t.Name + ".", StringComparison.Ordinal)))
            .ShouldBe(ExpectedSchema.Tables.Sum(t => t.Columns.Length));
    }

    [Fact]
    public async Task RunAsync_LeavesOnlyTheNamedColumnsWithoutNullOrDefault_WhenTheSchemaIsEmpty()
    {
        await MigrateAsync();

        var strict = await QueryAsync<string>(
            """
            SELECT table_name || '.' || column_name FROM information_schema.columns
            WHERE table_schema = 'public' AND is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO' ORDER BY 1
            """);
        strict.Where(c => ExpectedSchema.Tables.Any(t => c.StartsWith(t.Name + ".", StringComparison.Ordinal))).ShouldBe(
            [
                "artifacts.id", "credit_events.event_id", "datasets.id", "demurrage_rules.agent_id", "kg_edges.id",
                "model_versions.artifact_id", "model_versions.model_id", "model_versions.version_number",
                "wallet_ledger.agent_id", "wallet_ledger.event_id", "wallet_ledger.kind", "wallets.agent_id",
                "world_model_improvements.event_type", "world_model_improvements.id",
            ]);
        (await QueryAsync<string>("SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f'")).ShouldBe(["model_versions"]);
        (await ScalarAsync<long>("SELECT count(*) FROM bridge_installation")).ShouldBe(1);
        (await ScalarAsync<bool>(GraphSync.Postgres.Sql.Load("Migration/has-source-index.sql"))).ShouldBeTrue();
    }

    [Fact]
    public async Task RunAsync_ChangesNothing_WhenRunAgain()
    {
        await MigrateAsync();
        await ExecuteAsync("INSERT INTO artifacts (id, artifact_type) VALUES ('a', 'model')");
        const string Fingerprint =
            """
            SELECT md5(string_agg(x, ' ' ORDER BY x)) FROM (
              SELECT oid || ':' || xmin AS x FROM pg_class WHERE relnamespace = 'public'::regnamespace
              UNION ALL SELECT oid || ':' || xmin FROM pg_proc WHERE pronamespace = 'public'::regnamespace
              UNION ALL SELECT oid || ':' || xmin FROM pg_trigger
              UNION ALL SELECT 'inbox' || count(*) FROM bridge_inbox) AS s
            """;
        var before = await ScalarAsync<string>(Fingerprint);

        var report = await MigrateAsync();

        report.HasChanges.ShouldBeFalse();
        (await ScalarAsync<string>(Fingerprint)).ShouldBe(before);
    }

    [Fact]
    public async Task RunAsync_AddsMissingColumnsAndKeepsRows_WhenTablesExist()
    {
        await ExecuteAsync(
            """
            CREATE TABLE kg_edges (id text PRIMARY KEY, source_id varchar NOT NULL, relation text, target_id text,
                note text DEFAULT 'mine');
            INSERT INTO kg_edges VALUES ('e1', 's', 'R', 't');
            CREATE TABLE artifacts (id varchar PRIMARY KEY, artifact_type text, title text NOT NULL, quality_score numeric(4,3));
            INSERT INTO artifacts VALUES ('a1', 'model', 'A', 0.875);
            CREATE TABLE wallets (agent_id text PRIMARY KEY);
            INSERT INTO wallets VALUES ('tess');
            """);

        var report = await MigrateAsync();

        report.Columns.ShouldContain("kg_edges.rescored_at");
        report.Columns.ShouldContain("artifacts.source_artifact_id");
        (await ScalarAsync<string>("SELECT note || source_id || (created_at IS NULL) || provenance_unknown FROM kg_edges"))
            .ShouldBe("minestruefalse");
        (await ScalarAsync<long>("SELECT balance_utok + heat_utok FROM wallets")).ShouldBe(0);
        await ExecuteAsync("INSERT INTO kg_edges (id, source_id) VALUES ('e2', 's')");
        (await ScalarAsync<bool>("SELECT created_at IS NOT NULL FROM kg_edges WHERE id = 'e2'")).ShouldBeTrue();
        (await InboxAsync()).ShouldBe(["artifacts:a1"]);
        (await MigrateAsync()).HasChanges.ShouldBeFalse();
    }

    [Fact]
    public async Task RunAsync_WorksInTheCurrentSchemaAlone_WhenItsNameIsOdd()
    {
        await ExecuteAsync("CREATE SCHEMA \"My \"\"odd\"\" schema\"; CREATE TABLE public.kg_edges (id uuid)");
        await using var db = As(searchPath: "\"My \"\"odd\"\" schema\"");

        await MigrateAsync(db);
        await ExecuteAsync("INSERT INTO artifacts (id, artifact_type) VALUES ('a', 'model')", db);

        (await ScalarAsync<long>("SELECT count(*) FROM \"My \"\"odd\"\" schema\".bridge_inbox")).ShouldBe(1);
        (await ScalarAsync<bool>("SELECT to_regclass('public.bridge_migrations') IS NULL")).ShouldBeTrue();
        (await MigrateAsync(db)).HasChanges.ShouldBeFalse();
    }

    [Fact]
    public async Task RunAsync_MigratesOnce_WhenSeveralRunAtOnce()
    {
        var reports = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => MigrateAsync()));

        reports.Count(r => r.HasChanges).ShouldBe(1);
    }

    [Fact]
    public async Task RunAsync_NamesTheRemedy_WhenNoSchemaIsCurrent()
    {
        await using var db = As(searchPath: "nowhere");

        (await Should.ThrowAsync<PostgresUnavailableException>(MigrateAsync(db))).Message.ShouldContain("CREATE SCHEMA");
    }

    [Theory]
    [InlineData("UPDATE wallet_ledger SET amount_utok = 2")]
    [InlineData("DELETE FROM wallet_ledger")]
    [InlineData("TRUNCATE wallet_ledger")]
    public async Task WalletLedger_RefusesChange_WhenItIsNotAnInsert(string change)
    {
        await MigrateAsync();
        await ExecuteAsync("INSERT INTO wallet_ledger (event_id, agent_id, kind, amount_utok) VALUES ('e', 'a', 'payout', 1)");

        var refusal = await Should.ThrowAsync<PostgresException>(ExecuteAsync(change));

        refusal.Message.ShouldContain("append-only");
        refusal.Hint!.ShouldContain("credit reverse");
        (await ScalarAsync<long>("SELECT sum(amount_utok)::bigint FROM wallet_ledger")).ShouldBe(1);
    }
}
