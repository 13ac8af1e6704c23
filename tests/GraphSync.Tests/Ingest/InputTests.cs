using System.IO.Compression;
using System.Text;
using GraphSync.Edges;
using GraphSync.Ingest;
using GraphSync.Ingest.Input;
using GraphSync.Postgres;

namespace GraphSync.Tests.Ingest;

public sealed class InputTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("input-").FullName;

    private const int MaxRowBytes = 16 << 20;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task ReadAsync_GivesLinesWithoutTheirEnds_WhenTheyEndInCrLf()
    {
        var lines = await LinesAsync("\uFEFFa\r\n\r\nb\nc"u8.ToArray());
        lines.Select(line => Encoding.UTF8.GetString(line.Bytes.Span)).ShouldBe(["a", "", "b", "c"]);
        lines.Select(line => line.Number).ShouldBe([1, 2, 3, 4]);
    }

    [Theory]
    [InlineData(10_000_000)]
    [InlineData(MaxRowBytes)]
    public async Task ReadAsync_GivesTheWholeLine_WhenItIsLong(int length)
    {
        var lines = await LinesAsync([.. "a\n"u8, .. Enumerable.Repeat((byte)'x', length), .. "\nb"u8]);
        lines.Select(line => line.Bytes.Length).ShouldBe([1, length, 1]);
        lines.ShouldAllBe(line => line.Problem == null);
    }

    [Fact]
    public async Task ReadAsync_ReportsTheLineAndReadsOn_WhenItIsTooLong()
    {
        var lines = await LinesAsync([.. "a\n"u8, .. Enumerable.Repeat((byte)'x', (3 * MaxRowBytes) + 17), .. "\nb\n"u8]);
        lines.Select(line => line.Number).ShouldBe([1, 2, 3]);
        lines[1].Problem.ShouldNotBeNull().ShouldContain("longer than");
        Encoding.UTF8.GetString(lines[2].Bytes.Span).ShouldBe("b");
    }

    [Fact]
    public async Task ReadAsync_ReportsTheCut_WhereverAGzipStreamIsCutOff()
    {
        var random = new Random(1);
        var text = string.Join('\n', Enumerable.Range(0, 2000).Select(i => $"{i}\t{random.NextDouble()}"));
        var whole = await GzipAsync(text);

        (await LinesAsync(whole)).ShouldAllBe(line => line.Problem == null);
        foreach (var length in new[] { 20, whole.Length / 3, whole.Length / 2, whole.Length - 9, whole.Length - 1 })
        {
            var lines = await LinesAsync(whole[..length]);
            lines[^1].Problem.ShouldNotBeNull().ShouldContain("gzip");
            lines.SkipLast(1).ShouldAllBe(line => line.Problem == null);
            text.ShouldStartWith(string.Join('\n', lines.SkipLast(1).Select(line => Encoding.UTF8.GetString(line.Bytes.Span))));
        }
    }

    [Fact]
    public async Task ReadAsync_ReportsTheDamageOrReadsAll_WhereverAGzipStreamIsDamaged()
    {
        var whole = await GzipAsync(string.Join('\n', Enumerable.Range(0, 200).Select(i => $"{i}\t{i * 0.7}")));
        var intact = (await LinesAsync(whole)).Select(line => Encoding.UTF8.GetString(line.Bytes.Span)).ToList();
        var random = new Random(2);
        var damaged = 0;
        for (var i = 0; i < 3000; i++)
        {
            var bytes = whole.ToArray();
            // The first ten bytes are the header, whose time and system change nothing.
            bytes[random.Next(10, bytes.Length)] ^= (byte)random.Next(1, 256);
            var lines = await LinesAsync(bytes);
            if (lines.Count > 0 && lines[^1].Problem is { } problem && problem.Contains("gzip")) damaged++;
            else lines.Select(line => Encoding.UTF8.GetString(line.Bytes.Span)).ShouldBe(intact);
        }
        damaged.ShouldBeGreaterThan(2900);
    }

    [Fact]
    public async Task ReadAsync_RefusesTheFile_WhenTheHeaderLacksAColumn()
    {
        var path = await FileAsync("e.tsv", "edge_id\tsource_id\trelation\n"u8.ToArray());
        (await Should.ThrowAsync<BadInputException>(() => RowsAsync(path))).Message.ShouldContain("target_id");
        var absent = Path.Combine(_folder, "absent.tsv");
        (await Should.ThrowAsync<BadInputException>(() => RowsAsync(absent))).Message.ShouldContain("absent.tsv");
    }

    [Fact]
    public async Task ReadAsync_TellsFormatsApart_WhenTheNameDoesNotSay()
    {
        (await RowsAsync(await FileAsync("x", "edge_id\tsource_id\trelation\ttarget_id\ne\ta\tR\t\n"u8.ToArray()))).Single().Values.Keys
            .ShouldBe(["edge_id", "source_id", "relation"]);
        (await RowsAsync(await FileAsync("y", """{"edge_id": "e", "n": 1, "x": 1.0, "nothing": null}"""u8.ToArray()))).Single().Values
            .ShouldBe(new Dictionary<string, object> { ["edge_id"] = "e", ["n"] = 1L, ["x"] = 1.0 }, ignoreOrder: true);
    }

    [Theory]
    [InlineData("0.5", 0.5, null)]
    [InlineData("1e-3", 0.001, null)]
    [InlineData("1", 1.0, null)]
    [InlineData("-0", -0.0, null)]
    [InlineData("NaN", double.NaN, null)]
    [InlineData(" 0.5", null, "confidence is not a number")]
    [InlineData("0,5", null, "confidence is not a number")]
    [InlineData("half", null, "confidence is not a number")]
    public void Number_ParsesTsv_WhenItIsANumber(string text, double? expected, string? problem)
    {
        var fields = new RowFields(new InputRow(1, default, IsJson: false, new Dictionary<string, object> { ["confidence"] = text }));
        fields.Number("confidence").ShouldBe(expected);
        fields.Problem.ShouldBe(problem);
    }

    [Theory]
    [InlineData("2016-04-14", "2016-04-14T00:00:00Z")]
    [InlineData("2016-04-14T10:00:00+02:00", "2016-04-14T08:00:00Z")]
    [InlineData("2016-04-14T10:00:00.123456789Z", "2016-04-14T10:00:00.123456Z")]
    [InlineData("2016-04-14 10:00:00.5+00", "2016-04-14T10:00:00.5Z")]
    [InlineData("14/04/2016", null)]
    [InlineData("2016-02-30", null)]
    public void Instant_ParsesIso_WhenItIsAnInstant(string text, string? expected)
    {
        var fields = new RowFields(new InputRow(1, default, IsJson: true, new Dictionary<string, object> { ["created_at"] = text }));
        DateTimeOffset? instant = expected is null
            ? null
            : DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture);
        fields.Instant("created_at").ShouldBe(instant);
        (fields.Problem is null).ShouldBe(expected is not null);
    }

    [Theory]
    [InlineData("model:lr@v1", "lr", 1)]
    [InlineData("made by model:rephetio-prior@2016-04-14@v12, see", "rephetio-prior@2016-04-14", 12)]
    [InlineData("(model:a@v1)", "a", 1)]
    [InlineData("supermodel:a@v1", null, 0)]
    [InlineData("model: a@v1", null, 0)]
    [InlineData("model:a@1", null, 0)]
    public void In_FindsTheTag_WhenTheEvidenceHoldsOne(string evidence, string? model, long version)
    {
        ModelTag.IsIn(evidence).ShouldBe(model is not null);
        ModelTag.In(evidence).ShouldBe(model is null ? [] : [new ModelTag(model, version)]);
    }

    private static async Task<byte[]> GzipAsync(string text)
    {
        using var memory = new MemoryStream();
        await using (var gzip = new GZipStream(memory, CompressionLevel.Optimal, leaveOpen: true))
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(text), Cancellation);
        return memory.ToArray();
    }

    private async Task<List<InputLine>> LinesAsync(byte[] bytes)
    {
        await using var file = await InputFile.OpenAsync(await FileAsync("lines", bytes), InputFormat.Tsv, Cancellation);
        return await new InputLines(file.Content, MaxRowBytes).ReadAsync(Cancellation).ToListAsync(Cancellation);
    }

    private static async Task<List<InputRow>> RowsAsync(string path) =>
        await new InputRows(new InputOptions(), "edge", MaxRowBytes, new RowShape(new InputOptions(), isNode: false).TakeHeader)
            .ReadAsync(path, Cancellation).ToListAsync(Cancellation);

    private async Task<string> FileAsync(string name, byte[] bytes)
    {
        var path = Path.Combine(_folder, name);
        await File.WriteAllBytesAsync(path, bytes, Cancellation);
        return path;
    }
}
