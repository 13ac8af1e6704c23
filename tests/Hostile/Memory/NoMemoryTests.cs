using System.Text.Json.Nodes;
using GraphSync.Adopt;
using GraphSync.Backfill;
using GraphSync.Import;
using GraphSync.Ingest;
using GraphSync.Rescore;
using GraphSync.Review;
using GraphSync.Sync;
using Support;

namespace Hostile.Memory;

/// <summary>Neo4j refuses what takes more than 4 MiB in one transaction: every job goes on in smaller ones, and a row that does not fit
/// alone is that row's error.</summary>
public sealed class NoMemoryTests(SmallServers small) : BridgeTest(small.Servers), IClassFixture<SmallServers>
{
    private const int Many = 2_400;

    [Fact]
    public async Task Ingest_TakesAllRowsButTheOneThatDoesNotFit()
    {
        var nodes = await WriteAsync("nodes.tsv", "id\tkind\n" + string.Concat(Enumerable.Range(0, Many).Select(i => $"n{i}\tThing\n")));
        var heavy = string.Join(',', Enumerable.Repeat("\"12345678\"", 200_000));
        var edges = await WriteAsync("edges.jsonl", string.Join('\n', Enumerable.Range(0, Many).Select(i =>
        {
            var list = i == 1_234 ? heavy : "1";
            return $$"""{"edge_id": "e{{i}}", "source_id": "n{{i}}", "relation": "R", "target_id": "n0", "x": [{{list}}]}""";
        })));

        var report = await Bridge.RunAsync(new IngestRequest { NodeFiles = [nodes], EdgeFiles = [edges] }, Cancellation);

        report.Nodes.ShouldBe(new IngestResult(Many, 0, 0));
        report.Edges.ShouldBe(new IngestResult(Many - 1, 0, 1));
        report.Mirrored!.Rejected.ShouldBe(0);
        var reject = JsonNode.Parse((await File.ReadAllLinesAsync(report.EdgeRejects.Single(), Cancellation)).Single())!;
        ((int)reject["line"]!).ShouldBe(1_235);
        ((string)reject["reason"]!).ShouldContain("MemoryPoolOutOfMemoryError");
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM kg_edges")).ShouldBe(Many - 1);
    }

    [Fact]
    public async Task Rescore_DoesTheWholePass_AndRevertTakesItBack()
    {
        await Bridge.AddVersionAsync("v1", "m", 1, quality: 0.5);
        await Bridge.AddVersionAsync("v2", "m", 2, quality: 0.4, parent: "v1");
        for (var from = 0; from < Many; from += 500) await Bridge.AddEdgesAsync("R", "v1", 500, from: from);
        await Bridge.PromoteAsync("p", "v1", "v2");
        Bridge.Configure<RescoreOptions>(options => options.MaxEdgesPerPass = Many);

        var report = await Bridge.RunAsync(new RescoreRequest(), Cancellation);

        (report.Status, report.Edges, report.ErrorCount).ShouldBe(("completed", Many, 0));
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM kg_edges WHERE rescored_by_artifact_id = 'v2'")).ShouldBe(Many);
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM world_model_improvements WHERE event_type = 'model_rescore'"))
            .ShouldBe(Many);
        (await Bridge.CypherValueAsync<long>("MATCH (j:RescoreJob) RETURN coalesce(j.failures, 0)")).ShouldBe(0);

        (await Bridge.RunAsync(new RevertRequest("p#1"), Cancellation)).Restored.ShouldBe(Many);
    }

    [Fact]
    public async Task Adopt_TakesTheGraphIn_AndBackfillAttributesIt()
    {
        await Bridge.AddVersionAsync("v1", "m", 1, quality: 0.5);
        for (var from = 0; from < Many; from += 300)
        {
            await Bridge.CypherAsync("UNWIND range($from, $from + 299) AS i CREATE (:Gene {symbol: 'g' + i})-[:OLD {confidence: 0.5, "
                + "model_id: 'm', model_version: 1}]->(:Gene {symbol: 'h' + i})", ("from", from));
        }

        var adopted = await Bridge.RunAsync(new AdoptRequest { Types = ["OLD"], Labels = [LabelKey.Parse("Gene:symbol")] }, Cancellation);
        adopted.Edges.ShouldBe(Many);
        adopted.Mirrored!.Edges.ShouldBe(Many);
        await Bridge.CypherAsync("MATCH ()-[r:OLD]->() WHERE r.edge_id > 'c' CALL (r) { SET r.evidence = 'model:m@v1', r.model_id = null } "
            + "IN TRANSACTIONS OF 300 ROWS");

        var backfilled = await Bridge.RunAsync(new BackfillRequest(), Cancellation);

        backfilled.Methods.Values.Sum().ShouldBe(Many);
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM kg_edges WHERE source_artifact_id = 'v1'")).ShouldBe(Many);
    }

    [Fact]
    public async Task Import_TakesAllRowsButTheOnesThatDoNotFit()
    {
        await Bridge.SqlAsync("ALTER TABLE kg_edges ADD COLUMN note text, ADD COLUMN numbers jsonb");
        await Bridge.SqlAsync("INSERT INTO kg_edges (id, source_id, relation, target_id, note) "
            + "SELECT 'e' || i, 's' || i, 'R', 't' || i, repeat('x', 100) FROM generate_series(1, @Many) i", new { Many });
        await Bridge.SqlAsync("UPDATE kg_edges SET note = repeat('x', 5000000) WHERE id = 'e77'");
        await Bridge.SqlAsync("UPDATE kg_edges SET numbers = ('[' || repeat('1e131071,', 9000) || '1]')::jsonb WHERE id = 'e88'");

        var report = await Bridge.RunAsync(new ImportRequest { RejectsFile = Path.Combine(Folder, "rejects.jsonl") }, Cancellation);

        (report.Created, report.Refused).ShouldBe((Many - 2, 2));
        var rejects = await File.ReadAllTextAsync(report.RejectsFile!, Cancellation);
        rejects.ShouldContain("{\"id\":\"e77\"}");
        rejects.ShouldContain("more than 4194304 (Bridge__Ingest__MaxRowBytes)");
        rejects.ShouldContain("{\"id\":\"e88\"}");
        rejects.ShouldContain("the row cannot be read");
    }

    [Fact]
    public async Task TheMirror_ReadsLess_WhenAnEntryDoesNotFit()
    {
        await Bridge.AddEdgesAsync("R", "v1", 300);
        var input = "[]" + new string(' ', 600_000);
        for (var i = 0; i < 4; i++)
        {
            await Bridge.CypherAsync("MATCH ()-[r:R {edge_id: $id}]->() SET r.inference_input = $input",
                ("id", $"e0000{i}"), ("input", input));
        }
        await Bridge.CypherAsync("MATCH ()-[r:R]->() WITH collect(r.edge_id) AS ids "
            + "CREATE (:Outbox {id: 'o', edge_type: 'R', edge_ids: ids, delta_ids: []})");

        await Bridge.RunAsync(new SyncRequest(), Cancellation);

        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM kg_edges")).ShouldBe(300);
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM kg_edges WHERE inference_input = '[]'")).ShouldBe(4);
        (await Bridge.CypherValueAsync<long>("MATCH (o:Outbox) RETURN count(o)")).ShouldBe(0);
    }

    private async Task<string> WriteAsync(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        await File.WriteAllTextAsync(path, text, Cancellation);
        return path;
    }
}
