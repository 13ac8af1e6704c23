using Dapper;
using GraphSync.Postgres;
using Npgsql;

namespace GraphSync.Doctor;

/// <summary>PostgreSQL as the checks see it: one moment a check, and nothing can be written. The check's token alone ends a
/// statement.</summary>
internal sealed class PostgresReader(NpgsqlDataSource postgres)
{
    /// <summary>Reads in a read-only transaction; again after what may pass.</summary>
    public Task<T> ReadAsync<T>(Func<NpgsqlConnection, Task<T>> read, CancellationToken cancellationToken) =>
        postgres.InTransactionAsync(async (connection, _) =>
        {
            await connection.RunAsync("Doctor/read-only.sql", null, cancellationToken).ConfigureAwait(false);
            return await read(connection).ConfigureAwait(false);
        }, cancellationToken);

    /// <summary>The rows of a file.</summary>
    public Task<IReadOnlyList<T>> ReadAsync<T>(string file, object? parameters, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<T>>(async connection => (await connection.QueryAsync<T>(new CommandDefinition(
            Sql.Load(file), parameters, commandTimeout: 0, cancellationToken: cancellationToken)).ConfigureAwait(false))
            .AsList(), cancellationToken);
}
