using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GraphSync.Ingest;
using Support;

namespace GraphSync.Tests.Ingest;

/// <summary>Files that want to break something: nothing crashes, no row is half applied, none is lost.</summary>
public sealed class HostileFileTests(ServersFixture servers) : IngestTest(servers)
{
    private const string Injection = "'}) DETACH DELETE n //`'; DROP TABLE artifacts;-- \\u0060 ${x} {{y}}";

    private static readonly JsonSerializerOptions Relaxed =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 200 };

    // Line by line: the row's text, and a part of the reason; null for rows that go in.
    private static readonly (byte[] Line, string? Reason)[] Lines =
    [
        (Json("ok"), null),
        (Json("ok"), null),
        (Json("ok", ("confidence", 0.6)), "exists"),
        (Json("text", ("confidence", "high")), "confidence is not a number"),
        (Json("flag", ("confidence", true)), "confidence is not a number"),
        (Json("list", ("confidence", new[] { 0.5 })), "confidence is not a number"),
        (Json("more", ("confidence", 1.0000001)), "not between 0 and 1"),
        (Json("less", ("confidence", -0.0000001)), "not between 0 and 1"),
        ("""{"edge_id": "nan", "source_id": "a", "relation": "R", "target_id": "b", "confidence": NaN}"""u8.ToArray(), "not JSON"),
        ("""{"edge_id": "inf", "source_id": "a", "relation": "R", "target_id": "b", "confidence": 1e999}"""u8.ToArray(), "finite"),
        ("""{"edge_id": "lone", "source_id": "a", "relation": "R", "target_id": "b", "evidence": "\ud800"}"""u8.ToArray(), "surrogate"),
        ("""{"edge_id": "nul", "source_id": "a", "relation": "R", "target_id": "b", "evidence": "x\u0000"}"""u8.ToArray(), "U+0000"),
        ("""{"edge_id": "twice", "edge_id": "thrice", "source_id": "a", "relation": "R", "target_id": "b"}"""u8.ToArray(), "not JSON"),
        ([.. "{\"edge_id\": \"utf8\", \"evidence\": \""u8, 0xFF, 0xFE, .. "\"}"u8], "not valid UTF-8"),
        ("""{"edge_id": "cut", "source_id": """u8.ToArray(), "not JSON"),
        ("[1, 2]"u8.ToArray(), "not a JSON object"),
        ("edge_id\tsource_id"u8.ToArray(), "not JSON"),
        (Json("", ("x", 1)), "edge_id is missing"),
        (Json("number", ("source_id", 7)), "source_id is not text"),
        (Json("nowhere", ("target_id", Injection)), "unknown endpoint"),
        (Json("relation", ("relation", "")), "relation"),
        (Json("nested", ("x", new { y = 1 })), null),
        (Json("mixed", ("x", new object[] { 1, "y" })), null),
        (Json("date", ("created_at", "yesterday")), "created_at"),
        (Json("input", ("inference_input", "{x}")), "inference_input is not JSON"),
        (Json("nulinput", ("inference_input", """{"x": "\u0000"}""")), "U+0000"),
        (Json("ours", ("rescored_version", 3)), "GraphProvenance alone"),
        (Json("pinned", ("senate_pinned", true)), "GraphProvenance alone"),
        (Json("source", ("source_artifact_id", Injection), ("source_version", 1)), "unknown version"),
        (Json("bare", ("model_id", "m"), ("confidence", null)), "confidence is missing"),
        (Json(new string('k', 3000)), "longer than 2000 bytes"),
        (Json(new string('長', 700)), "edge_id is longer than 2000 bytes"),
        (Json("longtype", ("relation", new string('長', 700))), "longer than 2000 bytes"),
        (Json("longend", ("source_id", new string('長', 700))), "source_id is longer than 2000 bytes"),
        (Json("longsource", ("source_artifact_id", new string('長', 700)), ("source_version", 1)), "source_artifact_id is longer"),
        (Json("deep", ("inference_input", new string('[', 65) + new string(']', 65))), "deeper than 64 levels"),
        (Json("nearlydeep", ("inference_input", new string('[', 64) + new string(']', 64))), null),
        ([.. """{"edge_id": "deepjson", "source_id": "a", "relation": "R", "target_id": "b", "inference_input": """u8,
            .. Enumerable.Repeat((byte)'[', 65), .. Enumerable.Repeat((byte)']', 65), (byte)'}'], "deeper than 64 levels"),
        (Json(Injection, ("relation", Injection), ("model_id", Injection), ("evidence", Injection), (Injection, Injection),
            ("inference_input", new[] { Injection })), null),
        (Json("big", ("note", new string('x', 10_000_000))), null),
        (Json("unicode", ("note", "日本語 🎉 \u2028 \u202E")), null),
        ([.. """{"edge_id": "hugeraw", "source_id": "a", "relation": "R", "target_id": "b", "inference_input": [1e200000]}"""u8],
            "inference_input holds a number with more than 131072 digits"),
        (Json("twice", ("inference_input", """{"x": 1, "x": 2}""")), "inference_input has a name twice"),
        ([.. """{"edge_id": "plain", "source_id": "a", "relation": "R", "target_id": "b", "inference_input": 1.50}"""u8], null),
        (Json("object", ("inference_input", new { CbGaD = 1.5 })), null),
        (Json("last"), null),
    ];

    [Theory]
    [InlineData("\n", false)]
    [InlineData("\r\n", true)]
    public async Task IngestAsync_TakesTheGoodRowsAndListsTheOthers_WhenTheFileIsHostile(string lineEnd, bool gzip)
    {
        var path = Path.Combine(Folder, gzip ? "hostile.jsonl.gz" : "hostile.jsonl");
        await WriteLinesAsync(path, lineEnd, gzip);
        Bridge.Configure<IngestOptions>(options => options.MaxRowBytes = 16 << 20);

        var result = await IngestAsync(path);

        var bad = Lines.Count(line => line.Reason is not null);
        result.ShouldBe(new IngestResult(Lines.Length - bad - 1, 1, bad));
        var rejects = (await File.ReadAllLinesAsync(RejectsFile.Beside(path, "edge"), Cancellation))
            .Select(line => JsonDocument.Parse(line, Deep).RootElement).ToDictionary(reject => reject.GetProperty("line").GetInt32());
        foreach (var (index, (line, reason)) in Lines.Index())
        {
            if (reason is null) rejects.ShouldNotContainKey(index + 1);
            else
            {
                rejects[index + 1].GetProperty("reason").GetString()!.ShouldContain(reason);
                RowBytes(rejects[index + 1]).ShouldBe(line);
            }
        }
        (await CountAsync()).ShouldBe(result.Created);
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM artifacts")).ShouldBe(0);
        (await EdgeAsync("unicode"))["note"].ShouldBe("日本語 🎉 \u2028 \u202E");
        (await EdgeAsync("object"))["inference_input"].ShouldBe("""{"CbGaD":1.5}""");
        ((string)(await EdgeAsync("big"))["note"]!).Length.ShouldBe(10_000_000);
        var injected = await EdgeAsync(Injection);
        injected[Injection].ShouldBe(Injection);
        injected["evidence"].ShouldBe(Injection);
        (await Bridge.CypherValueAsync<long>("MATCH ()-[r]->() WHERE r.edge_id IS NULL OR r.created_at IS NULL RETURN count(r)"))
            .ShouldBe(0);
    }

    [Fact]
    public async Task IngestAsync_CompletesTheWork_WhenTheRejectsAreMended()
    {
        var path = await WriteAsync("e.tsv", "edge_id\tsource_id\trelation\ttarget_id\tconfidence\tmodel_id\tyear\n"
            + "1\ta\tR\tb\t0.5\tm\t2015\n2\ta\tR\tb\t1.5\tm\t2015\n3\ta\tR\tlater\t0.25\tm\t2016\n4\ta\tR\tb\thalf\n5\ta\tR\tb\t\tm\t\n");
        (await IngestAsync(path)).ShouldBe(new IngestResult(1, 0, 4));
        var rejects = RejectsFile.Beside(path, "edge");
        await Bridge.CypherAsync("CREATE (:KgNode {id: 'later'})");

        // As a person would with an editor; the third needs no change.
        const string mended = """{"edge_id": "4", "source_id": "a", "relation": "R", "target_id": "b", "confidence": 0.5}""";
        var text = await File.ReadAllTextAsync(rejects, Cancellation);
        text = text.Replace("1.5", "0.75", StringComparison.Ordinal)
            .Replace("\"4\\ta\\tR\\tb\\thalf\"", mended, StringComparison.Ordinal)
            .Replace("\"target_id\":\"b\",\"model_id\"", "\"target_id\":\"b\",\"confidence\":1,\"model_id\"", StringComparison.Ordinal);
        await File.WriteAllTextAsync(rejects, text, Cancellation);

        (await IngestAsync(rejects, rejects)).ShouldBe(new IngestResult(4, 0, 0));
        (await EdgeAsync("3"))["confidence"].ShouldBe(0.25);
        (await EdgeAsync("3"))["year"].ShouldBe("2016");
        (await EdgeAsync("5"))["confidence"].ShouldBe(1.0);
        (await IngestAsync(rejects, rejects)).ShouldBe(new IngestResult(0, 4, 0));
    }

    [Fact]
    public async Task IngestAsync_KeepsTheEntriesOfNodes_WhenOnlyTheEdgesOfARejectsFileAreTaken()
    {
        const string node = """{"of":"node","line":2,"reason":"id is missing","row":{"name":"x"}}""";
        const string edge = """{"edge_id":"1","source_id":"a","relation":"R","target_id":"b"}""";
        var path = await WriteAsync("r.jsonl", node + "\n" + $$"""{"of":"edge","line":2,"reason":"x","row":{{edge}}}""" + "\n");
        (await IngestAsync(path, path)).ShouldBe(new IngestResult(1, 0, 0));
        var left = JsonNode.Parse((await File.ReadAllLinesAsync(path, Cancellation)).Single())!;
        JsonNode.DeepEquals(left["row"], JsonNode.Parse(node)!["row"]).ShouldBeTrue();
    }

    [Fact]
    public async Task IngestAsync_TakesTheWholeRowsAndSaysSo_WhenAGzipFileIsCutOff()
    {
        var rows = string.Concat(Enumerable.Range(0, 5000).Select(i => $"e{i:00000}\ta\tR\tb\t{1.0 / (i + 1):R}\n"));
        var path = await WriteAsync("e.tsv.gz", "edge_id\tsource_id\trelation\ttarget_id\tconfidence\n" + rows, gzip: true);
        await using (var file = File.OpenWrite(path)) file.SetLength(file.Length / 2);

        var result = await IngestAsync(path);

        result.Refused.ShouldBe(1);
        result.Created.ShouldBeInRange(1, 4999);
        (await File.ReadAllTextAsync(RejectsFile.Beside(path, "edge"), Cancellation)).ShouldContain("gzip");
        (await Bridge.CypherValueAsync<long>("""
            MATCH ()-[r]->() WHERE r.confidence <> 1.0 / (toInteger(substring(r.edge_id, 1)) + 1) RETURN count(r)
            """)).ShouldBe(0);
    }

    [Fact]
    public async Task IngestAsync_PutsOneRowAside_WhenItIsTheOnlyBadOneAmongTenThousand()
    {
        var lines = Enumerable.Range(0, 10_000).Select(i => $"e{i}\ta\tR\tb\t{(i == 7777 ? "1.1" : "0.5")}");
        var path = await WriteAsync("e.tsv", "edge_id\tsource_id\trelation\ttarget_id\tconfidence\n" + string.Join('\n', lines));
        (await IngestAsync(path)).ShouldBe(new IngestResult(9_999, 0, 1));
        JsonNode.Parse(await File.ReadAllTextAsync(RejectsFile.Beside(path, "edge"), Cancellation))!["line"]!.GetValue<int>()
            .ShouldBe(7779);
    }

    private static byte[] RowBytes(JsonElement reject)
    {
        if (reject.TryGetProperty("bytes", out var bytes)) return bytes.GetBytesFromBase64();
        var row = reject.GetProperty("row");
        // A text that was a whole line of JSON stands as it stood; one that was none is shown as text.
        return Encoding.UTF8.GetBytes(row.ValueKind == JsonValueKind.String ? row.GetString()! : row.GetRawText());
    }

    private static byte[] Json(string id, params (string Name, object? Value)[] values)
    {
        var row = new Dictionary<string, object?>
        {
            ["edge_id"] = id,
            ["source_id"] = "a",
            ["relation"] = "R",
            ["target_id"] = "b",
            ["confidence"] = 0.5,
        };
        foreach (var (name, value) in values) row[name] = value;
        return JsonSerializer.SerializeToUtf8Bytes(row, Relaxed);
    }

    private static async Task WriteLinesAsync(string path, string lineEnd, bool gzip)
    {
        await using var file = File.Create(path);
        await using Stream stream = gzip ? new GZipStream(file, CompressionLevel.Fastest) : file;
        foreach (var (line, _) in Lines)
        {
            await stream.WriteAsync(line, Cancellation);
            await stream.WriteAsync(Encoding.UTF8.GetBytes(lineEnd), Cancellation);
        }
    }
}
