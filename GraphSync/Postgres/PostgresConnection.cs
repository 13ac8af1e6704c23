using System.Net.Sockets;
using System.Security.Authentication;
using Dapper;
using GraphQueries.Resilience;
using Npgsql;
using Polly;

namespace GraphSync.Postgres;

/// <summary>Opens PostgreSQL and says in one line why it cannot be opened. Never shows a connection string or a password.</summary>
internal static class PostgresConnection
{
    /// <summary>The <c>application_name</c> of the bridge's sessions; those that hold a lease add <c>:</c> and the job.</summary>
    public const string ApplicationName = "graphprovenance";

    /// <summary>The oldest server version that works.</summary>
    public const int OldestVersion = 13;

    private const string Setting = "ConnectionStrings__Postgres";

    /// <summary>Runs work again that PostgreSQL ended for another's sake, or whose connection was lost. Its waits are real time, whatever
    /// clock stamps and decides.</summary>
    public static ResiliencePipeline Retries { get; } = RetryPipelines.Transaction(TimeProvider.System, MayPass);

    /// <summary>Makes a pool of connections. Opens none: see <see cref="VerifyAsync"/>.</summary>
    /// <param name="connectionString">In Npgsql's form, such as <c>Host=…;Database=…;Username=…;Password=…</c>.</param>
    /// <exception cref="PostgresUnavailableException">The string is empty or is not one that Npgsql understands.</exception>
    public static NpgsqlDataSource Create(string connectionString) =>
        NpgsqlDataSource.Create(Parse(connectionString));

    /// <summary>Opens one connection and looks whether the server can serve the bridge.</summary>
    /// <exception cref="PostgresUnavailableException">
    /// Unreachable, refused, no such database, a read-only standby, or older than <see cref="OldestVersion"/>.
    /// </exception>
    public static async Task VerifyAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        var connection = dataSource.CreateConnection();
        await using (connection.ConfigureAwait(false))
        {
            await OpenAsync(connection, cancellationToken).ConfigureAwait(false);
            Require(connection.PostgreSqlVersion.Major >= OldestVersion, connection,
                $"is version {connection.PostgreSqlVersion}; {OldestVersion} or newer is needed: upgrade it or name another in {Setting}");
            var standby = await connection.ExecuteScalarAsync<bool>(
                new CommandDefinition("SELECT pg_is_in_recovery()", cancellationToken: cancellationToken)).ConfigureAwait(false);
            Require(!standby, connection, $"is a read-only standby: name its primary in {Setting}");
        }
    }

    /// <summary>Opens a connection, turning what can go wrong into one line.</summary>
    internal static async Task OpenAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is NpgsqlException or SocketException or TimeoutException)
        {
            throw new PostgresUnavailableException($"{Place(connection)} {Remedy(e, connection)}", e);
        }
    }

    /// <summary>The settings of a string, with the bridge's name unless it has one of its own.</summary>
    internal static NpgsqlConnectionStringBuilder Parse(string connectionString)
    {
        try
        {
            var builder = new NpgsqlConnectionStringBuilder(connectionString);
            if (string.IsNullOrEmpty(builder.Host))
                throw new PostgresUnavailableException($"no PostgreSQL is named: set {Setting} to Host=…;Database=…;Username=…;Password=…");
            builder.ApplicationName ??= ApplicationName;
            return builder;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            // The cause may quote the string, and with it the password: it is not passed on.
            throw new PostgresUnavailableException($"{Setting} is not a connection string: write Host=…;Database=…;Username=…;Password=…");
        }
    }

    // A statement that ran into its time limit would run into it again.
    private static bool MayPass(Exception e) => e switch
    {
        PostgresException p => p.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure
            or PostgresErrorCodes.AdminShutdown,
        NpgsqlException { InnerException: not TimeoutException, IsTransient: true } => true,
        _ => false,
    };

    private static string Remedy(Exception e, NpgsqlConnection connection) => e switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } p =>
            $"refused user '{connection.UserName}' ({p.MessageText}): correct Username and Password in {Setting}",
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } =>
            $"has no database '{connection.Database}': create it with createdb, or correct Database in {Setting}",
        PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } =>
            "has no connection left: raise max_connections, or stop what holds them",
        PostgresException p => $"refused the connection ({p.SqlState}: {p.MessageText})",
        _ when e.GetBaseException() is AuthenticationException a =>
            $"is not trusted ({a.Message}): name the authority that signed its certificate with Root Certificate in {Setting}",
        _ when e.GetBaseException() is SocketException s =>
            $"cannot be reached ({s.Message}): start it, or correct Host and Port in {Setting}",
        _ when e.InnerException is TimeoutException || e is TimeoutException =>
            $"did not answer in time: start it, or correct Host and Port in {Setting}",
        _ => $"cannot be used ({e.Message}): correct {Setting}",
    };

    private static string Place(NpgsqlConnection connection) => $"PostgreSQL at {connection.Host}:{connection.Port}";

    private static void Require(bool condition, NpgsqlConnection connection, string problem)
    {
        if (!condition)
            throw new PostgresUnavailableException($"{Place(connection)} {problem}");
    }
}
