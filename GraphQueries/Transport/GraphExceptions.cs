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
public sealed class GraphConnectionLostException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The status codes that this library tells apart. Source: Neo4j status codes manual.</summary>
internal static class GraphCodes
{
    /// <summary>A uniqueness constraint refused the write.</summary>
    public const string ConstraintViolation = "Neo.ClientError.Schema.ConstraintValidationFailed";

    /// <summary>A constraint could not be made, since the data violate it.</summary>
    public const string ConstraintCreationFailed = "Neo.DatabaseError.Schema.ConstraintCreationFailed";

    /// <summary>A statement or transaction ran into its time limit.</summary>
    public const string TimedOut = "Neo.ClientError.Transaction.TransactionTimedOut";

    /// <summary>How the settings end that bound the memory of all transactions of a database, and of the server.</summary>
    internal const string SharedMemory = "memory.transaction.total.max";

    internal const string ArgumentError = "Neo.ClientError.Statement.ArgumentError";
    internal const string TypeError = "Neo.ClientError.Statement.TypeError";
    internal const string ExternalResourceFailed = "Neo.ClientError.Statement.ExternalResourceFailed";
    internal const string ExecutionFailed = "Neo.DatabaseError.Statement.ExecutionFailed";
    internal const string CommitFailed = "Neo.DatabaseError.Transaction.TransactionCommitFailed";
    internal const string EquivalentSchemaExists = "Neo.ClientError.Schema.EquivalentSchemaRuleAlreadyExists";
    internal const string TimedOutByClient = "Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration";
    internal const string BookmarkTimeout = "Neo.TransientError.Transaction.BookmarkTimeout";
    internal const string InvalidBookmark = "Neo.ClientError.Transaction.InvalidBookmark";
    internal const string InvalidBookmarkMixture = "Neo.ClientError.Transaction.InvalidBookmarkMixture";
    internal const string Terminated = "Neo.TransientError.Transaction.Terminated";
    internal const string LockStopped = "Neo.ClientError.Transaction.LockClientStopped";
    internal const string TransientLockStopped = "Neo.TransientError.Transaction.LockClientStopped";
    internal const string DatabaseNotFound = "Neo.ClientError.Database.DatabaseNotFound";
    internal const string DatabaseUnavailable = "Neo.TransientError.Database.DatabaseUnavailable";
    internal const string Unauthorized = "Neo.ClientError.Security.Unauthorized";
    internal const string AuthenticationRateLimit = "Neo.ClientError.Security.AuthenticationRateLimit";
    internal const string CredentialsExpired = "Neo.ClientError.Security.CredentialsExpired";

    /// <summary>What makes a server unusable as it stands, as one line; null when it is an error of the statement.</summary>
    internal static GraphUnavailableException? Unavailable(GraphException error, GraphOptions options) => error.Code switch
    {
        Unauthorized => new(
            $"Neo4j at {options.Address} refused the password of user '{options.Username}': set NEO4J_USERNAME and NEO4J_PASSWORD.", error),
        AuthenticationRateLimit => new(
            $"Neo4j at {options.Address} was given wrong passwords too often: set NEO4J_USERNAME and NEO4J_PASSWORD, "
            + "and wait five seconds.", error),
        CredentialsExpired => new(
            $"Neo4j at {options.Address} requires user '{options.Username}' to change the password first: "
            + "ALTER CURRENT USER SET PASSWORD.", error),
        DatabaseNotFound => new(
            $"Neo4j at {options.Address} has no database '{options.Database}': set NEO4J_DATABASE to one that exists.", error),
        _ => null,
    };
}
