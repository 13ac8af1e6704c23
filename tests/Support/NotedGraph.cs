using System.Collections.Concurrent;
using GraphQueries.Language;
using GraphQueries.Transport;

namespace Support;

/// <summary>A graph that notes the text of every statement that is run on it.</summary>
public sealed class NotedGraph(IGraph graph, ConcurrentQueue<string> texts) : IGraph
{
    /// <summary>What was run so far, in order.</summary>
    public ConcurrentQueue<string> Texts => texts;

    public string Run => graph.Run;

    public IGraph Under(string run) => new NotedGraph(graph.Under(run), texts);

    public Task<GraphServer> ConnectAsync(CancellationToken cancellationToken) => graph.ConnectAsync(cancellationToken);

    public Task<QueryResult> ReadAsync(CypherStatement statement, CancellationToken cancellationToken)
    {
        texts.Enqueue(statement.Text);
        return graph.ReadAsync(statement, cancellationToken);
    }

    public Task<QueryResult> RunAutoCommitAsync(CypherStatement statement, CancellationToken cancellationToken)
    {
        texts.Enqueue(statement.Text);
        return graph.RunAutoCommitAsync(statement, cancellationToken);
    }

    public Task<T> WriteAsync<T>(Func<IGraphTransaction, Task<T>> work, TimeSpan? limit, CancellationToken cancellationToken) =>
        graph.WriteAsync(transaction => work(new NotedTransaction(transaction, texts)), limit, cancellationToken);

    public Task<int> TerminateAsync(string run, CancellationToken cancellationToken) => graph.TerminateAsync(run, cancellationToken);

    public ValueTask DisposeAsync() => graph.DisposeAsync();

    private sealed class NotedTransaction(IGraphTransaction transaction, ConcurrentQueue<string> texts) : IGraphTransaction
    {
        public Task<QueryResult> RunAsync(CypherStatement statement)
        {
            texts.Enqueue(statement.Text);
            return transaction.RunAsync(statement);
        }
    }
}
