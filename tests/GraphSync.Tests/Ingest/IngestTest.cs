using System.IO.Compression;
using System.Text;
using GraphSync.Ingest;
using GraphSync.Postgres;
using Support;

namespace GraphSync.Tests.Ingest;

/// <summary>A bridge with endpoints a, b and c, a real version m1 (number 1), and a folder for files.</summary>
public abstract class IngestTest(ServersFixture servers) : BridgeTest(servers)
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Bridge.CypherAsync("UNWIND ['a', 'b', 'c'] AS id CREATE (:KgNode {id: id, kind: 'Thing'})");
        await AddVersionAsync("m1", "m", 1);
    }

    protected static EdgeRow Row(string id, double? confidence = 0.5) =>
        new() { EdgeId = id, SourceId = "a", Relation = "R", TargetId = "b", Confidence = confidence };

    protected static EdgeRow Attributed(string id, double confidence = 0.5) =>
        Row(id, confidence) with { SourceArtifactId = "m1", SourceVersion = 1 };

    protected Task AddVersionAsync(string id, string model, long number) => Bridge.CypherAsync(
        "CREATE (:ModelVersion {id: $id, model_id: $model, version_number: $number})", ("id", id), ("model", model), ("number", number));

    /// <summary>Inserts without mirroring, and gives the counts and the reasons by edge id.</summary>
    protected Task<(IngestResult Result, Dictionary<string, string> Reasons)> InsertAsync(params EdgeRow[] rows) =>
        InsertAsync(Bridge, rows);

    protected static async Task<(IngestResult Result, Dictionary<string, string> Reasons)> InsertAsync(
        TestBridge bridge, params EdgeRow[] rows)
    {
        var reasons = new Dictionary<string, string>();
        var result = await bridge.Get<EdgeIngest>().RunAsync(rows.ToAsyncEnumerable(), refused =>
        {
            reasons[refused.Row.EdgeId] = refused.Reason;
            return Task.CompletedTask;
        }, null, Cancellation);
        (result.Created + result.Present + result.Refused).ShouldBe(rows.Length);
        return (result, reasons);
    }

    protected async Task<IngestResult> IngestAsync(string file, string? rejects = null) =>
        (await Bridge.RunAsync(new IngestRequest { EdgeFiles = [file], RejectsFile = rejects }, Cancellation)).Edges;

    protected async Task<string> WriteAsync(string name, string text, bool gzip = false)
    {
        var path = Path.Combine(Folder, name);
        await using var file = File.Create(path);
        await using Stream stream = gzip ? new GZipStream(file, CompressionLevel.Fastest) : file;
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text), Cancellation);
        return path;
    }

    protected Task<Dictionary<string, object?>> EdgeAsync(string id) => Bridge.CypherValueAsync<Dictionary<string, object?>>(
        "MATCH ()-[r]->() WHERE r.edge_id = $id RETURN properties(r)", ("id", id));

    protected Task<long> CountAsync() => Bridge.CypherValueAsync<long>("MATCH ()-[r]->() RETURN count(r)");
}
