using System.IO.Compression;
using System.Text;
using GraphSync.Ingest;
using Support;

namespace GraphSync.Tests.Ingest;

/// <summary>A bridge with endpoints a, b and c, a real version m1 (number 1), and a folder for files.</summary>
public abstract class IngestTest(ServersFixture servers) : IAsyncLifetime
{
    protected string Folder { get; } = Directory.CreateTempSubdirectory("ingest-").FullName;
    protected ServersFixture Servers { get; } = servers;
    protected TestBridge Bridge { get; private set; } = null!;
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Bridge = await TestBridge.CreateAsync(Servers);
        await Bridge.CypherAsync("UNWIND ['a', 'b', 'c'] AS id CREATE (:KgNode {id: id, kind: 'Thing'})");
        await AddVersionAsync("m1", "m", 1);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Bridge.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    protected static EdgeRow Row(string id, double? confidence = 0.5) =>
        new() { EdgeId = id, SourceId = "a", Relation = "R", TargetId = "b", Confidence = confidence };

    protected static EdgeRow Attributed(string id, double confidence = 0.5) => Row(id, confidence) with { SourceArtifactId = "m1", SourceVersion = 1 };

    protected Task AddVersionAsync(string id, string model, long number) =>
        Bridge.CypherAsync("CREATE (:ModelVersion {id: $id, model_id: $model, version_number: $number})", ("id", id), ("model", model), ("number", number));

    /// <summary>Inserts, and gives the counts and the reasons by edge id.</summary>
    protected async Task<(IngestResult Result, Dictionary<string, string> Reasons)> InsertAsync(params EdgeRow[] rows)
    {
        var reasons = new Dictionary<string, string>();
        var result = await new EdgeIngest(Bridge.Context).RunAsync(rows.ToAsyncEnumerable(), refused =>
        {
            reasons[refused.Row.EdgeId] = refused.Reason;
            return Task.CompletedTask;
        }, null, Cancellation);
        (result.Created + result.Present + result.Refused).ShouldBe(rows.Length);
        return (result, reasons);
    }

    protected Task<IngestResult> IngestAsync(string file) => IngestAsync(file, RejectsFile.Beside(file));

    protected async Task<IngestResult> IngestAsync(string file, string rejects)
    {
        await using var writer = new RejectsFile(rejects);
        var result = await new FileIngest(Bridge.Context).EdgesAsync(file, writer, null, Cancellation);
        await writer.CompleteAsync();
        return result;
    }

    protected async Task<string> WriteAsync(string name, string text, bool gzip = false)
    {
        var path = Path.Combine(Folder, name);
        await using var file = File.Create(path);
        await using Stream stream = gzip ? new GZipStream(file, CompressionLevel.Fastest) : file;
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text), Cancellation);
        return path;
    }

    protected async Task<Dictionary<string, object?>> EdgeAsync(string id) =>
        await Bridge.CypherValueAsync<Dictionary<string, object?>>("MATCH ()-[r]->() WHERE r.edge_id = $id RETURN properties(r)", ("id", id));

    protected Task<long> CountAsync() => Bridge.CypherValueAsync<long>("MATCH ()-[r]->() RETURN count(r)");
}
