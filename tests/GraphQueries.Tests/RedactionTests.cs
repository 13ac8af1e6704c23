namespace GraphQueries.Tests;

public sealed class RedactionTests
{
    [Theory]
    [InlineData("http://me:pw@host/x", "http://***@host/x")]
    [InlineData("neo4j+s://me:p/w@w@host:7687", "neo4j+s://***@host:7687")]
    [InlineData("https://token@host", "https://***@host")]
    [InlineData("http://host:5001/models/a@v2/invocations", "http://host:5001/models/a@v2/invocations")]
    [InlineData("http://[::1]:5001/a", "http://[::1]:5001/a")]
    [InlineData("see http://h/m?key=abc&b=c#t=d, then", "see http://h/m?key=***&b=***#t=*** then")]
    [InlineData("http://h/m?abc", "http://h/m?***")]
    [InlineData("is http://h/m? No", "is http://h/m? No")]
    [InlineData("'http://h/m?a=b' is", "'http://h/m?a=***' is")]
    [InlineData("Host=h;Password=a b;Database=d", "Host=h;Password=***;Database=d")]
    [InlineData("Host=h; SSL Password = \"a;b\"", "Host=h; SSL Password = ***")]
    [InlineData("set it to Host=…;Password=…", "set it to Host=…;Password=…")]
    [InlineData("NEO4J_PASSWORD=abc was", "NEO4J_PASSWORD=*** was")]
    [InlineData("""{"api_key": "a\"b", "x": 1}""", """{"api_key": ***, "x": 1}""")]
    [InlineData("Authorization: Bearer abc.def", "Authorization: ***")]
    [InlineData("X-Api-Key: abc", "X-Api-Key: ***")]
    [InlineData("got Bearer eyJhbGci0", "got Bearer ***")]
    [InlineData("basic authentication failed", "basic authentication failed")]
    [InlineData("the password is wrong: set NEO4J_PASSWORD", "the password is wrong: set NEO4J_PASSWORD")]
    [InlineData("eval.py:/scorers/lr v2/eval.py", "eval.py:/scorers/lr v2/eval.py")]
    public void Of_TakesCredentialsOut_AndNothingElse(string text, string expected)
    {
        Redaction.Of(text).ShouldBe(expected);
        Redaction.Of(expected).ShouldBe(expected);
    }

    [Theory]
    [InlineData("Bridge:Http:ApiKey", "abc", "***")]
    [InlineData("NEO4J_PASSWORD", "abc", "***")]
    [InlineData("Bridge:Rescore:WindowHours", "abc", "abc")]
    public void Setting_ShowsNoSecret(string name, string value, string expected) => Redaction.Setting(name, value).ShouldBe(expected);

    [Fact]
    public void Without_FindsASecretEscapedOrNot() =>
        Redaction.Without("a b%20c, a%20b and a b", ["a%20b"]).ShouldBe("***%20c, *** and ***");
}
