using GraphSync.Batching;
using GraphSync.Postgres;
using Npgsql;

namespace GraphSync.Import;

/// <summary>A row of <c>kg_edges</c>.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Json">All of its columns; null when they could not be read.</param>
/// <param name="Problem">Why not.</param>
internal sealed record KgEdge(string Id, string? Json, string? Problem = null);

/// <summary>The rows of <c>kg_edges</c> in the order of their ids, in pages of bounded size, however long the rows are.</summary>
internal sealed class KgEdgePages(NpgsqlDataSource postgres, int maxRowBytes)
{
    private const int PageRows = 10_000;
    private const int PageBytes = 16 << 20;

    /// <summary>The next page; empty after the last. A row that PostgreSQL cannot give is named, and keeps no other back.</summary>
    public async Task<IReadOnlyList<KgEdge>> ReadAsync(string? after, CancellationToken cancellationToken)
    {
        List<KgEdge> rows = [];
        try
        {
            await FillAsync(rows, after, cancellationToken).ConfigureAwait(false);
            return rows;
        }
        catch (PostgresException) when (rows.Count > 0)
        {
            // Cut off because the page is full, or by a row that the next page begins with.
            return rows;
        }
        catch (PostgresException e) when (ItemFault.IsPossible(e))
        {
            var next = await postgres.ReadAsync<string>("Import/next-id.sql", new { after }, cancellationToken).ConfigureAwait(false);
            return [.. next.Select(id => new KgEdge(id, null, $"the row cannot be read: {ItemFault.Describe(e)}"))];
        }
    }

    private async Task FillAsync(List<KgEdge> rows, string? after, CancellationToken cancellationToken)
    {
        var connection = await postgres.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var page = new { after, limit = PageRows, most = maxRowBytes };
        long bytes = 0;
        await foreach (var row in connection.StreamAsync<Row>("Import/page.sql", page, cancellationToken).ConfigureAwait(false))
        {
            rows.Add(row.Json is { } json ? new KgEdge(row.Id, json)
                : new KgEdge(row.Id, null, $"the row has {row.Bytes} bytes, more than {maxRowBytes} (Bridge__Ingest__MaxRowBytes)"));
            if ((bytes += row.Json?.Length ?? 0) >= PageBytes) return;
        }
    }

    private sealed record Row(string Id, string? Json, int Bytes);
}
