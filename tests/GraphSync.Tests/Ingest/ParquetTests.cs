using System.IO.Compression;
using GraphSync.Ingest;
using GraphSync.Ingest.Input;
using Parquet;
using Parquet.Serialization;
using Support;

namespace GraphSync.Tests.Ingest;

public sealed class ParquetTests(ServersFixture servers) : FileTest(servers)
{
    private sealed record Flat
    {
        public string edge_id { get; init; } = "";
        public long source_id { get; init; }
        public string relation { get; init; } = "REL";
        public string target_id { get; init; } = "B";
        public float? confidence { get; init; }
        public string? model_id { get; init; }
        public double? model_version { get; init; }
        public DateTime? created_at { get; init; }
        public bool? checkedByHand { get; init; }
        public int count { get; init; }
        public decimal price { get; init; }
        public string? note { get; init; }
    }

    private sealed class Nested
    {
        public string edge_id { get; set; } = "1";
        public string source_id { get; set; } = "A";
        public string relation { get; set; } = "REL";
        public string target_id { get; set; } = "B";
        public List<string>? publications { get; set; } = ["PMID:1", "PMID:2"];
        public Study? study { get; set; } = new();
    }

    private sealed class Study
    {
        public string? name { get; set; } = "x";
        public int? year { get; set; } = 2001;
    }

    private static readonly Flat[] Rows =
    [
        new() { edge_id = "1", source_id = 7, confidence = 0.5f, model_id = "m", model_version = 2.0, checkedByHand = true, count = 3,
            price = 1.25m, created_at = new DateTime(2023, 6, 1, 10, 0, 0, DateTimeKind.Utc), note = "x" },
        new() { edge_id = "2", source_id = 7 },
        new() { edge_id = "3", source_id = 7, confidence = 2f },
        new() { edge_id = "4", source_id = 8 },
    ];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Bridge.CypherAsync("CREATE (:KgNode {id: '7'})");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task IngestAsync_TakesTypedColumns(bool gzip)
    {
        var path = Path.Combine(Folder, gzip ? "e.parquet.gz" : "e.parquet");
        await using (var file = File.Create(path))
        {
            await using Stream stream = gzip ? new GZipStream(file, CompressionLevel.Fastest) : file;
            using var memory = new MemoryStream();
            await ParquetSerializer.SerializeAsync(Rows, memory, new ParquetOptions { RowGroupSize = 3 }, cancellationToken: Cancellation);
            await stream.WriteAsync(memory.ToArray(), Cancellation);
        }

        var report = await TakeAsync(path);

        report.Edges.ShouldBe(new IngestResult(2, 0, 2), string.Join('\n', await ReasonsAsync(report)));
        var edge = await EdgeAsync("1");
        edge["model_version"].ShouldBe(2L);
        edge["checkedByHand"].ShouldBe(true);
        edge["count"].ShouldBe(3L);
        edge["price"].ShouldBe(1.25);
        edge["created_at"].ShouldBe(new DateTimeOffset(2023, 6, 1, 10, 0, 0, TimeSpan.Zero));
        (await EdgeAsync("2")).Keys.ShouldBe(["edge_id", "created_at", "count", "price"], ignoreOrder: true);
        var rejects = await File.ReadAllLinesAsync(report.EdgeRejects.Single(), Cancellation);
        rejects.Select(line => line[..21]).Order().ShouldBe(["""{"of":"edge","line":3""", """{"of":"edge","line":4"""]);

        var mended = string.Join('\n', rejects).Replace("\"confidence\":2", "\"confidence\":1", StringComparison.Ordinal)
            .Replace(":8", ":\"7\"", StringComparison.Ordinal).Replace(":7", ":\"7\"", StringComparison.Ordinal);
        await File.WriteAllTextAsync(report.EdgeRejects.Single(), mended, Cancellation);
        (await TakeAsync(report.EdgeRejects.Single())).Edges.ShouldBe(new IngestResult(2, 0, 0));
    }

    [Fact]
    public async Task IngestAsync_TakesListsAndKeepsWhatIsNested()
    {
        using var memory = new MemoryStream();
        await ParquetSerializer.SerializeAsync(new[] { new Nested() }, memory, cancellationToken: Cancellation);
        var path = await BytesAsync("e.parquet", memory.ToArray());

        var report = await TakeAsync(path);
        report.Edges.ShouldBe(new IngestResult(1, 0, 0), string.Join('\n', report.EdgeRejects.Select(File.ReadAllText)));
        var edge = await EdgeAsync("1");
        ((IReadOnlyList<object?>)edge["publications"]!).ShouldBe(["PMID:1", "PMID:2"]);
        edge["study"].ShouldBe("""{"name":"x","year":2001}""");
    }

    [Fact]
    public async Task IngestAsync_SaysWhereItCannotReadOn_WhenTheFileIsDamaged()
    {
        using var memory = new MemoryStream();
        await ParquetSerializer.SerializeAsync(Rows, memory, cancellationToken: Cancellation);
        var whole = memory.ToArray();
        (await RefusalAsync(await BytesAsync("cut.parquet", whole[..^20]))).Message.ShouldContain("cut off or damaged");
        var damaged = whole.ToArray();
        damaged.AsSpan(4, 200).Fill(0xFF);
        var report = await TakeAsync(await BytesAsync("damaged.parquet", damaged));
        report.Edges.Refused.ShouldBe(1);
        (await ReasonsAsync(report)).Single().ShouldContain("cannot be read on");
    }

    [Fact]
    public async Task IngestAsync_RefusesAFileWithNearNames()
    {
        using var memory = new MemoryStream();
        var row = new { edge_id = "1", source_id = "A", relation = "R", target_id = "B", Confidence = 1 };
        await ParquetSerializer.SerializeAsync(new[] { row }, memory, cancellationToken: Cancellation);
        (await RefusalAsync(await BytesAsync("near.parquet", memory.ToArray()))).Message.ShouldContain("did you mean confidence?");
    }
}
