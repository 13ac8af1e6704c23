using System.Runtime.CompilerServices;
using GraphSync.Edges;
using GraphSync.Ingest;

namespace GraphSync.Reconcile;

/// <summary>Lays both streams side by side. What seems to differ is looked at again under the present state of both: a stream is a
/// little old by then, and in an order that one of the servers did not keep to it would only name more than there is.</summary>
internal sealed class EdgeComparison(IProgress<IngestProgress>? progress)
{
    private const int EdgesPerReport = 10_000;

    /// <summary>Edges seen in the graph so far.</summary>
    public long Edges { get; private set; }

    /// <summary>Rows seen in <c>kg_edges</c> so far.</summary>
    public long Rows { get; private set; }

    /// <summary>The ids of edges that seem to differ.</summary>
    /// <param name="rows">The rows, of which the first has been read already.</param>
    /// <param name="hasRow">Whether there is one.</param>
    /// <param name="edges">The edges.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<string> RunAsync(IAsyncEnumerator<EdgeMark> rows, bool hasRow, IAsyncEnumerable<EdgeMark> edges,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? named = null;
        await foreach (var edge in edges.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (++Edges % EdgesPerReport == 0) progress?.Report(new IngestProgress("edges compared", Edges));
            while (hasRow && CodePointOrder.Instance.Compare(rows.Current.Id, edge.Id) < 0)
            {
                yield return rows.Current.Id;
                hasRow = await NextAsync().ConfigureAwait(false);
            }
            var isOfRow = hasRow && rows.Current.Id == edge.Id;
            if ((!isOfRow || !edge.IsMirroredBy(rows.Current)) && edge.Id != named) yield return named = edge.Id;
            if (isOfRow) hasRow = await NextAsync().ConfigureAwait(false);
        }
        while (hasRow)
        {
            yield return rows.Current.Id;
            hasRow = await NextAsync().ConfigureAwait(false);
        }

        ValueTask<bool> NextAsync()
        {
            Rows++;
            return rows.MoveNextAsync();
        }
    }
}
