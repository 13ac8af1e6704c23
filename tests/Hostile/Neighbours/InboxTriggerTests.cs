using GraphSync.Migration;
using Npgsql;
using Support;

namespace Hostile.Neighbours;

/// <summary>Whoever owns a watched table has nothing of theirs run with the bridge's rights.</summary>
public sealed class InboxTriggerTests(ServersFixture servers) : BridgeTest(servers)
{
    // Writes down as whom it runs.
    private const string Spy = """
        CREATE SCHEMA mall;
        CREATE TABLE mall.seen (who text);
        GRANT USAGE ON SCHEMA mall TO PUBLIC;
        GRANT ALL ON mall.seen TO PUBLIC;
        CREATE FUNCTION mall.spy(x anyelement) RETURNS boolean LANGUAGE plpgsql AS
            $f$ BEGIN INSERT INTO mall.seen VALUES (current_user); RETURN true; END $f$;
        CREATE TYPE public.kind AS ENUM ('dataset', 'model', 'kg_edge', 'model_version_promoted', 'a1');
        CREATE FUNCTION mall.say(k public.kind) RETURNS text LANGUAGE plpgsql AS
            $f$ BEGIN PERFORM mall.spy(1); RETURN format('%s', k); END $f$;
        CREATE FUNCTION mall.same(a varchar, b varchar) RETURNS boolean LANGUAGE plpgsql AS
            $f$ BEGIN PERFORM mall.spy(1); RETURN format('%s', a) = format('%s', b); END $f$;
        CREATE FUNCTION mall.alike(a text, b text) RETURNS boolean LANGUAGE plpgsql AS
            $f$ BEGIN PERFORM mall.spy(1); RETURN false; END $f$;
        """;

    [Theory]
    [InlineData("a cast of the owner's", "datasets", """
        CREATE CAST (public.kind AS text) WITH FUNCTION mall.say(public.kind) AS IMPLICIT;
        ALTER TABLE datasets ALTER id TYPE public.kind USING id::public.kind
        """, "INSERT INTO datasets (id) VALUES ('a1')", 1)]
    [InlineData("a cast of the owner's on the kind of row", "artifacts", """
        CREATE CAST (public.kind AS text) WITH FUNCTION mall.say(public.kind) AS IMPLICIT;
        ALTER TABLE artifacts ALTER artifact_type TYPE public.kind USING artifact_type::public.kind
        """, "INSERT INTO artifacts (id, artifact_type) VALUES ('a1', 'model')", 1)]
    [InlineData("a cast of the owner's on the kind of event", "world_model_improvements", """
        CREATE CAST (public.kind AS text) WITH FUNCTION mall.say(public.kind) AS IMPLICIT;
        ALTER TABLE world_model_improvements ALTER event_type TYPE public.kind USING event_type::public.kind
        """, "INSERT INTO world_model_improvements (id, event_type) VALUES ('a1', 'model_version_promoted')", 1)]
    [InlineData("an operator of the owner's", "artifacts", """
        CREATE OPERATOR public.= (FUNCTION = mall.same, LEFTARG = varchar, RIGHTARG = varchar);
        CREATE OPERATOR public.<> (FUNCTION = mall.same, LEFTARG = varchar, RIGHTARG = varchar);
        CREATE OPERATOR public.= (FUNCTION = mall.alike, LEFTARG = text, RIGHTARG = text);
        ALTER TABLE artifacts ALTER artifact_type TYPE varchar
        """, "INSERT INTO artifacts (id, artifact_type) VALUES ('a1', 'model')", 1)]
    [InlineData("a domain with a condition of the owner's", "datasets", """
        CREATE DOMAIN public.checked AS text CHECK (mall.spy(VALUE));
        ALTER TABLE datasets ALTER id TYPE public.checked
        """, "INSERT INTO datasets (id) VALUES ('a1')", 1)]
    [InlineData("a composite of such domains", "datasets", """
        CREATE DOMAIN public.checked AS text CHECK (mall.spy(VALUE));
        CREATE TYPE public.pair AS (a public.checked, b public.kind);
        ALTER TABLE datasets ALTER id DROP DEFAULT, ALTER id TYPE public.pair USING row(id, 'a1')::public.pair
        """, "INSERT INTO datasets (id) VALUES (row('a1', 'a1')::public.pair)", 1)]
    [InlineData("a column of the owner's under the id's name", "datasets", """
        ALTER TABLE datasets RENAME id TO old_id;
        ALTER TABLE datasets ADD id public.kind DEFAULT 'a1';
        CREATE CAST (public.kind AS text) WITH FUNCTION mall.say(public.kind) AS IMPLICIT
        """, "INSERT INTO datasets (old_id) VALUES ('x')", 1)]
    [InlineData("functions that are called like the server's", "artifacts", """
        CREATE FUNCTION public.format(f text, x text) RETURNS text LANGUAGE sql AS 'SELECT mall.spy(1)::text';
        CREATE FUNCTION public.format(f text, x varchar) RETURNS text LANGUAGE sql AS 'SELECT mall.spy(1)::text'
        """, "INSERT INTO artifacts (id, artifact_type) VALUES ('a1', 'model')", 1)]
    [InlineData("an edge's artifact", "artifacts", "SELECT 1", "INSERT INTO artifacts (id, artifact_type) VALUES ('a1', 'kg_edge')", 0)]
    public async Task Trigger_RunsNothingOfTheOwners(string attack, string table, string arrange, string write, long enqueued)
    {
        await Bridge.SqlAsync(Spy);
        await Bridge.SqlAsync(arrange);
        await Bridge.SqlAsync("DELETE FROM mall.seen; DELETE FROM bridge_inbox");
        var innocent = await RoleAsync(table);

        await using (var other = As(innocent)) await ExecuteAsync(other, write);

        (await Bridge.SqlRowsAsync<string>("SELECT DISTINCT who FROM mall.seen")).ShouldBeSubsetOf([innocent], attack);
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM bridge_inbox")).ShouldBe(enqueued, attack);
    }

    [Fact]
    public async Task Trigger_RunsNothingOfTheOwners_WhenTheTableIsPartitioned()
    {
        await Bridge.SqlAsync(Spy);
        await Bridge.SqlAsync("""
            DROP TABLE datasets;
            CREATE TABLE datasets (id text PRIMARY KEY, title text, created_by text) PARTITION BY HASH (id);
            CREATE TABLE datasets_0 PARTITION OF datasets FOR VALUES WITH (MODULUS 1, REMAINDER 0);
            """);
        await Bridge.RunAsync(new MigrateRequest(), Cancellation);
        await Bridge.SqlAsync("""
            CREATE FUNCTION public.format(f text, x text) RETURNS text LANGUAGE sql AS 'SELECT mall.spy(1)::text';
            CREATE OPERATOR public.= (FUNCTION = mall.alike, LEFTARG = text, RIGHTARG = text);
            """);
        var innocent = await RoleAsync("datasets_0");

        await using (var other = As(innocent)) await ExecuteAsync(other, "INSERT INTO datasets_0 (id) VALUES ('a1')");

        (await Bridge.SqlRowsAsync<string>("SELECT who FROM mall.seen")).ShouldBeEmpty();
        (await Bridge.SqlRowsAsync<string>("SELECT row_id FROM bridge_inbox")).ShouldBe(["a1"]);
    }

    [Fact]
    public async Task Functions_AreNobodysToCall()
    {
        var owner = await RoleAsync([]);
        // As earlier versions did for owners.
        await Bridge.SqlAsync($"GRANT EXECUTE ON FUNCTION bridge_enqueue(), bridge_enqueue_row() TO {owner}, PUBLIC");

        (await Bridge.RunAsync(new MigrateRequest(), Cancellation)).Postgres.SchemaObjects
            .ShouldBe(["bridge_enqueue()", "bridge_enqueue_row()"]);

        (await Bridge.SqlRowsAsync<string>($"SELECT proname FROM pg_proc WHERE proname LIKE 'bridge_enq%' AND "
            + $"has_function_privilege('{owner}', oid, 'EXECUTE')")).ShouldBeEmpty();
        await Bridge.SqlAsync($"CREATE SCHEMA own AUTHORIZATION {owner}");
        await using var db = As(owner);
        await ExecuteAsync(db, "CREATE TABLE own.datasets (id text)");
        (await Should.ThrowAsync<PostgresException>(ExecuteAsync(db, "CREATE TRIGGER t AFTER INSERT ON own.datasets FOR EACH ROW "
            + "EXECUTE FUNCTION public.bridge_enqueue_row('datasets')"))).SqlState.ShouldBe("42501");
    }

    [Fact]
    public async Task Functions_RunAsTheMigratingRole_AndItSaysSo_WhenThereCanBeNoOther()
    {
        var database = await Servers.CreateDatabaseAsync();
        await using (var empty = await TestBridge.OpenAsync(Servers, database))
        {
            var plain = await RoleAsync([]);
            await empty.SqlAsync($"GRANT CREATE ON SCHEMA public TO {plain}");
            var login = Login(database, plain);

            var migrated = await BridgeProcess.RunAsync(["migrate"], Variables(("ConnectionStrings__Postgres", login)), Folder,
                cancellation: Cancellation);

            (migrated.ExitCode, migrated.Error.Split('\n').Length).ShouldBe((0, 2), migrated.Error);
            migrated.Error.ShouldContain($"The inbox's trigger functions run as {plain}, since the role bridge_inbox_writer, which may do "
                + "nothing but add to the inbox, is not there or may not be used: run deploy/roles/postgres.sql");
            await empty.SqlAsync("INSERT INTO datasets (id) VALUES ('d')");
            (await empty.SqlRowsAsync<string>("SELECT row_id FROM bridge_inbox")).ShouldBe(["d"]);
        }
    }

    /// <summary>A role that owns some tables, or may write them and nothing else.</summary>
    private async Task<string> RoleAsync(params string[] tables)
    {
        var role = $"role_{Guid.NewGuid():N}";
        await Bridge.SqlAsync($"CREATE ROLE {role} LOGIN PASSWORD 'secret'");
        foreach (var table in tables) await Bridge.SqlAsync($"GRANT SELECT, INSERT, UPDATE ON {table} TO {role}");
        return role;
    }

    private NpgsqlDataSource As(string role) => NpgsqlDataSource.Create(Login(Bridge.ConnectionString, role));

    private static string Login(string database, string role) =>
        new NpgsqlConnectionStringBuilder(database) { Username = role, Password = "secret", Pooling = false }.ConnectionString;

    private static async Task ExecuteAsync(NpgsqlDataSource db, string sql)
    {
        await using var command = db.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
