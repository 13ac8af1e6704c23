using System.Runtime.CompilerServices;
using GraphQueries.Adopt;
using GraphQueries.Resilience;
using GraphSync.Batching;
using GraphSync.Postgres;

namespace GraphSync.Adopt;

/// <summary>Goes through all relationships of a type by their places in the store: no index tells of those that are no edges yet.</summary>
internal sealed class EdgeWalk(GraphClient graph, AdoptRequest request)
{
    // Places, whether a relationship of the type stands there or not.
    private const int BlockSize = 2_000;

    private readonly BatchSize _size = new(BlockSize);
    private readonly IReadOnlyDictionary<string, object?> _maps =
        request.Maps.ToDictionary(map => map.Target, map => (object?)map.Column, StringComparer.Ordinal);

    /// <summary>Page by page.</summary>
    public async IAsyncEnumerable<EdgePage> PagesAsync(string type, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var blocks = new PlacesParameters(BlockSize);
        var all = await graph.ReadAsync(AdoptQueries.Places, type, blocks, cancellationToken).ConfigureAwait(false);
        var asked = new LookParameters(type, "", 0, 0, request.EdgeIdProperty, [.. request.Labels.Select(label => label.Label)],
            [.. request.Labels.Select(label => label.Key)], _maps, request.SourceArtifactId is not null);
        foreach (var (prefix, block) in all.SelectMany(places => places.Blocks.Order(), (places, block) => (places.Prefix, block)))
        {
            var end = (block + 1) * BlockSize;
            for (var first = block * BlockSize; first < end;)
            {
                var (rows, count) = await _size.FitAsync(limit => graph.ReadAsync(AdoptQueries.Look,
                    asked with { Prefix = prefix, First = first, Last = Math.Min(first + limit, end) - 1 }, cancellationToken),
                    ItemFault.IsTooMuch).ConfigureAwait(false);
                var page = rows[0];
                yield return new EdgePage(page.Edges, page.Unidentified, page.Ids,
                    [.. page.Unread.Select(edge => new UnreadEdge(edge, type))]);
                first += count;
            }
        }
    }
}

/// <summary>Some relationships of a type.</summary>
/// <param name="Edges">How many.</param>
/// <param name="Unidentified">How many of them have no edge id.</param>
/// <param name="Ids">Those that they have or get, without the random ones.</param>
/// <param name="Unread">Those that must be read.</param>
internal sealed record EdgePage(long Edges, long Unidentified, IReadOnlyList<string> Ids, IReadOnlyList<UnreadEdge> Unread);
