namespace GraphQueries.Transport;

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
    internal const string IndexExists = "Neo.ClientError.Schema.IndexAlreadyExists";
    internal const string ConstraintExists = "Neo.ClientError.Schema.ConstraintAlreadyExists";
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
    internal const string Forbidden = "Neo.ClientError.Security.Forbidden";
    internal const string ReadOnlyAccess = "Neo.ClientError.Statement.AccessMode";
    internal const string ReadOnlyDatabase = "Neo.ClientError.General.WriteOnReadOnlyAccessDatabase";
    internal const string NotALeader = "Neo.ClientError.Cluster.NotALeader";

    private const string OtherPassword =
        "set NEO4J_USERNAME and NEO4J_PASSWORD, or write the password into the file that NEO4J_PASSWORD_FILE names, which is read again.";

    /// <summary>Whether the server refused the login itself: such a try counts against the user.</summary>
    internal static bool IsRefusedLogin(string code) => code is Unauthorized or AuthenticationRateLimit;

    /// <summary>What makes a server unusable as it stands, as one line; null when it is an error of the statement.</summary>
    internal static GraphUnavailableException? Unavailable(GraphException error, GraphOptions options)
    {
        var problem = error.Code switch
        {
            Unauthorized => $"refused the password of user '{options.Username}': " + OtherPassword,
            AuthenticationRateLimit => $"was given wrong passwords for user '{options.Username}' too often, by whomever: " + OtherPassword,
            CredentialsExpired =>
                $"requires user '{options.Username}' to change the password first: ALTER CURRENT USER SET PASSWORD.",
            DatabaseNotFound => $"has no database '{options.Database}': set NEO4J_DATABASE to one that exists.",
            _ => null,
        };
        return problem is null ? null : new($"Neo4j at {options.Address} {problem}", error);
    }

    /// <summary>What a statement's error says to people, in one line with the place and a remedy.</summary>
    internal static string Explain(GraphException error, GraphOptions options)
    {
        var reason = error.Message.Split('\n', 2)[0].TrimEnd('\r', '.');
        return $"Neo4j at {options.Address} {Problem(error, reason, options)}";
    }

    private static string Problem(GraphException error, string reason, GraphOptions options) => error.Code switch
    {
        DatabaseUnavailable => $"has database '{options.Database}' not available ({reason}): START DATABASE, or wait until it has started.",
        Forbidden => $"does not let user '{options.Username}' do this ({reason}): GRANT it, or set NEO4J_USERNAME.",
        ReadOnlyAccess or ReadOnlyDatabase or NotALeader =>
            $"is read-only here ({reason}): make database '{options.Database}' writable, or set NEO4J_URI to where it is.",
        TimedOut or TimedOutByClient or LockStopped or TransientLockStopped or Terminated =>
            $"ended a transaction ({reason}): see what else is running there, then run this again.",
        _ when error.IsOutOfMemory =>
            $"ran out of memory ({reason}): raise dbms.memory.transaction.total.max or server.memory.heap.max_size.",
        var code when code.StartsWith("Neo.TransientError.", StringComparison.Ordinal) => $"was busy ({reason}): run this again.",
        var code when code.StartsWith("Neo.DatabaseError.", StringComparison.Ordinal) =>
            $"failed ({reason}): see its debug.log, and whether its disk is full.",
        _ => $"refused a statement ({reason}): the graph may not be what the bridge expects; run migrate.",
    };
}
