using GraphSync.Edges;

namespace GraphSync.Rescore.Report;

/// <summary>The edges that moved most one way, however many are offered.</summary>
/// <param name="sign">1 for increases, −1 for decreases.</param>
internal sealed class TopMoves(int sign)
{
    private const int Most = 10;

    private readonly SortedSet<EdgeMove> _moves = new(Comparer<EdgeMove>.Create((one, other) =>
        (sign * other.Delta).CompareTo(sign * one.Delta) is var byDelta and not 0 ? byDelta
        : CodePointOrder.Instance.Compare(one.EdgeId, other.EdgeId) is var byId and not 0 ? byId
        : CodePointOrder.Instance.Compare(one.EdgeType, other.EdgeType)));

    /// <summary>The largest first, then by edge_id and type.</summary>
    public IReadOnlyList<EdgeMove> Moves => [.. _moves];

    public void Offer(in RescoredEdge edge)
    {
        var move = sign * edge.Delta;
        if (move <= 0 || (_moves.Count == Most && move < sign * _moves.Max!.Delta)) return;
        _moves.Add(new EdgeMove(edge.EdgeId, edge.EdgeType, edge.Old, edge.New, edge.Delta));
        if (_moves.Count > Most) _moves.Remove(_moves.Max!);
    }
}
