using System.Runtime.CompilerServices;
using GraphQueries.Adopt;
using GraphQueries.Resilience;
using GraphSync.Batching;
using GraphSync.Edges;
using GraphSync.Postgres;

namespace GraphSync.Adopt;

/// <summary>Goes through all relationships of some types by their places in the store: no index tells of those that are no edges yet. A
/// place is looked at once, however many types there are.</summary>
internal sealed class EdgeWalk(GraphClient graph, AdoptRequest request)
{
    // Places, whether a relationship of the type stands there or not.
    private const int BlockSize = 2_000;

    private readonly BatchSize _size = new(BlockSize);
    private readonly IReadOnlyDictionary<string, object?> _maps =
        request.Maps.ToDictionary(map => map.Target, map => (object?)map.Column, StringComparer.Ordinal);

    /// <summary>Page by page; a page has relationships of one type.</summary>
    public async IAsyncEnumerable<EdgePage> PagesAsync(IReadOnlyList<string> types,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var asked = new LookParameters(types, "", 0, 0, request.EdgeIdProperty, [.. request.Labels.Select(label => label.Label)],
            [.. request.Labels.Select(label => label.Key)], _maps, request.SourceArtifactId is not null,
            Inputs: false);
        var parts = Parts(asked, await BlocksAsync(types, cancellationToken).ConfigureAwait(false));
        await foreach (var rows in parts.ReadAheadAsync(part => LookAtPartAsync(part, cancellationToken)).ConfigureAwait(false))
        {
            foreach (var page in rows)
            {
                yield return new EdgePage(page.EdgeType, page.Edges, page.Unidentified, page.Ids,
                    [.. page.Unread.Select(edge => new UnreadEdge(edge, page.EdgeType))]);
            }
        }
    }

    /// <summary>Blocks, and smaller parts of them from where a block has been too much.</summary>
    private IEnumerable<LookParameters> Parts(LookParameters asked, IEnumerable<(string Prefix, long Block)> blocks)
    {
        foreach (var (prefix, block) in blocks)
        {
            var end = (block + 1) * BlockSize;
            for (var first = block * BlockSize; first < end;)
            {
                var next = Math.Min(first + _size.Items, end);
                yield return asked with { Prefix = prefix, First = first, Last = next - 1 };
                first = next;
            }
        }
    }

    private async Task<IReadOnlyList<LookRow>> LookAtPartAsync(LookParameters part, CancellationToken cancellationToken)
    {
        List<LookRow> found = [];
        for (var first = part.First; first <= part.Last;)
        {
            var (rows, count) = await _size.FitAsync(limit => LookAsync(
                part with { First = first, Last = Math.Min(first + limit - 1, part.Last) }, cancellationToken), ItemFault.IsTooMuch)
                .ConfigureAwait(false);
            found.AddRange(rows);
            first += count;
        }
        return found;
    }

    /// <summary>Nearly all inputs are JSON. Where one is not, all relationships with one are to be read.</summary>
    private async Task<IReadOnlyList<LookRow>> LookAsync(LookParameters asked, CancellationToken cancellationToken)
    {
        var rows = await graph.ReadAsync(AdoptQueries.Look, asked, cancellationToken).ConfigureAwait(false);
        return rows.All(row => row.Inputs.All(input => InferenceInput.Refusal(input) is null)) ? rows
            : await graph.ReadAsync(AdoptQueries.Look, asked with { Inputs = true }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Where relationships of these types stand, in the store's order.</summary>
    private async Task<IEnumerable<(string Prefix, long Block)>> BlocksAsync(IReadOnlyList<string> types,
        CancellationToken cancellationToken)
    {
        if (types.Count == 0) return [];
        var found = await graph.ReadAsync(AdoptQueries.Places, types, new PlacesParameters(BlockSize), cancellationToken)
            .ConfigureAwait(false);
        var blocks = found.SelectMany(places => places.Blocks, (places, block) => (places.Prefix, Block: block));
        return blocks.OrderBy(place => place.Prefix, StringComparer.Ordinal).ThenBy(place => place.Block);
    }
}

/// <summary>Some relationships of a type.</summary>
/// <param name="Type">Their type.</param>
/// <param name="Edges">How many.</param>
/// <param name="Unidentified">How many of them have no edge id.</param>
/// <param name="Ids">Those that they have or get, without the random ones.</param>
/// <param name="Unread">Those that must be read.</param>
internal sealed record EdgePage(string Type, long Edges, long Unidentified, IReadOnlyList<string> Ids, IReadOnlyList<UnreadEdge> Unread);
