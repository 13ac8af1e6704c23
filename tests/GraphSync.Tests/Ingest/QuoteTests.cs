using System.Text;
using CsCheck;
using GraphSync.Ingest.Input;

namespace GraphSync.Tests.Ingest;

/// <summary>Any text, as an independent writer puts it down, is read as it was; where marks are unclear no half row is.</summary>
public sealed class QuoteTests : ReadingTest
{
    private const int Files = 300;

    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.OneOf("\"", "\"\"", "\t", ",", "\r", "\n", "\r\n", "a", " ", "é", "😀", "\u2028", "\uFEFF", "\u00A0", "x\tA\tREL\tB\ty", "'",
            "\\", "\u0001", "\u0085").Array[0, 8].Select(string.Concat),
        Gen.String[Gen.Char.AlphaNumeric, 0, 2_000]);

    private static readonly Gen<Row[]> Rows = Gen.Select(Text, Text, Gen.Bool, Gen.OneOf("\n", "\r\n"))
        .Select((note, last, quotes, end) => new Row(note, last, quotes, end)).Array[1, 8];

    [Theory]
    [InlineData('\t'), InlineData(',')]
    public Task ReadAsync_GivesTheTextsThatWereWritten_WhenQuotesAreCsv(char separator) => Rows.SampleAsync(async rows =>
    {
        var edges = await ReadAsync(await FileAsync(rows, separator, row => Fields(row, separator)),
            new InputOptions { Quotes = QuoteRule.Csv });
        edges.ShouldAllBe(edge => edge.Reason == null);
        edges.Select(Texts).ShouldBe(rows.Select(row => (row.Note, row.Last)));
    }, iter: Files);

    [Fact]
    public Task ReadAsync_TakesTextsAsTheyStand_WhenQuotesAreNone() => Rows.SampleAsync(async rows =>
    {
        Row[] plain = [.. rows.Select(row => row with { Note = OneField(row.Note), Last = OneField(row.Last) })];
        var path = await FileAsync(plain, '\t', row => (row.Note, row.Last));
        var edges = await ReadAsync(path, new InputOptions { Quotes = QuoteRule.None });
        edges.ShouldAllBe(edge => edge.Reason == null);
        edges.Select(Texts).ShouldBe(plain.Select(row => (row.Note, row.Last)));
    }, iter: Files);

    [Fact]
    public Task ReadAsync_TakesAllRowsWithoutMarksAndNoOther_WhileNobodySaysWhatTheyMean() => Rows.SampleAsync(async rows =>
    {
        var edges = await ReadAsync(await FileAsync(rows, '\t', row => Fields(row, '\t')));
        var clear = rows.Index().Where(row => !IsQuoted(row.Item, '\t')).ToList();
        var taken = edges.Where(edge => edge.Reason is null).ToList();
        taken.Select(edge => edge.Row.EdgeId).ShouldBe(clear.Select(row => $"{row.Index}"));
        taken.Select(Texts).ShouldBe(clear.Select(row => (row.Item.Note, row.Item.Last)));
        edges.Except(taken).ShouldAllBe(edge => edge.Reason!.Contains("--quotes csv") && edge.Reason.Contains("--quotes none"));
        edges.Except(taken).Select(edge => edge.Row.Origin!.Line).Distinct().Count().ShouldBe(edges.Count - taken.Count);
    }, iter: Files);

    /// <summary>A line that cannot be read for another reason may open a field, too.</summary>
    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task ReadAsync_NeverTakesHalfARow_WhenTheLineThatOpensItIsUnreadable(bool isLong)
    {
        byte[] unreadable = isLong ? [.. Enumerable.Repeat((byte)'x', MaxRowBytes + 1)] : [0xFF, 0xFE];
        var edges = await ReadAsync(await BytesAsync("q.tsv",
        [
            .. Encoding.UTF8.GetBytes($"{Header}\tsentence\n1\tA\tREL\tB\t\"begins "), .. unreadable,
            .. "\nx\tA\tREL\tB\tends\"\n2\tA\tREL\tB\tgood\n"u8,
        ]));
        edges.Where(edge => edge.Reason is null).Select(edge => edge.Row.EdgeId).ShouldBe(["2"]);
        edges.Count.ShouldBe(3);
    }

    private Task<string> FileAsync(Row[] rows, char separator, Func<Row, (string Note, string Last)> write)
    {
        var text = new StringBuilder(string.Join(separator, "edge_id", "source_id", "relation", "target_id", "note", "last")).Append('\n');
        foreach (var (i, row) in rows.Index())
        {
            var (note, last) = write(row);
            text.AppendJoin(separator, $"{i}", "A", "REL", "B", note, last).Append(row.End);
        }
        return WriteAsync($"{Guid.NewGuid():N}.{(separator == ',' ? "csv" : "tsv")}", text.ToString());
    }

    /// <summary>RFC 4180, 2.5 to 2.7; a mark within a field that begins with none stands for itself, as for pandas and R.</summary>
    private static string Field(string text, bool quotes, char separator) =>
        quotes || MustBeQuoted(text, separator) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;

    private static bool MustBeQuoted(string text, char separator) =>
        text.StartsWith('"') || text.AsSpan().ContainsAny(separator, '\r', '\n');

    private static (string Note, string Last) Fields(Row row, char separator) =>
        (Field(row.Note, row.Quotes, separator), Field(row.Last, row.Quotes, separator));

    private static bool IsQuoted(Row row, char separator) =>
        row.Quotes || MustBeQuoted(row.Note, separator) || MustBeQuoted(row.Last, separator);

    private static string OneField(string text) => string.Concat(text.Where(c => c is not ('\t' or '\r' or '\n')));

    private static (string Note, string Last) Texts(ReadEdge edge) =>
        ((string)edge.Row.Properties.GetValueOrDefault("note", "")!, (string)edge.Row.Properties.GetValueOrDefault("last", "")!);

    private sealed record Row(string Note, string Last, bool Quotes, string End);
}
