using GraphSync.Postgres;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace GraphSync.Migration;

/// <summary>
/// The role that the inbox's trigger functions run as: it may add to the inbox and nothing else, so that whoever finds a way into them
/// has won nothing. Where no such role can be made or used, they run as the role that migrates.
/// </summary>
internal sealed class InboxWriter(NpgsqlConnection connection, ILogger logger, CancellationToken cancellationToken)
{
    /// <summary>Its name. Roles belong to the whole server, what it may do to one database.</summary>
    public const string Role = "bridge_inbox_writer";

    /// <summary>How it is made where migrating may not.</summary>
    public const string ByHand = "run deploy/roles/postgres.sql as a superuser, then migrate again";

    /// <summary>Makes the role where that may be done, and says whether functions may be given to it.</summary>
    public async Task<bool> IsUsableAsync()
    {
        var state = await ReadAsync().ConfigureAwait(false);
        if (!state.Exists && state.MayCreate)
        {
            await CreateAsync(state).ConfigureAwait(false);
            state = await ReadAsync().ConfigureAwait(false);
        }
        return state is { IsHarmless: true, IsOurs: true };
    }

    /// <summary>Gives the functions to it.</summary>
    /// <returns>Whether that was possible.</returns>
    public async Task<bool> TakeAsync(Func<string, string> render)
    {
        try
        {
            var sql = render(Sql.Load("Migration/inbox-writer-grants.sql")).Replace("{role}", Role, StringComparison.Ordinal);
            await connection.InTransactionAsync(async transaction =>
            {
                var command = new NpgsqlCommand(sql, connection, transaction);
                await using var _ = command.ConfigureAwait(false);
                return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return false;
        }
    }

    /// <summary>Whether it still may do what its functions do.</summary>
    public async Task<bool> MayInsertAsync() => (await ReadAsync().ConfigureAwait(false)).MayInsert;

    /// <summary>Says that the functions have more rights than they need.</summary>
    public void Warn(string owner) => logger.InboxWriterMissing(owner, Role, ByHand);

    private async Task CreateAsync(State state)
    {
        try
        {
            await ExecuteAsync($"CREATE ROLE {Role} NOLOGIN").ConfigureAwait(false);
            if (!state.IsSuperuser) await ExecuteAsync($"GRANT {Role} TO CURRENT_USER").ConfigureAwait(false);
        }
        // Somebody migrates another database of the server.
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.DuplicateObject or PostgresErrorCodes.UniqueViolation)
        {
        }
    }

    private async Task ExecuteAsync(string sql)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using var _ = command.ConfigureAwait(false);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<State> ReadAsync() =>
        (await connection.ReadAsync<State>("Migration/inbox-writer.sql", new { role = Role }, cancellationToken).ConfigureAwait(false))[0];

    private sealed record State(bool Exists, bool IsHarmless, bool MayInsert, bool IsOurs, bool IsSuperuser, bool MayCreate);
}
