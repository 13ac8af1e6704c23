using Bridge.Host.Pages;
using GraphQueries.Language;
using GraphQueries.Transport;
using Shouldly;
using Support;
using Xunit;

namespace Bridge.Host.Tests.Pages;

/// <summary>A page's read ends on the server, too: with its time, and with its reader.</summary>
public sealed class PageGraphTests(ServersFixture servers) : BridgeTest(servers)
{
    private static readonly CypherStatement Endless = new("UNWIND range(1, 1000000000000) AS i WITH i WHERE i < 0 RETURN count(i) AS n");

    [Fact]
    public async Task Read_EndsWithItsTime()
    {
        await using var graph = Open(TimeSpan.FromSeconds(1));

        (await Should.ThrowAsync<GraphException>(() => graph.ReadAsync(Endless, Cancellation))).Code.ShouldContain("Transaction");

        await EndsAsync(graph);
    }

    [Fact]
    public async Task Read_EndsWithItsReader()
    {
        await using var graph = Open(TimeSpan.FromHours(1));
        using var reader = new CancellationTokenSource();

        var read = graph.ReadAsync(Endless, reader.Token);
        await Until.TrueAsync(async () => await CountAsync(graph) > 0, "the server works for the page", Cancellation);
        await reader.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => read);
        await EndsAsync(graph);
    }

    private PageGraph Open(TimeSpan limit) => new(GraphQueries.Client.Graph.Open(
        PageGraph.Options(Bridge.Get<Microsoft.Extensions.Options.IOptions<GraphOptions>>().Value), TimeProvider.System), limit,
        new PagePlans(Bridge.Graph.Graph, TimeProvider.System));

    private Task EndsAsync(PageGraph graph) =>
        Until.TrueAsync(async () => await CountAsync(graph) == 0, "the server works for no page any more", Cancellation);

    private Task<long> CountAsync(PageGraph graph) => Bridge.CypherValueAsync<long>(
        "SHOW TRANSACTIONS YIELD parameters WHERE parameters.run STARTS WITH $prefix RETURN count(*)", ("prefix", graph.Run));
}
