using System.Runtime.CompilerServices;
using GraphQueries.Rescore;
using GraphQueries.Resilience;
using GraphSync.Batching;
using GraphSync.Edges;
using GraphSync.Postgres;

namespace GraphSync.Rescore;

/// <summary>
/// The edges that stand under a version, in edge_id order over all types: each type's pages are merged, so that reading n edges
/// costs n index entries and a page a type, however many the version has.
/// </summary>
internal sealed class CandidateStream(GraphClient graph, string parent)
{
    /// <summary>How many to read at once of each type.</summary>
    public const int PageSize = 1_000;

    /// <param name="after">Edges beyond this edge_id.</param>
    /// <param name="pageSize">How many to read at once of each type.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<EdgeRef> ReadAsync(string after, int pageSize = PageSize,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var size = new BatchSize(pageSize);
        var heads = new PriorityQueue<(string Type, CandidatesRow Page, int Next, bool HasMore), string>(CodePointOrder.Instance);
        foreach (var type in graph.Schema.Types) await EnqueueAsync(type, after).ConfigureAwait(false);
        while (heads.TryDequeue(out var head, out var edgeId))
        {
            yield return new EdgeRef(head.Type, edgeId, head.Page.ElementIds[head.Next]);
            if (head.Next + 1 < head.Page.EdgeIds.Count) heads.Enqueue(head with { Next = head.Next + 1 }, head.Page.EdgeIds[head.Next + 1]);
            else if (head.HasMore) await EnqueueAsync(head.Type, edgeId).ConfigureAwait(false);
        }

        async Task EnqueueAsync(string type, string beyond)
        {
            var (rows, asked) = await size.FitAsync(limit => graph.ReadAsync(RescoreQueries.Candidates, type,
                new CandidatesParameters(parent, beyond, limit), cancellationToken), ItemFault.IsTooMuch).ConfigureAwait(false);
            if (rows[0] is { EdgeIds: { Count: > 0 } ids } page) heads.Enqueue((type, page, 0, ids.Count == asked), ids[0]);
        }
    }
}
