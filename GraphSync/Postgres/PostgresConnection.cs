using System.Runtime.CompilerServices;
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

    /// <summary>The setting that names the server.</summary>
    internal const string Setting = "ConnectionStrings__Postgres";

    // Npgsql's pools cannot be derived from: what belongs to one is kept beside it.
    private static readonly ConditionalWeakTable<NpgsqlDataSource, PostgresLogin> Logins = [];

    /// <summary>Runs work again that PostgreSQL ended for another's sake, or whose connection was lost. Its waits are real time, whatever
    /// clock stamps and decides.</summary>
    public static ResiliencePipeline Retries { get; } = RetryPipelines.Transaction(TimeProvider.System, MayPass);

    /// <summary>Makes a pool of connections. Opens none: see <see cref="VerifyAsync"/>.</summary>
    /// <param name="connectionString">In Npgsql's form, such as <c>Host=…;Database=…;Username=…;Password=…</c>.</param>
    /// <exception cref="PostgresUnavailableException">The string is empty or is not one that Npgsql understands.</exception>
    public static NpgsqlDataSource Create(string connectionString) => Create(new PostgresLogin(connectionString));

    /// <summary>Makes a pool of connections that logs in as <paramref name="login"/> says. Opens none.</summary>
    public static NpgsqlDataSource Create(PostgresLogin login)
    {
        var pool = NpgsqlDataSource.Create(login.Settings);
        Logins.Add(pool, login);
        return pool;
    }

    /// <summary>A connection of the pool, open.</summary>
    /// <exception cref="PostgresUnavailableException">It cannot be opened; one line says why.</exception>
    public static Task<NpgsqlConnection> OpenAsync(this NpgsqlDataSource pool, CancellationToken cancellationToken)
    {
        if (!Logins.TryGetValue(pool, out var login)) return OpenAsync(pool.CreateConnection(), cancellationToken);
        return login.OpenAsync(password =>
        {
            pool.Password = password!;
            return pool.CreateConnection();
        }, cancellationToken);
    }

    /// <summary>Opens one connection and looks whether the server can serve the bridge.</summary>
    /// <exception cref="PostgresUnavailableException">
    /// Unreachable, refused, no such database, read-only, or older than <see cref="OldestVersion"/>.
    /// </exception>
    public static async Task VerifyAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        var connection = await dataSource.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            Require(connection.PostgreSqlVersion.Major >= OldestVersion, connection,
                $"is version {connection.PostgreSqlVersion}; {OldestVersion} or newer is needed: upgrade it or name another in {Setting}");
            var reads = await connection.ScalarAsync<string?>("Postgres/read-only.sql", null, cancellationToken).ConfigureAwait(false);
            Require(reads is null, connection, $"{reads} in {Setting}");
        }
    }

    /// <summary>Opens a connection, turning what can go wrong into one line; then it is disposed of.</summary>
    internal static async Task<NpgsqlConnection> OpenAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch (Exception e)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            if (e is OperationCanceledException && cancellationToken.IsCancellationRequested) throw;
            throw new PostgresUnavailableException(PostgresErrors.OfOpening(e, new(connection.ConnectionString)), e);
        }
    }

    /// <summary>The settings of a string, with the bridge's name unless it has one of its own.</summary>
    internal static NpgsqlConnectionStringBuilder Parse(string connectionString)
    {
        try
        {
            var builder = new NpgsqlConnectionStringBuilder(connectionString);
            if (builder.Port > ushort.MaxValue) throw new FormatException();
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
        PostgresUnavailableException { InnerException: { } cause } => MayPass(cause),
        PostgresException p => p.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure
            or PostgresErrorCodes.AdminShutdown
            // Others may have had the memory; where fewer rows are an answer, that comes first.
            || (p.SqlState == PostgresErrorCodes.OutOfMemory && !FewerItems.ArePossible),
        NpgsqlException { InnerException: not TimeoutException, IsTransient: true } => true,
        _ => false,
    };

    private static void Require(bool condition, NpgsqlConnection connection, string problem)
    {
        if (!condition)
            throw new PostgresUnavailableException($"{PostgresErrors.Place(new(connection.ConnectionString))} {problem}");
    }
}
