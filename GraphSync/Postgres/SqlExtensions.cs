using Dapper;
using GraphQueries.Resilience;
using Npgsql;
using Polly;

namespace GraphSync.Postgres;

/// <summary>Runs this assembly's SQL files. A file is named by its path, such as <c>Credit/rules.sql</c>; parameters are an object's
/// properties.</summary>
internal static class SqlExtensions
{
    // These waits are a few milliseconds of real time, whatever clock stamps and decides.
    private static readonly ResiliencePipeline Contest = RetryPipelines.Race(TimeProvider.System,
        e => e is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure });

    /// <summary>All rows of a file's answer, on a connection of its own.</summary>
    public static async Task<IReadOnlyList<T>> ReadAsync<T>(this NpgsqlDataSource postgres, string file, object? parameters,
        CancellationToken cancellationToken)
    {
        var connection = await postgres.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        return await connection.ReadAsync<T>(file, parameters, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>All rows of a file's answer.</summary>
    public static async Task<IReadOnlyList<T>> ReadAsync<T>(this NpgsqlConnection connection, string file, object? parameters,
        CancellationToken cancellationToken, NpgsqlTransaction? transaction = null) =>
        (await connection.QueryAsync<T>(Command(file, parameters, transaction, cancellationToken)).ConfigureAwait(false)).AsList();

    /// <summary>The first column of the first row; null or the default when there is no row.</summary>
    public static async Task<T?> ScalarAsync<T>(this NpgsqlConnection connection, string file, object? parameters,
        CancellationToken cancellationToken, NpgsqlTransaction? transaction = null) =>
        await connection.ExecuteScalarAsync<T>(Command(file, parameters, transaction, cancellationToken)).ConfigureAwait(false);

    /// <summary>Runs a file that answers nothing, on a connection of its own.</summary>
    /// <returns>How many rows it changed.</returns>
    public static async Task<int> RunAsync(this NpgsqlDataSource postgres, string file, object? parameters,
        CancellationToken cancellationToken)
    {
        var connection = await postgres.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        return await connection.RunAsync(file, parameters, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs a file that answers nothing.</summary>
    /// <returns>How many rows it changed.</returns>
    public static Task<int> RunAsync(this NpgsqlConnection connection, string file, object? parameters, CancellationToken cancellationToken,
        NpgsqlTransaction? transaction = null) =>
        connection.ExecuteAsync(Command(file, parameters, transaction, cancellationToken));

    /// <summary>Does work in one transaction and commits it; whatever it throws rolls it back.</summary>
    public static async Task<T> InTransactionAsync<T>(this NpgsqlDataSource postgres,
        Func<NpgsqlConnection, NpgsqlTransaction, Task<T>> work, CancellationToken cancellationToken)
    {
        var connection = await postgres.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        return await connection.InTransactionAsync(transaction => work(connection, transaction), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Does work in one transaction that others may get in the way of: when PostgreSQL ends it for a deadlock or a conflict,
    /// all of it runs again.</summary>
    public static async Task<T> InContestedTransactionAsync<T>(this NpgsqlDataSource postgres,
        Func<NpgsqlConnection, NpgsqlTransaction, Task<T>> work, CancellationToken cancellationToken) =>
        await Contest.ExecuteAsync(async stop => await postgres.InTransactionAsync(work, stop).ConfigureAwait(false), cancellationToken)
            .ConfigureAwait(false);

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

    private static CommandDefinition Command(string file, object? parameters, NpgsqlTransaction? transaction,
        CancellationToken cancellationToken) =>
        new(Sql.Load(file), parameters, transaction, cancellationToken: cancellationToken);
}
