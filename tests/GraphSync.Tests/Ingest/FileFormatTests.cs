using System.IO.Compression;
using System.Text;
using GraphSync.Ingest.Input;
using GraphSync.Postgres;

namespace GraphSync.Tests.Ingest;

/// <summary>Files that are what they say, files that are not, and marks that nobody can be sure of.</summary>
public sealed class FileFormatTests : ReadingTest
{
    private const string Tsv = Header + "\tconfidence\ne1\tA\tREL\tB\t0.5\n";
    private const string Csv = "edge_id,source_id,relation,target_id,confidence\ne1,A,REL,B,0.5\n";
    private const string Json = """{"edge_id":"e1","source_id":"A","relation":"REL","target_id":"B","confidence":0.5}""";

    public static TheoryData<string, byte[]> Good => new()
    {
        { "e.tsv", Bytes(Tsv) }, { "e.csv", Bytes(Csv) }, { "e.jsonl", Bytes(Json) }, { "e.ndjson", Bytes(Json) }, { "e", Bytes(Tsv) },
        { "e.txt", Bytes(Csv) }, { "e.json", Bytes(Json) }, { "e.csv.gz", Zipped(Csv) }, { "odd.gz", Zipped(Json) },
        { "mark.csv", [.. "\uFEFF"u8, .. Bytes(Csv)] }, { "crlf.csv", Bytes(Csv.Replace("\n", "\r\n", StringComparison.Ordinal)) },
        { "noend.csv", Bytes(Csv.TrimEnd()) }, { "blank.csv", Bytes(Csv + "\n\n") }, { "zipped.tsv", Zipped(Tsv) },
        { "quoted.csv", Bytes("\"edge_id\",\"source_id\",\"relation\",\"target_id\",\"confidence\"\n"
            + "\"e1\",\"A\",\"REL\",\"B\",\"0.5\"\n") },
    };

    public static TheoryData<string, byte[], string> Disguised => new()
    {
        { "a.tsv", Bytes(Csv), "--format csv" },
        { "a.csv", Bytes(Tsv), "--format tsv" },
        { "a.tsv", Bytes(Json), "--format jsonl" },
        { "a.tsv", [.. "PAR1"u8, 1, 2, 3], "--format parquet" },
        { "a.jsonl", [.. "PAR1"u8, 1, 2, 3], "--format parquet" },
        { "a.parquet", Bytes(Tsv), "--format" },
        { "a.jsonl", Bytes(Tsv), "--format" },
        { "a.jsonl", Bytes($"[{Json}]"), "jq -c '.[]'" },
        { "a.json", Bytes($"[\n{Json}\n]"), "jq -c '.[]'" },
        { "a.jsonl", Bytes("{\n  \"edge_id\": \"e1\"\n}\n"), "jq -c ." },
        { "a.json", Bytes("{\n \"nodes\": [],\n \"edges\": []}"), "jq -c '.nodes[]'" },
        { "a.tsv", Bytes("# version: 1\n" + Tsv), "grep -v '^#'" },
        { "a.csv", Bytes("#c\n" + Csv), "grep -v '^#'" },
        { "a.tsv", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Tsv)], "iconv" },
        { "a.tsv", Encoding.BigEndianUnicode.GetBytes(Tsv), "UTF-16" },
        { "a", [.. Encoding.UTF32.GetPreamble(), .. Encoding.UTF32.GetBytes(Tsv)], "UTF-32" },
        { "a.tsv", Bytes(Tsv.Replace('\n', '\r')), "CR" },
        { "a.csv", Bytes(Csv.Replace(',', ';')), "semicolons" },
        { "a.xlsx", [.. "PK\x03\x04"u8, 20, 0], "zip" },
        { "a.tsv.xz", [0xFD, .. "7zXZ"u8, 0, 0], "xz -dc" },
        { "a.zst", [0x28, 0xB5, 0x2F, 0xFD, 0], "zstd -dc" },
        { "a.bz2", Bytes("BZh91AY&SY"), "bzip2 -dc" },
        { "a.tar", Tar(), "tar archive" },
        { "a.tgz", Zipped(Encoding.Latin1.GetString(Tar())), "tar archive" },
        { "a.tsv.gz", ZippedTwice(), "gzip twice" },
        { "a.tsv", Bytes("<?xml version=\"1.0\"?><graph/>"), "XML" },
        { "a.nt", Bytes("@prefix x: <y> .\n"), "RDF" },
        { "a.db", [.. "SQLite format 3"u8, 0], "SQLite" },
        { "a.csv", Bytes(":START_ID,:END_ID,:TYPE\nA,B,REL\n"), "--preset neo4j-admin" },
        { "a.tsv", Bytes("id\tsubject\tpredicate\tobject\tcategory\tknowledge_source\n\tA\tbiolink:x\tB\t\ty\n"), "--preset kgx" },
        { "a.jsonl", Bytes("""{"subject":"A","predicate":"biolink:x","object":"B"}"""), "--preset kgx" },
        { "a.tsv", Bytes("source_id\trelation\ttarget_id\nA\tR\tB\n"), "--edge-id content" },
        { "a.tsv", Bytes("a\tb\tc\n1\t2\t3\n"), "--map" },
        { "a.tsv", Bytes("\"edge_id\"\t\"source_id\"\t\"relation\"\t\"target_id\"\n"), "--quotes csv" },
        { "a.csv", Bytes("edge_id,\"sour\"ce_id\",relation,target_id\n"), "RFC 4180" },
    };

    [Theory]
    [MemberData(nameof(Good))]
    public async Task ReadAsync_TakesTheFile_WhateverItsForm(string name, byte[] bytes)
    {
        var (row, reason) = (await ReadAsync(await BytesAsync(name, bytes))).ShouldHaveSingleItem();
        (row.EdgeId, row.Confidence, reason).ShouldBe(("e1", 0.5, null));
    }

    [Theory]
    [MemberData(nameof(Disguised))]
    public async Task ReadAsync_NamesWhatTheFileIsAndTheRemedy_WhenItIsSomethingElse(string name, byte[] bytes, string remedy)
    {
        var path = await BytesAsync(name, bytes);
        var refusal = await RefusalAsync(path);
        refusal.Message.ShouldStartWith(path);
        refusal.Message.ShouldNotContain('\n');
        refusal.Message.ShouldContain(remedy);
    }

    [Theory]
    [InlineData("not JSON at all"), InlineData("[1, 2]"), InlineData("\"text\""), InlineData("null"), InlineData("{\"edge_id\": ")]
    public async Task ReadAsync_RefusesTheFirstRowAlone_WhenItIsNoObject(string first)
    {
        var edges = await ReadAsync(await WriteAsync("e.jsonl", $"{first}\n{Json}\n"));
        edges.Select(edge => edge.Reason is null).ShouldBe([false, true]);
    }

    [Fact]
    public async Task ReadAsync_NamesADirectory() => (await RefusalAsync(Folder)).Message.ShouldContain("is a directory");

    [Fact]
    public async Task ReadAsync_TakesTheFormatThatIsSaid_WhateverTheName() =>
        (await ReadAsync(await WriteAsync("e.tsv", Csv), new InputOptions { Format = InputFormat.Csv })).Single().Reason.ShouldBeNull();

    [Fact]
    public async Task ReadAsync_TakesTextWithLineEndsWhole_WhenQuotesAreCsv()
    {
        const string text = Header + "\tconfidence\tmodel_id\tinference_input\tsentence\n"
            + "q1\tA\tREL\tB\t0.9\tm\t\"{\"\"smiles\"\": \"\"CC(=O)O\"\"}\"\tplain\n"
            + "q2\tA\tREL\tB\t0.9\tm\t\t\"the \"\"gold\"\" standard\"\n"
            + "q3\tA\tREL\tB\t0.9\tm\t\t\"two\nlines\tand a tab\"\n"
            + "q4\tA\tREL\tB\t0.9\tm\t\t\"3',5'-cyclic \"\"AMP\"\"\"\n";
        var edges = await ReadAsync(await WriteAsync("q.tsv", text), new InputOptions { Quotes = QuoteRule.Csv });

        edges.ShouldAllBe(edge => edge.Reason == null);
        edges[0].Row.InferenceInput.ShouldBe("{\"smiles\": \"CC(=O)O\"}");
        edges.Skip(1).Select(edge => edge.Row.Properties["sentence"])
            .ShouldBe(["the \"gold\" standard", "two\nlines\tand a tab", "3',5'-cyclic \"AMP\""]);
    }

    [Fact]
    public async Task ReadAsync_RefusesRowsWithQuotes_UntilSomebodySaysWhatTheyMean()
    {
        var path = await WriteAsync("q.tsv", Header + "\tsentence\n1\tA\tREL\tB\tplain\n2\tA\tREL\tB\t\"two\nlines of \"\"evidence\"\"\"\n"
            + "3\tA\tREL\tB\t5\" pipe\n4\tA\tREL\tB\t\"whole\"\n");

        var edges = await ReadAsync(path);
        edges.Select(edge => edge.Reason is null).ShouldBe([true, false, false, true, false]);
        edges.Where(edge => edge.Reason is not null)
            .ShouldAllBe(edge => edge.Reason!.Contains("--quotes csv") && edge.Reason.Contains("--quotes none"));
        edges[3].Row.Properties["sentence"].ShouldBe("5\" pipe");

        (await ReadAsync(path, new InputOptions { Quotes = QuoteRule.Csv })).Select(edge => edge.Row.Properties["sentence"])
            .ShouldBe(["plain", "two\nlines of \"evidence\"", "5\" pipe", "whole"]);
    }

    [Fact]
    public async Task ReadAsync_KeepsQuotes_WhenTheyMeanNothing()
    {
        var path = await WriteAsync("q.tsv", Header + "\tsentence\n1\tA\tREL\tB\t\"open\n2\tA\tREL\tB\t\"whole\"\n");
        (await ReadAsync(path, new InputOptions { Quotes = QuoteRule.None })).Select(edge => edge.Row.Properties["sentence"])
            .ShouldBe(["\"open", "\"whole\""]);
    }

    /// <summary>A line within quoted text may look like a row of its own.</summary>
    [Theory]
    [InlineData("1\tA\tREL\tB\t\"begins\nx\tA\tREL\tB\tends\"\n2\tA\tREL\tB\tgood\n", 1, 2)]
    [InlineData("\"1\ny\tA\tREL\tB\tx\nz\"\tA\tREL\tB\tx\n2\tA\tREL\tB\tgood\n", 1, 3)]
    [InlineData("1\tA\t\"R\n\nx\tA\tREL\tB\tends\nq\"\tB\tx\n2\tA\tREL\tB\tgood\n", 1, 3)]
    [InlineData("1\tA\tREL\tB\t\"a \"\"b\"\"\nx\tA\tREL\tB\tc \"\"d\"\" e\"\n2\tA\tREL\tB\tgood\n", 1, 2)]
    [InlineData("1\tA\tREL\tB\t\"\n2\tA\tREL\tB\tgood\n", 0, 2)]
    public async Task ReadAsync_NeverTakesHalfARow_WhenQuotesAreUnclear(string rows, int created, int refused)
    {
        var edges = await ReadAsync(await WriteAsync("q.tsv", $"{Header}\tsentence\n{rows}"));
        edges.Where(edge => edge.Reason is null).Select(edge => edge.Row.EdgeId).ShouldBe(Enumerable.Repeat("2", created));
        edges.Count(edge => edge.Reason is not null).ShouldBe(refused);
    }

    [Theory]
    [InlineData("1,A,REL,B,\"never closed\n2,A,REL,B,x\n")]
    [InlineData("1,A,REL,B,\"closed\" too early\n2,A,REL,B,x\n")]
    [InlineData("1,A,REL,B\n2,A,REL,B,x\n")]
    [InlineData("1,A,REL,B,x,y\n2,A,REL,B,x\n")]
    [InlineData("1,A,REL,B,\"two\nlines\",y\n2,A,REL,B,x\n")]
    public async Task ReadAsync_RefusesTheRow_WhenItIsNoCsv(string rows)
    {
        var edges = await ReadAsync(await WriteAsync("q.csv", $"edge_id,source_id,relation,target_id,note\n{rows}"));
        edges[0].Reason.ShouldNotBeNull();
        edges.Skip(1).ShouldAllBe(edge => edge.Reason == null && edge.Row.EdgeId == "2");
    }

    [Fact]
    public async Task ReadAsync_CountsRowsThatSpanLines_ByTheLineTheyBeginOn()
    {
        var edges = await ReadAsync(await WriteAsync("q.csv",
            "edge_id,source_id,relation,target_id,note\n1,A,REL,B,\"a\nb\nc\"\n2,A,REL,B,x\n"));
        edges.Select(edge => edge.Row.Origin!.Line).ShouldBe([2L, 5L]);
    }

    private static Task<BadInputException> RefusalAsync(string path) => Should.ThrowAsync<BadInputException>(() => ReadAsync(path));

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Zipped(string text) => Zipped(Encoding.UTF8.GetBytes(text));

    private static byte[] ZippedTwice() => Zipped(Zipped(Tsv));

    private static byte[] Zipped(byte[] bytes)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Optimal)) gzip.Write(bytes);
        return memory.ToArray();
    }

    private static byte[] Tar()
    {
        using var memory = new MemoryStream();
        using (var tar = new System.Formats.Tar.TarWriter(memory, leaveOpen: true))
        {
            tar.WriteEntry(new System.Formats.Tar.PaxTarEntry(System.Formats.Tar.TarEntryType.RegularFile, "e.tsv")
            {
                DataStream = new MemoryStream(Bytes(Tsv)),
            });
        }
        return memory.ToArray();
    }
}
