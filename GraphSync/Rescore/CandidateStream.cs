using System.Runtime.CompilerServices;
using GraphQueries.Rescore;
using GraphQueries.Resilience;
using GraphSync.Batching;
using GraphSync.Edges;
using GraphSync.Postgres;

namespace GraphSync.Rescore;

/// <summary>An edge by its type and id; ordered by id, as edges are taken.</summary>
internal readonly record struct EdgeRef(string EdgeType, string EdgeId);

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
        var heads = new PriorityQueue<(string Type, IReadOnlyList<string> Page, int Next, bool HasMore), string>(CodePointOrder.Instance);
        foreach (var type in graph.Schema.Types) await EnqueueAsync(type, after).ConfigureAwait(false);
        while (heads.TryDequeue(out var head, out var edgeId))
        {
            yield return new EdgeRef(head.Type, edgeId);
            if (head.Next < head.Page.Count) heads.Enqueue(head with { Next = head.Next + 1 }, head.Page[head.Next]);
            else if (head.HasMore) await EnqueueAsync(head.Type, edgeId).ConfigureAwait(false);
        }

        async Task EnqueueAsync(string type, string beyond)
        {
            var (rows, asked) = await size.FitAsync(limit => graph.ReadAsync(RescoreQueries.Candidates, type,
                new CandidatesParameters(parent, beyond, limit), cancellationToken), ItemFault.IsTooMuch).ConfigureAwait(false);
            if (rows[0].EdgeIds is { Count: > 0 } ids) heads.Enqueue((type, ids, 1, ids.Count == asked), ids[0]);
        }
    }
}
