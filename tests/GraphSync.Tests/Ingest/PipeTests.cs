using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using GraphSync.Postgres;
using Parquet.Serialization;

namespace GraphSync.Tests.Ingest;

/// <summary>Pipes, of which nobody can go back to the beginning, and which give their bytes as they come.</summary>
public sealed class PipeTests : ReadingTest
{
    private const string Rows = Header + "\tconfidence\n1\tA\tREL\tB\t0.5\n2\tA\tREL\tB\t0.5\n";

    private static readonly string[] Edges = ["1 0.5", "2 0.5"];

    public static TheoryData<string, byte[], string[]> Contents => new()
    {
        { "tsv", Bytes(Rows), Edges },
        { "no line end", Bytes(Rows.TrimEnd()), Edges },
        { "csv", Bytes(Rows.Replace('\t', ',')), Edges },
        { "jsonl", Bytes(Json(1) + "\n" + Json(2) + "\n"), Edges },
        { "gzip", Zipped(Bytes(Rows)), Edges },
        { "gzip of two members", [.. Zipped(Bytes(Rows[..40])), .. Zipped(Bytes(Rows[40..]))], Edges },
        { "gzip of csv", Zipped(Bytes(Rows.Replace('\t', ','))), Edges },
        { "a mark of the byte order", [.. "\uFEFF"u8, .. Bytes(Rows)], Edges },
        { "nothing", [], [] },
        { "a header", Bytes(Header + "\n"), [] },
        { "much", Bytes(Header + "\tconfidence\n" + string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i}\tA\tREL\tB\t0.5\n"))),
            [.. Enumerable.Range(0, 20_000).Select(i => $"{i} 0.5")] },
    };

    [Theory]
    [MemberData(nameof(Contents))]
    public async Task ReadAsync_ReadsWhatComes(string what, byte[] bytes, string[] edges)
    {
        // The first bytes alone, so that no read gets enough of them to tell what the file is.
        (await ThroughAsync(bytes, slow: Math.Min(bytes.Length, 120))).Select(Text).ShouldBe(edges, what);
    }

    [Fact]
    public async Task ReadAsync_ReadsParquet_ByACopy()
    {
        using var memory = new MemoryStream();
        var rows = new[] { new { edge_id = "1", source_id = "A", relation = "REL", target_id = "B", confidence = 0.5 } };
        await ParquetSerializer.SerializeAsync(rows, memory, cancellationToken: Cancellation);
        (await ThroughAsync(memory.ToArray(), slow: 10)).Select(Text).ShouldBe(["1 0.5"]);
        (await ThroughAsync(Zipped(memory.ToArray()), slow: 10)).Select(Text).ShouldBe(["1 0.5"]);
    }

    [Fact]
    public async Task ReadAsync_NamesThePipe_WhenItBringsSomethingElse() =>
        (await Should.ThrowAsync<BadInputException>(() => ThroughAsync("PK\x03\x04\x14\0"u8.ToArray(), slow: 6))).Message
            .ShouldContain("zip archive");

    private async Task<List<ReadEdge>> ThroughAsync(byte[] bytes, int slow)
    {
        var path = Path.Combine(Folder, Guid.NewGuid().ToString("N"));
        using (var made = Process.Start("mkfifo", path)) await made.WaitForExitAsync(Cancellation);
        var writing = Task.Run(async () =>
        {
            await using var pipe = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            for (var i = 0; i < slow; i++) await pipe.WriteAsync(bytes.AsMemory(i, 1), Cancellation);
            await pipe.WriteAsync(bytes.AsMemory(slow), Cancellation);
        }, Cancellation);
        try
        {
            return await ReadAsync(path);
        }
        finally
        {
            await ((Task)writing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static string Text(ReadEdge edge) => FormattableString.Invariant($"{edge.Row.EdgeId} {edge.Row.Confidence}{edge.Reason}");

    private static string Json(int id) => $$"""{"edge_id":"{{id}}","source_id":"A","relation":"REL","target_id":"B","confidence":0.5}""";

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Zipped(byte[] bytes)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Optimal)) gzip.Write(bytes);
        return memory.ToArray();
    }
}
