using GraphSync.Migration;
using GraphSync.Tests.Postgres;
using Support;

namespace GraphSync.Tests.Migration;

public sealed class SchemaCheckTests(ServersFixture servers) : PostgresTest(servers)
{
    /// <summary>A table that cannot serve, and exactly the statements that make it serve.</summary>
    public static TheoryData<string, string[]> Hostile => new()
    {
        // Types of ids.
        { "CREATE TABLE datasets (id uuid PRIMARY KEY DEFAULT gen_random_uuid()); INSERT INTO datasets DEFAULT VALUES",
            [Alter("datasets", "id", "TYPE text USING \"id\"::text")] },
        { "CREATE TABLE datasets (id varchar(36) PRIMARY KEY); INSERT INTO datasets VALUES ('d')",
            [Alter("datasets", "id", "TYPE text USING \"id\"::text")] },
        { "CREATE TABLE datasets (id serial PRIMARY KEY); INSERT INTO datasets DEFAULT VALUES",
            [Alter("datasets", "id", "TYPE text USING \"id\"::text")] },
        { "CREATE TABLE datasets (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY); INSERT INTO datasets DEFAULT VALUES",
            [
                Alter("datasets", "id", "DROP IDENTITY"),
                Alter("datasets", "id", "TYPE text USING \"id\"::text"),
                Alter("datasets", "id", "SET DEFAULT gen_random_uuid()::text"),
            ] },
        { "CREATE DOMAIN code AS varchar(8); CREATE TABLE datasets (id code PRIMARY KEY); INSERT INTO datasets VALUES ('d')",
            [Alter("datasets", "id", "TYPE text USING \"id\"::text")] },

        // Other types.
        { "CREATE TABLE kg_edges (id text PRIMARY KEY, confidence numeric(4,3) DEFAULT 0.5); INSERT INTO kg_edges VALUES ('e', 0.125)",
            [Alter("kg_edges", "confidence", "TYPE double precision USING \"confidence\"::double precision")] },
        { "CREATE TABLE kg_edges (id text PRIMARY KEY, confidence real); INSERT INTO kg_edges VALUES ('e', 0.125)",
            [Alter("kg_edges", "confidence", "TYPE double precision USING \"confidence\"::double precision")] },
        { """
          CREATE TABLE kg_edges (id text PRIMARY KEY, created_at timestamp DEFAULT now());
          INSERT INTO kg_edges VALUES ('e', '2026-01-02')
          """,
            [Alter("kg_edges", "created_at", "TYPE timestamp with time zone USING \"created_at\"::timestamp AT TIME ZONE 'UTC'")] },
        { "CREATE TABLE kg_edges (id text PRIMARY KEY, inference_input json DEFAULT '{}'); INSERT INTO kg_edges VALUES ('e', '[1]')",
            [Alter("kg_edges", "inference_input", "TYPE jsonb USING \"inference_input\"::jsonb")] },
        { "CREATE TABLE kg_edges (id text PRIMARY KEY, senate_review_flag int NOT NULL DEFAULT 0); INSERT INTO kg_edges VALUES ('e', 1)",
            [
                Alter("kg_edges", "senate_review_flag", "DROP DEFAULT"),
                Alter("kg_edges", "senate_review_flag", "TYPE boolean USING \"senate_review_flag\" <> 0"),
                Alter("kg_edges", "senate_review_flag", "SET DEFAULT false"),
            ] },
        { """
          CREATE TYPE kind AS ENUM ('model', 'kg_edge');
          CREATE TABLE artifacts (id text PRIMARY KEY, artifact_type kind DEFAULT 'model');
          INSERT INTO artifacts VALUES ('a')
          """,
            [Alter("artifacts", "artifact_type", "TYPE text USING \"artifact_type\"::text")] },

        // Keys.
        { "CREATE TABLE datasets (id text); INSERT INTO datasets VALUES ('d')",
            ["ALTER TABLE \"public\".\"datasets\" ADD PRIMARY KEY (\"id\")"] },
        { "CREATE TABLE datasets (id text, n int PRIMARY KEY); INSERT INTO datasets VALUES ('d', 1)",
            ["ALTER TABLE \"public\".\"datasets\" ADD UNIQUE (\"id\")"] },
        { "CREATE TABLE datasets (id text UNIQUE DEFERRABLE); INSERT INTO datasets VALUES ('d')",
            ["ALTER TABLE \"public\".\"datasets\" ADD PRIMARY KEY (\"id\")"] },
        { "CREATE TABLE datasets (title text); INSERT INTO datasets VALUES ('a'), ('b')",
            [
                "ALTER TABLE \"public\".\"datasets\" ADD COLUMN \"id\" text DEFAULT gen_random_uuid()::text",
                "ALTER TABLE \"public\".\"datasets\" ADD PRIMARY KEY (\"id\")",
            ] },
        { "CREATE TABLE wallet_ledger (id text PRIMARY KEY, event_id text, agent_id text); INSERT INTO wallet_ledger VALUES ('l')",
            [
                "ALTER TABLE \"public\".\"wallet_ledger\" ADD COLUMN \"kind\" text",
                "ALTER TABLE \"public\".\"wallet_ledger\" ADD UNIQUE (\"event_id\", \"agent_id\", \"kind\")",
                Alter("wallet_ledger", "id", "SET DEFAULT gen_random_uuid()::text"),
            ] },

        // NOT NULL.
        { "CREATE TABLE kg_edges (id text PRIMARY KEY, source_artifact_id text NOT NULL); INSERT INTO kg_edges VALUES ('e', 'm')",
            [Alter("kg_edges", "source_artifact_id", "DROP NOT NULL")] },
        { "CREATE TABLE kg_edges (id text PRIMARY KEY, created_at timestamptz NOT NULL); INSERT INTO kg_edges VALUES ('e', now())",
            [Alter("kg_edges", "created_at", "SET DEFAULT now()")] },
        { """
          CREATE TABLE kg_edges (id text PRIMARY KEY, weight int NOT NULL, "Odd ""name" text NOT NULL);
          INSERT INTO kg_edges VALUES ('e', 1, 'x')
          """,
            [
                Alter("kg_edges", "weight", "DROP NOT NULL"),
                "ALTER TABLE \"public\".\"kg_edges\" ALTER COLUMN \"Odd \"\"name\" DROP NOT NULL",
            ] },
        { "CREATE TABLE kg_edges (id text UNIQUE, row_number bigint PRIMARY KEY); INSERT INTO kg_edges VALUES ('e', 7)",
            [
                Alter("kg_edges", "row_number", "ADD GENERATED BY DEFAULT AS IDENTITY"),
                "SELECT setval(pg_get_serial_sequence('\"public\".\"kg_edges\"', 'row_number'), "
                    + "coalesce(max(\"row_number\"), 0) + 1, false) FROM \"public\".\"kg_edges\"",
            ] },

        // Foreign keys hold both ends together.
        { """
          CREATE TABLE artifacts (id uuid PRIMARY KEY DEFAULT gen_random_uuid());
          CREATE TABLE comments (artifact uuid CONSTRAINT about REFERENCES artifacts ON DELETE CASCADE);
          INSERT INTO artifacts DEFAULT VALUES; INSERT INTO comments SELECT id FROM artifacts
          """,
            [
                "ALTER TABLE comments DROP CONSTRAINT about",
                Alter("artifacts", "id", "TYPE text USING \"id\"::text"),
                "ALTER TABLE comments ALTER COLUMN \"artifact\" TYPE text USING \"artifact\"::text",
                "ALTER TABLE comments ADD CONSTRAINT about FOREIGN KEY (artifact) REFERENCES artifacts(id) ON DELETE CASCADE",
            ] },

        { """
          CREATE TABLE artifacts (id text PRIMARY KEY);
          CREATE TABLE model_versions (artifact_id varchar(40) PRIMARY KEY CONSTRAINT real REFERENCES artifacts,
            model_id text, version_number int, UNIQUE (model_id, version_number));
          INSERT INTO artifacts VALUES ('a'); INSERT INTO model_versions VALUES ('a', 'm', 1)
          """,
            [
                "ALTER TABLE model_versions DROP CONSTRAINT \"real\"",
                Alter("model_versions", "artifact_id", "TYPE text USING \"artifact_id\"::text"),
                "ALTER TABLE model_versions ADD CONSTRAINT \"real\" FOREIGN KEY (artifact_id) REFERENCES artifacts(id)",
            ] },

        // What is no table, or not ours.
        { "CREATE TABLE old (id text); INSERT INTO old VALUES ('d'); CREATE VIEW datasets AS SELECT id FROM old",
            ["ALTER VIEW \"public\".\"datasets\" RENAME TO \"datasets_before_bridge\""] },
        { "CREATE TABLE datasets (id text, day date) PARTITION BY RANGE (day)",
            ["ALTER TABLE \"public\".\"datasets\" RENAME TO \"datasets_before_bridge\""] },
        { "CREATE TABLE schedule_runs (id int); INSERT INTO schedule_runs VALUES (1)",
            ["ALTER TABLE \"public\".\"schedule_runs\" RENAME TO \"schedule_runs_before_bridge\""] },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task RunAsync_NamesTheStatementsAndChangesNothing_WhenATableCannotServe(string tables, string[] statements)
    {
        await ExecuteAsync(tables);
        var before = await TablesAsync();
        var rows = await CountRowsAsync(before);

        var refusal = await Should.ThrowAsync<SchemaMismatchException>(MigrateAsync());

        refusal.Statements.ShouldBe(statements);
        (await TablesAsync()).ShouldBe(before);

        await ExecuteAsync(PastedFrom(refusal));
        await MigrateAsync();
        (await CountRowsAsync(before)).ShouldBe(rows);
        (await MigrateAsync()).HasChanges.ShouldBeFalse();
    }

    [Fact]
    public async Task RunAsync_TakesTheBridgesRows_WhenItsStatementsWereRun()
    {
        await ExecuteAsync(
            """
            CREATE TABLE kg_edges (uid uuid PRIMARY KEY, id varchar(40) UNIQUE, confidence real NOT NULL, weight int NOT NULL,
                created_at timestamp NOT NULL);
            CREATE TABLE wallet_ledger (id uuid PRIMARY KEY, event_id uuid, agent_id uuid, kind char(10));
            CREATE TABLE tool_calls (id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, tool_name text NOT NULL,
                started_at timestamp NOT NULL);
            CREATE TABLE wallets (agent_id uuid PRIMARY KEY, balance_utok int NOT NULL, owner_name text NOT NULL);
            CREATE TABLE credit_events (event_id int PRIMARY KEY, flows json NOT NULL, processed_at timestamp NOT NULL);
            CREATE TABLE world_model_improvements (id uuid PRIMARY KEY, event_type varchar(50) NOT NULL,
                detected_at timestamp NOT NULL, source text NOT NULL);
            """);

        await ExecuteAsync(PastedFrom(await Should.ThrowAsync<SchemaMismatchException>(MigrateAsync())));
        await MigrateAsync();

        await ExecuteAsync(
            """
            INSERT INTO kg_edges (id, source_id, relation, target_id) VALUES ('e', 's', 'R', 't');
            INSERT INTO kg_edges (id, confidence) VALUES ('e', 0.1) ON CONFLICT (id) DO UPDATE SET confidence = EXCLUDED.confidence;
            INSERT INTO wallet_ledger (event_id, agent_id, kind) VALUES ('ev', 'a', 'payout')
                ON CONFLICT (event_id, agent_id, kind) DO NOTHING;
            INSERT INTO tool_calls (tool_name) VALUES ('rescore');
            INSERT INTO wallets (agent_id) VALUES ('treasury') ON CONFLICT (agent_id) DO NOTHING;
            INSERT INTO credit_events (event_id, status) VALUES ('ev', 'paid');
            INSERT INTO world_model_improvements (id, event_type) VALUES ('w', 'model_rescore');
            """);
    }

    [Fact]
    public async Task RunAsync_KeepsTheModelsForeignKey_WhenBothIdsWereUuids()
    {
        await ExecuteAsync(
            """
            CREATE TABLE artifacts (id uuid PRIMARY KEY DEFAULT gen_random_uuid());
            CREATE TABLE model_versions (artifact_id uuid PRIMARY KEY REFERENCES artifacts, model_id text NOT NULL,
                version_number int NOT NULL, parent_version_id uuid REFERENCES model_versions, UNIQUE (model_id, version_number));
            INSERT INTO artifacts DEFAULT VALUES;
            INSERT INTO model_versions SELECT id, 'm', 1, id FROM artifacts;
            """);

        await ExecuteAsync(PastedFrom(await Should.ThrowAsync<SchemaMismatchException>(MigrateAsync())));
        await MigrateAsync();

        (await ScalarAsync<long>("SELECT count(*) FROM model_versions m JOIN artifacts a ON a.id = m.parent_version_id")).ShouldBe(1);
        (await ScalarAsync<long>("SELECT count(*) FROM pg_constraint WHERE contype = 'f'")).ShouldBe(2);
    }

    [Fact]
    public async Task RunAsync_Passes_WhenNotNullColumnsHaveDefaultsOrAreOnlyRead() => await Should.NotThrowAsync(async () =>
    {
        await ExecuteAsync(
            """
            CREATE TABLE artifacts (id varchar PRIMARY KEY, title text NOT NULL, tenant text NOT NULL, created_at timestamptz NOT NULL);
            CREATE TABLE kg_edges (id text PRIMARY KEY, relation varchar NOT NULL, provenance_unknown boolean NOT NULL DEFAULT false,
                created_at timestamptz NOT NULL DEFAULT now(), tenant text NOT NULL DEFAULT 't', n bigint GENERATED ALWAYS AS IDENTITY);
            """);
        await MigrateAsync();
    });

    private static string Alter(string table, string column, string action) =>
        $"ALTER TABLE \"public\".\"{table}\" ALTER COLUMN \"{column}\" {action}";

    /// <summary>The message as a user would paste it, comments and all.</summary>
    private static string PastedFrom(SchemaException refusal) =>
        refusal.Message[(refusal.Message.IndexOf('\n', StringComparison.Ordinal) + 1)..];

    private Task<List<string>> TablesAsync() => QueryAsync<string>(
        "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v') ORDER BY 1");

    /// <summary>Rows in the tables, also where they were renamed since.</summary>
    private async Task<List<long>> CountRowsAsync(List<string> tables)
    {
        List<long> rows = [];
        foreach (var table in tables)
        {
            var renamed = await ScalarAsync<bool>($"SELECT to_regclass('{table}_before_bridge') IS NOT NULL");
            rows.Add(await ScalarAsync<long>($"SELECT count(*) FROM {table}{(renamed ? "_before_bridge" : "")}"));
        }
        return rows;
    }
}
