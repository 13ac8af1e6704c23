using System.Collections;
using GraphSync.Edges;

namespace GraphSync.Rescore;

/// <summary>
/// The edges that a scorer was asked about. Safe for one who asks while another answers. Once <see cref="Complete"/> was called, those
/// that were answered are a list by type and edge_id.
/// </summary>
internal sealed class ScoredEdges(EdgeList edges) : IReadOnlyList<ScoredEdge>
{
    private readonly Lock _lock = new();
    private readonly EdgeIdIndex _asked = new(edges.Ids);
    private readonly Score[] _scores = new Score[edges.Count];
    private int[] _answered = [];

    public int Count => _answered.Length;

    public ScoredEdge this[int place]
    {
        get
        {
            var index = _answered[place];
            return new ScoredEdge(edges[index], _scores[index].Old, _scores[index].New, _scores[index].IsPinned);
        }
    }

    /// <param name="index">Which of the edges.</param>
    /// <param name="old">The confidence that it has.</param>
    /// <param name="isPinned">A reviewer has decided that it keeps it.</param>
    /// <returns>False when an edge of the same id was asked about before.</returns>
    public bool TryAsk(int index, double old, bool isPinned)
    {
        lock (_lock)
        {
            if (!_asked.TryAdd(index)) return false;
            _scores[index] = new Score { Old = old, IsPinned = isPinned };
            return true;
        }
    }

    /// <summary>Takes the answer about an edge that was asked about.</summary>
    public void Answer(string edgeId, double confidence)
    {
        lock (_lock)
        {
            ref var score = ref _scores[_asked.IndexOf(edgeId)];
            (score.New, score.IsAnswered) = (confidence, true);
        }
    }

    /// <summary>Nothing is asked or answered afterwards.</summary>
    public void Complete()
    {
        _answered = [.. Enumerable.Range(0, _scores.Length).Where(index => _scores[index].IsAnswered)];
        _answered.AsSpan().Sort(edges.Compare);
    }

    /// <summary>Takes note that an edge is written or given up.</summary>
    public void Settle(string edgeId) => _scores[_asked.IndexOf(edgeId)].IsSettled = true;

    /// <summary>Those that were answered and are not settled.</summary>
    public EdgeList Unsettled() => new(_answered.Where(index => !_scores[index].IsSettled).Select(index => edges[index]));

    public IEnumerator<ScoredEdge> GetEnumerator()
    {
        for (var place = 0; place < Count; place++) yield return this[place];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private struct Score
    {
        public double Old;
        public double New;
        public bool IsPinned;
        public bool IsAnswered;
        public bool IsSettled;
    }
}
