namespace GraphQueries.Tests.Catalogue;

public sealed class CypherFileTests
{
    [Fact]
    public void Parse_ReadsTheWholeHeader()
    {
        var file = CypherFile.Parse("topic/question", """
            // What is it?
            // In two lines.
            //
            // parameters:
            //   $ids: list<string?> = ['a - b', null]  -- which, in no order
            //   $at: instant? = null
            //   $more: list<list<integer>> = [[1]]  -- nested
            // columns:
            //   id: string
            //   note: string?  -- null when nobody wrote one
            // order: id
            // index: one that is long
            // index: and goes on
            // edges: each type
            // scan: few
            // access: write
            // This comment belongs to the statement.
            MATCH (n) RETURN n
            """.ReplaceLineEndings("\r\n"));
        file.Purpose.ShouldBe("What is it?\nIn two lines.");
        file.Parameters.ShouldBe([
            new CypherField("ids", "list<string?>", false, "['a - b', null]", "which, in no order"),
            new CypherField("at", "instant", true, "null", ""),
            new CypherField("more", "list<list<integer>>", false, "[[1]]", "nested"),
        ]);
        var note = new CypherField("note", "string", true, null, "null when nobody wrote one");
        file.Columns.ShouldBe([new CypherField("id", "string", false, null, ""), note]);
        (file.Order, file.Index).ShouldBe(("id", "one that is long and goes on"));
        (file.Scope, file.Scan, file.ReadsOnly).ShouldBe((EdgeScope.EachType, "few", false));
        file.Unread.ShouldBeEmpty();
        file.Text.ShouldBe("// This comment belongs to the statement.\nMATCH (n) RETURN n");
    }

    [Fact]
    public void Parse_NotesWhatItDoesNotUnderstand() => CypherFile.Parse("topic/question", """
        // What is it?
        //
        // parameters:
        //   id string
        // returns: nothing
        // access: read
        RETURN 1
        """).Unread.ShouldBe(["//   id string", "// returns: nothing"]);

    [Fact]
    public void Parse_NamesTheFile_WhenEdgesSaysSomethingElse() =>
        Should.Throw<FormatException>(() => CypherFile.Parse("topic/question", "// What?\n//\n// edges: all\nRETURN 1"))
            .Message.ShouldContain("topic/question");

    [Fact]
    public void Catalogue_NamesTheFile_ThatDoesNotExist() =>
        Should.Throw<ArgumentException>(() => CypherCatalogue.Default["topic/none"])
            .Message.ShouldContain("cypher/queries/topic/none.cypher");
}
