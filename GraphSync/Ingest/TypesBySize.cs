using System.Collections.Concurrent;
using GraphQueries.Catalogue;
using GraphQueries.Edges;
using GraphQueries.EdgeTypes;
using GraphSync.Postgres;

namespace GraphSync.Ingest;

/// <summary>
/// Finds the edges of all registered types by their ids. An index covers one type, and seeking in each takes as many looks as there are
/// types; so types with few edges are read whole, all by one scan, where they are many.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class TypesBySize
{
    // Seeking the 2,000 ids of a batch in one type takes as long as reading some 4,000 edges.
    private const long MostRead = 4_000;

    private readonly IReadOnlyList<string> _registered;
    private readonly ConcurrentDictionary<string, long> _small;
    private readonly string[] _read;
    private readonly string[] _sought;

    private TypesBySize(IReadOnlyList<string> registered, IReadOnlyDictionary<string, long>? sizes)
    {
        _registered = registered;
        // When one type has too many, those with half as many are sought in, too: a text that changes is planned anew.
        var small = registered.Select(type => KeyValuePair.Create(type, sizes is null ? MostRead : sizes.GetValueOrDefault(type)))
            .Where(type => type.Value < MostRead / 2).ToList();
        _small = new(small.Count > Renderer.MostBranches ? small : [], StringComparer.Ordinal);
        _read = [.. registered.Where(_small.ContainsKey)];
        _sought = [.. registered.Where(type => !_small.ContainsKey(type))];
    }

    /// <summary>Asks for the sizes of the registered types, as the client knows them, where they are many.</summary>
    public static async Task<TypesBySize> AskAsync(GraphClient graph, CancellationToken cancellationToken)
    {
        var registered = graph.Schema.Types;
        return new(registered, registered.Count <= Renderer.MostBranches ? null
            : await graph.TypeSizesAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>How many types are looked through.</summary>
    public int Count => _registered.Count;

    /// <summary>Whether the client knows of other types by now, or one that is read whole has grown too large for that.</summary>
    public bool IsOutdated(GraphClient graph) => _registered != graph.Schema.Types || _small.Any(type => type.Value >= MostRead);

    /// <summary>Takes note of edges that have been created.</summary>
    public void Grow(IEnumerable<string> types)
    {
        foreach (var (type, edges) in types.CountBy(type => type))
        {
            if (_small.ContainsKey(type)) _small.AddOrUpdate(type, edges, (_, before) => before + edges);
        }
    }

    /// <summary>Where the edges with some ids are, in no order.</summary>
    public async Task<IReadOnlyList<LocatedEdgeRow>> LocateAsync(GraphTransaction transaction, IReadOnlyCollection<string> ids)
    {
        var asked = new LocateParameters(ids);
        IReadOnlyList<LocatedEdgeRow> read = _read.Length == 0 ? []
            : await transaction.RunWholeAsync(EdgeQueries.Locate, _read, asked).ConfigureAwait(false);
        return _sought.Length == 0 ? read
            : [.. read, .. await transaction.RunAsync(EdgeQueries.Locate, _sought, asked).ConfigureAwait(false)];
    }
}
