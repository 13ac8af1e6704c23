using GraphSync.Postgres;
using Support;
using Xunit;
using static Bridge.Host.Tests.Commands.Approval;

namespace Bridge.Host.Tests.Commands;

/// <summary>What scripts rely on: the help and the JSON of every verb stay as they are unless somebody approves the change.</summary>
public sealed class VerbApprovalTests(ServersFixture servers) : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("approval-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("")]
    [InlineData("adopt")]
    [InlineData("backfill")]
    [InlineData("credit")]
    [InlineData("credit explain")]
    [InlineData("credit reverse")]
    [InlineData("cypher")]
    [InlineData("demo")]
    [InlineData("doctor")]
    [InlineData("history")]
    [InlineData("import-kg-edges")]
    [InlineData("ingest")]
    [InlineData("migrate")]
    [InlineData("reconcile")]
    [InlineData("rescore")]
    [InlineData("review")]
    [InlineData("review list")]
    [InlineData("review resolve")]
    [InlineData("run")]
    [InlineData("snapshot")]
    [InlineData("sync")]
    public async Task Help_IsAsApproved(string verb)
    {
        string[] words = verb.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var help = await BridgeProcess.RunAsync([.. words, "--help"], cancellation: Cancellation);
        ShouldBeApproved($"help{string.Concat(words.Select(word => "-" + word))}", help);
    }

    // One story, each verb in its turn; the answers build on what was done before.
    [Fact]
    public async Task Json_IsAsApproved()
    {
        await using var bridge = await TestBridge.CreateAsync(servers, migrate: false);
        await servers.WipeNeo4jAsync();
        var story = new Story(bridge, _folder);
        await story.RunAsync("migrate", "migrate");
        await story.RunAsync("migrate-again", "migrate");
        await ArrangeAsync(bridge);
        await story.RunAsync("adopt", "adopt", "KNOWS", "--edge-id", "my_id", "--add-label", "Person:name");
        await story.RunAsync("ingest", "ingest", "--nodes", "nodes.tsv", "--edges", "edges.jsonl", "--rejects", "rejects.jsonl");
        await story.RunAsync("import-kg-edges", "import-kg-edges", "--rejects", "table.rejects.jsonl");
        await story.RunAsync("backfill-dry", "backfill", "--dry-run");
        await story.RunAsync("backfill", "backfill", "--workers", "2");
        await PromoteAsync(bridge);
        await story.RunAsync("rescore-dry", "rescore", "--dry-run");
        await story.RunAsync("rescore", "rescore");
        await story.RunAsync("rescore-limited", "rescore");
        await story.RunAsync("rescore-report", "rescore", "--report", "p1");
        await story.RunAsync("rescore-report-unknown", "rescore", "--report", "nobody");
        await story.RunAsync("rescore-retry-unknown", "rescore", "--retry", "nobody");
        await story.RunAsync("review-list", "review", "list");
        await story.RunAsync("review-keep", "review", "resolve", "e1", "--decision", "keep");
        await story.RunAsync("review-restore", "review", "resolve", "e2", "--decision", "restore");
        await story.RunAsync("review-resolve-twice", "review", "resolve", "e2", "--decision", "restore");
        await story.RunAsync("history", "history", "e2");
        await story.RunAsync("history-as-of", "history", "e2", "--as-of", "2020-06-01T00:00:00Z");
        await story.RunAsync("history-unknown", "history", "nobody");
        await story.RunAsync("credit-dry", "credit", "--dry-run");
        await story.RunAsync("credit", "credit");
        await story.RunAsync("credit-nothing", "credit");
        await story.RunAsync("credit-explain", "credit", "explain", "p1");
        await story.RunAsync("credit-reverse", "credit", "reverse", "p1", "--why", "a mistake");
        await story.RunAsync("snapshot", "snapshot", "m2");
        await story.RunAsync("snapshot-file", "snapshot", "m2", "--format", "graphml", "--out", "m2.graphml");
        await story.RunAsync("rescore-revert", "rescore", "--revert", "p1#1");
        await story.RunAsync("sync-full", "sync", "--full");
        await story.RunAsync("sync", "sync");
        await story.RunAsync("reconcile", "reconcile");
        await bridge.SqlAsync("UPDATE kg_edges SET confidence = 1 WHERE id = 'e1'; DELETE FROM kg_edges WHERE id = 'k1'");
        await story.RunAsync("reconcile-dry", "reconcile", "--dry-run");
        await bridge.CypherAsync("MATCH ()-[r:KNOWS {edge_id: 'k2'}]->() DELETE r");
        await story.RunAsync("reconcile-left", "reconcile");
        await story.RunAsync("usage", "ingest");
    }

    private async Task ArrangeAsync(TestBridge bridge)
    {
        await bridge.CypherAsync("""
            UNWIND [['a', 'b', 'k1'], ['b', 'c', 'k2'], ['c', 'a', 'k3']] AS row
            MERGE (a:Person {name: row[0]})
            MERGE (b:Person {name: row[1]})
            CREATE (a)-[:KNOWS {my_id: row[2]}]->(b)
            """);
        await bridge.AddVersionAsync("m1", "m", 1, quality: 0.9);
        await bridge.SqlAsync("UPDATE artifacts SET created_at = '2020-01-01Z'");
        await bridge.SqlAsync("UPDATE model_versions SET created_at = '2020-01-01Z', trained_by = 'tess'");
        await bridge.SqlAsync("""
            INSERT INTO kg_edges (id, source_id, source_type, relation, target_id, target_type, confidence, created_at) VALUES
                ('t1', 'x', 'Thing', 'NEAR', 'y', 'Thing', null, '2020-01-01Z'),
                ('t2', 'y', 'Thing', 'NEAR', 'x', 'Thing', 7, '2020-01-01Z')
            """);
        await WriteAsync("nodes.tsv", "id\tkind\tname\ng1\tGene\tone\nd1\tDisease\ttwo\n\tGene\tnobody\n");
        const string pair = "\"source_id\": \"g1\", \"relation\": \"DaG\", \"target_id\": \"d1\"";
        const string when = "\"created_at\": \"2020-01-02T00:00:00Z\"";
        await WriteAsync("edges.jsonl", $$"""
            {"edge_id": "e1", {{pair}}, "confidence": 0.9, "source_artifact_id": "m1", "source_version": 1, {{when}}}
            {"edge_id": "e2", {{pair}}, "confidence": 0.8, "model_id": "m", "model_version": 1, {{when}}}
            {"edge_id": "e3", {{pair}}, "confidence": 0.1, "evidence": "model:m@v1", {{when}}}
            {"edge_id": "e4", {{pair}}, "confidence": 0.5, "run_id": "nowhere", {{when}}}
            {"edge_id": "e5", {{pair}}, {{when}}}
            {"edge_id": "e6", "source_id": "g1", "relation": "DaG", "target_id": "nobody", {{when}}}
            """);
    }

    private Task WriteAsync(string name, string text) => File.WriteAllTextAsync(Path.Combine(_folder, name), text, Cancellation);

    private static async Task PromoteAsync(TestBridge bridge)
    {
        await bridge.AddVersionAsync("m2", "m", 2, quality: 0.3, parent: "m1");
        await bridge.AddVersionAsync("m3", "m", 3, quality: 0.5, parent: "m2");
        await bridge.SqlAsync("INSERT INTO datasets (id, title, created_by) VALUES ('d', 'pairs', 'cora')");
        await bridge.SqlAsync(
            "UPDATE model_versions SET eval_dataset_artifact_id = 'd', trained_by = 'tess' WHERE artifact_id <> 'm1'");
        await bridge.PromoteAsync("p1", "m1", "m2");
        await bridge.PromoteAsync("p2", "m2", "m3", TimeProvider.System.GetUtcNow().AddMinutes(1));
        await bridge.PromoteAsync("p3", "m3", "m3", TimeProvider.System.GetUtcNow().AddMinutes(2));
    }

    /// <summary>Runs verbs in one folder on one pair of databases.</summary>
    private sealed class Story(TestBridge bridge, string folder)
    {
        public async Task RunAsync(string name, params string[] arguments)
        {
            var result = await BridgeProcess.RunAsync([.. arguments, "--json"], bridge.Variables, folder, cancellation: Cancellation);
            ShouldBeApproved($"json-{name}", result, folder);
        }
    }
}
