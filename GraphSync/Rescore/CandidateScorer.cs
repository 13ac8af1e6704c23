using System.Diagnostics;
using System.Runtime.CompilerServices;
using GraphQueries.Rescore;
using GraphQueries.Resilience;
using GraphSync.Batching;
using GraphSync.Edges;
using GraphSync.Postgres;
using GraphSync.Rescore.Scoring;

namespace GraphSync.Rescore;

/// <summary>An edge with the confidence that was scored, and the new one.</summary>
/// <param name="Edge">The edge, and where it was when it was read.</param>
/// <param name="Old">The confidence that was scored.</param>
/// <param name="New">The score.</param>
/// <param name="IsPinned">A reviewer has decided that it keeps its confidence.</param>
internal readonly record struct ScoredEdge(EdgeRef Edge, double Old, double New, bool IsPinned)
{
    public string EdgeType => Edge.EdgeType;

    public string EdgeId => Edge.EdgeId;

    public double Delta => New - Old;

    /// <summary>What the score makes of the edge in this pass.</summary>
    public string Class(RescorePassRow pass) =>
        IsPinned ? DeltaClass.Pinned : DeltaClass.Of(Delta, pass.LargeDecreaseThreshold, pass.StableBand);
}

/// <summary>What a scorer made of edges: scores sorted by type and edge id, and the edges that could not be scored.</summary>
internal sealed record Scores(IReadOnlyList<ScoredEdge> Scored, IReadOnlyList<EdgeProblem> Unscored);

/// <summary>Reads edges as they are now and has them scored. Inputs stream through; only ids and numbers are kept.</summary>
internal sealed class CandidateScorer(GraphClient graph, string parent, IScorer scorer)
{
    private const int EdgesPerRead = 1_000;

    /// <summary>Scores all of <paramref name="edges"/>; those that no longer stand under the parent are passed over.</summary>
    /// <exception cref="ScoringException">An answer is missing, given twice, unknown, or no confidence; nothing may be written
    /// then.</exception>
    public async Task<Scores> ScoreAsync(IReadOnlyCollection<EdgeRef> edges, CancellationToken cancellationToken)
    {
        using var span = Telemetry.StartBatch("score", edges.Count);
        var started = Stopwatch.GetTimestamp();
        var tags = new TagList { { "scorer", Kind } };
        try
        {
            return await ScoreAllAsync(edges, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            tags.Add("error.type", e.GetType().Name);
            throw;
        }
        finally
        {
            Telemetry.ScorerDuration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, tags);
        }
    }

    /// <summary>What stands before the colon of its description: <c>eval.py</c>, <c>http</c>, <c>https</c>, <c>onnx</c> or
    /// <c>fallback</c>.</summary>
    private string Kind => scorer.Description.Split(':')[0];

    private async Task<Scores> ScoreAllAsync(IReadOnlyCollection<EdgeRef> edges, CancellationToken cancellationToken)
    {
        var asked = new AskedEdges(edges.Count);
        // A scorer may read while it answers, by a task of its own: each side has a list of its own.
        List<EdgeProblem> unread = [], unscored = [];
        var input = ReadAsync(edges, asked, unread, cancellationToken);
        await foreach (var score in scorer.ScoreAsync(input, cancellationToken).ConfigureAwait(false))
        {
            if (score.Confidence is { } confidence) asked.Answer(score.EdgeId, confidence);
            else unscored.Add(new EdgeProblem(score.EdgeId, score.Error ?? "the scorer gave no confidence"));
        }
        var scored = asked.TakeAnswered();
        scored.Sort(ByTypeAndId);
        return new Scores(scored, [.. unscored, .. unread]);
    }

    private static int ByTypeAndId(ScoredEdge one, ScoredEdge other)
    {
        var byType = CodePointOrder.Instance.Compare(one.EdgeType, other.EdgeType);
        return byType != 0 ? byType : CodePointOrder.Instance.Compare(one.EdgeId, other.EdgeId);
    }

    private async IAsyncEnumerable<ScoringRequest> ReadAsync(IReadOnlyCollection<EdgeRef> edges,
        AskedEdges asked, List<EdgeProblem> unread, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var size = new BatchSize(EdgesPerRead);
        foreach (var some in edges.Chunk(EdgesPerRead))
        {
            var rows = await BatchBisection.ReadAsync(some, part => RowsAsync(part, cancellationToken),
                (e, _) => ItemFault.IsOutOfMemory(e), (edge, e) =>
                {
                    unread.Add(new EdgeProblem(edge.EdgeId, ItemFault.Describe(e)));
                    return Task.CompletedTask;
                }, size).ConfigureAwait(false);
            var known = some.ToDictionary(edge => (edge.EdgeType, edge.EdgeId));
            foreach (var row in rows)
            {
                // The texts that are held already are kept, not the same ones as just read: a large pass holds each once.
                var edge = known[(row.EdgeType, row.EdgeId)] with { ElementId = row.ElementId };
                if (row.Confidence is not { } confidence) unread.Add(new EdgeProblem(row.EdgeId, row.Unfit!));
                else if (!asked.TryAdd(edge, confidence, row.IsPinned))
                    unread.Add(new EdgeProblem(row.EdgeId, DuplicateEdgeId.Reason));
                else yield return new ScoringRequest(edge.EdgeId, row.Source ?? "", row.EdgeType, row.Target ?? "", row.Inputs, confidence);
            }
        }
    }

    private Task<IReadOnlyList<ScoringInputRow>> RowsAsync(IReadOnlyList<EdgeRef> edges, CancellationToken cancellationToken) =>
        graph.ReadEdgesAsync(edges, (ids, elements) => graph.ReadAsync(RescoreQueries.Edges,
            new ScoringInputsParameters(parent, ids, elements), cancellationToken), row => (row.EdgeType, row.EdgeId), cancellationToken);

    /// <summary>The edges that a scorer was asked about. Safe for one who asks while another answers.</summary>
    private sealed class AskedEdges(int count)
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<string, int> _places = new(count, StringComparer.Ordinal);
        // Where there is no answer yet, the new confidence is no number.
        private readonly List<ScoredEdge> _edges = new(count);

        public bool TryAdd(EdgeRef edge, double old, bool isPinned)
        {
            lock (_lock)
            {
                if (!_places.TryAdd(edge.EdgeId, _edges.Count)) return false;
                _edges.Add(new ScoredEdge(edge, old, double.NaN, isPinned));
                return true;
            }
        }

        public void Answer(string edgeId, double confidence)
        {
            lock (_lock)
            {
                var place = _places[edgeId];
                _edges[place] = _edges[place] with { New = confidence };
            }
        }

        /// <summary>Those that were answered. Nothing is asked afterwards.</summary>
        public List<ScoredEdge> TakeAnswered()
        {
            lock (_lock)
            {
                _edges.RemoveAll(edge => double.IsNaN(edge.New));
                return _edges;
            }
        }
    }
}
