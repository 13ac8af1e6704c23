namespace GraphQueries.Tests.Catalogue;

/// <summary>What <c>// include:</c> and <c>// repeat:</c> make of a statement; cypher/README.md promises it.</summary>
public sealed class DirectivesTests
{
    private static readonly Dictionary<string, string> Includes = new()
    {
        ["edges/rule"] = "// What the rule is for.\n// And why.\n"
            + "edge.id IS NOT NULL // edge\n  AND edge.note <> 'edge' AND other.edge = `edge`",
        ["edges/outer"] = "(\n  // include: edges/rule edge=inner\n)",
        ["edges/endless"] = "// include: edges/endless",
    };

    [Fact]
    public void Include_PutsTheFileInTheLinesPlace_IndentedAndWithoutItsHeader() =>
        Expand("WHERE\n  // include: edges/rule\nRETURN 1").ShouldBe("""
            WHERE
              edge.id IS NOT NULL // edge
                AND edge.note <> 'edge' AND other.edge = `edge`
            RETURN 1
            """);

    [Fact]
    public void Include_RenamesNamesAlone_NotPropertiesTextOrComments() => Expand("// include: edges/rule edge=row other=edge").ShouldBe("""
        row.id IS NOT NULL // edge
          AND row.note <> 'edge' AND edge.edge = `edge`
        """);

    [Fact]
    public void Include_GoesThroughIncludes() => Expand("// include: edges/outer").ShouldBe("""
        (
          inner.id IS NOT NULL // edge
            AND inner.note <> 'edge' AND other.edge = `edge`
        )
        """);

    [Fact]
    public void Repeat_CountsNamesOnThatEndInADigit() => Expand("""
        MATCH (n0)
        // repeat: 3
        CALL (n0) { MATCH (n0)-[r1:TO {at0: $at0}]->(n1) WHERE n1.x = 'n1' RETURN n1, 0 + 1 AS step1 }
        // end repeat
        RETURN n3
        """).ShouldBe("""
        MATCH (n0)
        CALL (n0) { MATCH (n0)-[r1:TO {at0: $at0}]->(n1) WHERE n1.x = 'n1' RETURN n1, 0 + 1 AS step1 }
        CALL (n1) { MATCH (n1)-[r2:TO {at1: $at0}]->(n2) WHERE n2.x = 'n1' RETURN n2, 0 + 1 AS step2 }
        CALL (n2) { MATCH (n2)-[r3:TO {at2: $at0}]->(n3) WHERE n3.x = 'n1' RETURN n3, 0 + 1 AS step3 }
        RETURN n3
        """);

    [Theory]
    [InlineData("// include: edges/absent", "cypher/includes/edges/absent.cypher does not exist")]
    [InlineData("// include: edges/endless", "'edges/endless' includes itself")]
    [InlineData("// repeat: 2\nRETURN 1", "come in pairs")]
    [InlineData("RETURN 1\n// end repeat", "come in pairs")]
    public void Expand_NamesTheFileAndTheFault(string text, string fault)
    {
        var message = Should.Throw<FormatException>(() => Expand(text)).Message;
        message.ShouldStartWith("cypher/queries/test/query.cypher: ");
        message.ShouldContain(fault);
    }

    /// <summary>Each include is used, so that none is left behind when its last user goes.</summary>
    [Fact]
    public void Includes_AreAllUsed()
    {
        var files = Directory.EnumerateFiles(Repository.Path("cypher"), "*.cypher", SearchOption.AllDirectories);
        var texts = files.Select(File.ReadAllText).ToList();
        foreach (var name in CypherCatalogue.Default.Files("includes").Select(file => file.Key["includes/".Length..]))
            texts.ShouldContain(text => text.Contains($"// include: {name}"), $"cypher/includes/{name}.cypher");
    }

    private static string Expand(string text) => Directives.Expand(
        "cypher/queries/test/query.cypher", text.ReplaceLineEndings("\n"), name => Includes.GetValueOrDefault(name));
}
