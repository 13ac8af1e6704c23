using System.Runtime.CompilerServices;
using GraphQueries.EdgeTypes;
using GraphQueries.Reconcile;
using GraphQueries.Resilience;
using GraphSync.Batching;
using GraphSync.Edges;
using GraphSync.Postgres;
using Npgsql;

namespace GraphSync.Reconcile;

/// <summary>Both sides, edge by edge in the order of code points, without holding more of either than a few pages.</summary>
internal static class EdgeStreams
{
    // Of all groups together, since each has a page in hand and another on its way.
    private const int EdgesInHand = 20_000;
    private const int MostPerPage = 5_000;
    private const int FewestPerPage = 100;
    private const int ReadsAtOnce = 2;

    /// <summary>The edges of all types; an id that edges of two types have comes twice.</summary>
    public static async IAsyncEnumerable<EdgeMark> ReadEdgesAsync(this GraphClient graph,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var groups = await graph.GroupTypesAsync(EdgeTypeGroups.MostEdges, cancellationToken).ConfigureAwait(false);
        var size = new BatchSize(Math.Clamp(EdgesInHand / Math.Max(1, groups.Count), FewestPerPage, MostPerPage));
        using var reads = new SemaphoreSlim(ReadsAtOnce);
        var heads = new PriorityQueue<IAsyncEnumerator<EdgeMark>, string>(CodePointOrder.Instance);
        List<IAsyncEnumerator<EdgeMark>> sweeps = [];
        try
        {
            foreach (var types in groups)
            {
                var sweep = graph.SweepAsync(types, size, reads, cancellationToken).GetAsyncEnumerator(cancellationToken);
                sweeps.Add(sweep);
                if (await sweep.MoveNextAsync().ConfigureAwait(false)) heads.Enqueue(sweep, sweep.Current.Id);
            }
            while (heads.TryDequeue(out var sweep, out _))
            {
                yield return sweep.Current;
                if (await sweep.MoveNextAsync().ConfigureAwait(false)) heads.Enqueue(sweep, sweep.Current.Id);
            }
        }
        finally
        {
            foreach (var sweep in sweeps) await sweep.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The rows of <c>kg_edges</c>, as they were when the reading began.</summary>
    public static async IAsyncEnumerable<EdgeMark> ReadRowsAsync(this NpgsqlDataSource postgres,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var connection = await postgres.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var all = new { ids = (string[]?)null };
        await foreach (var row in connection.StreamAsync<MirroredRow>("Reconcile/rows.sql", all, cancellationToken).ConfigureAwait(false))
            yield return EdgeImage.Of(row).Mark();
    }

    /// <summary>The edges of some types; while a page is compared, the next is being read.</summary>
    private static IAsyncEnumerable<EdgeMark> SweepAsync(this GraphClient graph, IReadOnlyList<string> types, BatchSize size,
        SemaphoreSlim reads, CancellationToken cancellationToken) =>
        graph.ReadPagesAsync(types, size, reads, cancellationToken).AheadAsync(cancellationToken).SelectMany(page => page);

    private static async IAsyncEnumerable<IReadOnlyList<EdgeMark>> ReadPagesAsync(this GraphClient graph, IReadOnlyList<string> types,
        BatchSize size, SemaphoreSlim reads, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var after = "";
        while (await graph.ReadPageAsync(types, after, size, reads, cancellationToken).ConfigureAwait(false) is { Count: > 0 } page)
        {
            yield return page;
            after = page[^1].Id;
        }
    }

    private static async Task<IReadOnlyList<EdgeMark>> ReadPageAsync(this GraphClient graph, IReadOnlyList<string> types, string after,
        BatchSize size, SemaphoreSlim reads, CancellationToken cancellationToken)
    {
        await reads.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var (rows, asked) = await size.FitAsync(limit => graph.ReadWholeAsync(ReconcileQueries.Page, types,
                new ReconcilePageParameters(after, limit, graph.Schema.NodeLabel), cancellationToken), ItemFault.IsTooMuch)
                .ConfigureAwait(false);
            var page = rows[0];
            var whole = PageOfTypes.WholeIds(page.Ids, isFull: page.Ids.Count == asked);
            return [.. Enumerable.Range(0, whole).Select(i => EdgeImage.Of(page[i]).Mark())];
        }
        finally
        {
            reads.Release();
        }
    }
}
