using System.Runtime.CompilerServices;
using System.Text.Json;
using GraphSync.Inbound;
using GraphSync.Postgres;
using Npgsql;

namespace GraphSync.Import;

/// <summary>Reads <c>kg_edges</c> in the order of its ids, never holding more of it than about <see cref="PartBytes"/>, whatever its rows
/// hold. A row that is too large, or that PostgreSQL cannot give, comes with its problem and its id alone.</summary>
internal sealed class KgEdgeReader(NpgsqlDataSource postgres)
{
    /// <summary>How large a row may be, as JSON in UTF-8.</summary>
    public const int MaxRowBytes = 4 << 20;

    private const string Table = "kg_edges";
    private const int PageSize = 10_000;
    private const int PartBytes = 16 << 20;

    // Rows as most are come with their page, larger ones by themselves.
    private const int UsualRowBytes = 2 << 10;

    /// <summary>The ids of the next page; none after the last.</summary>
    /// <param name="after">The last id of the page before; null for the first.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public Task<IReadOnlyList<string>> NextAsync(string? after, CancellationToken cancellationToken) =>
        postgres.ReadAsync<string>("Import/page.sql", new { after, limit = PageSize, bytes = PartBytes }, cancellationToken);

    /// <summary>The rows of a page, in parts, each row once; rows that are gone are left out.</summary>
    /// <param name="ids">The page.</param>
    /// <param name="before">How many rows came before it.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<IReadOnlyList<KgEdgeRow>> RowsAsync(IReadOnlyList<string> ids, long before,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var numbers = ids.Index().ToDictionary(id => id.Item, id => before + id.Index + 1, StringComparer.Ordinal);
        KgEdgeRow Sound(Row row) => KgEdgeRow.Parse(numbers[row.Id], row.Json!);
        KgEdgeRow Unread(string id, string problem) =>
            KgEdgeRow.Parse(numbers[id], JsonSerializer.Serialize(new { id })) with { Problem = problem };
        var usual = await ReadAsync(ids, UsualRowBytes, cancellationToken).ConfigureAwait(false);
        yield return [.. usual.Rows.Where(row => row.Json is not null).Select(Sound)
            .Concat(usual.Faults.Select(fault => Unread(fault.RowId, fault.Reason))).OrderBy(row => row.Edge.Origin!.Line)];
        List<string> part = [];
        var bytes = 0;
        foreach (var large in usual.Rows.Where(row => row.Json is null))
        {
            part.Add(large.Id);
            bytes += Math.Min(large.Bytes, MaxRowBytes);
            if (bytes < PartBytes) continue;
            yield return await LargeAsync(part).ConfigureAwait(false);
            (part, bytes) = ([], 0);
        }
        if (part.Count > 0) yield return await LargeAsync(part).ConfigureAwait(false);

        async Task<IReadOnlyList<KgEdgeRow>> LargeAsync(List<string> of)
        {
            var read = await ReadAsync(of, MaxRowBytes, cancellationToken).ConfigureAwait(false);
            return [.. read.Faults.Select(fault => Unread(fault.RowId, fault.Reason)),
                .. read.Rows.Select(row => row.Json is null ? Unread(row.Id, TooLarge(row.Bytes)) : Sound(row))];
        }
    }

    private static string TooLarge(int bytes) => $"the row takes {bytes:N0} bytes as JSON: {MaxRowBytes:N0} are the most";

    private Task<ReadRows<Row>> ReadAsync(IReadOnlyList<string> ids, int most, CancellationToken cancellationToken) =>
        ReadRows<Row>.ReadAsync(Table, ids, part =>
            postgres.ReadAsync<Row>("Import/rows.sql", new { ids = part.ToArray(), most }, cancellationToken));

    private sealed record Row(string Id, int Bytes, string? Json);
}
