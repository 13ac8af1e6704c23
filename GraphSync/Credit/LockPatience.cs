using System.Globalization;
using GraphSync.Postgres;
using Npgsql;

namespace GraphSync.Credit;

/// <summary>How long a transaction of the books waits for rows that another session holds.</summary>
internal static class LockPatience
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    /// <summary>What is said of an event that was waited for in vain.</summary>
    public const string Reason = "another session holds a row that it needs, such as a wallet's: end that session's transaction "
        + "(pg_stat_activity shows it as 'idle in transaction')";

    /// <summary>How long an event waits that comes after one which waited in vain: the same session may hold what it needs.</summary>
    public static TimeSpan AfterOne(TimeSpan wait) => wait < Short ? wait : Short;

    /// <summary>Whether a wait has ended without the row.</summary>
    public static bool IsOver(PostgresException e) => e.SqlState == PostgresErrorCodes.LockNotAvailable;

    /// <summary>Bounds the waits of a transaction from here on.</summary>
    public static Task SetAsync(TimeSpan wait, NpgsqlConnection connection, NpgsqlTransaction transaction,
        CancellationToken cancellationToken)
    {
        var timeout = wait.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);
        return connection.RunAsync("Postgres/lock-timeout.sql", new { timeout }, cancellationToken, transaction);
    }
}
