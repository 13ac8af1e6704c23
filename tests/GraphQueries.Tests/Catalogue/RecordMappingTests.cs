using GraphSync.Rescore;

namespace GraphQueries.Tests.Catalogue;

public sealed class RecordMappingTests
{
    private sealed record Row(
        string EdgeId,
        double? Confidence,
        int Count,
        IReadOnlyList<string> Names,
        IReadOnlyList<double?> Scores,
        IReadOnlyDictionary<string, object?>? Map);

    private static readonly string[] Columns = ["scores", "count", "edge_id", "names", "confidence", "map", "more"];

    [Fact]
    public void Rows_AreMappedByName()
    {
        var row = Map([new object?[] { 1.5, null, 2L }, 7L, "e1", new object?[] { "a" }, 1L, null, "ignored"]).ShouldHaveSingleItem();
        (row.EdgeId, row.Confidence, row.Count, row.Map).ShouldBe(("e1", 1.0, 7, null));
        row.Names.ShouldBe(["a"]);
        row.Scores.ShouldBe([1.5, null, 2.0]);
    }

    [Theory]
    [InlineData(2, null, "edge_id", "null")]
    [InlineData(2, 1L, "edge_id", "the integer 1")]
    [InlineData(1, 3_000_000_000L, "count", "3000000000")]
    [InlineData(1, 1.0, "count", "Double")]
    [InlineData(4, "0.5", "confidence", "String")]
    public void Rows_NameQueryAndColumn_WhenAValueDoesNotFit(int column, object? value, string name, string actual)
    {
        object?[] row = [Array.Empty<object?>(), 7L, "e1", Array.Empty<object?>(), 1L, null, null];
        row[column] = value;
        var error = Should.Throw<UnexpectedRowException>(() => Map(row));
        (error.Query, error.Column).ShouldBe(("test/query", name));
        error.Message.ShouldContain(actual);
    }

    [Fact]
    public void Rows_NameQueryAndColumn_WhenAListHoldsSomethingElse()
    {
        foreach (var names in (object?[][])[["a", null], ["a", 1L], [1L]])
        {
            Should.Throw<UnexpectedRowException>(() => Map([Array.Empty<object?>(), 7L, "e1", names, 1L, null, null]))
                .Column.ShouldBe("names");
        }
    }

    [Fact]
    public void Rows_NameQueryAndColumn_WhenItIsMissing() =>
        Should.Throw<UnexpectedRowException>(() => RecordMapping.ToRows<Row>("test/query", new QueryResult(["edge_id"], [])))
            .Message.ShouldContain("'confidence'");

    [Theory]
    [InlineData("Id", "id"), InlineData("EdgeIds", "edge_ids"), InlineData("KgEdgeId", "kg_edge_id")]
    public void SnakeCase_IsPostgreSqls(string name, string expected) => RecordMapping.SnakeCase(name).ShouldBe(expected);

    [Fact]
    public void Parameters_AreNamedBySnakeCase() => RecordMapping.ToParameters(new { EdgeIds = 1, Limit = (string?)null })
        .ShouldBe(new Dictionary<string, object?> { ["edge_ids"] = 1, ["limit"] = null }, ignoreOrder: true);

    private static IReadOnlyList<Row> Map(object?[] row) => RecordMapping.ToRows<Row>("test/query", new QueryResult(Columns, [row]));
}
