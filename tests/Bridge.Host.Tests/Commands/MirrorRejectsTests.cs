using System.Text.Json;
using GraphSync.Postgres;
using Shouldly;
using Support;
using Xunit;

namespace Bridge.Host.Tests.Commands;

/// <summary>PostgreSQL refuses the rows of some edges: every verb that mirrors exits with 1, and counts them apart.</summary>
public sealed class MirrorRejectsTests(ServersFixture servers) : BridgeTest(servers)
{
    [Fact]
    public async Task EveryVerb_Exits1AndCountsThem()
    {
        await ArrangeAsync();

        await ShouldRejectAsync(1, 1, "ingest", "--edges", "edges.tsv");
        await ShouldRejectAsync(1, 1, "import-kg-edges");
        await ShouldRejectAsync(1, 1, "adopt", "KNOWS");
        await CreateAsync("R", "backfilled", "model_id: 'm', model_version: 1");
        await ShouldRejectAsync(1, 1, "backfill");
        await Bridge.CypherAsync("CREATE (:Outbox {id: 'o', edge_type: 'R', edge_ids: ['bad ingested', 'good ingested'], delta_ids: [], "
            + "created_at: datetime()})");
        await ShouldRejectAsync(1, 1, "sync");
        await Bridge.AddVersionAsync("m2", "m", 2, quality: 0.5, parent: "m1");
        await Bridge.PromoteAsync("p1", "m1", "m2");
        await ShouldRejectAsync(2, 2, "rescore");
        await ShouldRejectAsync(0, 1, "review", "resolve", "bad ingested", "--decision", "keep");
        await ShouldRejectAsync(2, 2, "rescore", "--revert", "p1#1");
        await ShouldRejectAsync(0, 3, "reconcile");
    }

    /// <summary>Reconciling mirrors what waits, finds the edge missing, and tries again.</summary>
    [Fact]
    public async Task Reconcile_CountsAnEdgeOnce_WhenItIsRefusedTwice()
    {
        await ArrangeAsync();
        await CreateAsync("R", "waiting", "note: 'x'");
        await Bridge.CypherAsync("CREATE (:Outbox {id: 'o', edge_type: 'R', edge_ids: ['bad waiting', 'good waiting'], delta_ids: [], "
            + "created_at: datetime()})");
        await ShouldRejectAsync(1, 1, "reconcile");
    }

    /// <summary>No edge differs then, so that nothing else would tell.</summary>
    [Fact]
    public async Task Reconcile_Exits1_WhenADeltaThatWaitedIsRefused()
    {
        await Bridge.RegisterAsync("R");
        await Bridge.SqlAsync("ALTER TABLE world_model_improvements ADD CONSTRAINT own CHECK (event_type <> 'model_rescore') NOT VALID");
        await Bridge.CypherAsync("""
            CREATE (:RescoreDelta {id: 'd', edge_id: 'e', seq: 1, generation: 1, pass_id: 'p#1', promotion_id: 'p', parent_id: 'm1',
              child_id: 'm2', scorer: 's', old_confidence: 0.5, new_confidence: 0.4, delta: -0.1, class: 'decrease', at: datetime()}),
              (:Outbox {id: 'o', edge_type: 'R', edge_ids: [], delta_ids: ['d'], created_at: datetime()})
            """);
        await ShouldRejectAsync(0, 1, "reconcile");
    }

    private async Task ArrangeAsync()
    {
        await Bridge.AddVersionAsync("m1", "m", 1, quality: 1.0);
        await Bridge.CypherAsync("CREATE (:KgNode {id: 'a'}), (:KgNode {id: 'b'})");
        await Bridge.RegisterAsync("R");
        await CreateAsync("KNOWS", "adopted", "note: 'x'");
        await File.WriteAllTextAsync(Path.Combine(Folder, "edges.tsv"),
            "edge_id\tsource_id\trelation\ttarget_id\tconfidence\tsource_artifact_id\tsource_version\n"
            + "good ingested\ta\tR\tb\t0.8\tm1\t1\nbad ingested\ta\tR\tb\t0.8\tm1\t1\n", Cancellation);
        await Bridge.SqlAsync("""
            INSERT INTO kg_edges (id, source_id, relation, target_id, confidence) VALUES
              ('good imported', 'a', 'R', 'b', 0.5), ('bad imported', 'a', 'R', 'b', 0.5);
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''not this one''; END';
            CREATE TRIGGER own BEFORE INSERT OR UPDATE ON kg_edges FOR EACH ROW WHEN (NEW.id LIKE 'bad%') EXECUTE FUNCTION refuse()
            """);
    }

    private Task CreateAsync(string type, string name, string properties) => Bridge.CypherAsync($$"""
        MATCH (a:KgNode {id: 'a'}), (b:KgNode {id: 'b'}) UNWIND ['good', 'bad'] AS which
        CREATE (a)-[r:{{type}} { {{properties}}, confidence: 0.8}]->(b) SET r.edge_id = which + ' ' + $name
        """, ("name", name));

    private async Task ShouldRejectAsync(int edges, int rejected, params string[] verb)
    {
        var what = string.Join(' ', verb);
        var result = await BridgeProcess.RunAsync([.. verb, "--json"], Variables(), Folder, cancellation: Cancellation);
        result.ExitCode.ShouldBe(1, what + result.Output + result.Error);
        using var answer = JsonDocument.Parse(result.Output);
        var mirrored = answer.RootElement.GetProperty(verb[0] == "sync" ? "outbound" : "mirrored");
        (mirrored.GetProperty("edges").GetInt32(), mirrored.GetProperty("rejected").GetInt32()).ShouldBe((edges, rejected), what);
        result.Error.ShouldContain($"PostgreSQL refused {rejected} rows", Case.Sensitive, what);
    }
}
