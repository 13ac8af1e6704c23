using System.Text.Json;
using GraphSync.Edges;
using GraphSync.Ingest;
using GraphSync.Ingest.Input;
using GraphSync.Postgres;
using Support;

namespace GraphSync.Tests.Ingest;

/// <summary>Endpoints A and B beside those of <see cref="IngestTest"/>, versions lr@1 and lr@2, and files that are taken in.</summary>
public abstract class FileTest(ServersFixture servers) : IngestTest(servers)
{
    protected const string Header = "edge_id\tsource_id\trelation\ttarget_id";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Bridge.CypherAsync("UNWIND ['A', 'B'] AS id CREATE (:KgNode {id: id, kind: 'Thing'})");
        await Bridge.AddVersionAsync("lr@1", "lr", 1);
        await Bridge.AddVersionAsync("lr@2", "lr", 2);
        await Bridge.DrainAsync(Cancellation);
    }

    protected static InputOptions Mapped(params string[] maps) => new() { Map = [.. maps.Select(ColumnMapping.Parse)] };

    protected Task<IngestReport> TakeAsync(string path, InputOptions? options = null, string? source = null,
        bool createEndpoints = false) =>
        Bridge.RunAsync(new IngestRequest
        {
            EdgeFiles = [path],
            Input = options ?? new InputOptions(),
            Source = source,
            CreateEndpoints = createEndpoints,
        }, Cancellation);

    protected Task<IngestReport> TakeNodesAsync(string path, InputOptions? options = null) =>
        Bridge.RunAsync(new IngestRequest { NodeFiles = [path], Input = options ?? new InputOptions() }, Cancellation);

    protected async Task<BadInputException> RefusalAsync(string path, InputOptions? options = null)
    {
        var refusal = await Should.ThrowAsync<BadInputException>(() => TakeAsync(path, options));
        refusal.Message.ShouldNotContain('\n');
        (await CountAsync()).ShouldBe(0);
        return refusal;
    }

    protected static async Task<string[]> ReasonsAsync(IngestReport report) =>
    [
        .. (await File.ReadAllLinesAsync(report.EdgeRejects.Concat(report.NodeRejects).Single(), Cancellation))
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("reason").GetString()!),
    ];

    protected async Task<string> BytesAsync(string name, byte[] bytes)
    {
        var path = Path.Combine(Folder, name);
        await File.WriteAllBytesAsync(path, bytes, Cancellation);
        return path;
    }
}
