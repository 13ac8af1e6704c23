using GraphQueries.Resilience;
using Npgsql;

namespace GraphSync.Postgres;

/// <summary>Where PostgreSQL is, and this process's one login there: of the pool as of the sessions that hold leases.</summary>
internal sealed class PostgresLogin
{
    private readonly string _connectionString;
    private readonly Login<PostgresSecret> _login;

    /// <param name="connectionString">In Npgsql's form, such as <c>Host=…;Database=…;Username=…;Password=…</c>.</param>
    /// <param name="readPassword">Reads the password anew; null for the connection string's.</param>
    /// <param name="time">The clock of the pauses after refusals.</param>
    /// <exception cref="PostgresUnavailableException">The string is empty or is not one that Npgsql understands.</exception>
    public PostgresLogin(string connectionString, Func<string?>? readPassword = null, TimeProvider? time = null)
    {
        var settings = PostgresConnection.Parse(connectionString);
        _connectionString = settings.ConnectionString;
        var own = settings.Password;
        _login = new(() => PostgresSecret.Read(readPassword is null ? own : readPassword(), settings.Passfile),
            refusal => new PostgresUnavailableException(refusal), time ?? TimeProvider.System);
    }

    /// <summary>What the connection string says, to be changed at will.</summary>
    public NpgsqlConnectionStringBuilder Settings => new(_connectionString);

    /// <summary>Opens a connection with the present password.</summary>
    /// <param name="create">Makes it; the password is null when Npgsql is to find one itself.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PostgresUnavailableException">It cannot be opened, or the password was refused just now.</exception>
    public async Task<NpgsqlConnection> OpenAsync(Func<string?, NpgsqlConnection> create, CancellationToken cancellationToken)
    {
        while (true)
        {
            var attempt = _login.Take();
            try
            {
                var connection = await PostgresConnection.OpenAsync(create(attempt.Secret.Password), cancellationToken)
                    .ConfigureAwait(false);
                _login.Accepted(attempt);
                return connection;
            }
            catch (PostgresUnavailableException e) when (e.InnerException is PostgresException p && PostgresErrors.IsRefusedLogin(p))
            {
                if (!_login.Refused(attempt, e.Message)) throw;
            }
        }
    }

    /// <summary>Opens a session of its own, outside of the pool, whose loss is noticed within seconds.</summary>
    /// <param name="purpose">Stands in its <c>application_name</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PostgresUnavailableException">It cannot be opened, or the password was refused just now.</exception>
    public Task<NpgsqlConnection> OpenDedicatedAsync(string purpose, CancellationToken cancellationToken) => OpenAsync(password =>
    {
        var builder = Settings;
        builder.Password = password;
        builder.ApplicationName = $"{PostgresConnection.ApplicationName}:{purpose}";
        builder.Pooling = false;
        builder.Enlist = false;
        builder.TcpKeepAlive = true;
        builder.TcpKeepAliveTime = 5;
        builder.TcpKeepAliveInterval = 2;
        builder.CommandTimeout = 30;
        return new NpgsqlConnection(builder.ConnectionString);
    }, cancellationToken);
}

/// <summary>What PostgreSQL is given as proof: a password, or what Npgsql finds in the password file.</summary>
internal sealed record PostgresSecret(string? Password, string? PassFile)
{
    /// <param name="password">Null when the settings hold none.</param>
    /// <param name="passFile">The password file that the connection string names.</param>
    public static PostgresSecret Read(string? password, string? passFile)
    {
        if (password is not null) return new(password, null);
        var file = passFile ?? Environment.GetEnvironmentVariable("PGPASSFILE")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".pgpass");
        try
        {
            return new(null, File.ReadAllText(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Perhaps none is needed.
            return new(null, null);
        }
    }
}
