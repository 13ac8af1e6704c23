using GraphQueries.Language;
using GraphQueries.Transport;

namespace Bridge.Host.Pages;

/// <summary>A graph whose reads the server ends by itself when they take too long, even if the bridge is gone by then: a transaction has
/// such a limit, a statement alone has none.</summary>
internal sealed class TimeLimitedGraph(IGraph graph, TimeSpan limit) : IGraph
{
    public string Run => graph.Run;

    /// <summary>The same server over a connection of its own, which tries nothing twice: the reader does.</summary>
    public static GraphOptions Options(GraphOptions options) => options with { RetryBudget = TimeSpan.Zero, Run = options.Run + ":pages" };

    public IGraph Under(string run) => new TimeLimitedGraph(graph.Under(run), limit);

    public Task<GraphServer> ConnectAsync(CancellationToken cancellationToken) => graph.ConnectAsync(cancellationToken);

    public Task<QueryResult> ReadAsync(CypherStatement statement, CancellationToken cancellationToken) =>
        graph.WriteAsync(transaction => transaction.RunAsync(statement), limit, cancellationToken);

    public Task<QueryResult> RunAutoCommitAsync(CypherStatement statement, CancellationToken cancellationToken) =>
        graph.RunAutoCommitAsync(statement, cancellationToken);

    public Task<T> WriteAsync<T>(Func<IGraphTransaction, Task<T>> work, TimeSpan? life, CancellationToken cancellationToken) =>
        graph.WriteAsync(work, life, cancellationToken);

    public Task<int> TerminateAsync(string run, CancellationToken cancellationToken) => graph.TerminateAsync(run, cancellationToken);

    public ValueTask DisposeAsync() => graph.DisposeAsync();
}
