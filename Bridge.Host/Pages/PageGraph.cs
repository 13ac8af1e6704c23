using GraphQueries.Language;
using GraphQueries.Transport;

namespace Bridge.Host.Pages;

/// <summary>The graph as pages read it. What they ask is planned first, however long that takes. Then the server itself ends what takes too
/// long, even if the bridge is gone by then: a transaction has such a limit, a statement alone has none.</summary>
internal sealed class PageGraph(IGraph graph, TimeSpan limit, PagePlans plans) : IGraph
{
    public string Run => graph.Run;

    /// <summary>The same server over a connection of its own, which tries nothing twice: the reader does.</summary>
    public static GraphOptions Options(GraphOptions options) => options with { RetryBudget = TimeSpan.Zero, Run = options.Run + ":pages" };

    public IGraph Under(string run) => new PageGraph(graph.Under(run), limit, plans);

    public Task<GraphServer> ConnectAsync(CancellationToken cancellationToken) => graph.ConnectAsync(cancellationToken);

    public async Task<QueryResult> ReadAsync(CypherStatement statement, CancellationToken cancellationToken)
    {
        await plans.OfAsync(statement, cancellationToken);
        return await graph.WriteAsync(transaction => transaction.RunAsync(statement), limit, cancellationToken);
    }

    public Task<QueryResult> RunAutoCommitAsync(CypherStatement statement, CancellationToken cancellationToken) =>
        graph.RunAutoCommitAsync(statement, cancellationToken);

    public Task<T> WriteAsync<T>(Func<IGraphTransaction, Task<T>> work, TimeSpan? life, CancellationToken cancellationToken) =>
        graph.WriteAsync(work, life, cancellationToken);

    public Task<int> TerminateAsync(string run, CancellationToken cancellationToken) => graph.TerminateAsync(run, cancellationToken);

    public ValueTask DisposeAsync() => graph.DisposeAsync();
}
