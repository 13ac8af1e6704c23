namespace GraphQueries.Tests.Transport;

public sealed class ParameterMapTests
{
    [Theory]
    [InlineData("RETURN $a", "RETURN $given.a")]
    [InlineData("RETURN $a + $a, $ab, [$a]", "RETURN $given.a + $given.a, $given.ab, [$given.a]")]
    [InlineData("MATCH (n:$($a)) LIMIT $ab", "MATCH (n:$($given.a)) LIMIT $given.ab")]
    [InlineData("RETURN '$a \\'$a', \"$a\", `$a`", "RETURN '$a \\'$a', \"$a\", `$a`")]
    [InlineData("// $a\nRETURN /* $a\n$a */ $a", "// $a\nRETURN /* $a\n$a */ $given.a")]
    [InlineData("RETURN $run, $A, $unknown", "RETURN $run, $A, $unknown")]
    public void Parameters_AreFieldsOfOneMap(string text, string sent)
    {
        var statement = ParameterMap.Of(new CypherStatement(text, new Dictionary<string, object?> { ["a"] = "x", ["ab"] = 1 }));

        statement.Text.ShouldBe(sent);
        statement.Parameters.ShouldHaveSingleItem().Key.ShouldBe("given");
        statement.Parameters["given"].ShouldBeAssignableTo<IReadOnlyDictionary<string, object?>>()!
            .ShouldBe(new Dictionary<string, object?> { ["a"] = "x", ["ab"] = 1 }, ignoreOrder: true);
    }

    [Fact]
    public void Map_StaysAsItIs()
    {
        var properties = new Dictionary<string, object?> { ["id"] = "n" };
        var statement = ParameterMap.Of(new CypherStatement("CREATE (n $properties {no: $no})",
            new Dictionary<string, object?> { ["properties"] = properties, ["no"] = null }));

        statement.Text.ShouldBe("CREATE (n $properties {no: $given.no})");
        statement.Parameters.Keys.ShouldBe(["properties", "given"], ignoreOrder: true);
        statement.Parameters["properties"].ShouldBeSameAs(properties);
    }

    [Fact]
    public void MapOfTheSameName_IsAField()
    {
        var statement = ParameterMap.Of(new CypherStatement("RETURN $given.x",
            new Dictionary<string, object?> { ["given"] = new Dictionary<string, object?> { ["x"] = 1 } }));

        statement.Text.ShouldBe("RETURN $given.given.x");
    }

    /// <summary>A text is looked through once; what was given then says nothing of what is given now.</summary>
    [Fact]
    public void SameText_WithOtherParameters()
    {
        const string text = "RETURN $a, $b";

        Sent("a").ShouldBe("RETURN $given.a, $b");
        Sent("b").ShouldBe("RETURN $a, $given.b");
        Sent("a", "b").ShouldBe("RETURN $given.a, $given.b");
        Sent("a").ShouldBe("RETURN $given.a, $b");

        string Sent(params string[] names) =>
            ParameterMap.Of(new CypherStatement(text, names.ToDictionary(name => name, object? (_) => 1))).Text;
    }

    [Fact]
    public void WithoutParameters_NothingIsSent()
    {
        var statement = new CypherStatement("RETURN $a");

        ParameterMap.Of(statement).ShouldBeSameAs(statement);
    }
}
