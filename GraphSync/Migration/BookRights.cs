using GraphSync.Postgres;
using Npgsql;

namespace GraphSync.Migration;

/// <summary>Whether a role may do more to the ledger and to settled events than add to them.</summary>
internal static class BookRights
{
    /// <summary>A sentence a table; none when the role has only what it needs.</summary>
    /// <param name="connection">To the schema of the books.</param>
    /// <param name="role">The role that runs the bridge.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<IReadOnlyList<string>> ExcessAsync(NpgsqlConnection connection, string role,
        CancellationToken cancellationToken)
    {
        var rows = await connection.ReadAsync<(string Table, string Excess)>("Migration/excess-rights.sql", new { role }, cancellationToken)
            .ConfigureAwait(false);
        return [.. rows.Select(row => $"{row.Table}: role {role} {row.Excess}")];
    }
}
