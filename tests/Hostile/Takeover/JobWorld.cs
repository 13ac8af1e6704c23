using GraphSync.Adopt;
using GraphSync.Backfill;
using GraphSync.Credit;
using GraphSync.Ingest;
using GraphSync.Migration;
using GraphSync.Reconcile;
using GraphSync.Rescore;
using GraphSync.Sync;
using Support;

namespace Hostile.Takeover;

/// <summary>A graph and tables in which every job has something of its own to do, so that what they come to does not depend on their
/// order.</summary>
internal static class JobWorld
{
    public const int Edges = 30;

    /// <summary>What runs before the others, since it would wait for the mirror before it comes to its own work.</summary>
    public const string First = "reconcile";

    /// <summary>Every job; all may be under way at once.</summary>
    public static readonly string[] Jobs = [First, "sync", "ingest", "adopt", "backfill", "rescore", "credit", "migrate"];

    /// <summary>Locks what <see cref="First"/> comes to write, in the middle of its work.</summary>
    public const string FirstLocks = "MATCH ()-[r:NAMELESS]->() SET r.edge_id = r.edge_id";

    /// <summary>Gives the mirror something to carry, unless it has it still.</summary>
    public const string Entry = """
        MATCH ()-[r:MIRRORED]->()
        WITH collect(r.edge_id) AS ids
        MERGE (o:Outbox {id: 'o'})
        SET o += {edge_type: 'MIRRORED', edge_ids: ids, delta_ids: []}
        """;

    /// <summary>Locks what each other job comes to write, in the middle of its work.</summary>
    public const string Locks = """
        MERGE (new:KgNode {id: 'new'})
        WITH new
        MATCH (n) WHERE n:Outbox OR n:KgNode OR n:ModelVersion OR n:RescoreDelta SET n.id = n.id
        WITH count(*) AS nodes
        MATCH ()-[r:RESCORED|TRAILED|FOREIGN]->() SET r.confidence = r.confidence
        """;

    public static async Task ArrangeAsync(TestBridge bridge)
    {
        await bridge.AddVersionAsync("m1", "m", 1, quality: 1.0);
        await bridge.AddVersionAsync("m2", "m", 2, quality: 0.5, parent: "m1");
        await bridge.AddVersionAsync("n1", "n", 1);
        await bridge.SqlAsync("UPDATE model_versions SET trained_by = 'tess'");
        await bridge.RegisterAsync("INGESTED");
        await bridge.AddEdgesAsync("RESCORED", "m1", Edges, "rescored");
        await bridge.AddEdgesAsync("MIRRORED", "n1", Edges, "mirrored");
        await bridge.AddEdgesAsync("NAMELESS", "nobody", Edges, "nameless");
        await bridge.AddEdgesAsync("TRAILED", "n1", Edges, "trailed");
        await bridge.CypherAsync("""
            MATCH ()-[r:TRAILED]->() SET r.model_id = 'n', r.source_artifact_id = null, r.source_version = null, r.evidence = 'model:n@v1'
            """);
        await bridge.CypherAsync("""
            UNWIND range(0, $count - 1) AS i
            CREATE (:Foreign {key: 'a' + i})-[:FOREIGN {key: 'foreign' + i, confidence: 0.5}]->(:Foreign {key: 'b' + i})
            """, ("count", Edges));
        await bridge.CypherAsync(Entry);
        // What a migration of the graph has still to do.
        await bridge.CypherAsync("CREATE (:RescoreDelta {id: 'old', edge_id: 'old'})");
        await bridge.CypherAsync("MATCH (m:BridgeMigration {version: 'V002__delta_sequence'}) DELETE m");
        await bridge.PromoteAsync("p1", "m1", "m2", bridge.Time.GetUtcNow());
        await bridge.DrainAsync();
    }

    public static Task RunAsync(TestBridge bridge, string job, CancellationToken cancellation) => job switch
    {
        "sync" => bridge.RunAsync(new SyncRequest(), cancellation),
        "ingest" => bridge.RunAsync(new IngestRequest { Nodes = Node(), Edges = Rows() }, cancellation),
        "adopt" => bridge.RunAsync(new AdoptRequest
        {
            Types = ["FOREIGN"],
            EdgeIdProperty = "key",
            Labels = [new LabelKey("Foreign", "key")],
        }, cancellation),
        "backfill" => bridge.RunAsync(new BackfillRequest { Workers = 1 }, cancellation),
        "rescore" => bridge.RunAsync(new RescoreRequest(), cancellation),
        "credit" => bridge.RunAsync(new CreditRequest(), cancellation),
        "reconcile" => bridge.RunAsync(new ReconcileRequest(), cancellation),
        "migrate" => bridge.RunAsync(new MigrateRequest(), cancellation),
        _ => throw new ArgumentOutOfRangeException(nameof(job), job, null),
    };

    private static IAsyncEnumerable<NodeRow> Node() => new[] { new NodeRow { Id = "new", Kind = "K", Name = "New" } }.ToAsyncEnumerable();

    private static IAsyncEnumerable<EdgeRow> Rows() => Enumerable.Range(0, Edges).Select(i => new EdgeRow
    {
        EdgeId = $"ingested{i:00}",
        SourceId = "s",
        Relation = "INGESTED",
        TargetId = "new",
        Confidence = 0.5,
        SourceArtifactId = "n1",
        SourceVersion = 1,
    }).ToAsyncEnumerable();
}
