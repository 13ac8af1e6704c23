using GraphSync.Migration;
using GraphSync.Tests.Postgres;
using Support;

namespace GraphSync.Tests.Migration;

public sealed class OwnerTests(ServersFixture servers) : PostgresTest(servers)
{
    [Fact]
    public async Task RunAsync_DoesTheRestAndListsTheOwnersPart_WhenTablesAreSomebodyElses()
    {
        var (owner, bridge) = (await RoleAsync(), await RoleAsync());
        await ExecuteAsync($"GRANT USAGE, CREATE ON SCHEMA public TO {owner}, {bridge}");
        await using (var asOwner = As(owner))
            await ExecuteAsync(
                $"""
                CREATE TABLE artifacts (id text PRIMARY KEY, artifact_type text);
                CREATE TABLE model_versions (artifact_id text PRIMARY KEY, model_id text, version_number int,
                    UNIQUE (model_id, version_number));
                CREATE TABLE kg_edges (id text PRIMARY KEY);
                INSERT INTO artifacts VALUES ('a', 'model');
                GRANT SELECT, INSERT ON kg_edges TO {bridge};
                """, asOwner);
        await using var asBridge = As(bridge);

        var refusal = await Should.ThrowAsync<OwnerActionException>(MigrateAsync(asBridge));

        refusal.Message.ShouldContain("GRANT SELECT, UPDATE (source_artifact_id, source_version, provenance_unknown, senate_review_flag) "
            + $"ON TABLE public.artifacts TO {bridge};");
        refusal.Message.ShouldContain($"GRANT UPDATE ON TABLE public.kg_edges TO {bridge};");
        refusal.Statements.ShouldContain("ALTER TABLE \"public\".\"kg_edges\" ADD COLUMN \"confidence\" double precision");
        refusal.Statements.Where(s => s.StartsWith("GRANT TRIGGER", StringComparison.Ordinal)).ShouldBe(
            [$"GRANT TRIGGER ON TABLE public.artifacts TO \"{bridge}\"", $"GRANT TRIGGER ON TABLE public.model_versions TO \"{bridge}\""]);
        (await ScalarAsync<long>("SELECT count(*) FROM wallets")).ShouldBe(0);

        await using (var asOwner = As(owner))
            await ExecuteAsync(string.Join(";\n", refusal.Statements), asOwner);
        await ExecuteAsync("INSERT INTO artifacts (id, artifact_type) VALUES ('b', 'model')");
        (await MigrateAsync(asBridge)).Enqueued.ShouldBe(2);
        (await InboxAsync()).ShouldBe(["artifacts:a", "artifacts:b"]);
        (await MigrateAsync(asBridge)).HasChanges.ShouldBeFalse();
    }

    [Fact]
    public async Task RunAsync_NeedsOnlyTriggerAndReferences_WhenTheOwnersTablesAreComplete()
    {
        var bridge = await RoleAsync();
        await ExecuteAsync(
            $"""
            GRANT USAGE, CREATE ON SCHEMA public TO {bridge};
            CREATE TABLE artifacts (id text PRIMARY KEY, artifact_type text, title text, created_by text,
                quality_score double precision, source_artifact_id text, source_version int, provenance_unknown boolean,
                senate_review_flag boolean, created_at timestamptz);
            """);
        await using var asBridge = As(bridge);
        (await Should.ThrowAsync<OwnerActionException>(MigrateAsync(asBridge))).Statements
            .ShouldBe([$"GRANT REFERENCES ON TABLE public.artifacts TO {bridge}"]);

        await ExecuteAsync($"GRANT SELECT, UPDATE, REFERENCES, TRIGGER ON artifacts TO {bridge}");

        (await MigrateAsync(asBridge)).SchemaObjects.ShouldContain("artifacts.bridge_inbox_insert");
    }

    [Fact]
    public async Task RunAsync_AsksForTheSchema_WhenNothingMayBeCreatedInIt()
    {
        var bridge = await RoleAsync();
        await ExecuteAsync("REVOKE CREATE ON SCHEMA public FROM PUBLIC");
        await using var asBridge = As(bridge);

        (await Should.ThrowAsync<OwnerActionException>(MigrateAsync(asBridge))).Statements
            .ShouldBe([$"GRANT USAGE, CREATE ON SCHEMA public TO {bridge}"]);
    }
}
