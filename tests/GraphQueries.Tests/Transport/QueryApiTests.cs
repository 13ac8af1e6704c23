using System.Buffers;
using System.Text;
using GraphQueries.Transport.QueryApi;
using GraphSync.Postgres;
using Microsoft.Extensions.Time.Testing;
using Servers;

namespace GraphQueries.Tests.Transport;

/// <summary>The adapter for <c>http://</c> and <c>https://</c>.</summary>
public sealed class QueryApiTests(ServersFixture servers) : GraphCompliance(servers)
{
    protected override Uri Address => Server.Uri;

    protected override byte[] CommitRequest { get; } = "/commit HTTP"u8.ToArray();

    [Theory]
    [InlineData("4.4.30"), InlineData("5.25.1"), InlineData("5.5.0")]
    public async Task Connect_NamesBothVersions_WhenTheServerIsOlder(string version)
    {
        await using var old = new Chatter(Chatter.Json($$"""{"neo4j_version": "{{version}}", "neo4j_edition": "community"}"""));
        var error = await RefusalAsync(o => o with { Uri = Local(old.Port) });
        error.Message.ShouldContain(version);
        error.Message.ShouldContain("5.26");
    }

    [Theory]
    [InlineData("[]"), InlineData("{}"), InlineData("{\"neo4j_version\": 5}"), InlineData("null"), InlineData("\"neo4j_version\"")]
    public async Task Connect_NamesTheRemedy_WhenAnotherServiceAnswersInJson(string body)
    {
        await using var other = new Chatter(Chatter.Json(body));
        (await RefusalAsync(o => o with { Uri = Local(other.Port) })).Message.ShouldContain("http://localhost:7474");
    }

    [Theory]
    [InlineData("503 Service Unavailable", "{}")]
    [InlineData("502 Bad Gateway", "<html>proxy</html>")]
    [InlineData("200 OK", "{\"data\": {\"fields\": [\"a\"], \"val")]
    public async Task Answer_IsALostConnection_WhenItIsNoWholeAnswer(string status, string body)
    {
        await using var proxy = new Chatter(Chatter.Json(body, status));
        var graph = Open(o => o with { Uri = Local(proxy.Port), RetryBudget = TimeSpan.Zero });
        (await FailureAsync<GraphConnectionLostException>(() => graph.ReadAsync(Statement("RETURN 1"), Cancellation)))
            .Message.ShouldContain("NEO4J_URI");
    }

    // A connection that is reset while it is being opened comes out of the HTTP client as a bare SocketException, now and then.
    [Fact]
    public async Task Connect_SaysSo_WhenConnectionsAreResetAtOnce()
    {
        await using var proxy = new FlakyProxy(Address) { Refuse = true };
        await Parallel.ForAsync(0, 2000, Cancellation, async (_, _) =>
            (await RefusalAsync(o => o with { Uri = Local(proxy.Port) })).Message.ShouldContain("cannot be reached"));
    }

    [Fact]
    public async Task Connect_GivesUp_WhenTheServerIsSilent()
    {
        using var silent = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        var time = new FakeTimeProvider();
        var port = ((System.Net.IPEndPoint)silent.LocalEndpoint).Port;
        var connecting = Open(o => o with { Uri = Local(port) }, time).ConnectAsync(Cancellation);
        // Its request has come, so its timeout runs.
        using var client = await silent.AcceptTcpClientAsync(Cancellation);
        await client.GetStream().ReadExactlyAsync(new byte[1], Cancellation);
        time.Advance(TimeSpan.FromSeconds(20));
        (await FailureAsync<GraphUnavailableException>(() => connecting)).Message.ShouldContain("no answer");
    }

    [Fact]
    public async Task Reading_DropsBookmarks_ThatTheServerDoesNotKnow()
    {
        var graph = (QueryApiGraph)Graph;
        await WriteAsync(graph, "CREATE (:Marked)");
        graph.Bookmarks.Current.ShouldNotBeEmpty();
        graph.Bookmarks.Replace([], ["FB:of another server"]);
        (await ValueAsync(graph, "MATCH (n:Marked) RETURN count(n)")).ShouldBe(1L);
        graph.Bookmarks.Replace([], ["FB:of another server"]);
        await WriteAsync(graph, "CREATE (:Marked)");
        graph.Bookmarks.Current.ShouldNotContain("FB:of another server");
    }

    [Fact]
    public async Task Bookmarks_OfAWrite_GoWithTheNextCall()
    {
        var graph = (QueryApiGraph)Graph;
        await WriteAsync(graph, "CREATE (:Marked)");
        var bookmark = graph.Bookmarks.Current.ShouldHaveSingleItem();
        var request = new RequestBody(new CypherStatement("RETURN 1"), "run/1", graph.Bookmarks.Current);
        Text(request).ShouldContain($"\"bookmarks\":[\"{bookmark}\"]");
        await WriteAsync(graph.Under("other"), "CREATE (:Marked)");
        graph.Bookmarks.Current.ShouldHaveSingleItem().ShouldNotBe(bookmark);
    }

    [Fact]
    public void Request_ShowsFloatsAsFloats_AndRoundsLimitsUp()
    {
        var statement = Statement("RETURN $a", ("a", 1.0), ("b", new[] { -0.0, 1e16, 5e-324 }));
        var body = new RequestBody(statement, "run/1", null, TimeSpan.FromMilliseconds(1200));
        Text(body).ShouldBe("""{"statement":"RETURN $a","parameters":"""
            + """{"a":1.0,"given":[null,[-0.0,10000000000000000.0,5E-324]],"run":"run/1"},"maxExecutionTime":2}""");
    }

    private static string Text(RequestBody body)
    {
        var bytes = new ArrayBufferWriter<byte>();
        body.Write(bytes);
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }
}
