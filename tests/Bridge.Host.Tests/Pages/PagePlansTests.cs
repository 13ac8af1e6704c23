using System.Collections.Concurrent;
using Bridge.Host.Pages;
using GraphQueries.Catalogue;
using GraphQueries.Language;
using GraphQueries.Transport;
using Shouldly;
using Support;
using Xunit;

namespace Bridge.Host.Tests.Pages;

/// <summary>What pages ask of edges has been planned before a reader comes.</summary>
public sealed class PagePlansTests(ServersFixture servers) : BridgeTest(servers)
{
    [Fact]
    public async Task Plans_AreMadeOfWhatPagesAskOfAllTypes()
    {
        await Bridge.RegisterAsync("TREATS", "CAUSES");
        var noting = new NotingGraph(Bridge.Graph.Graph);
        await using var plans = new PagePlans(noting, TimeProvider.System);

        plans.Want(Bridge.Graph.Schema);
        await plans.WaitAsync(withMore: true, Cancellation);

        string[] asked = ["review/flagged", "review/flagged-count", "widget/top-edges", "history/edge", "report/deltas", "report/curated"];
        foreach (var name in asked)
            noting.Texts.ShouldContain(CypherCatalogue.Default[name].Render(Bridge.Graph.Schema), name);
    }

    /// <summary>The graph, which notes what is read of it.</summary>
    private sealed class NotingGraph(IGraph graph) : IGraph
    {
        public ConcurrentBag<string> Texts { get; } = [];

        public string Run => graph.Run;

        public IGraph Under(string run) => graph.Under(run);

        public Task<GraphServer> ConnectAsync(CancellationToken cancellationToken) => graph.ConnectAsync(cancellationToken);

        public Task<QueryResult> ReadAsync(CypherStatement statement, CancellationToken cancellationToken)
        {
            Texts.Add(statement.Text);
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
