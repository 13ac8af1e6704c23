using GraphSync.Leases;
using GraphSync.Postgres;
using Npgsql;

namespace GraphSync.Batching;

/// <summary>Tells failures that one item may be to blame for from those that concern all: a connection, a server, a lease, a
/// right.</summary>
internal static class ItemFault
{
    /// <summary>Classes of SQLSTATE in which the server speaks of itself: connection, rollback, resources, operator, system.</summary>
    private static readonly string[] ServersOwn = ["08", "40", "53", "57", "58"];

    /// <summary>Those that a statement brings about, whatever the row: transaction state, authorization, catalog and schema,
    /// configuration.</summary>
    private static readonly string[] Statements = ["25", "28", "3D", "3F", "F0"];

    /// <summary>Names, rights and syntax.</summary>
    private const string AccessRule = "42";

    /// <summary>Whether it was more than a database has the memory or the time for at once, so that fewer items may pass.</summary>
    public static bool IsTooMuch(Exception e) => IsOutOfMemory(e)
        || e is GraphException { Code: GraphCodes.TimedOut } or PostgresException { SqlState: PostgresErrorCodes.QueryCanceled };

    /// <summary>Whether a database has not the memory for it. What an item alone has not the memory for is its own fault.</summary>
    public static bool IsOutOfMemory(Exception e) =>
        e is GraphException { IsOutOfMemory: true } or PostgresException { SqlState: PostgresErrorCodes.OutOfMemory };

    /// <summary>Whether an item that failed alone may be to blame, so that others may be worked all the same.</summary>
    public static bool IsPossible(Exception e) => e switch
    {
        OperationCanceledException or BadInputException or LeaseLostException => false,
        GraphConnectionLostException or GraphUnavailableException or PostgresUnavailableException => false,
        _ when IsOutOfMemory(e) => true,
        PostgresException p => IsAboutData(p),
        NpgsqlException or IOException or System.Net.Sockets.SocketException or TimeoutException or OutOfMemoryException => false,
        GraphException g => !g.IsAboutServer,
        _ => true,
    };

    /// <summary>Whether items of a part may be to blame. One that takes too long alone is not put aside for that.</summary>
    public static bool IsPossible<T>(Exception e, IReadOnlyList<T> part) =>
        IsPossible(e) && (part.Count > 1 || e is not GraphException { Code: GraphCodes.TimedOut });

    /// <summary>The failure as a reason, in one line.</summary>
    public static string Describe(Exception e) => Excerpt.Start(e switch
    {
        PostgresException p => $"PostgreSQL refused it: {p.MessageText} ({p.SqlState})",
        GraphException => $"Neo4j refused it: {e.Message}",
        _ => e.Message,
    }, 1_000).ReplaceLineEndings(" ");

    /// <summary>Whether the server speaks of itself or of other sessions: no row is to blame.</summary>
    public static bool IsServersOwn(PostgresException e) => ServersOwn.Contains(e.SqlState[..2])
        || e.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted;

    // A trigger of the user's may fail for one row on what else would be wrong with our own statement.
    private static bool IsAboutData(PostgresException p) => !IsServersOwn(p) && !Statements.Contains(p.SqlState[..2])
        && (p.SqlState[..2] != AccessRule || !string.IsNullOrEmpty(p.Where));
}
