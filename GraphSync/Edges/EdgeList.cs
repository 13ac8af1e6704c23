using System.Collections;

namespace GraphSync.Edges;

/// <summary>The edges of a pass in the order of adding, kept small: a pass may have hundreds of thousands. What is read from it is made
/// anew each time.</summary>
internal sealed class EdgeList : IReadOnlyList<EdgeRef>
{
    private readonly BlockList<(string Type, StoredElementId Place)> _rows = new();

    public EdgeList(IEnumerable<EdgeRef> edges)
    {
        foreach (var edge in edges) Add(edge);
    }

    public int Count => _rows.Count;

    /// <summary>The ids, numbered as the edges are.</summary>
    public EdgeIdTable Ids { get; } = new();

    public EdgeRef this[int index] => new(_rows[index].Type, Ids[index], _rows[index].Place.Text);

    public static async Task<EdgeList> ReadAsync(IAsyncEnumerable<EdgeRef> edges, CancellationToken cancellationToken)
    {
        var list = new EdgeList([]);
        await foreach (var edge in edges.WithCancellation(cancellationToken).ConfigureAwait(false)) list.Add(edge);
        return list;
    }

    /// <summary>Takes note of where an edge is now.</summary>
    public void Found(int index, string elementId) => _rows[index].Place = new StoredElementId(elementId);

    /// <summary>Compares two by type and edge_id.</summary>
    public int Compare(int index, int other)
    {
        var byType = CodePointOrder.Instance.Compare(_rows[index].Type, _rows[other].Type);
        return byType != 0 ? byType : Ids.Compare(index, other);
    }

    public IEnumerator<EdgeRef> GetEnumerator()
    {
        for (var index = 0; index < Count; index++) yield return this[index];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void Add(EdgeRef edge)
    {
        Ids.Add(edge.EdgeId);
        _rows.Add((edge.EdgeType, new StoredElementId(edge.ElementId)));
    }
}
