using GraphQueries.Language;

namespace GraphQueries.Transport;

/// <summary>
/// The port to Neo4j: run a statement, read its rows, group statements in one transaction. Adapters keep bookmarks, so
/// that what one call has written every later call of the same instance sees, also on a cluster.
/// </summary>
/// <remarks>Safe for concurrent use. Each statement carries a parameter <c>$run</c>, by which it can be found and ended.</remarks>
public interface IGraph : IAsyncDisposable
{
    /// <summary>Names this user of the server in every statement's <c>$run</c>: <c>run/number</c>.</summary>
    string Run { get; }

    /// <summary>The same connection and bookmarks under another <see cref="Run"/>, so that one job's statements can be found and
    /// ended apart from others. Only the first instance is to be disposed of.</summary>
    IGraph Under(string run);

    /// <summary>Asks the server who it is.</summary>
    /// <exception cref="GraphUnavailableException">It cannot be reached, refuses the password, lacks the database, or is older than
    /// 5.26.</exception>
    Task<GraphServer> ConnectAsync(CancellationToken cancellationToken);

    /// <summary>Runs a statement that only reads, again when a transient error or a lost connection cut it off.</summary>
    Task<QueryResult> ReadAsync(CypherStatement statement, CancellationToken cancellationToken);

    /// <summary>
    /// Runs a statement in a transaction of the server's own: schema commands, <c>CALL … IN TRANSACTIONS</c> and procedures that
    /// allow no other. It runs again after a transient error, and commits even when the caller dies: only repeatable statements
    /// belong here.
    /// </summary>
    Task<QueryResult> RunAutoCommitAsync(CypherStatement statement, CancellationToken cancellationToken);

    /// <summary>
    /// Runs <paramref name="work"/> in one explicit transaction and commits it. After a transient error, a lost connection or a
    /// lost reply to the commit the work runs again, so it must be idempotent by key and free of side effects outside the transaction.
    /// At most <see cref="GraphOptions.MaxWriters"/> run at once; a work must not wait for another work of this graph.
    /// </summary>
    /// <param name="work">The statements; what it returns is returned once the commit is known.</param>
    /// <param name="limit">How long the server lets the transaction live; null for <see cref="GraphOptions.WriteTimeout"/>.</param>
    /// <param name="cancellationToken">Ends the server's transaction too.</param>
    Task<T> WriteAsync<T>(Func<IGraphTransaction, Task<T>> work, TimeSpan? limit, CancellationToken cancellationToken);

    /// <summary>Ends every statement of <paramref name="run"/>, wherever it came from: those whose <c>$run</c> is that, or that and a
    /// number.</summary>
    /// <exception cref="ArgumentException">It is empty.</exception>
    /// <returns>How many transactions were ended.</returns>
    Task<int> TerminateAsync(string run, CancellationToken cancellationToken);
}

/// <summary>One open transaction. Not for concurrent use.</summary>
public interface IGraphTransaction
{
    /// <summary>Runs a statement and reads all of its rows.</summary>
    Task<QueryResult> RunAsync(CypherStatement statement);
}

/// <summary>Who answered: the server's version, such as <c>5.26.30</c> or <c>2026.01.0</c>, and edition.</summary>
public sealed record GraphServer(string Version, string Edition);
