using Dapper;
using GraphSync.Migration;
using GraphSync.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Support;

namespace GraphSync.Tests.Postgres;

/// <summary>A test with an empty database of its own on a real server.</summary>
public abstract class PostgresTest(ServersFixture servers) : IAsyncLifetime
{
    private readonly List<string> _roles = [];

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected string ConnectionString { get; private set; } = "";

    protected NpgsqlDataSource Db { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        ConnectionString = new NpgsqlConnectionStringBuilder(await servers.CreateDatabaseAsync()) { MaxPoolSize = 20 }.ConnectionString;
        Db = PostgresConnection.Create(ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var role in _roles)
            await ExecuteAsync($"DROP OWNED BY {role} CASCADE; DROP ROLE {role}");
        await Db.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A role that may log in and nothing else.</summary>
    protected async Task<string> RoleAsync()
    {
        var role = "role_" + Guid.NewGuid().ToString("N");
        await ExecuteAsync($"CREATE ROLE {role} LOGIN PASSWORD 'secret'");
        _roles.Add(role);
        return role;
    }

    /// <summary>This test's database as another role, or with another search path.</summary>
    protected NpgsqlDataSource As(string? role = null, string? searchPath = null)
    {
        var builder = new NpgsqlConnectionStringBuilder(ConnectionString) { SearchPath = searchPath, Pooling = false };
        if (role is not null)
            (builder.Username, builder.Password) = (role, "secret");
        return PostgresConnection.Create(builder.ConnectionString);
    }

    protected Task<MigrationReport> MigrateAsync(NpgsqlDataSource? db = null) => Migrator.RunAsync(db ?? Db, NullLogger.Instance, Cancel);

    protected async Task ExecuteAsync(string sql, NpgsqlDataSource? db = null)
    {
        await using var connection = await (db ?? Db).OpenConnectionAsync(Cancel);
        await connection.ExecuteAsync(new CommandDefinition(sql, cancellationToken: Cancel));
    }

    protected async Task<T> ScalarAsync<T>(string sql)
    {
        await using var connection = await Db.OpenConnectionAsync(Cancel);
        return (await connection.ExecuteScalarAsync<T>(new CommandDefinition(sql, cancellationToken: Cancel)))!;
    }

    protected async Task<List<T>> QueryAsync<T>(string sql)
    {
        await using var connection = await Db.OpenConnectionAsync(Cancel);
        return (await connection.QueryAsync<T>(new CommandDefinition(sql, cancellationToken: Cancel))).AsList();
    }

    /// <summary>What waits in the inbox, as <c>table:row</c> in ordinal order without repetition.</summary>
    protected async Task<List<string>> InboxAsync() =>
        [.. (await QueryAsync<string>("SELECT DISTINCT source_table || ':' || row_id FROM bridge_inbox")).Order(StringComparer.Ordinal)];
}
