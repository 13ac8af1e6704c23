using GraphQueries.Client;
using GraphQueries.Language;
using GraphQueries.Transport;
using GraphSync.Adopt;
using Support;

namespace GraphSync.Tests.Adopt;

/// <summary>How a graph is gone through that is yet to be adopted.</summary>
public sealed class EdgeWalkTests(ServersFixture servers) : BridgeTest(servers)
{
    private static readonly string[] Types = [.. Enumerable.Range(0, 20).Select(i => $"TYPE_{i:D2}")];

    [Fact]
    public async Task PagesAsync_LooksAtAPlaceOnce_WhenTypesStandAmongOneAnother()
    {
        await Bridge.CypherAsync($$"""
            CREATE (s:KgNode {id: 's'}), (t:KgNode {id: 't'}) WITH s, t UNWIND range(0, 99) AS i
            {{string.Concat(Types.Select(type => $"CREATE (s)-[:{type} {{edge_id: '{type}-' + i}}]->(t) "))}}
            """);
        await using var looks = new CountingGraph(Bridge.Graph.Graph, "AS is_to_be_read");
        var walk = new EdgeWalk(new GraphClient(looks, Bridge.Graph.Schema), new AdoptRequest { Types = Types });

        var pages = await walk.PagesAsync(Types, Cancellation).ToListAsync(Cancellation);

        pages.GroupBy(page => page.Type).ToDictionary(type => type.Key, type => type.Sum(page => page.Edges))
            .ShouldBe(Types.ToDictionary(type => type, _ => 100L), ignoreOrder: true);
        pages.SelectMany(page => page.Ids).Distinct().Count().ShouldBe(2_000);
        // 2,000 edges stand in two blocks of 2,000 places, in three where others were deleted before.
        looks.Count.ShouldBeInRange(1, 3);
    }

    /// <summary>Counts the reads whose text holds something.</summary>
    private sealed class CountingGraph(IGraph graph, string text) : IGraph
    {
        public int Count { get; private set; }

        public string Run => graph.Run;

        public IGraph Under(string run) => graph.Under(run);

        public Task<GraphServer> ConnectAsync(CancellationToken cancellationToken) => graph.ConnectAsync(cancellationToken);

        public Task<QueryResult> ReadAsync(CypherStatement statement, CancellationToken cancellationToken)
        {
            if (statement.Text.Contains(text, StringComparison.Ordinal)) Count++;
            return graph.ReadAsync(statement, cancellationToken);
        }

        public Task<QueryResult> RunAutoCommitAsync(CypherStatement statement, CancellationToken cancellationToken) =>
            graph.RunAutoCommitAsync(statement, cancellationToken);

        public Task<T> WriteAsync<T>(Func<IGraphTransaction, Task<T>> work, TimeSpan? limit, CancellationToken cancellationToken) =>
            graph.WriteAsync(work, limit, cancellationToken);

        public Task<int> TerminateAsync(string run, CancellationToken cancellationToken) => graph.TerminateAsync(run, cancellationToken);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
