using System.Runtime.CompilerServices;
using GraphSync.Batching;
using GraphSync.Postgres;
using Npgsql;

namespace GraphSync.Import;

/// <summary>A row of <c>kg_edges</c>.</summary>
/// <param name="Id">Its id; null when it has none.</param>
/// <param name="Place">Its id, or its place in the table.</param>
/// <param name="Json">All of its columns; null when they could not be read.</param>
/// <param name="Problem">Why not.</param>
internal sealed record KgEdge(string? Id, string Place, string? Json, string? Problem = null);

/// <summary>The rows of <c>kg_edges</c> in pages of bounded size, however long the rows are.</summary>
internal sealed class KgEdgePages(NpgsqlDataSource postgres, int maxRowBytes)
{
    private const int PageRows = 10_000;
    private const int PageBytes = 16 << 20;

    private static readonly Order ById = new("Import/page.sql", "Import/next-id.sql", HasIds: true);
    private static readonly Order Nameless = new("Import/nameless-page.sql", "Import/next-nameless.sql", HasIds: false);

    /// <summary>Those without an id, which have no place among the others, and then those after an id in the order of ids. A row that
    /// PostgreSQL cannot give is named, and keeps no other back.</summary>
    /// <param name="after">Null for all; one who goes on after an id has had those without.</param>
    /// <param name="cancellationToken">Stops between pages.</param>
    public async IAsyncEnumerable<IReadOnlyList<KgEdge>> ReadAsync(string? after,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var order in after is null ? [Nameless, ById] : new[] { ById })
        {
            for (var last = after; ;)
            {
                var page = await PageAsync(order, last, cancellationToken).ConfigureAwait(false);
                if (page.Count == 0) break;
                yield return page;
                last = page[^1].Place;
            }
        }
    }

    private async Task<IReadOnlyList<KgEdge>> PageAsync(Order order, string? after, CancellationToken cancellationToken)
    {
        List<KgEdge> rows = [];
        try
        {
            await FillAsync(rows, order, after, cancellationToken).ConfigureAwait(false);
            return rows;
        }
        catch (PostgresException) when (rows.Count > 0)
        {
            // Cut off because the page is full, or by a row that the next page begins with.
            return rows;
        }
        catch (PostgresException e) when (ItemFault.IsPossible(e))
        {
            var next = await postgres.ReadAsync<string>(order.NextFile, new { after }, cancellationToken).ConfigureAwait(false);
            return [.. next.Select(place => order.Row(place, null, $"the row cannot be read: {ItemFault.Describe(e)}"))];
        }
    }

    private async Task FillAsync(List<KgEdge> rows, Order order, string? after, CancellationToken cancellationToken)
    {
        var connection = await postgres.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var page = new { after, limit = PageRows, most = maxRowBytes };
        long bytes = 0;
        await foreach (var row in connection.StreamAsync<Row>(order.PageFile, page, cancellationToken).ConfigureAwait(false))
        {
            rows.Add(order.Row(row.Place, row.Json, row.Json is not null ? null
                : $"the row has {row.Bytes} bytes, more than {maxRowBytes} (Bridge__Ingest__MaxRowBytes)"));
            if ((bytes += row.Json?.Length ?? 0) >= PageBytes) return;
        }
    }

    private sealed record Row(string Place, string? Json, int Bytes);

    /// <summary>An order of rows: the file of a page, and that of the place of the next row.</summary>
    private sealed record Order(string PageFile, string NextFile, bool HasIds)
    {
        public KgEdge Row(string place, string? json, string? problem) => new(HasIds ? place : null, place, json, problem);
    }
}
