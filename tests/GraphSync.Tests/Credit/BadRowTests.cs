using GraphSync.Credit;
using Support;

namespace GraphSync.Tests.Credit;

/// <summary>Whatever is wrong with one event, or with what it needs, lets that event wait and stops no other.</summary>
public sealed class BadRowTests(ServersFixture servers)
{
    private const string Event = "UPDATE world_model_improvements SET {0} WHERE id = 'P1'";
    private const string Version = "UPDATE model_versions SET {0} WHERE artifact_id = 'V2'";
    private const string Dataset = "UPDATE datasets SET {0}";
    private const string Rule = "INSERT INTO demurrage_rules VALUES {0} "
        + "ON CONFLICT (agent_id) DO UPDATE SET (cap_utok, decay_ppm_per_day) = (excluded.cap_utok, excluded.decay_ppm_per_day)";
    private const string Wallet = "INSERT INTO wallets (agent_id, balance_utok, heat_utok, heat_day) VALUES {0} ON CONFLICT (agent_id) "
        + "DO UPDATE SET (balance_utok, heat_utok, heat_day) = (excluded.balance_utok, excluded.heat_utok, excluded.heat_day)";

    [Theory]
    [InlineData(Event, "detected_at = '57870-01-01 00:00+00'", "detected_at = '2026-01-01Z'",
        "world_model_improvements 'P1': detected_at is 57870-01-01")]
    [InlineData(Event, "detected_at = 'infinity'", "detected_at = '2026-01-01Z'",
        "world_model_improvements 'P1': detected_at is infinity: set an instant of the years 1 to 9999")]
    [InlineData(Event, "detection_metadata = detection_metadata || jsonb_build_object('eval_runner', repeat('鼠', 700))",
        "detection_metadata = detection_metadata || jsonb_build_object('eval_runner', 'eve')",
        "world_model_improvements 'P1': eval_runner is")]
    [InlineData(Version, "trained_by = repeat('x', 9000)", "trained_by = 'rui'", "model_versions 'V2': trained_by is 'xxx")]
    [InlineData(Dataset, "created_by = repeat('鼠', 700)", "created_by = 'carl'", "datasets 'D': created_by is '鼠鼠")]
    [InlineData(Rule, "('rui', -5, 10)", "('rui', 5, 10)", "demurrage_rules 'rui': cap_utok is -5: set 0 or more")]
    [InlineData(Rule, "('carl', 5, 1000001)", "('carl', 5, 1000000)",
        "demurrage_rules 'carl': decay_ppm_per_day is 1,000,001: set 0 to 1,000,000")]
    [InlineData(Wallet, "('treasury', 9223372036854775000, 0, null)", "('treasury', 0, 0, null)",
        "wallets 'treasury': balance_utok is 9,223,372,036,854,775,000: ")]
    [InlineData(Wallet, "('rui', 9223372036854775807, 0, null)", "('rui', 0, 0, null)", "wallets 'rui': balance_utok is")]
    [InlineData(Wallet, "('rui', 0, -5, null)", "('rui', 0, 0, null)", "wallets 'rui': heat_utok is -5: set 0 or more")]
    [InlineData(Wallet, "('rui', 0, 0, 'infinity')", "('rui', 0, 0, null)", "wallets 'rui': heat_day is infinity: set a day")]
    public async Task Run_LetsTheEventWaitAndPaysLaterOnes_UntilTheRowIsMended(string sql, string fault, string mended, string reason)
    {
        await using var world = await WorldAsync();
        await world.Bridge.SqlAsync(sql.Replace("{0}", fault, StringComparison.Ordinal));

        var dry = await world.PayAsync(dryRun: true);
        var report = await world.PayAsync();

        foreach (var run in (CreditReport[])[dry, report])
        {
            run.Paid.ShouldHaveSingleItem().EventId.ShouldBe("P2");
            var waiting = run.Waiting.ShouldHaveSingleItem();
            (waiting.EventId, waiting.Subject).ShouldBe(("P1", "V2"));
            waiting.Reason.ShouldStartWith(reason);
            run.Refused.ShouldBeEmpty();
        }
        (await world.EventAsync("P1")).Status.ShouldBeNull();

        await world.Bridge.SqlAsync(sql.Replace("{0}", mended, StringComparison.Ordinal));
        report = await world.PayAsync();

        report.Paid.ShouldHaveSingleItem().EventId.ShouldBe("P1");
        report.Waiting.ShouldBeEmpty();
        await world.BooksShouldBalanceAsync();
    }

    [Fact]
    public async Task Run_GoesByTheOwnRule_WhenEveryoneElsesMakesNoSense()
    {
        await using var world = await WorldAsync();
        await world.Bridge.SqlAsync("INSERT INTO demurrage_rules VALUES ('*', -1, 0), ('ada', 400000, 0)");

        var report = await world.PayAsync();

        report.Paid.ShouldHaveSingleItem().EventId.ShouldBe("P2");
        report.Waiting.ShouldHaveSingleItem().Reason.ShouldStartWith("demurrage_rules '*': cap_utok is -1");
    }

    [Fact]
    public async Task Run_LetsTheEventWait_WhenATriggerOfTheUsersRefusesOneOfItsLines()
    {
        await using var world = await WorldAsync();
        await world.Bridge.SqlAsync("""
            CREATE FUNCTION not_carl() RETURNS trigger LANGUAGE plpgsql AS
                $body$ BEGIN IF NEW.agent_id = 'carl' THEN RAISE EXCEPTION 'no more for carl'; END IF; RETURN NEW; END $body$;
            CREATE TRIGGER not_carl BEFORE INSERT ON wallet_ledger FOR EACH ROW EXECUTE FUNCTION not_carl();
            """);

        var report = await world.PayAsync();

        report.Paid.ShouldHaveSingleItem().EventId.ShouldBe("P2");
        report.Waiting.ShouldHaveSingleItem().Reason.ShouldBe("PostgreSQL refused it: no more for carl (P0001)");
        await world.BooksShouldBalanceAsync();
        await world.Bridge.SqlAsync("DROP TRIGGER not_carl ON wallet_ledger");
        (await world.PayAsync()).Paid.ShouldHaveSingleItem().EventId.ShouldBe("P1");
    }

    [Theory]
    [InlineData("MATCH (v:ModelVersion {id: 'V2'})-[r:RELIED_ON]->() SET r.role = 5")]
    [InlineData("MATCH (v:ModelVersion {id: 'V2'}) CREATE (v)-[:RELIED_ON {weight: 1}]->(:ModelVersion {id: 'a' + '\u0000'})")]
    [InlineData("MATCH (v:ModelVersion {id: 'V2'}) CREATE (v)-[:RELIED_ON {weight: 1}]->(:Dataset {id: 'X'})-[:OWNED_BY]->"
        + "(:Agent {id: reduce(t = '', i IN range(1, 700) | t + '鼠')})")]
    public async Task Run_LetsTheEventWait_WhenWhatTheUserWroteIntoTheGraphCannotBeRead(string odd)
    {
        await using var world = await WorldAsync();
        await world.Bridge.CypherAsync(
            "MERGE (v:ModelVersion {id: 'V2'}) MERGE (d:Dataset {id: 'D'}) CREATE (v)-[:RELIED_ON {weight: 1, role: 'dataset'}]->(d)");
        await world.Bridge.CypherAsync(odd);

        var report = await world.PayAsync();

        report.Paid.ShouldHaveSingleItem().EventId.ShouldBe("P2");
        report.Waiting.ShouldHaveSingleItem().Reason.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Run_ListsWhatTheInboxPutAside()
    {
        await using var world = await WorldAsync();
        await world.Bridge.SqlAsync("UPDATE artifacts SET quality_score = 'NaN' WHERE id = 'V3'");

        var report = await world.PayAsync();

        // What a promotion pays does not depend on the quality.
        report.Paid.Count.ShouldBe(2);
        report.PutAside.Rows.ShouldHaveSingleItem().Reason.ShouldStartWith("artifacts 'V3': quality_score is NaN");
    }

    /// <summary>P1 pays rui, carl and the treasury, then P2 ada alone.</summary>
    private async Task<CreditWorld> WorldAsync()
    {
        var world = await CreditWorld.CreateAsync(servers);
        await world.DatasetAsync("D", "carl");
        await world.VersionAsync("V1", 1, "olga");
        await world.VersionAsync("V2", 2, "rui", dataset: "D");
        await world.VersionAsync("V3", 3, "ada");
        await world.PromoteAsync("P1", "V1", "V2", "eve");
        await world.PromoteAsync("P2", "V1", "V3", pool: 100_000, at: CreditWorld.Noon.AddHours(1));
        return world;
    }
}
