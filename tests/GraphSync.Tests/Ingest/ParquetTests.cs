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

    private sealed class Listed
    {
        public string edge_id { get; set; } = "";
        public string source_id { get; set; } = "7";
        public string relation { get; set; } = "REL";
        public string target_id { get; set; } = "7";
        public List<string?>? publications { get; set; }
        public long[]? years { get; set; }
        public List<double?>? weights { get; set; }
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

    private sealed record Kinds
    {
        public string edge_id { get; init; } = "";
        public string source_id { get; init; } = "7";
        public string relation { get; init; } = "REL";
        public string target_id { get; init; } = "7";
        public sbyte tiny { get; init; } = -1;
        public byte octet { get; init; } = 255;
        public short small { get; init; } = -300;
        public ushort? unsignedSmall { get; init; } = 60_000;
        public uint? unsigned { get; init; } = 4_000_000_000;
        public ulong big { get; init; } = long.MaxValue;
        public ulong? bigger { get; init; } = ulong.MaxValue;
        public DateOnly? day { get; init; } = new(2023, 6, 1);
        public Guid? key { get; init; } = Guid.Parse("6f9619ff-8b86-d011-b42d-00c04fc964ff");
        public byte[]? text { get; init; } = "Gr\u00FC\u00DFe"u8.ToArray();
        public byte[]? bytes { get; init; } = [0xFF, 0xFE];
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
    public async Task IngestAsync_TakesEachKindOfColumn_WithAndWithoutValues()
    {
        using var memory = new MemoryStream();
        Kinds[] rows =
        [
            new()
            {
                edge_id = "1", unsignedSmall = null, unsigned = null, bigger = null, day = null, key = null, text = null, bytes = null,
            },
            new() { edge_id = "2" },
        ];
        await ParquetSerializer.SerializeAsync(rows, memory, cancellationToken: Cancellation);

        var report = await TakeAsync(await BytesAsync("kinds.parquet", memory.ToArray()));

        report.Edges.ShouldBe(new IngestResult(2, 0, 0), string.Join('\n', report.EdgeRejects.Select(File.ReadAllText)));
        Dictionary<string, object?> required = new() { ["tiny"] = -1L, ["octet"] = 255L, ["small"] = -300L, ["big"] = long.MaxValue };
        Dictionary<string, object?> all = new(required)
        {
            ["unsignedSmall"] = 60_000L, ["unsigned"] = 4_000_000_000L, ["bigger"] = "18446744073709551615",
            ["day"] = "2023-06-01",
            ["key"] = "6f9619ff-8b86-d011-b42d-00c04fc964ff", ["text"] = "Gr\u00FC\u00DFe", ["bytes"] = "//4=",
        };
        (await EdgeAsync("1")).Where(property => property.Key is not ("edge_id" or "created_at"))
            .ShouldBe(required, ignoreOrder: true);
        (await EdgeAsync("2")).Where(property => property.Key is not ("edge_id" or "created_at"))
            .ShouldBe(all, ignoreOrder: true);
    }

    [Fact]
    public async Task IngestAsync_TakesLists_WithAndWithoutItems()
    {
        using var memory = new MemoryStream();
        Listed[] rows =
        [
            new() { edge_id = "1", publications = ["PMID:1", "Gr\u00FC\u00DFe"], years = [2001, 2002], weights = [0.5, 1] },
            new() { edge_id = "2", publications = ["PMID:3"], years = [], weights = [] },
            new() { edge_id = "3" },
            new() { edge_id = "4", publications = ["a", null, "b"], years = [1], weights = [null, 2] },
        ];
        await ParquetSerializer.SerializeAsync(rows, memory, new ParquetOptions { RowGroupSize = 3 }, cancellationToken: Cancellation);

        var report = await TakeAsync(await BytesAsync("lists.parquet", memory.ToArray()));

        report.Edges.ShouldBe(new IngestResult(4, 0, 0), string.Join('\n', report.EdgeRejects.Select(File.ReadAllText)));
        async Task<object?> ValueAsync(string edge, string name) => (await EdgeAsync(edge)).GetValueOrDefault(name) switch
        {
            IReadOnlyList<object?> list => string.Join(';', list),
            var other => other,
        };
        (await ValueAsync("1", "publications")).ShouldBe("PMID:1;Gr\u00FC\u00DFe");
        (await ValueAsync("1", "years")).ShouldBe("2001;2002");
        (await ValueAsync("1", "weights")).ShouldBe("0.5;1");
        (await ValueAsync("2", "publications")).ShouldBe("PMID:3");
        (await ValueAsync("2", "weights")).ShouldBe("");
        (await EdgeAsync("3")).Keys.ShouldNotContain("publications");
        (await EdgeAsync("3")).Keys.ShouldNotContain("weights");
        (await ValueAsync("4", "publications")).ShouldBe("""["a",null,"b"]""");
        (await ValueAsync("4", "years")).ShouldBe("1");
        (await ValueAsync("4", "weights")).ShouldBe("[null,2]");
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
    public async Task IngestAsync_RefusesARowWhoseTextIsNotUtf8()
    {
        using var memory = new MemoryStream();
        var rows = new[] { Rows[0] with { note = "Gr\u00FC\u00DFe" }, Rows[1] with { note = "G\u0001\u0002\u0003" } };
        await ParquetSerializer.SerializeAsync(rows, memory,
            new ParquetOptions { CompressionMethod = CompressionMethod.None }, cancellationToken: Cancellation);
        var bytes = memory.ToArray();
        for (int at; (at = bytes.AsSpan().IndexOf("G\u0001\u0002\u0003"u8)) >= 0;) bytes[at + 1] = 0xFC;

        var report = await TakeAsync(await BytesAsync("latin1.parquet", bytes));

        report.Edges.ShouldBe(new IngestResult(1, 0, 1), string.Join('\n', await ReasonsAsync(report)));
        (await EdgeAsync("1"))["note"].ShouldBe("Gr\u00FC\u00DFe");
        (await ReasonsAsync(report)).Single().ShouldContain("the column 'note' is not valid UTF-8");
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
