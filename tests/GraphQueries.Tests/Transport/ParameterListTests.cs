using static GraphQueries.Tests.Transport.GraphCompliance;

namespace GraphQueries.Tests.Transport;

public sealed class ParameterListTests
{
    private static readonly string[] Ids = ["x", "y"];

    [Theory]
    [InlineData("RETURN $text", "RETURN $given[0]")]
    [InlineData("RETURN $text + $text, $texts, [$text]", "RETURN $given[0] + $given[0], $texts, [$given[0]]")]
    [InlineData("MATCH (n:$($text)) WHERE n.id IN $ids LIMIT $limit", "MATCH (n:$($given[0])) WHERE n.id IN $given[2] LIMIT $limit")]
    [InlineData("RETURN '$text \\'$text', \"$text\", `$text`", "RETURN '$text \\'$text', \"$text\", `$text`")]
    [InlineData("// $text\nRETURN /* $text\n$text */ $text", "// $text\nRETURN /* $text\n$text */ $given[0]")]
    [InlineData("RETURN $run, $Text, $unknown, $text", "RETURN $run, $Text, $unknown, $given[0]")]
    public void WhatHasALength_IsAnElementOfOneList(string text, string sent)
    {
        var statement = ParameterList.Of(Statement(text, ("text", "x"), ("limit", 1L), ("ids", Ids)));

        statement.Text.ShouldBe(sent);
        statement.Parameters.Keys.ShouldBe(["limit", "given"], ignoreOrder: true);
        statement.Parameters["limit"].ShouldBe(1L);
        statement.Parameters["given"].ShouldBe(new object?[] { "x", null, Ids });
    }

    [Fact]
    public void ListThatIsReadByElement_StaysAsItIs()
    {
        var statement = ParameterList.Of(Statement("UNWIND range(0, size($ids) - 1) AS i RETURN $ids[i], $at",
            ("ids", Ids), ("at", DateTimeOffset.UnixEpoch)));

        statement.Text.ShouldBe("UNWIND range(0, size($ids) - 1) AS i RETURN $ids[i], $given[1]");
        statement.Parameters["ids"].ShouldBeSameAs(Ids);
        statement.Parameters["given"].ShouldBe(new object?[] { null, DateTimeOffset.UnixEpoch });
    }

    [Fact]
    public void MapNumberAndNull_StayAsTheyAre()
    {
        var statement = Statement("CREATE (n $properties {no: $no, name: $name})",
            ("properties", new Dictionary<string, object?> { ["id"] = "n" }), ("no", 1.5), ("name", null));

        ParameterList.Of(statement).ShouldBeSameAs(statement);
    }

    [Fact]
    public void StatementWithAParameterOfThatName_StaysAsItIs()
    {
        var statement = Statement("RETURN $given, $text", ("given", 1), ("text", "x"));

        ParameterList.Of(statement).ShouldBeSameAs(statement);
    }

    /// <summary>A text is looked through once; what was given then says nothing of what is given now.</summary>
    [Fact]
    public void SameText_WithOtherParameters()
    {
        const string text = "RETURN $a, $b";

        Sent(("a", "x")).ShouldBe("RETURN $given[0], $b");
        Sent(("b", "x")).ShouldBe("RETURN $a, $given[0]");
        Sent(("a", null), ("b", "x")).ShouldBe("RETURN $a, $given[1]");
        Sent(("a", "x"), ("b", null)).ShouldBe("RETURN $given[0], $b");
        Sent(("a", "x")).ShouldBe("RETURN $given[0], $b");

        static string Sent(params (string, object?)[] parameters) => ParameterList.Of(Statement(text, parameters)).Text;
    }
}
