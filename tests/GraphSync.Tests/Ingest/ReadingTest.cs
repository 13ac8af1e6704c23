using System.Text;
using GraphSync.Edges;
using GraphSync.Ingest;
using GraphSync.Ingest.Input;

namespace GraphSync.Tests.Ingest;

/// <summary>Files read, and refused, as ingest does it before it asks a database.</summary>
public abstract class ReadingTest : IDisposable
{
    protected const string Header = "edge_id\tsource_id\trelation\ttarget_id";
    protected const int MaxRowBytes = 1 << 20;

    protected string Folder { get; } = Directory.CreateTempSubdirectory("reading-").FullName;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected static InputOptions Mapped(params string[] maps) => new() { Map = [.. maps.Select(ColumnMapping.Parse)] };

    protected static async Task<List<ReadEdge>> ReadAsync(string path, InputOptions? options = null)
    {
        options ??= new InputOptions();
        RowShape.Require(options);
        var shape = new RowShape(options, isNode: false);
        shape.Begin(path);
        return await new InputRows(options, "edge", MaxRowBytes, shape.TakeHeader).ReadAsync(path, Cancellation).Select(row =>
        {
            var (edge, problem) = RowParser.Edge(shape.Apply(row), row, options.Nested);
            return new ReadEdge(edge, problem ?? RowRules.Refusal(edge));
        }).ToListAsync(Cancellation);
    }

    protected Task<string> WriteAsync(string name, string text) => BytesAsync(name, Encoding.UTF8.GetBytes(text));

    protected async Task<string> BytesAsync(string name, byte[] bytes)
    {
        var path = Path.Combine(Folder, name);
        await File.WriteAllBytesAsync(path, bytes, Cancellation);
        return path;
    }
}

/// <summary>A row, and why it is refused; null when it is not.</summary>
public sealed record ReadEdge(EdgeRow Row, string? Reason);
