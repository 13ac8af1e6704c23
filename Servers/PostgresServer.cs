using System.Net.Sockets;
using Npgsql;

namespace Servers;

/// <summary>A PostgreSQL and the way to it.</summary>
public sealed class PostgresServer : Server
{
    /// <summary>The database that an instance started here is given.</summary>
    internal const string DefaultDatabase = "graphprovenance";

    /// <summary>Arguments of an instance started here. Temporary data need not survive the machine, only the server: no fsync, but commits
    /// stay synchronous, since what a killed server had committed must be there when it starts again.</summary>
    internal static IReadOnlyList<string> Arguments { get; } =
    [
        "-c", "fsync=off", "-c", "full_page_writes=off", "-c", "wal_init_zero=off", "-c", "max_connections=200",
    ];

    internal PostgresServer(IServerProcess? process, ServerOptions options) : base(process, options)
    {
    }

    /// <summary>Superuser of an instance that was started here, with its database; what the environment names as it stands.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>The environment variables that lead the bridge here.</summary>
    public IReadOnlyDictionary<string, string> Variables =>
        new Dictionary<string, string> { ["ConnectionStrings__Postgres"] = ConnectionString };

    /// <summary>The connection string for another database of this server.</summary>
    public string ConnectionStringFor(string database) =>
        new NpgsqlConnectionStringBuilder(ConnectionString) { Database = database }.ConnectionString;

    private protected override async Task<string?> ProbeAsync(CancellationToken cancellation)
    {
        try
        {
            // Unpooled: after a restart a pool may hand out a dead connection.
            var unpooled = new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ConnectionString;
            await using var connection = new NpgsqlConnection(unpooled);
            await connection.OpenAsync(cancellation);
            await using var command = new NpgsqlCommand("select 1", connection);
            await command.ExecuteScalarAsync(cancellation);
            return null;
        }
        catch (NpgsqlException e) when (e.IsTransient || e.InnerException is IOException or SocketException)
        {
            return e.Message;
        }
        catch (PostgresException e) when (CanRestart)
        {
            // Another server may have got the port first and refuse our password; ours ends then.
            return e.MessageText;
        }
        catch (PostgresException e)
        {
            throw new ServerStartException($"{e.SqlState}: {e.MessageText}");
        }
    }
}
