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
/// <param name="EdgeType">Its type.</param>
/// <param name="EdgeId">Its id.</param>
/// <param name="ElementId">Where it was when it was read.</param>
/// <param name="Old">The confidence that was scored.</param>
/// <param name="New">The score.</param>
/// <param name="IsPinned">A reviewer has decided that it keeps its confidence.</param>
internal readonly record struct ScoredEdge(string EdgeType, string EdgeId, string ElementId, double Old, double New, bool IsPinned)
{
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
        var asked = new Dictionary<string, AskedEdge>(edges.Count, StringComparer.Ordinal);
        List<EdgeProblem> unscored = [];
        List<ScoredEdge> scored = new(edges.Count);
        var input = ReadAsync(edges, asked, unscored, cancellationToken);
        await foreach (var score in scorer.ScoreAsync(input, cancellationToken).ConfigureAwait(false))
        {
            if (score.Confidence is not { } confidence)
            {
                unscored.Add(new EdgeProblem(score.EdgeId, score.Error ?? "the scorer gave no confidence"));
                continue;
            }
            var ((type, edgeId, elementId), old, isPinned) = asked[score.EdgeId];
            scored.Add(new ScoredEdge(type, edgeId, elementId!, old, confidence, isPinned));
        }
        scored.Sort(ByTypeAndId);
        return new Scores(scored, unscored);
    }

    private static int ByTypeAndId(ScoredEdge one, ScoredEdge other)
    {
        var byType = CodePointOrder.Instance.Compare(one.EdgeType, other.EdgeType);
        return byType != 0 ? byType : CodePointOrder.Instance.Compare(one.EdgeId, other.EdgeId);
    }

    private async IAsyncEnumerable<ScoringRequest> ReadAsync(IReadOnlyCollection<EdgeRef> edges,
        Dictionary<string, AskedEdge> asked, List<EdgeProblem> unscored, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var size = new BatchSize(EdgesPerRead);
        foreach (var some in edges.Chunk(EdgesPerRead))
        {
            var rows = await BatchBisection.ReadAsync(some, part => RowsAsync(part, cancellationToken),
                (e, _) => ItemFault.IsOutOfMemory(e), (edge, e) =>
                {
                    unscored.Add(new EdgeProblem(edge.EdgeId, ItemFault.Describe(e)));
                    return Task.CompletedTask;
                }, size).ConfigureAwait(false);
            var known = some.ToDictionary(edge => (edge.EdgeType, edge.EdgeId));
            foreach (var row in rows)
            {
                // The texts that are held already are kept, not the same ones as just read: a large pass holds each once.
                var edge = known[(row.EdgeType, row.EdgeId)];
                if (edge.ElementId != row.ElementId) edge = edge with { ElementId = row.ElementId };
                if (row.Confidence is not { } confidence) unscored.Add(new EdgeProblem(row.EdgeId, row.Unfit!));
                else if (!asked.TryAdd(edge.EdgeId, new AskedEdge(edge, confidence, row.IsPinned)))
                    unscored.Add(new EdgeProblem(row.EdgeId, DuplicateEdgeId.Reason));
                else yield return new ScoringRequest(edge.EdgeId, row.Source ?? "", row.EdgeType, row.Target ?? "", row.Inputs, confidence);
            }
        }
    }

    private Task<IReadOnlyList<ScoringInputRow>> RowsAsync(IReadOnlyList<EdgeRef> edges, CancellationToken cancellationToken) =>
        graph.ReadEdgesAsync(edges, (ids, elements) => graph.ReadAsync(RescoreQueries.Edges,
            new ScoringInputsParameters(parent, ids, elements), cancellationToken), row => (row.EdgeType, row.EdgeId), cancellationToken);

    /// <summary>An edge that a scorer was asked about, and the confidence that it had.</summary>
    private readonly record struct AskedEdge(EdgeRef Edge, double Old, bool IsPinned);
}
