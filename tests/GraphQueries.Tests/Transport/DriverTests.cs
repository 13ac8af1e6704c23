using GraphQueries.Transport.Driver;
using Servers;

namespace GraphQueries.Tests.Transport;

/// <summary>The adapter for <c>bolt://</c> and <c>neo4j://</c>, part of builds with <c>-p:Neo4jDriver=true</c>.</summary>
public sealed class DriverTests(ServersFixture servers) : GraphCompliance(servers)
{
    protected override Uri Address => Server.BoltUri ?? (Environment.GetEnvironmentVariable("NEO4J_BOLT_URI") is { Length: > 0 } named
        ? new Uri(named)
        : throw new InvalidOperationException($"{Server.Origin} says nothing of Bolt: set NEO4J_BOLT_URI to its bolt:// address."));

    // The message COMMIT, in a chunk of its own.
    protected override byte[] CommitRequest { get; } = [0x00, 0x02, 0xB0, 0x12, 0x00, 0x00];

    [Theory]
    [InlineData("neo4j", "127.0.0.1"), InlineData("neo4j", "no-such-host.invalid"), InlineData("neo4j+ssc", "127.0.0.1")]
    [InlineData("bolt+s", "127.0.0.1")]
    public async Task Connect_NamesAddressAndRemedy_WhateverTheScheme_WhenNobodyListens(string scheme, string host)
    {
        var error = await RefusalAsync(o => o with { Uri = new Uri($"{scheme}://{host}:{FreePort.Find()}") });
        error.Message.ShouldContain($"{scheme}://{host}");
        error.Message.ShouldContain("NEO4J_URI");
        error.Message.ShouldNotContain("Object reference");
        error.Message.ShouldNotContain("Exception");
    }

    [Fact]
    public async Task Connect_NamesAddressAndRemedy_WhenAnHttpServerAnswersARouter()
    {
        await using var other = new Chatter("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nHi");
        var error = await RefusalAsync(o => o with { Uri = new Uri($"neo4j://127.0.0.1:{other.Port}") });
        error.Message.ShouldContain("NEO4J_URI");
        error.Message.ShouldNotContain("Object reference");
    }

    [Fact]
    public async Task Reading_DropsBookmarks_ThatTheServerDoesNotKnow()
    {
        var graph = (DriverGraph)Graph;
        await WriteAsync(graph, "CREATE (:Marked)");
        graph.Bookmarks.Current.ShouldHaveSingleItem();
        graph.Bookmarks.Replace([], ["FB:of another server"]);
        (await ValueAsync(graph, "MATCH (n:Marked) RETURN count(n)")).ShouldBe(1L);
        graph.Bookmarks.Replace([], ["FB:of another server"]);
        await WriteAsync(graph, "CREATE (:Marked)");
        graph.Bookmarks.Current.ShouldNotContain("FB:of another server");
    }
}
