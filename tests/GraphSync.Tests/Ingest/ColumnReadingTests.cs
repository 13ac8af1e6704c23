using System.Text.Json;
using GraphSync.Edges;
using GraphSync.Ingest;
using GraphSync.Ingest.Input;
using Parquet.Serialization;

namespace GraphSync.Tests.Ingest;

/// <summary>What columns and their values mean, before a database is asked.</summary>
public sealed class ColumnReadingTests : ReadingTest
{
    private static readonly IEnumerable<string> Optional =
        RowParser.AllEdgeColumns.Concat(BiolinkMark.Columns).Except(RowParser.EdgeColumns);

    [Theory]
    [InlineData("Confidence\tSource_artifact_id\tsource version", "did you mean confidence?")]
    [InlineData("confidence\tsource-artifact-id\tsource_version", "did you mean source_artifact_id?")]
    [InlineData("confidence\tmodel", "did you mean model_id?")]
    [InlineData("confidence\tAgent Type", "did you mean agent_type?")]
    public async Task ReadAsync_RefusesTheFile_WhenAColumnIsNearlyOneOfTheContract(string columns, string question)
    {
        var values = string.Join('\t', columns.Split('\t').Select(_ => "1"));
        (await RefusalAsync($"{Header}\t{columns}\n1\tA\tREL\tB\t{values}\n")).ShouldContain(question);
    }

    /// <summary>Of every column of the contract: what the refusal proposes is taken.</summary>
    [Fact]
    public async Task ReadAsync_TakesTheMappingThatARefusalProposes()
    {
        foreach (var column in Optional)
        {
            var near = column.ToUpperInvariant();
            var path = await WriteAsync("e.tsv", $"{Header}\t{near}\n1\tA\tREL\tB\tx\n");
            var refusal = await Should.ThrowAsync<BadInputException>(() => ReadAsync(path));
            refusal.Message.ShouldContain($"--map '{column}={near}'");
            (await ReadAsync(path, Mapped($"{column}={near}"))).ShouldHaveSingleItem().Row.Properties.ShouldNotContainKey(near);
        }
    }

    [Theory]
    [InlineData("confidence"), InlineData("=score"), InlineData("confidence="), InlineData("confidence=epoch_ms(x)")]
    [InlineData("colour=x"), InlineData("confidence=absent")]
    public async Task ReadAsync_NamesTheMapping_WhenItCannotBe(string map)
    {
        var path = await WriteAsync("e.tsv", $"{Header}\tscore\n1\tA\tREL\tB\t0.5\n");
        (await Should.ThrowAsync<BadInputException>(() => ReadAsync(path, Mapped(map)))).Message.ShouldContain("--map");
    }

    [Theory]
    [InlineData("1.5"), InlineData("soon"), InlineData("99999999999999999"), InlineData("2023-06-01")]
    public async Task ReadAsync_RefusesTheRow_WhenMillisecondsAreNone(string written)
    {
        var path = await WriteAsync("e.tsv", $"{Header}\tms\n1\tA\tREL\tB\t{written}\n");
        var reason = (await ReadAsync(path, Mapped("created_at=epoch_ms(ms)"))).Single().Reason;
        // A date is an instant without the help of a mapping, and stays one.
        if (written.Contains('-', StringComparison.Ordinal)) reason.ShouldBeNull();
        else reason.ShouldNotBeNull().ShouldStartWith("created_at is not an instant");
    }

    /// <summary>Each text in each form of file; where JSON can write it, also as a number.</summary>
    [Theory]
    [InlineData("0.5", 0.5), InlineData("5e-1", 0.5), InlineData("1E-3", 0.001), InlineData("+0.5", 0.5), InlineData(".5", 0.5)]
    [InlineData("1", 1.0), InlineData("1.0", 1.0), InlineData("0", 0.0), InlineData("1e-400", 0.0), InlineData("00.5", 0.5)]
    [InlineData("1e", null), InlineData("0x1", null), InlineData("0,5", null), InlineData(" 0.5", null), InlineData("0.5 ", null)]
    [InlineData("NaN", null), InlineData("Infinity", null), InlineData("-Infinity", null), InlineData("inf", null)]
    [InlineData("\u221E", null), InlineData("1e400", null), InlineData("9223372036854775808", null), InlineData("1.0000001", null)]
    [InlineData("-0.1", null), InlineData("0.5\0", null), InlineData("0.5f", null), InlineData("1/2", null), InlineData("50%", null)]
    [InlineData("\u0660.5", null), InlineData("(0.5)", null), InlineData("1_0", null), InlineData("true", null), InlineData("$1", null)]
    public async Task ReadAsync_ReadsConfidences_AlikeInEveryForm(string written, double? confidence)
    {
        foreach (var (form, edge) in await InEachFormAsync("confidence", written))
        {
            if (confidence is null) edge.Reason.ShouldNotBeNull(form).ShouldStartWith("confidence");
            else edge.Reason.ShouldBeNull(form);
            if (confidence is not null) edge.Row.Confidence.ShouldBe(confidence, form);
        }
    }

    [Theory]
    [InlineData("2", 2L), InlineData("2.0", 2L), InlineData("2e0", 2L), InlineData("-1", -1L), InlineData("+2", 2L), InlineData("002", 2L)]
    [InlineData("9223372036854775807", long.MaxValue), InlineData("9007199254740993", 9007199254740993L), InlineData("20e-1", 2L)]
    [InlineData("9223372036854775808", null), InlineData("9007199254740993.0", null), InlineData("1e30", null), InlineData("2.5", null)]
    [InlineData("1e", null), InlineData("0x10", null), InlineData("1,5", null), InlineData(" 2", null), InlineData("2 ", null)]
    [InlineData("NaN", null), InlineData("Infinity", null), InlineData("1e400", null), InlineData("two", null), InlineData("true", null)]
    [InlineData("2\0", null), InlineData("2.0\0", null), InlineData("1,000", null), InlineData("\u0662", null), InlineData("v2", null)]
    [InlineData("--2", null), InlineData("2-", null), InlineData("(2)", null)]
    public async Task ReadAsync_ReadsIntegers_AlikeInEveryForm(string written, long? number)
    {
        foreach (var column in new[] { "model_version", "source_version" })
        {
            foreach (var (form, edge) in await InEachFormAsync(column, written))
            {
                var read = column == "model_version" ? edge.Row.ModelVersion : edge.Row.SourceVersion;
                read.ShouldBe(number, form);
                edge.Reason.ShouldBe(number is null ? $"{column} is not an integer" : null, form);
            }
        }
    }

    [Theory]
    [InlineData("true", true), InlineData("TRUE", true), InlineData("False", false), InlineData("1", null), InlineData("yes", null)]
    [InlineData("t", null), InlineData(" true", null), InlineData("true ", null), InlineData("true\0", null), InlineData("0", null)]
    [InlineData("1.0", null)]
    public async Task ReadAsync_ReadsFlags_AlikeInEveryForm(string written, bool? flag)
    {
        foreach (var (form, edge) in await InEachFormAsync("provenance_unknown", written))
        {
            if (flag is null) edge.Reason.ShouldBe("provenance_unknown is not true or false", form);
            else edge.Row.ProvenanceUnknown.ShouldBe(flag, form);
        }
    }

    [Theory]
    [InlineData(""), InlineData("NA"), InlineData("\\N"), InlineData("None"), InlineData("nan"), InlineData("-"), InlineData("NULL")]
    [InlineData("null"), InlineData("#N/A"), InlineData("n/a"), InlineData("."), InlineData("?"), InlineData("\u2014"), InlineData(" ")]
    public async Task ReadAsync_TakesAMarkOfNothingForAbsent_InEveryForm(string mark)
    {
        var options = new InputOptions { Nulls = mark.Length > 0 ? ["x", mark] : [] };
        foreach (var column in Optional.Append("note"))
        {
            foreach (var (form, edge) in await InEachFormAsync(column, mark, options, others: false))
            {
                edge.Reason.ShouldBeNull($"{column} in {form}");
                var said = edge.Row with { Origin = null };
                said.Properties.ShouldBeEmpty($"{column} in {form}");
                said.ShouldBe(new EdgeRow
                {
                    EdgeId = "1",
                    SourceId = "A",
                    Relation = "REL",
                    TargetId = "B",
                    Properties = said.Properties,
                }, $"{column} in {form}");
            }
        }
    }

    [Theory]
    [InlineData("""{"x":1}""", true), InlineData("""[{"x":[1,2]}]""", true), InlineData("""[1,"x"]""", true), InlineData("[[1],[2]]", true)]
    [InlineData("""[1,null]""", true), InlineData("123456789012345678901", true), InlineData("""[true,1]""", true)]
    [InlineData("-9223372036854775809", true), InlineData("""{"a":{"b":{"c":[]}}}""", true), InlineData("{}", true)]
    [InlineData("""["a",["b"]]""", true), InlineData("""{ "as" : "written", "n": 1.50 }""", true)]
    [InlineData("[]", false), InlineData("[1,2.5]", false), InlineData("[\"a\"]", false), InlineData("9223372036854775807", false)]
    public async Task ReadAsync_KeepsRefusesOrDropsNestedValues_AsItIsTold(string json, bool isNested)
    {
        var path = await WriteAsync("e.jsonl",
            $$"""{"edge_id":"1","source_id":"A","relation":"REL","target_id":"B","m":{{json}},"n":1}""");
        async Task<ReadEdge> OneAsync(NestedRule rule) => (await ReadAsync(path, new InputOptions { Nested = rule })).Single();

        var kept = await OneAsync(NestedRule.Json);
        kept.Reason.ShouldBeNull();
        if (isNested) kept.Row.Properties["m"].ShouldBe(json);
        else kept.Row.Properties["m"].ShouldNotBeOfType<string>();
        (await OneAsync(NestedRule.Drop)).Row.Properties.Keys.ShouldBe(isNested ? ["n"] : ["m", "n"]);
        var refused = (await OneAsync(NestedRule.Refuse)).Reason;
        if (isNested) refused.ShouldNotBeNull().ShouldContain("--nested");
        else refused.ShouldBeNull();
    }

    /// <summary>A mark that is an object may say that a model made the edge: it is neither taken for text nor left out. Lists are read,
    /// whatever is in them.</summary>
    [Theory]
    [InlineData("agent_type", """{"id":"manual_agent"}"""), InlineData("agent_type", "{}")]
    [InlineData("knowledge_level", """{"id":"prediction"}""")]
    public async Task ReadAsync_RefusesTheRow_WhenABiolinkMarkIsAnObject(string column, string json)
    {
        var path = await WriteAsync("e.jsonl",
            $$"""{"edge_id":"1","source_id":"A","relation":"REL","target_id":"B","confidence":0.5,"{{column}}":{{json}}}""");
        foreach (var rule in Enum.GetValues<NestedRule>())
        {
            (await ReadAsync(path, new InputOptions { Nested = rule })).Single().Reason.ShouldNotBeNull($"{rule}")
                .ShouldStartWith($"{column} is not text");
        }
    }

    [Theory]
    [InlineData(null), InlineData("source_artifact_id"), InlineData("model_id"), InlineData("primary_knowledge_source")]
    [InlineData("knowledge_source")]
    public async Task ReadAsync_MakesTheSameIdOfTheSameContent_InEveryForm(string? origin)
    {
        var options = new InputOptions { ContentIds = true };
        var column = origin ?? "note";
        var ids = (await InEachFormAsync(column, "7", options, withId: false)).Select(one => one.Edge.Row.EdgeId).Distinct();
        ids.ShouldHaveSingleItem().Length.ShouldBe(32);
        var other = (await InEachFormAsync(column, "8", options, withId: false))[0].Edge.Row.EdgeId;
        (other == ids.Single()).ShouldBe(origin is null);
    }

    private async Task<string> RefusalAsync(string text)
    {
        var path = await WriteAsync("e.tsv", text);
        return (await Should.ThrowAsync<BadInputException>(() => ReadAsync(path))).Message;
    }

    /// <summary>One row with a column, in TSV, CSV, JSON Lines, Parquet, and where JSON can, as no text.</summary>
    private async Task<List<(string Form, ReadEdge Edge)>> InEachFormAsync(string column, string written, InputOptions? options = null,
        bool others = true, bool withId = true)
    {
        Dictionary<string, string> row = new() { ["source_id"] = "A", ["relation"] = "REL", ["target_id"] = "B" };
        if (withId) row["edge_id"] = "1";
        if (others) row["confidence"] = "0.5";
        if (others && column == "source_version") row["source_artifact_id"] = "lr@1";
        row[column] = written;
        var json = JsonSerializer.Serialize(row.Where(field => field.Key != column).ToDictionary());
        List<string> paths =
        [
            await WriteAsync("e.tsv", $"{string.Join('\t', row.Keys)}\n{string.Join('\t', row.Values)}\n"),
            await WriteAsync("e.csv", $"{string.Join(',', row.Keys)}\n{string.Join(',', row.Values.Select(value => $"\"{value}\""))}\n"),
            await WriteAsync("e.jsonl", JsonSerializer.Serialize(row)),
            await ParquetAsync(row),
        ];
        if (IsJson(written)) paths.Add(await WriteAsync("plain.jsonl", $"{json[..^1]},\"{column}\":{written}}}"));
        List<(string, ReadEdge)> edges = [];
        foreach (var path in paths) edges.Add((Path.GetFileName(path), (await ReadAsync(path, options)).ShouldHaveSingleItem()));
        return edges;
    }

    private async Task<string> ParquetAsync(Dictionary<string, string> row)
    {
        var edge = new Texts();
        foreach (var (column, value) in row) typeof(Texts).GetProperty(column)!.SetValue(edge, value);
        using var memory = new MemoryStream();
        await ParquetSerializer.SerializeAsync(new[] { edge }, memory, cancellationToken: Cancellation);
        return await BytesAsync("e.parquet", memory.ToArray());
    }

    private static bool IsJson(string text)
    {
        try
        {
            using var value = JsonDocument.Parse(text);
            return text.Trim() == text;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private sealed class Texts
    {
        public string? edge_id { get; set; }
        public string? source_id { get; set; }
        public string? relation { get; set; }
        public string? target_id { get; set; }
        public string? confidence { get; set; }
        public string? source_artifact_id { get; set; }
        public string? source_version { get; set; }
        public string? provenance_unknown { get; set; }
        public string? inference_input { get; set; }
        public string? model_id { get; set; }
        public string? model_version { get; set; }
        public string? run_id { get; set; }
        public string? evidence { get; set; }
        public string? created_at { get; set; }
        public string? agent_type { get; set; }
        public string? knowledge_level { get; set; }
        public string? primary_knowledge_source { get; set; }
        public string? knowledge_source { get; set; }
        public string? note { get; set; }
    }
}
