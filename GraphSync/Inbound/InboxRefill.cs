using Dapper;
using GraphSync.Postgres;
using Npgsql;

namespace GraphSync.Inbound;

/// <summary>Takes whole tables into the inbox: at first, when triggers were made anew, and for <c>sync --full</c>.</summary>
internal static class InboxRefill
{
    /// <summary>The tables that are watched.</summary>
    public static IReadOnlyList<string> Tables { get; } = ["artifacts", "datasets", "model_versions", "world_model_improvements"];

    /// <summary>Enqueues every row that the triggers would have enqueued, in one statement on the server.</summary>
    /// <remarks>
    /// A row that waits already is enqueued again: its entry may just be in work, with a state that was read before this.
    /// </remarks>
    /// <returns>How many rows were enqueued.</returns>
    public static async Task<long> RunAsync(NpgsqlConnection connection, IReadOnlyList<string> tables,
        CancellationToken cancellationToken) =>
        await connection.ExecuteAsync(new CommandDefinition(Sql.Load("Inbound/inbox-refill.sql"), new { tables = tables.ToArray() },
            commandTimeout: 0, cancellationToken: cancellationToken)).ConfigureAwait(false);
}
