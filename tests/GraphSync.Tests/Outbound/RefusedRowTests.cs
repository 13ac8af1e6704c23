using GraphSync.Outbound;
using GraphSync.Postgres;
using GraphSync.Sync;
using Support;

namespace GraphSync.Tests.Outbound;

/// <summary>One row that PostgreSQL refuses, for whatever reason, holds up nothing.</summary>
public sealed class RefusedRowTests(ServersFixture servers) : BridgeTest(servers)
{
    private const string Bad = "e00002";

    [Fact]
    public async Task RunAsync_PutsTheRowAside_WhenItsIdIsLongerThanAnIndexHolds()
    {
        await Bridge.AddEdgesAsync("A", "m1", 5);
        var id = LongText.Of(1_500);
        await Bridge.CypherAsync("MATCH ()-[r:A {edge_id: $bad}]->() SET r.edge_id = $id", ("bad", Bad), ("id", id));

        (await MirrorAllAsync()).ShouldBe(new MirrorReport(4, 0, 0, 1));

        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM kg_edges")).ShouldBe(4);
        (await Bridge.SqlRowsAsync<string>("SELECT row_id FROM mirror_rejects")).ShouldBe([id]);
        (await Bridge.SqlValueAsync<string>("SELECT reason FROM mirror_rejects")).ShouldContain("index row");
        await OutboxIsEmptyAsync();
    }

    /// <summary>P0001 is what RAISE EXCEPTION gives; the others are what servers give for errors of every kind.</summary>
    [Theory]
    [InlineData("P0001"), InlineData("BR549"), InlineData("42501"), InlineData("42883"), InlineData("0A000"), InlineData("25006")]
    [InlineData("XX000"), InlineData("55000"), InlineData("3F000"), InlineData("44000")]
    public async Task RunAsync_PutsTheRowAside_WhateverATriggerRaisesForIt(string code)
    {
        await Bridge.AddEdgesAsync("A", "m1", 7);
        await RaiseAsync("kg_edges", $"NEW.id = '{Bad}'", code);

        (await MirrorAllAsync()).Rejected.ShouldBe(1);

        (await RowsAsync()).ShouldBe(["e00000", "e00001", "e00003", "e00004", "e00005", "e00006"]);
        (await RejectsAsync()).ShouldBe([$"edge {Bad} A {code}: not this one"]);
        await OutboxIsEmptyAsync();
    }

    [Theory]
    [InlineData("ALTER TABLE kg_edges ADD CONSTRAINT own CHECK (confidence < 0.9)", "own")]
    [InlineData("ALTER TABLE kg_edges ADD COLUMN part float GENERATED ALWAYS AS (1 / (confidence - 0.95)) STORED", "zero")]
    [InlineData("ALTER TABLE kg_edges ALTER COLUMN inference_input SET NOT NULL", "inference_input")]
    [InlineData("INSERT INTO kg_edges (id, confidence) VALUES ('mine', 0.95); CREATE UNIQUE INDEX own ON kg_edges (confidence)", "own")]
    [InlineData("INSERT INTO kg_edges (id, confidence) VALUES ('mine', 0.95); "
        + "ALTER TABLE kg_edges ADD CONSTRAINT own UNIQUE (confidence) DEFERRABLE INITIALLY DEFERRED", "own")]
    public async Task RunAsync_PutsTheRowAside_WhenItBreaksARuleOfTheTables(string rule, string reason)
    {
        await Bridge.AddEdgesAsync("A", "m1", 6);
        await Bridge.CypherAsync("MATCH ()-[r:A]->() SET r.confidence = toFloat(right(r.edge_id, 1)) / 10, r.inference_input = '{}'");
        await Bridge.CypherAsync("MATCH ()-[r:A {edge_id: $bad}]->() SET r.confidence = 0.95, r.inference_input = null", ("bad", Bad));
        await Bridge.SqlAsync(rule);

        (await MirrorAllAsync()).Rejected.ShouldBe(1);

        (await Bridge.SqlRowsAsync<string>("SELECT row_id FROM mirror_rejects")).ShouldBe([Bad]);
        (await Bridge.SqlValueAsync<string>("SELECT reason FROM mirror_rejects")).ShouldContain(reason);
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM kg_edges WHERE id <> 'mine'")).ShouldBe(5);
        await OutboxIsEmptyAsync();
    }

    [Fact]
    public async Task RunAsync_PutsTheRowAside_WhenThereIsNoOther()
    {
        await Bridge.AddEdgesAsync("A", "m1", 1, from: 2);
        await RaiseAsync("kg_edges", "true", "P0001");
        (await MirrorAllAsync()).Rejected.ShouldBe(1);
        await OutboxIsEmptyAsync();
    }

    [Fact]
    public async Task RunAsync_PutsTheRowAside_WhenNeitherJsonNorTextCanHoldIt()
    {
        await Bridge.AddEdgesAsync("A", "m1", 3);
        await Bridge.CypherAsync("MATCH ()-[r:A {edge_id: $bad}]->() SET r.edge_id = 'x' + $nul, r.confidence = 0.0 / 0.0, "
            + "r.inference_input = '{'", ("bad", Bad), ("nul", "\0"));

        (await MirrorAllAsync()).Rejected.ShouldBe(1);

        (await Bridge.SqlValueAsync<string>("SELECT row_id FROM mirror_rejects")).ShouldBe("x␀");
        (await Bridge.SqlValueAsync<string>("SELECT \"row\" FROM mirror_rejects")).ShouldContain("NaN");
        await OutboxIsEmptyAsync();
    }

    [Fact]
    public async Task RunAsync_PutsTheDeltaAside_WhenATriggerRaisesForIt()
    {
        await Bridge.AddEdgesAsync("A", "m1", 4);
        await AddDeltasAsync();
        await RaiseAsync("world_model_improvements", $"NEW.target_artifact_id = '{Bad}'", "P0001");

        (await Bridge.MirrorAsync(Cancellation)).ShouldBe(new MirrorReport(4, 3, 0, 1));

        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM kg_edges")).ShouldBe(4);
        (await Bridge.SqlRowsAsync<string>("SELECT target_artifact_id FROM world_model_improvements ORDER BY id COLLATE \"C\""))
            .ShouldBe(["e00000", "e00001", "e00003"]);
        (await RejectsAsync()).ShouldBe([$"delta d-{Bad}  P0001: not this one"]);
        await OutboxIsEmptyAsync();
    }

    [Theory]
    [InlineData("d.at = 'yesterday'", 1), InlineData("d.at = datetime({year: 57870})", 1), InlineData("d.old_confidence = '0.4'", 0)]
    [InlineData("d.class = ['large'], d.pass_id = 7, d.new_confidence = 'high'", 0)]
    public async Task RunAsync_GoesOn_WhenSomebodyHasChangedADelta(string change, int rejected)
    {
        await Bridge.AddEdgesAsync("A", "m1", 4);
        await AddDeltasAsync();
        await Bridge.CypherAsync($"MATCH (d:RescoreDelta {{id: 'd-{Bad}'}}) SET {change}");

        (await Bridge.MirrorAsync(Cancellation)).Rejected.ShouldBe(rejected);

        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM world_model_improvements")).ShouldBe(4 - rejected);
        await OutboxIsEmptyAsync();
    }

    [Theory]
    [InlineData("kg_edges", "ALTER TABLE kg_edges RENAME TO elsewhere", "ALTER TABLE elsewhere RENAME TO kg_edges")]
    [InlineData("created_at", "ALTER TABLE kg_edges RENAME created_at TO made_at", "ALTER TABLE kg_edges RENAME made_at TO created_at")]
    public async Task RunAsync_StopsInOneLine_WhenPostgresRefusesWhateverTheRow(string what, string damage, string repair)
    {
        await Bridge.AddEdgesAsync("A", "m1", 5);
        await OutboxAsync("A");
        await Bridge.SqlAsync(damage);

        var error = await Should.ThrowAsync<BadInputException>(() => Bridge.MirrorAsync(Cancellation));

        error.Message.ShouldContain(what);
        error.Message.ShouldNotContain('\n');
        (await RejectsAsync()).ShouldBeEmpty();
        await Bridge.SqlAsync(repair);
        (await Bridge.MirrorAsync(Cancellation)).ShouldBe(new MirrorReport(5, 0, 0, 0));
    }

    [Fact]
    public async Task RunAsync_Stops_WhenTheServerHasNoRoom()
    {
        await Bridge.AddEdgesAsync("A", "m1", 5);
        await RaiseAsync("kg_edges", $"NEW.id = '{Bad}'", "53100");
        await OutboxAsync("A");

        await Should.ThrowAsync<Npgsql.PostgresException>(() => Bridge.MirrorAsync(Cancellation));

        (await RejectsAsync()).ShouldBeEmpty();
        await Bridge.SqlAsync("DROP TRIGGER own ON kg_edges");
        (await Bridge.MirrorAsync(Cancellation)).ShouldBe(new MirrorReport(5, 0, 0, 0));
    }

    [Theory]
    [InlineData("40001"), InlineData("40P01")]
    public async Task RunAsync_WritesAgain_WhenAnotherSessionStoodInTheWay(string code)
    {
        await Bridge.AddEdgesAsync("A", "m1", 5);
        // A sequence counts on, whatever is rolled back.
        await Bridge.SqlAsync("CREATE SEQUENCE tries");
        await RaiseAsync("kg_edges", $"NEW.id = '{Bad}' AND nextval('tries') < 4", code);

        (await MirrorAllAsync()).ShouldBe(new MirrorReport(5, 0, 0, 0));
    }

    [Fact]
    public async Task SyncFull_TakesUpWhatWasPutAside_WhenTheTriggerIsMended()
    {
        await Bridge.AddEdgesAsync("A", "m1", 4);
        await AddDeltasAsync();
        await RaiseAsync("kg_edges", $"NEW.id IN ('{Bad}', 'e00003')", "P0001");
        await RaiseAsync("world_model_improvements", $"NEW.target_artifact_id = '{Bad}'", "P0001");
        (await Bridge.MirrorAsync(Cancellation)).Rejected.ShouldBe(3);
        await Bridge.SqlAsync("DROP TRIGGER own ON kg_edges; DROP TRIGGER own ON world_model_improvements");
        await RaiseAsync("kg_edges", "NEW.id = 'e00003'", "P0002");

        (await Bridge.RunAsync(new SyncRequest(), Cancellation)).Outbound.ShouldBe(new MirrorReport());
        (await Bridge.RunAsync(new SyncRequest(Full: true), Cancellation)).Outbound.ShouldBe(new MirrorReport(1, 1, 0, 1));

        (await RowsAsync()).ShouldBe(["e00000", "e00001", Bad]);
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM world_model_improvements")).ShouldBe(4);
        (await RejectsAsync()).ShouldBe(["edge e00003 A P0002: not this one"]);
    }

    [Fact]
    public async Task SyncFull_ForgetsWhatWasPutAside_WhenItIsGoneFromTheGraph()
    {
        await Bridge.AddEdgesAsync("A", "m1", 4);
        await AddDeltasAsync();
        await RaiseAsync("kg_edges", $"NEW.id = '{Bad}'", "P0001");
        await RaiseAsync("world_model_improvements", $"NEW.target_artifact_id = '{Bad}'", "P0001");
        (await Bridge.MirrorAsync(Cancellation)).Rejected.ShouldBe(2);
        await Bridge.CypherAsync($"MATCH (d:RescoreDelta {{id: 'd-{Bad}'}}), ()-[r:A {{edge_id: '{Bad}'}}]->() DELETE d, r");

        (await Bridge.RunAsync(new SyncRequest(Full: true), Cancellation)).Outbound.Rejected.ShouldBe(0);

        (await RejectsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task RunAsync_TakesTheRowUpAgain_WhenItsEdgeChangesAfterTheTriggerIsMended()
    {
        await Bridge.AddEdgesAsync("A", "m1", 4);
        await RaiseAsync("kg_edges", $"NEW.id = '{Bad}'", "P0001");
        await MirrorAllAsync();
        await Bridge.SqlAsync("DROP TRIGGER own ON kg_edges");

        (await MirrorAllAsync()).Rejected.ShouldBe(0);

        (await RowsAsync()).ShouldContain(Bad);
        (await RejectsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task RunAsync_PassesAnEntryThatNamesNoType()
    {
        await Bridge.AddEdgesAsync("A", "m1", 1);
        await Bridge.CypherAsync("CREATE (:Outbox {id: 'by hand', edge_ids: ['e00000']}), (:Outbox {id: 'empty', edge_type: '', "
            + "edge_ids: ['e00000']})");
        (await MirrorAllAsync()).Edges.ShouldBe(1);
        await OutboxIsEmptyAsync();
    }

    // No attribute's argument can hold half a surrogate pair.
    [Fact]
    public void Shown_IsWhatPostgresCanHold()
    {
        (string Text, string Shown, bool IsVerbatim)[] texts =
        [
            ("plain 日本語 🎉", "plain 日本語 🎉", true), ("a\0b", "a␀b", false), ("a\ud800b", "a\uFFFDb", false),
            ("\udc00🎉", "\uFFFD🎉", false),
        ];
        foreach (var (text, shown, verbatim) in texts)
        {
            MirrorItem.Shown(text).ShouldBe(shown);
            MirrorItem.IsVerbatim(shown).ShouldBe(verbatim);
        }
    }

    /// <summary>A user's own trigger.</summary>
    private Task<int> RaiseAsync(string table, string condition, string code) => Bridge.SqlAsync($"""
        CREATE FUNCTION raise_{table}_{code}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF {condition} THEN RAISE EXCEPTION 'not this one' USING ERRCODE = '{code}'; END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER own BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION raise_{table}_{code}()
        """);

    private async Task<MirrorReport> MirrorAllAsync()
    {
        await OutboxAsync("A");
        return await Bridge.MirrorAsync(Cancellation);
    }

    private Task OutboxAsync(string type) => Bridge.CypherAsync($$"""
        MATCH ()-[r:{{type}}]->()
        WITH collect(r.edge_id) AS ids
        CREATE (:Outbox {id: randomUUID(), edge_type: $type, edge_ids: ids, delta_ids: []})
        """, ("type", type));

    /// <summary>A delta for each edge, in the outbox with it.</summary>
    private Task AddDeltasAsync() => Bridge.CypherAsync("""
        CREATE (:RescorePass {id: 'p#1', promotion_id: 'p', parent_id: 'm1', child_id: 'm2', scorer: 'fallback'})
        WITH 1 AS one
        MATCH ()-[r:A]->()
        CREATE (:RescoreDelta {id: 'd-' + r.edge_id, edge_id: r.edge_id, pass_id: 'p#1', old_confidence: 0.5, new_confidence: 0.6,
          class: 'increase', at: datetime()})
        WITH collect(r.edge_id) AS ids
        CREATE (:Outbox {id: randomUUID(), edge_type: 'A', edge_ids: ids, delta_ids: [id IN ids | 'd-' + id]})
        """);

    private Task<IReadOnlyList<string>> RowsAsync() => Bridge.SqlRowsAsync<string>("SELECT id FROM kg_edges ORDER BY id COLLATE \"C\"");

    private Task<IReadOnlyList<string>> RejectsAsync() => Bridge.SqlRowsAsync<string>(
        "SELECT concat_ws(' ', kind, row_id, relation, split_part(reason, E'\\n', 1)) FROM mirror_rejects ORDER BY kind, row_id");

    private async Task OutboxIsEmptyAsync() => (await Bridge.CypherValueAsync<long>("MATCH (o:Outbox) RETURN count(o)")).ShouldBe(0);
}
