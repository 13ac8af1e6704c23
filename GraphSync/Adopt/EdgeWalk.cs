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
    /// <summary>Places, whether a relationship of the type stands there or not.</summary>
    public const int BlockSize = 2_000;

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
        var blocks = await BlocksAsync(types, cancellationToken).ConfigureAwait(false);
        // Smaller parts of blocks from where a block has been too much.
        var parts = blocks.SelectMany(block => block.Parts(() => _size.Items))
            .Select(part => asked with { Prefix = part.Prefix, First = part.First, Last = part.Last });
        await foreach (var rows in parts.ReadAheadAsync(part => LookAtPartAsync(part, cancellationToken)).ConfigureAwait(false))
        {
            foreach (var page in rows)
            {
                yield return new EdgePage(page.EdgeType, page.Edges, page.Unidentified, page.Ids,
                    [.. page.Unread.Select(edge => new UnreadEdge(edge, page.EdgeType))]);
            }
        }
    }

    /// <summary>Where relationships of these types stand, in the store's order.</summary>
    public async Task<IReadOnlyList<StorePlaces>> BlocksAsync(IReadOnlyList<string> types, CancellationToken cancellationToken)
    {
        if (types.Count == 0) return [];
        var found = await graph.ReadAsync(AdoptQueries.Places, types, new PlacesParameters(BlockSize), cancellationToken)
            .ConfigureAwait(false);
        var blocks = found.SelectMany(places => places.Blocks, (places, block) =>
            new StorePlaces(places.Prefix, block * BlockSize, (block + 1) * BlockSize - 1));
        return [.. blocks.OrderBy(places => places.Prefix, StringComparer.Ordinal).ThenBy(places => places.First)];
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

}

/// <summary>Places of the store.</summary>
/// <param name="Prefix">What the element ids begin with of relationships that stand there.</param>
/// <param name="First">The first of the numbers that they end with.</param>
/// <param name="Last">The last of them.</param>
internal readonly record struct StorePlaces(string Prefix, long First, long Last)
{
    /// <summary>Parts of so many places, the last of them with what is left.</summary>
    /// <param name="most">Asked before each.</param>
    public IEnumerable<StorePlaces> Parts(Func<int> most)
    {
        for (var first = First; first <= Last;)
        {
            var next = Math.Min(first + most(), Last + 1);
            yield return this with { First = first, Last = next - 1 };
            first = next;
        }
    }

    /// <summary>As a statement takes them.</summary>
    public IReadOnlyDictionary<string, object?> ToRow() => new Dictionary<string, object?>
    {
        ["prefix"] = Prefix,
        ["first"] = First,
        ["last"] = Last,
    };
}

/// <summary>Some relationships of a type.</summary>
/// <param name="Type">Their type.</param>
/// <param name="Edges">How many.</param>
/// <param name="Unidentified">How many of them have no edge id.</param>
/// <param name="Ids">Those that they have or get, without the random ones.</param>
/// <param name="Unread">Those that must be read.</param>
internal sealed record EdgePage(string Type, long Edges, long Unidentified, IReadOnlyList<string> Ids, IReadOnlyList<UnreadEdge> Unread);
