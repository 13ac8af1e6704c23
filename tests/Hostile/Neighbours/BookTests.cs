using GraphSync.Migration;
using Npgsql;
using Support;

namespace Hostile.Neighbours;

/// <summary>What was settled stays, whoever asks and by whatever way: also for the role that owns the tables.</summary>
public sealed class BookTests(ServersFixture servers) : BridgeTest(servers)
{
    protected override bool IsMigrated => false;

    [Theory]
    [InlineData("")]
    [InlineData("SET session_replication_role = replica; ")]
    public async Task Books_RefuseEveryChange_OnEveryPartition(string session)
    {
        await Bridge.SqlAsync("""
            CREATE SCHEMA archive;
            CREATE TABLE wallet_ledger (id text DEFAULT gen_random_uuid()::text, event_id text NOT NULL, agent_id text NOT NULL,
                amount_utok bigint NOT NULL DEFAULT 0, kind text NOT NULL, detail jsonb, created_at timestamptz DEFAULT now(),
                UNIQUE (event_id, agent_id, kind)) PARTITION BY LIST (event_id);
            CREATE TABLE archive.ledger_old PARTITION OF wallet_ledger FOR VALUES IN ('old');
            CREATE TABLE credit_events (event_id text PRIMARY KEY, status text, reason text, pool_utok bigint, flows jsonb,
                processed_at timestamptz DEFAULT now()) PARTITION BY LIST (event_id);
            CREATE TABLE events_old PARTITION OF credit_events FOR VALUES IN ('old');
            """);
        await Bridge.RunAsync(new MigrateRequest(), Cancellation);
        // As somebody does every month.
        await Bridge.SqlAsync("CREATE TABLE ledger_new (LIKE wallet_ledger INCLUDING ALL); "
            + "ALTER TABLE wallet_ledger ATTACH PARTITION ledger_new FOR VALUES IN ('new'); "
            + "CREATE TABLE events_new PARTITION OF credit_events FOR VALUES IN ('new')");
        foreach (var id in (string[])["old", "new"])
        {
            await Bridge.SqlAsync($"INSERT INTO wallet_ledger (event_id, agent_id, kind, amount_utok) VALUES ('{id}', 'a', 'payout', 1)");
            await Bridge.SqlAsync($"INSERT INTO credit_events (event_id, status, pool_utok, flows) VALUES ('{id}', 'paid', 1, '{{}}')");
        }
        string[] ledgers = ["wallet_ledger", "archive.ledger_old", "ledger_new"], events = ["credit_events", "events_old", "events_new"];

        foreach (var table in ledgers) await RefusedAsync(session, $"UPDATE {table} SET amount_utok = 2", $"DELETE FROM {table}");
        foreach (var table in events) await RefusedAsync(session, $"UPDATE {table} SET pool_utok = 2", $"DELETE FROM {table}");
        (await Bridge.RunAsync(new MigrateRequest(), Cancellation)).Postgres.SchemaObjects
            .ShouldBe(["public.events_new.bridge_keep_settled", "public.ledger_new.bridge_append_only"]);
        foreach (var table in ledgers.Concat(events)) await RefusedAsync(session, $"TRUNCATE {table}");
        (await Bridge.RunAsync(new MigrateRequest(), Cancellation)).Postgres.HasChanges.ShouldBeFalse();
    }

    [Fact]
    public async Task SettledEvents_ChangeInTwoWaysOnly()
    {
        await Bridge.RunAsync(new MigrateRequest(), Cancellation);
        await Bridge.SqlAsync("INSERT INTO credit_events (event_id, status, pool_utok) VALUES ('p', 'paid', 1), ('r', 'refused', null)");

        await RefusedAsync("", "UPDATE credit_events SET status = 'paid' WHERE event_id = 'r'",
            "UPDATE credit_events SET status = 'reversed' WHERE event_id = 'r'", "UPDATE credit_events SET event_id = 'x'",
            "UPDATE credit_events SET status = null", "UPDATE credit_events SET reason = 'x'");
        await Bridge.SqlAsync("UPDATE credit_events SET flows = '{}' WHERE event_id = 'p'");
        await RefusedAsync("", "UPDATE credit_events SET flows = '[]' WHERE event_id = 'p'");
        await Bridge.SqlAsync("UPDATE credit_events SET status = 'reversed', reason = 'why' WHERE event_id = 'p'");
        await RefusedAsync("", "UPDATE credit_events SET status = 'paid' WHERE event_id = 'p'");
    }

    [Fact]
    public async Task Migrate_MakesAGuardAnew_ThatWasWeakened()
    {
        await Bridge.RunAsync(new MigrateRequest(), Cancellation);
        await Bridge.SqlAsync("ALTER TABLE wallet_ledger ENABLE TRIGGER bridge_append_only; ALTER TABLE credit_events DISABLE TRIGGER ALL");

        var report = await Bridge.RunAsync(new MigrateRequest(), Cancellation);

        report.Postgres.SchemaObjects.ShouldBe(["credit_events.bridge_keep_settled", "credit_events.bridge_keep_settled_row",
            "wallet_ledger.bridge_append_only"]);
        await RefusedAsync("SET session_replication_role = replica; ", "TRUNCATE wallet_ledger", "TRUNCATE credit_events");
    }

    private async Task RefusedAsync(string session, params string[] statements)
    {
        foreach (var sql in statements)
        {
            var refusal = await Should.ThrowAsync<PostgresException>(Bridge.SqlAsync(session + sql), sql);
            refusal.MessageText.ShouldContain("append-only", Case.Sensitive, sql);
            refusal.Hint!.ShouldContain("credit reverse");
        }
    }
}
