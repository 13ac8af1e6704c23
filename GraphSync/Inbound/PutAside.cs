using GraphSync.Batching;
using GraphSync.Postgres;
using Npgsql;

namespace GraphSync.Inbound;

/// <summary>A row that cannot be carried into the graph as it stands: a row of <c>bridge_inbox_rejects</c>. It is taken up again when
/// it changes.</summary>
/// <param name="SourceTable">The table with the fault, such as <c>artifacts</c>.</param>
/// <param name="RowId">The row's id; of a very long one the first 1,000 characters.</param>
/// <param name="Reason">The fault and what to do, in one sentence that names table, row and column.</param>
/// <param name="At">When it was put aside for that reason, in UTC.</param>
public sealed record PutAsideRow(string SourceTable, string RowId, string Reason, DateTime At);

/// <summary>What is put aside at present.</summary>
/// <param name="Count">All rows.</param>
/// <param name="Rows">The latest first, a hundred at most.</param>
public sealed record PutAsideReport(long Count, IReadOnlyList<PutAsideRow> Rows)
{
    private const int Listed = 100;

    /// <summary>Nothing.</summary>
    public static PutAsideReport Nothing { get; } = new(0, []);

    /// <summary>Reads what is put aside; rows that are gone are forgotten first.</summary>
    internal static async Task<PutAsideReport> TidyAsync(NpgsqlDataSource postgres, CancellationToken cancellationToken)
    {
        var report = await ReadAsync(postgres, cancellationToken).ConfigureAwait(false);
        if (report.Count == 0) return report;
        var gone = await postgres.RunAsync("Inbound/forget-gone-rejects.sql", null, cancellationToken).ConfigureAwait(false);
        return gone == 0 ? report : await ReadAsync(postgres, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads what is put aside.</summary>
    internal static async Task<PutAsideReport> ReadAsync(NpgsqlDataSource postgres, CancellationToken cancellationToken)
    {
        var rows = await postgres.ReadAsync<PutAsideRow>("Inbound/rejects.sql", new { limit = Listed, text = Columns.MaxTextCharacters },
            cancellationToken)
            .ConfigureAwait(false);
        if (rows.Count < Listed) return new PutAsideReport(rows.Count, rows);
        var count = await postgres.ReadAsync<long>("Inbound/count-rejects.sql", null, cancellationToken).ConfigureAwait(false);
        return new PutAsideReport(count[0], rows);
    }
}

/// <summary>Why a row cannot be carried.</summary>
/// <param name="Table">The table with the fault.</param>
/// <param name="RowId">The row's id.</param>
/// <param name="Reason">A sentence that names them.</param>
internal sealed record RowFault(string Table, string RowId, string Reason)
{
    /// <summary>The fault of a row that a database would not give or take.</summary>
    public static RowFault Of(string table, string rowId, Exception failure) =>
        new(table, rowId, $"{Columns.Name(table, rowId)} cannot be carried: {ItemFault.Describe(failure)}");
}

/// <summary>Rows that were read, and those that could not be.</summary>
internal sealed record ReadRows<T>(IReadOnlyList<T> Rows, IReadOnlyList<RowFault> Faults)
{
    /// <summary>Reads rows by id. One that cannot be read is named, and keeps nobody else back.</summary>
    /// <param name="table">Where they are.</param>
    /// <param name="ids">Whose.</param>
    /// <param name="read">Reads the rows of some ids.</param>
    public static async Task<ReadRows<T>> ReadAsync(string table, IReadOnlyList<string> ids,
        Func<IReadOnlyList<string>, Task<IReadOnlyList<T>>> read)
    {
        List<RowFault> faults = [];
        var rows = await BatchBisection.ReadAsync(ids, read, ItemFault.IsPossible, (id, failure) =>
        {
            faults.Add(RowFault.Of(table, id, failure));
            return Task.CompletedTask;
        }).ConfigureAwait(false);
        return new ReadRows<T>(rows, faults);
    }
}
