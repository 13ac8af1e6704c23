using System.Text;
using Npgsql;

namespace GraphSync.Outbound;

/// <summary>What a failed write says. Whatever halving pins on one row is about that row: a rule of the bridge's, a constraint or trigger
/// of the user's, an index that cannot hold it. Only what the server says of itself is not.</summary>
internal static class MirrorFailure
{
    /// <summary>Whether some of these rows may pass without others, or one of them never.</summary>
    /// <remarks>Not the connection (08), other sessions (40, 55P03), lack of memory or disk (53), a server that ends or fails (57P, 58,
    /// XX001, XX002). What takes too long (57014) may pass in parts, but one row is not refused for it.</remarks>
    public static bool IsAboutRows(Exception e, int rows) => e switch
    {
        PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } => rows > 1,
        PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DataCorrupted
            or PostgresErrorCodes.IndexCorrupted } => false,
        PostgresException p => p.SqlState[..2] is not ("08" or "40" or "53" or "57" or "58"),
        EncoderFallbackException or FormatException or OverflowException => true,
        _ => false,
    };

    /// <inheritdoc cref="IsAboutRows(Exception, int)"/>
    public static bool IsAboutRows(Exception e, IReadOnlyList<MirrorItem> rows) => IsAboutRows(e, rows.Count);

    /// <summary>Whether the same write may pass as soon as another session's has ended.</summary>
    public static bool IsContention(Exception e) =>
        e is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure };
}
