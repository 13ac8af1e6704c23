using System.Runtime.CompilerServices;
using Dapper;
using Npgsql;

namespace GraphSync.Postgres;

/// <summary>Runs this assembly's SQL files. A file is named by its path, such as <c>Credit/rules.sql</c>; parameters are an object's
/// properties.</summary>
internal static class SqlExtensions
{
    /// <summary>All rows of a file's answer, on a connection of its own; again after what may pass.</summary>
    public static Task<IReadOnlyList<T>> ReadAsync<T>(this NpgsqlDataSource postgres, string file, object? parameters,
        CancellationToken cancellationToken) =>
        postgres.AgainAsync((connection, stop) => connection.ReadAsync<T>(file, parameters, stop), cancellationToken);

    /// <summary>All rows of a file's answer.</summary>
    public static async Task<IReadOnlyList<T>> ReadAsync<T>(this NpgsqlConnection connection, string file, object? parameters,
        CancellationToken cancellationToken, NpgsqlTransaction? transaction = null) =>
        (await connection.QueryAsync<T>(Command(file, parameters, transaction, cancellationToken)).ConfigureAwait(false)).AsList();

    /// <summary>A file's answer row by row, as it comes; whoever stops reading cancels the rest.</summary>
    public static async IAsyncEnumerable<T> StreamAsync<T>(this NpgsqlConnection connection, string file, object? parameters,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in connection.QueryUnbufferedAsync<T>(Sql.Load(file), parameters).WithCancellation(cancellationToken)
            .ConfigureAwait(false))
        {
            yield return row;
        }
    }

    /// <summary>The first column of the first row; null or the default when there is no row.</summary>
    public static async Task<T?> ScalarAsync<T>(this NpgsqlConnection connection, string file, object? parameters,
        CancellationToken cancellationToken, NpgsqlTransaction? transaction = null) =>
        await connection.ExecuteScalarAsync<T>(Command(file, parameters, transaction, cancellationToken)).ConfigureAwait(false);

    /// <summary>Runs a file that answers nothing, on a connection of its own; again after what may pass.</summary>
    /// <returns>How many rows it changed.</returns>
    public static Task<int> RunAsync(this NpgsqlDataSource postgres, string file, object? parameters,
        CancellationToken cancellationToken) =>
        postgres.AgainAsync((connection, stop) => connection.RunAsync(file, parameters, stop), cancellationToken);

    /// <summary>Runs a file that answers nothing.</summary>
    /// <returns>How many rows it changed.</returns>
    public static Task<int> RunAsync(this NpgsqlConnection connection, string file, object? parameters, CancellationToken cancellationToken,
        NpgsqlTransaction? transaction = null) =>
        connection.ExecuteAsync(Command(file, parameters, transaction, cancellationToken));

    /// <summary>Does work in one transaction and commits it; whatever it throws rolls it back. After a deadlock or a lost connection all of
    /// it runs again, though the commit whose reply was lost may have happened: it finds its own rows then.</summary>
    public static Task<T> InTransactionAsync<T>(this NpgsqlDataSource postgres,
        Func<NpgsqlConnection, NpgsqlTransaction, Task<T>> work, CancellationToken cancellationToken) =>
        postgres.AgainAsync((connection, stop) => connection.InTransactionAsync(transaction => work(connection, transaction), stop),
            cancellationToken);

    /// <inheritdoc cref="InTransactionAsync{T}(NpgsqlDataSource, Func{NpgsqlConnection, NpgsqlTransaction, Task{T}}, CancellationToken)"/>
    public static async Task<T> InTransactionAsync<T>(this NpgsqlConnection connection, Func<NpgsqlTransaction, Task<T>> work,
        CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = transaction.ConfigureAwait(false);
        var result = await work(transaction).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return result;
    }

    private static async Task<T> AgainAsync<T>(this NpgsqlDataSource postgres, Func<NpgsqlConnection, CancellationToken, Task<T>> work,
        CancellationToken cancellationToken) =>
        await PostgresConnection.Retries.ExecuteAsync(async stop =>
        {
            var connection = await postgres.OpenAsync(stop).ConfigureAwait(false);
            await using var _ = connection.ConfigureAwait(false);
            return await work(connection, stop).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);

    private static CommandDefinition Command(string file, object? parameters, NpgsqlTransaction? transaction,
        CancellationToken cancellationToken) =>
        new(Sql.Load(file), parameters, transaction, cancellationToken: cancellationToken);
}
