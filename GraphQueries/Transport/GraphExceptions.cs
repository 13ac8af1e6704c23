namespace GraphQueries.Transport;

/// <summary>Neo4j answered a statement with an error. Branch on <see cref="Code"/>, never on the message.</summary>
public sealed class GraphException(string code, string message) : Exception($"{message} ({code})")
{
    /// <summary>The server's status code, such as <c>Neo.TransientError.Transaction.DeadlockDetected</c>.</summary>
    public string Code { get; } = code;

    /// <summary>Whether the same work may succeed when run again. A transaction that somebody terminated stays terminated.</summary>
    public bool IsTransient => IsBookmarkProblem || (Code.StartsWith("Neo.TransientError.", StringComparison.Ordinal)
        && Code is not (GraphCodes.Terminated or GraphCodes.TransientLockStopped));

    /// <summary>Whether the data may be to blame: what was refused together may pass in parts.</summary>
    public bool IsAboutData => Code is GraphCodes.TimedOut or GraphCodes.ConstraintViolation or GraphCodes.ArgumentError
        or GraphCodes.TypeError or GraphCodes.ExternalResourceFailed or GraphCodes.ExecutionFailed or GraphCodes.CommitFailed;

    /// <summary>The server speaks of itself, of others who use it, or of who may do what on it: neither data nor statement is to
    /// blame.</summary>
    internal bool IsAboutServer => IsBookmarkProblem || Code.StartsWith("Neo.TransientError.", StringComparison.Ordinal)
        || Code.StartsWith("Neo.ClientError.Security.", StringComparison.Ordinal)
        || Code.StartsWith("Neo.ClientError.Database.", StringComparison.Ordinal)
        || Code.StartsWith("Neo.ClientError.Cluster.", StringComparison.Ordinal)
        || Code is GraphCodes.LockStopped or GraphCodes.TimedOutByClient or GraphCodes.ReadOnlyAccess or GraphCodes.ReadOnlyDatabase;

    /// <summary>The server has not the memory for it: for the transaction, or for all transactions together.</summary>
    internal bool IsOutOfMemory => Code.EndsWith("OutOfMemoryError", StringComparison.Ordinal);

    /// <summary>Whether the memory that is wanting is that of all transactions together, which others may give back. The code is the same
    /// for both; the setting's name is what tells them apart, and at a commit the server does not say it.</summary>
    internal bool IsOutOfSharedMemory => IsOutOfMemory && Message.Contains(GraphCodes.SharedMemory, StringComparison.Ordinal);

    /// <summary>The server has not the state that the bookmarks speak of; they are dropped before the work is run again.</summary>
    internal bool IsBookmarkProblem =>
        Code is GraphCodes.InvalidBookmark or GraphCodes.InvalidBookmarkMixture or GraphCodes.BookmarkTimeout;
}

/// <summary>Neo4j cannot be used at all; the message is one line that names the place and the remedy.</summary>
public sealed class GraphUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The connection broke, or the transaction is unknown to the server: whether it took effect is not known.</summary>
public sealed class GraphConnectionLostException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Why, without place and remedy.</summary>
    internal string? Reason { get; init; }
}
