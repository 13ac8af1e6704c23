using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GraphSync.Adopt;
using GraphSync.Ingest;
using Support;

namespace Hostile.Files;

/// <summary>Rows without measure: lines that do not end, and numbers that no database holds.</summary>
public sealed class InputTests(ServersFixture servers) : BridgeTest(servers)
{
    private const string Header = "edge_id\tsource_id\trelation\ttarget_id\tnote\n";
    private const string Row =
        """{"edge_id": "ID", "source_id": "a", "relation": "R", "target_id": "b", "inference_input": INPUT}""";

    // Of JSON as rows give it; PostgreSQL says which of it jsonb holds.
    private static readonly string[] Inputs =
    [
        "1e200000", "-1e200000", "[1e200000]", "{\"x\": {\"y\": [1e200000]}}", "1e131071", "1e131072", "12345e131067", "12345e131068",
        "0.1e131072", "0.1e131073", "0.00001e131076", "1e-16383", "1e-16384", "1.5e-16383", "0e200000", "0e-200000", "0.0e-16382",
        "0.0e-16383", "0e99999999999", "1e99999999999", "1e-99999999999", "-0", "-0.0", "1E5", "1.50", "true", "\"text\"", "[]", "{}",
        new('9', 131_072), new('9', 131_073), "0." + new string('9', 16_383), "0." + new string('9', 16_384),
        "0." + new string('0', 200_000) + "1e200001", "1" + new string('0', 200_000) + "e-199999", new string('9', 200_000),
        "\"\\ud800\"", "\"\\ud83d\\ude00\"", "\"\\ude00\\ud83d\"", "\"\\u0000\"", "{\"\\u0000\": 1}", "{\"a\": 1, \"a\": 2}",
        "{\"a\": 1, \"\\u0061\": 2}", "\"\\u007f\"",
        "{\"" + new string('k', 300_000) + "\": 1}", "[" + string.Join(',', new int[9_000]) + "]",
    ];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Bridge.CypherAsync("UNWIND ['a', 'b'] AS id CREATE (:KgNode {id: id})");
    }

    [Fact]
    public async Task ThreeLinesOfFiveMillionNumbers_AreRefusedInLittleMemory()
    {
        var path = Path.Combine(Folder, "edges.jsonl");
        var numbers = string.Concat("[", string.Join(',', Enumerable.Repeat("1", 5_000_000)), "]");
        await using (var file = new StreamWriter(path))
        {
            for (var i = 0; i < 3; i++)
            {
                await file.WriteAsync($$"""{"edge_id": "n{{i}}", "source_id": "a", "relation": "R", "target_id": "b", "x": """);
                await file.WriteLineAsync(numbers + "}");
                await file.WriteLineAsync($$"""{"edge_id": "e{{i}}", "source_id": "a", "relation": "R", "target_id": "b"}""");
            }
        }

        var (result, kilobytes) = await RunMeasuredAsync("ingest", "--edges", path);

        TestContext.Current.TestOutputHelper?.WriteLine($"peak: {kilobytes / 1024} MiB");
        result.ShouldContain("edges: 3 created, 0 present, 3 refused");
        (await RejectsAsync(path)).Select(reject => (int)reject["line"]!).ShouldBe([1, 3, 5]);
        kilobytes.ShouldBeLessThan(300 * 1024);
    }

    [Fact]
    public async Task AGzipFileWithoutLineEnds_IsRefusedInLittleMemory()
    {
        var path = Path.Combine(Folder, "edges.jsonl.gz");
        await using (var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest))
        {
            var block = new byte[1 << 20];
            for (var i = 0; i < 1_000; i++) await gzip.WriteAsync(block, Cancellation);
        }

        var (result, kilobytes) = await RunMeasuredAsync("ingest", "--edges", path);

        result.ShouldContain("edges: 0 created, 0 present, 1 refused");
        kilobytes.ShouldBeLessThan(300 * 1024);
    }

    [Theory]
    [InlineData("edges.tsv")]
    [InlineData("edges.tsv.gz")]
    public async Task AnOverlongLine_IsRefusedWithItsNumberAndTheOthersGoIn(string name)
    {
        Bridge.Configure<IngestOptions>(options => options.MaxRowBytes = 2_000);
        var path = await WriteAsync(name, Header + $"1\ta\tR\tb\t\n2\ta\tR\tb\t{new string('x', 2_000 - 8)}\n"
            + $"3\ta\tR\tb\t{new string('x', 2_001 - 8)}\n4\ta\tR\tb\t{new string('x', 300_000)}\n5\ta\tR\tb\t");

        var report = await Bridge.RunAsync(new IngestRequest { EdgeFiles = [path] }, Cancellation);

        report.Edges.ShouldBe(new IngestResult(3, 0, 2));
        var rejects = await RejectsAsync(path);
        rejects.Select(reject => (int)reject["line"]!).ShouldBe([4, 5]);
        rejects.ShouldAllBe(reject => ((string)reject["reason"]!).Contains("longer than 2000 bytes (Bridge__Ingest__MaxRowBytes)"));
    }

    [Fact]
    public async Task AnOverlongHeader_IsRefusedWithItsLine()
    {
        var path = await WriteAsync("header.tsv", "edge_id\t" + new string('x', 5_000_000) + "\n1\t2\n");
        var refusal = await Should.ThrowAsync<GraphSync.BadInputException>(
            () => Bridge.RunAsync(new IngestRequest { EdgeFiles = [path] }, Cancellation));
        refusal.Message.ShouldContain("header.tsv:1: the line is longer than 4194304 bytes");
    }

    [Fact]
    public async Task InferenceInput_IsHeldByBothDatabasesOrByNone()
    {
        // JSON in a row, or the text of it; a text in a row is that text, and no JSON.
        List<(string Id, string Input, string Value)> rows =
        [
            .. Inputs.Where(input => input[0] != '"').Select((input, i) => ($"raw{i}", input, input)),
            .. Inputs.Select((input, i) => ($"text{i}", input, JsonSerializer.Serialize(input))),
        ];
        var path = await WriteAsync("edges.jsonl", string.Join('\n', rows.Select(row => Line(row.Id, row.Value))));

        var report = await Bridge.RunAsync(new IngestRequest { EdgeFiles = [path] }, Cancellation);

        (report.Edges.Created + report.Edges.Refused).ShouldBe(rows.Count);
        report.Mirrored!.Rejected.ShouldBe(0);
        var graph = (await Bridge.CypherAsync("MATCH ()-[r:R]->() RETURN r.edge_id, r.inference_input"))
            .ToDictionary(row => (string)row[0]!, row => (string?)row[1]);
        var refused = (await RejectsAsync(path)).Select(reject => (int)reject["line"]!).ToHashSet();
        foreach (var (index, row) in rows.Index())
        {
            var isHeld = await IsHeldAsync(row.Input);
            graph.ContainsKey(row.Id).ShouldBe(isHeld, $"{row.Id}: {row.Input[..Math.Min(40, row.Input.Length)]}");
            refused.Contains(index + 1).ShouldBe(!isHeld);
        }
        const string isAlike = "SELECT inference_input = @text::jsonb FROM kg_edges WHERE id = @id";
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM kg_edges WHERE inference_input IS NOT NULL")).ShouldBe(graph.Count);
        foreach (var (id, text) in graph)
            (await Bridge.SqlValueAsync<bool>(isAlike, new { id, text })).ShouldBeTrue(id);
    }

    [Fact]
    public async Task Adopt_NamesTheEdges_WhoseInferenceInputPostgresqlCannotHold()
    {
        await Bridge.CypherAsync("MATCH (a:KgNode {id: 'a'}), (b:KgNode {id: 'b'}) UNWIND [['x1', '1e200000'], ['x2', '{}'], ['x3', 'no'], "
            + "['x4', [1, 2]]] AS edge CREATE (a)-[:OLD {edge_id: edge[0], inference_input: edge[1]}]->(b)");

        var refusal = await Should.ThrowAsync<GraphSync.BadInputException>(
            () => Bridge.RunAsync(new AdoptRequest { Types = ["OLD"] }, Cancellation));

        refusal.Message.ShouldContain("'x1': inference_input holds a number with more than 131072 digits");
        refusal.Message.ShouldContain("'x3': inference_input is not JSON");
        refusal.Message.ShouldContain("'x4': inference_input is not text");
        refusal.Message.ShouldNotContain("x2");
    }

    [Fact]
    public async Task WhatTheGraphHasAlready_IsPutAsideAndTheExitCodeSaysSo()
    {
        await Bridge.AddEdgesAsync("R", "v", 2);
        await Bridge.CypherAsync("MATCH ()-[r:R {edge_id: 'e00001'}]->() SET r.inference_input = '1e200000' "
            + "CREATE (:Outbox {id: 'o', edge_type: 'R', edge_ids: ['e00000', 'e00001'], delta_ids: []})");
        var path = await WriteAsync("edges.tsv", Header + "1\ta\tR\tb\t\n");

        var result = await BridgeProcess.RunAsync(["ingest", "--edges", path], Variables(), Folder, cancellation: Cancellation);

        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("mirror_rejects");
        (await Bridge.SqlValueAsync<string>("SELECT row_id FROM mirror_rejects")).ShouldBe("e00001");
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM kg_edges")).ShouldBe(2);
    }

    private static string Line(string id, string input) =>
        Row.Replace("ID", id, StringComparison.Ordinal).Replace("INPUT", input, StringComparison.Ordinal);

    /// <summary>What PostgreSQL says, but for names that stand twice in an object, of which it would drop one.</summary>
    private async Task<bool> IsHeldAsync(string input)
    {
        if (input.StartsWith("{\"a\"", StringComparison.Ordinal)) return false;
        try
        {
            await Bridge.SqlAsync("SELECT @input::jsonb", new { input });
            return true;
        }
        catch (Npgsql.PostgresException)
        {
            return false;
        }
    }

    private static async Task<IReadOnlyList<JsonNode>> RejectsAsync(string path) =>
        [.. (await File.ReadAllLinesAsync(path + ".rejects.jsonl", Cancellation)).Select(line => JsonNode.Parse(line)!)];

    private async Task<string> WriteAsync(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        await using Stream file = File.Create(path);
        await using var stream = name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionLevel.Fastest) : file;
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text), Cancellation);
        return path;
    }

    /// <returns>What a bridge wrote, and the most memory that it held, in KiB.</returns>
    private async Task<(string Output, long Kilobytes)> RunMeasuredAsync(params string[] arguments)
    {
        const string measure = "import resource, subprocess, sys; subprocess.run(sys.argv[1:]); "
            + "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)";
        var start = new ProcessStartInfo("python3", ["-c", measure, "dotnet", BridgeProcess.BridgeDll, .. arguments])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = Folder,
        };
        foreach (var (name, value) in Variables()) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = (await process.StandardOutput.ReadToEndAsync(Cancellation)).Trim();
        await process.WaitForExitAsync(Cancellation);
        return (output, long.Parse(output.Split('\n')[^1], CultureInfo.InvariantCulture));
    }
}
