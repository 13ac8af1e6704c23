using Dapper;
using GraphSync.Inbound;
using GraphSync.Postgres;
using GraphSync.Tests.Postgres;
using Npgsql;
using Support;

namespace GraphSync.Tests.Inbound;

public sealed class InboxTests(ServersFixture servers) : PostgresTest(servers)
{
    [Fact]
    public async Task Triggers_EnqueueWhatTheGraphNeedsAndNothingElse_WhenRowsAreWritten()
    {
        await MigrateAsync();

        await ExecuteAsync(
            """
            INSERT INTO artifacts (id, artifact_type) VALUES ('m1', 'model'), ('k1', 'kg_edge'), ('n1', NULL);
            INSERT INTO model_versions (artifact_id, model_id, version_number) VALUES ('m1', 'm', 1);
            INSERT INTO datasets (id) VALUES ('d1');
            INSERT INTO world_model_improvements (id, event_type) VALUES
                ('w1', 'model_version_promoted'), ('w2', 'edge_economic_event'), ('w3', 'model_rescore');
            INSERT INTO kg_edges (id) VALUES ('e1');
            """);

        (await InboxAsync()).ShouldBe([
            "artifacts:m1", "artifacts:n1", "datasets:d1", "model_versions:m1",
            "world_model_improvements:w1", "world_model_improvements:w2"]);
    }

    [Theory]
    [InlineData("UPDATE artifacts SET title = 'x' WHERE id = 'm1'", "artifacts:m1")]
    [InlineData("UPDATE artifacts SET title = 'x' WHERE id = 'k1'", "")]
    [InlineData("UPDATE artifacts SET artifact_type = 'model' WHERE id = 'k1'", "artifacts:k1")]
    [InlineData("UPDATE artifacts SET artifact_type = 'kg_edge' WHERE id = 'm1'", "artifacts:m1")]
    [InlineData("UPDATE artifacts SET id = 'm9' WHERE id = 'm1'", "artifacts:m1 artifacts:m9")]
    [InlineData("UPDATE world_model_improvements SET event_type = 'model_version_promoted'", "world_model_improvements:w3")]
    [InlineData("INSERT INTO artifacts (id, artifact_type) VALUES ('m1', 'x') ON CONFLICT (id) DO UPDATE SET artifact_type = 'y'",
        "artifacts:m1")]
    [InlineData("DELETE FROM artifacts", "")]
    [InlineData("TRUNCATE artifacts CASCADE", "")]
    public async Task Triggers_FollowTheRow_WhenItChanges(string change, string expected)
    {
        await MigrateAsync();
        await ExecuteAsync(
            """
            INSERT INTO artifacts (id, artifact_type) VALUES ('m1', 'model'), ('k1', 'kg_edge');
            INSERT INTO world_model_improvements (id, event_type) VALUES ('w3', 'model_rescore');
            DELETE FROM bridge_inbox;
            """);

        await ExecuteAsync(change);

        string.Join(' ', await InboxAsync()).ShouldBe(expected);
    }

    [Fact]
    public async Task Triggers_LoseNothing_WhenTransactionsCommitOutOfOrder()
    {
        await MigrateAsync();
        await using var early = await Db.OpenConnectionAsync(Cancel);
        await using var transaction = await early.BeginTransactionAsync(Cancel);
        await early.ExecuteAsync("INSERT INTO datasets (id) VALUES ('early')");
        await ExecuteAsync("INSERT INTO datasets (id) VALUES ('late')");

        // A reader takes and removes what it sees; then the transaction that began first commits, with a smaller number.
        (await InboxAsync()).ShouldBe(["datasets:late"]);
        await ExecuteAsync("DELETE FROM bridge_inbox WHERE id = ANY (SELECT id FROM bridge_inbox)");
        await transaction.CommitAsync(Cancel);

        (await InboxAsync()).ShouldBe(["datasets:early"]);
    }

    [Fact]
    public async Task Triggers_Enqueue_WhenTheWriterMayNotTouchTheInbox()
    {
        await MigrateAsync();
        var role = await RoleAsync();
        await ExecuteAsync($"GRANT SELECT, INSERT, UPDATE ON artifacts TO {role}");
        await using var user = As(role);

        await ExecuteAsync("INSERT INTO artifacts (id, artifact_type) VALUES ('a', 'model')", user);

        (await InboxAsync()).ShouldBe(["artifacts:a"]);
        var refusal = await Should.ThrowAsync<PostgresException>(
            ExecuteAsync("INSERT INTO bridge_inbox (source_table, row_id) VALUES ('artifacts', 'x')", user));
        refusal.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task Triggers_UseTheirOwnTables_WhenTheWriterShadowsThem()
    {
        await MigrateAsync();
        var role = await RoleAsync();
        await ExecuteAsync($"GRANT SELECT, INSERT ON artifacts TO {role}; CREATE SCHEMA evil AUTHORIZATION {role}");
        await using var user = As(role);

        // A table in front of the search path, one in pg_temp, and an operator that would run with the definer's rights.
        await ExecuteAsync(
            """
            CREATE TABLE evil.bridge_inbox (source_table text, row_id text);
            CREATE TEMP TABLE bridge_inbox (source_table text, row_id text);
            CREATE FUNCTION evil.same(text, text) RETURNS boolean LANGUAGE plpgsql
                AS $$ BEGIN RAISE EXCEPTION 'hijacked by %', current_user; END $$;
            CREATE OPERATOR evil.= (LEFTARG = text, RIGHTARG = text, FUNCTION = evil.same);
            SET search_path = evil, pg_temp, public, pg_catalog;
            INSERT INTO public.artifacts (id, artifact_type) VALUES ('a', 'model');
            """, user);

        (await InboxAsync()).ShouldBe(["artifacts:a"]);
        (await ScalarAsync<long>("SELECT count(*) FROM evil.bridge_inbox")).ShouldBe(0);
    }

    [Fact]
    public async Task Functions_CannotBeAttachedElsewhere_WhenTheRoleIsNotOurs()
    {
        await MigrateAsync();
        var role = await RoleAsync();
        await ExecuteAsync($"CREATE SCHEMA evil AUTHORIZATION {role}");
        await using var user = As(role);

        var refusal = await Should.ThrowAsync<PostgresException>(ExecuteAsync(
            """
            CREATE TABLE evil.t (id text);
            CREATE TRIGGER t AFTER INSERT ON evil.t REFERENCING NEW TABLE AS new_rows
                FOR EACH STATEMENT EXECUTE FUNCTION public.bridge_enqueue('datasets')
            """, user));

        refusal.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task RunAsync_TakesEverything_WhenRowsWereThereBefore()
    {
        await ExecuteAsync(
            """
            CREATE TABLE datasets (id text PRIMARY KEY);
            INSERT INTO datasets SELECT 'd' || n FROM generate_series(1, 3) AS n;
            """);

        var report = await MigrateAsync();

        report.Enqueued.ShouldBe(3);
        (await InboxAsync()).ShouldBe(["datasets:d1", "datasets:d2", "datasets:d3"]);
    }

    [Theory]
    [InlineData("DROP TRIGGER bridge_inbox_insert ON datasets")]
    [InlineData("ALTER TABLE datasets DISABLE TRIGGER bridge_inbox_insert")]
    [InlineData("DROP TABLE datasets; CREATE TABLE datasets (id text PRIMARY KEY)")]
    public async Task RunAsync_MendsTheTriggersAndTakesTheTableAgain_WhenTheyWereTamperedWith(string tampering)
    {
        await MigrateAsync();
        await ExecuteAsync(tampering);
        await ExecuteAsync("INSERT INTO datasets (id) VALUES ('missed')");
        (await InboxAsync()).ShouldBeEmpty();

        (await MigrateAsync()).Enqueued.ShouldBe(1);
        await ExecuteAsync("INSERT INTO datasets (id) VALUES ('seen')");

        (await InboxAsync()).ShouldBe(["datasets:missed", "datasets:seen"]);
    }

    [Fact]
    public async Task RunAsync_MendsTheFunction_WhenItWasTamperedWith()
    {
        await MigrateAsync();
        await ExecuteAsync("ALTER FUNCTION bridge_enqueue() RESET ALL");

        (await MigrateAsync()).SchemaObjects.ShouldBe(["bridge_enqueue()"]);
    }

    [Fact]
    public async Task InboxRefill_Heals_WhenTriggersWerePassedBy()
    {
        await MigrateAsync();
        await ExecuteAsync(
            """
            INSERT INTO artifacts (id, artifact_type) VALUES ('old', 'model');
            DELETE FROM bridge_inbox;
            TRUNCATE artifacts CASCADE;
            SET session_replication_role = replica;
            INSERT INTO artifacts (id, artifact_type) VALUES ('a', 'model'), ('k', 'kg_edge');
            INSERT INTO model_versions (artifact_id, model_id, version_number) VALUES ('a', 'm', 1);
            INSERT INTO datasets (id) VALUES ('d');
            INSERT INTO world_model_improvements (id, event_type) VALUES ('w', 'model_version_promoted'), ('r', 'model_rescore');
            """);
        (await InboxAsync()).ShouldBeEmpty();

        await using var connection = await Db.OpenConnectionAsync(Cancel);
        (await InboxRefill.RunAsync(connection, InboxRefill.Tables, Cancel)).ShouldBe(4);

        (await InboxAsync()).ShouldBe(["artifacts:a", "datasets:d", "model_versions:a", "world_model_improvements:w"]);
    }

    [Fact]
    public async Task Triggers_SeeWhatIsWrittenToAPartition_WhenTheTableIsPartitioned()
    {
        await ExecuteAsync(
            """
            CREATE TABLE artifacts (id text PRIMARY KEY, artifact_type text) PARTITION BY HASH (id);
            CREATE TABLE artifacts_0 PARTITION OF artifacts FOR VALUES WITH (MODULUS 1, REMAINDER 0);
            INSERT INTO artifacts VALUES ('old', 'model');
            """);
        await MigrateAsync();
        await ExecuteAsync(
            """
            INSERT INTO artifacts_0 (id, artifact_type) VALUES ('direct', 'model'), ('k', 'kg_edge'), ('l', 'kg_edge');
            INSERT INTO artifacts (id, artifact_type) VALUES ('parent', 'model');
            UPDATE artifacts SET title = 'x' WHERE id = 'k';
            UPDATE artifacts SET artifact_type = 'model' WHERE id = 'l';
            """);

        (await InboxAsync()).ShouldBe(["artifacts:direct", "artifacts:l", "artifacts:old", "artifacts:parent"]);
        (await MigrateAsync()).HasChanges.ShouldBeFalse();
    }
}
