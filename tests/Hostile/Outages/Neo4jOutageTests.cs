using Support;

namespace Hostile.Outages;

/// <summary>Whatever Neo4j, or what stands in its place, answers.</summary>
public sealed class Neo4jOutageTests(ServersFixture servers)
{
    private const string Address = "http://127.0.0.1:";

    [Theory]
    [InlineData("401 Unauthorized", "Neo.ClientError.Security.Unauthorized", "set NEO4J_USERNAME and NEO4J_PASSWORD")]
    [InlineData("429 Too Many Requests", "Neo.ClientError.Security.AuthenticationRateLimit", "set NEO4J_USERNAME and NEO4J_PASSWORD")]
    [InlineData("403 Forbidden", "Neo.ClientError.Security.CredentialsExpired", "ALTER CURRENT USER")]
    [InlineData("403 Forbidden", "Neo.ClientError.Security.Forbidden", "GRANT it")]
    [InlineData("404 Not Found", "Neo.ClientError.Database.DatabaseNotFound", "set NEO4J_DATABASE")]
    [InlineData("503 Service Unavailable", "Neo.TransientError.Database.DatabaseUnavailable", "start it")]
    [InlineData("400 Bad Request", "Neo.ClientError.General.WriteOnReadOnlyAccessDatabase", "writable")]
    [InlineData("400 Bad Request", "Neo.ClientError.Cluster.NotALeader", "writable")]
    [InlineData("500 Server Error", "Neo.TransientError.General.OutOfMemoryError", "server.memory.heap.max_size")]
    [InlineData("400 Bad Request", "Neo.TransientError.General.MemoryPoolOutOfMemoryError", "dbms.memory.transaction.total.max")]
    [InlineData("400 Bad Request", "Neo.ClientError.Transaction.TransactionTimedOut", "run this again")]
    [InlineData("400 Bad Request", "Neo.TransientError.Transaction.Terminated", "run this again")]
    [InlineData("400 Bad Request", "Neo.TransientError.Transaction.DeadlockDetected", "run this again")]
    [InlineData("500 Server Error", "Neo.DatabaseError.Transaction.TransactionCommitFailed", "disk")]
    [InlineData("500 Server Error", "Neo.DatabaseError.General.UnknownError", "debug.log")]
    [InlineData("400 Bad Request", "Neo.ClientError.Statement.SyntaxError", "migrate")]
    public async Task Error_IsOneLine(string status, string code, string remedy)
    {
        var body = $$"""{"errors": [{"code": "{{code}}", "message": "it says so\n  over two lines\n  ^"}]}""";
        await using var neo4j = HostileServer.Neo4j(status, body);

        (await RunAsync(neo4j.Port)).ShouldTell($"Neo4j at {Address}{neo4j.Port} ", remedy);

        neo4j.Asked.ShouldBe(1, "nobody asks twice");
    }

    [Theory]
    [InlineData("401 Unauthorized", "<html>log in</html>", "set NEO4J_USERNAME and NEO4J_PASSWORD")]
    [InlineData("200 OK", "<html>hello</html>", "NEO4J_URI")]
    [InlineData("202 Accepted", "{\"data\": {\"fields\": [\"1\"], \"val", "NEO4J_URI")]
    [InlineData("302 Found", "", "NEO4J_URI")]
    [InlineData("502 Bad Gateway", "bad gateway", "NEO4J_URI")]
    [InlineData("500 Server Error", "", "NEO4J_URI")]
    public async Task Answer_OfSomethingElse_IsOneLine(string status, string body, string remedy)
    {
        await using var other = HostileServer.Neo4j(status, body);
        (await RunAsync(other.Port)).ShouldTell($"Neo4j at {Address}{other.Port} ", remedy);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")]
    [InlineData("220 mail.example ESMTP\r\n")]
    [InlineData("")]
    public async Task Server_ThatIsNoNeo4j_IsOneLine(string text)
    {
        await using var other = HostileServer.Saying(text);
        (await RunAsync(other.Port)).ShouldTell($"{Address}{other.Port}", "set NEO4J_URI");
    }

    [Theory]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("http://no-such-host.invalid:7474")]
    public async Task Nobody_IsOneLine(string address) => (await RunAsync(address)).ShouldTell($"Neo4j at {address} ", "set NEO4J_URI");

    [Fact]
    public async Task Tls_WhereThereIsNone_IsOneLine()
    {
        var address = new UriBuilder((await servers.GetAsync()).Neo4j.Uri) { Scheme = "https" }.Uri.ToString().TrimEnd('/');
        (await RunAsync(address)).ShouldTell($"Neo4j at {address} ", "set NEO4J_URI");
    }

    [Fact]
    public async Task WrongDatabase_IsOneLine()
    {
        var variables = await servers.VariablesAsync("Host=127.0.0.1;Port=1;Username=nobody");
        variables["NEO4J_DATABASE"] = "nowhere";
        var told = await BridgeCommand.RunAsync(["sync", "--json"], variables);
        told.ShouldTell(variables["NEO4J_URI"]!.TrimEnd('/'), "set NEO4J_DATABASE");
    }

    private static Task<BridgeResult> RunAsync(int port) => RunAsync(Address + port);

    private static Task<BridgeResult> RunAsync(string address) => BridgeCommand.RunAsync(["sync", "--json"], new Dictionary<string, string?>
    {
        ["NEO4J_URI"] = address,
        ["NEO4J_USERNAME"] = "somebody",
        ["NEO4J_PASSWORD"] = "hunter2",
        ["ConnectionStrings__Postgres"] = "Host=127.0.0.1;Port=1;Username=nobody",
    });
}
