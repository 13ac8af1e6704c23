using System.Runtime.CompilerServices;
using GraphQueries.EdgeTypes;
using GraphQueries.Rescore;
using GraphQueries.Resilience;
using GraphSync.Batching;
using GraphSync.Edges;
using GraphSync.Postgres;

namespace GraphSync.Rescore;

/// <summary>
/// The edges that stand under a version, in edge_id order over all types: pages of groups of types are merged. A type with many edges is
/// a group of its own, so that reading n of them costs n index entries and a page, however many the version has.
/// </summary>
internal sealed class CandidateStream(GraphClient graph, string parent)
{
    /// <summary>How many to read at once of each group.</summary>
    public const int PageSize = 1_000;

    /// <param name="after">Edges beyond this edge_id.</param>
    /// <param name="pageSize">How many to read at once of each group.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<EdgeRef> ReadAsync(string after, int pageSize = PageSize,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var size = new BatchSize(pageSize);
        var heads = new PriorityQueue<Head, string>(CodePointOrder.Instance);
        var groups = await graph.GroupTypesAsync(EdgeTypeGroups.MostEdges, cancellationToken).ConfigureAwait(false);
        await foreach (var head in groups.ReadAheadAsync(types => FirstAsync(types, after)).ConfigureAwait(false)) Enqueue(head);
        while (heads.TryDequeue(out var head, out var edgeId))
        {
            yield return head.Edge;
            Enqueue(head.Next ?? (head.HasMore ? await FirstAsync(head.Types, edgeId).ConfigureAwait(false) : null));
        }

        void Enqueue(Head? head)
        {
            if (head is not null) heads.Enqueue(head, head.Edge.EdgeId);
        }

        async Task<Head?> FirstAsync(IReadOnlyList<string> types, string beyond)
        {
            var (rows, asked) = await size.FitAsync(limit => graph.ReadWholeAsync(RescoreQueries.Candidates, types,
                new CandidatesParameters(parent, beyond, limit), cancellationToken), ItemFault.IsTooMuch).ConfigureAwait(false);
            var (page, isFull) = (rows[0], rows[0].EdgeIds.Count == asked);
            return page.EdgeIds.Count == 0 ? null
                : new Head(types, page, 0, PageOfTypes.WholeIds(page.EdgeIds, isFull), isFull);
        }
    }

    /// <summary>The next edge of a group's page.</summary>
    private sealed record Head(IReadOnlyList<string> Types, CandidatesRow Page, int Index, int Count, bool HasMore)
    {
        // One text for a type's name, not one an edge.
        public EdgeRef Edge => new(string.Intern(Page.EdgeTypes[Index]), Page.EdgeIds[Index], Page.ElementIds[Index]);

        public Head? Next => Index + 1 < Count ? this with { Index = Index + 1 } : null;
    }
}
