using System.Text;
using GraphSync.Batching;
using Npgsql;

namespace GraphSync.Outbound;

/// <summary>What a failed write says. Whatever halving pins on one row is about that row: a rule of the bridge's, a constraint or trigger
/// of the user's, an index that cannot hold it. Only what the server says of itself is not.</summary>
internal static class MirrorFailure
{
    /// <summary>Whether some of these rows may pass without others, or one of them never.</summary>
    /// <remarks>What takes too long (57014) may pass in parts, but one row is not refused for it.</remarks>
    public static bool IsAboutRows(Exception e, int rows) => e switch
    {
        PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } => rows > 1,
        _ when ItemFault.IsOutOfMemory(e) => true,
        PostgresException p => !ItemFault.IsServersOwn(p),
        EncoderFallbackException or FormatException or OverflowException => true,
        _ => false,
    };

    /// <inheritdoc cref="IsAboutRows(Exception, int)"/>
    public static bool IsAboutRows(Exception e, IReadOnlyList<MirrorItem> rows) => IsAboutRows(e, rows.Count);
}
