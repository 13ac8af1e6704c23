using GraphSync.Postgres;
using Npgsql;

namespace GraphSync.Monitoring;

/// <summary>What waits in PostgreSQL for the bridge, and what for a person. Reads only.</summary>
public sealed class RowsThatWait(NpgsqlDataSource postgres)
{
    /// <summary>How many rows, each count ending at <paramref name="limit"/>.</summary>
    public async Task<WaitingRows> CountAsync(int limit, CancellationToken cancellationToken) =>
        (await postgres.ReadAsync<WaitingRows>("Monitoring/backlog.sql", new { limit }, cancellationToken).ConfigureAwait(false))[0];

    /// <summary>Rows that were put aside on either way, the latest first, <paramref name="limit"/> at most.</summary>
    public Task<IReadOnlyList<AsideRow>> AsideAsync(int limit, CancellationToken cancellationToken) =>
        postgres.ReadAsync<AsideRow>("Monitoring/aside.sql", new { limit, text = Columns.MaxTextCharacters }, cancellationToken);
}

/// <summary>Rows that wait in PostgreSQL.</summary>
/// <param name="InboxEntries">Entries that are to be carried into the graph.</param>
/// <param name="InboxAge">The oldest one's age in seconds when this was read; null for none.</param>
/// <param name="MirrorRejects">Rows of the mirror that PostgreSQL refused.</param>
/// <param name="PutAsideRows">Rows that cannot be carried into the graph.</param>
public sealed record WaitingRows(long InboxEntries, double? InboxAge, long MirrorRejects, long PutAsideRows);

/// <summary>A row that was put aside: a row of <c>bridge_inbox_rejects</c> or <c>mirror_rejects</c>.</summary>
/// <param name="Where">The table with the fault; or <c>mirror</c> and the kind of the row.</param>
/// <param name="RowId">The row's id.</param>
/// <param name="Reason">Why.</param>
/// <param name="At">When, in UTC.</param>
public sealed record AsideRow(string Where, string RowId, string Reason, DateTime At);
