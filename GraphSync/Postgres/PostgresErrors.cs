using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;

namespace GraphSync.Postgres;

/// <summary>What PostgreSQL's errors say to people: one line with the place and a remedy. Never shows a password.</summary>
internal static class PostgresErrors
{
    private const string Setting = PostgresConnection.Setting;

    /// <summary>Whether the server refused the login itself.</summary>
    public static bool IsRefusedLogin(PostgresException e) =>
        e.SqlState is PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification;

    /// <summary>The address or addresses, or the socket, that the settings name.</summary>
    public static string Place(NpgsqlConnectionStringBuilder settings) => "PostgreSQL at " + string.Join(", ",
        (settings.Host ?? "").Split(',', StringSplitOptions.TrimEntries).Select(host =>
            host.StartsWith('/') || host.StartsWith('@') ? $"{host}/.s.PGSQL.{settings.Port}"
            : host.EndsWith(']') || host.Count(c => c == ':') != 1 && !host.Contains("]:", StringComparison.Ordinal)
                ? $"{host}:{settings.Port}" : host));

    /// <summary>Why no connection could be opened, as one line.</summary>
    public static string OfOpening(Exception e, NpgsqlConnectionStringBuilder settings) => Place(settings) + " " + e switch
    {
        PostgresException p => Problem(p, settings),
        _ when Cause<SocketException>(e) is { } s => $"cannot be reached ({s.Message}): start it, or correct Host and Port in {Setting}",
        _ when Cause<AuthenticationException>(e) is { } tls =>
            $"offers no TLS that is trusted ({Reason(tls)}): name its root as Root Certificate, or correct SSL Mode, in {Setting}",
        _ when Cause<TimeoutException>(e) is not null =>
            $"did not answer in time ({Line(e.Message)}): start it, or correct Host and Port in {Setting}",
        _ => $"cannot be used ({Reason(e)}): correct {Setting}, or see the server's log",
    };

    /// <summary>What became of a session that was to stay open, as one line.</summary>
    public static string OfSession(Exception e, NpgsqlConnectionStringBuilder settings) =>
        $"{Place(settings)} ended the session ({Reason(e)}): it went down, or another bridge took the job over; run this again";

    /// <summary>Why a statement failed, as one line.</summary>
    public static string OfStatement(NpgsqlException e, NpgsqlConnectionStringBuilder settings) => Place(settings) + " " + e switch
    {
        PostgresException p => Problem(p, settings),
        _ when Cause<TimeoutException>(e) is not null =>
            "did not answer a statement in time: see what else is running there, then run this again",
        _ => $"broke the connection ({Reason(e)}): see whether it runs, then run this again",
    };

    private static string Problem(PostgresException p, NpgsqlConnectionStringBuilder settings) => p.SqlState switch
    {
        _ when IsRefusedLogin(p) => $"refused user '{settings.Username}' ({p.MessageText}): correct Username and Password in {Setting}, "
            + "or the password in the file that PGPASSFILE or PGPASSWORD_FILE names, which is read again.",
        PostgresErrorCodes.InvalidCatalogName =>
            $"has no database '{settings.Database ?? settings.Username}': create it with createdb, or correct Database in {Setting}",
        PostgresErrorCodes.TooManyConnections => $"has no connection left ({p.MessageText}): raise its limit, or stop what holds them",
        PostgresErrorCodes.ReadOnlySqlTransaction =>
            $"is read-only ({p.MessageText}): name its primary in {Setting}, or RESET default_transaction_read_only",
        PostgresErrorCodes.DiskFull => $"has no room left ({p.MessageText}): free some of its disk, then run this again",
        PostgresErrorCodes.OutOfMemory => $"ran out of memory ({p.MessageText}): give it more, then run this again",
        PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.LockNotAvailable =>
            $"ended a statement ({p.MessageText}): raise statement_timeout or lock_timeout, or see what else is running there",
        PostgresErrorCodes.InsufficientPrivilege =>
            $"does not let user '{settings.Username}' do this ({p.MessageText}): have the owner GRANT it, or run migrate, which says what",
        _ => p.SqlState[..2] switch
        {
            "08" or "57" => $"is going down or coming up ({p.MessageText}): run this again when it is up",
            "40" => $"gave others precedence ({p.MessageText}): run this again",
            "42" or "3F" => $"is not as the bridge needs it ({p.MessageText}): run migrate",
            "53" or "54" => $"is short of something ({p.MessageText}): see its log, then run this again",
            "58" or "XX" => $"failed ({p.MessageText}): see its log, and whether its disk is well",
            _ => $"refused a statement ({p.MessageText}; {p.SqlState}): correct the rows or the rule that it speaks of",
        },
    };

    private static string Reason(Exception e) => Line(e.GetBaseException().Message);

    private static string Line(string text) => text.ReplaceLineEndings(" ").TrimEnd('.');

    private static T? Cause<T>(Exception? e) where T : Exception => e switch
    {
        null => null,
        T found => found,
        AggregateException all => all.InnerExceptions.Select(Cause<T>).FirstOrDefault(found => found is not null),
        _ => Cause<T>(e.InnerException),
    };
}
