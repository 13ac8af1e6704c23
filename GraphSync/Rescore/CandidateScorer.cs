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
internal sealed record Scores(ScoredEdges Scored, IReadOnlyList<EdgeProblem> Unscored);

/// <summary>Reads edges as they are now and has them scored. Inputs stream through; only ids and numbers are kept.</summary>
internal sealed class CandidateScorer(GraphClient graph, string parent, IScorer scorer)
{
    private const int EdgesPerRead = 1_000;

    /// <summary>Scores all of <paramref name="edges"/>; those that no longer stand under the parent are passed over.</summary>
    /// <exception cref="ScoringException">An answer is missing, given twice, unknown, or no confidence; nothing may be written
    /// then.</exception>
    public async Task<Scores> ScoreAsync(EdgeList edges, CancellationToken cancellationToken)
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

    private async Task<Scores> ScoreAllAsync(EdgeList edges, CancellationToken cancellationToken)
    {
        var asked = new ScoredEdges(edges);
        // A scorer may read while it answers, by a task of its own: each side has a list of its own.
        List<EdgeProblem> unread = [], unscored = [];
        var input = ReadAsync(edges, asked, unread, cancellationToken);
        await foreach (var score in scorer.ScoreAsync(input, cancellationToken).ConfigureAwait(false))
        {
            if (score.Confidence is { } confidence) asked.Answer(score.EdgeId, confidence);
            else unscored.Add(new EdgeProblem(score.EdgeId, score.Error ?? "the scorer gave no confidence"));
        }
        asked.Complete();
        return new Scores(asked, [.. unscored, .. unread]);
    }

    private async IAsyncEnumerable<ScoringRequest> ReadAsync(EdgeList edges, ScoredEdges asked,
        List<EdgeProblem> unread, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var size = new BatchSize(EdgesPerRead);
        var parts = edges.Index().Chunk(EdgesPerRead).ReadAheadAsync(some => ReadPartAsync(some, size, cancellationToken));
        await foreach (var part in parts.ConfigureAwait(false))
        {
            unread.AddRange(part.Unread);
            foreach (var row in part.Rows)
            {
                var index = part.Indexes[(row.EdgeType, row.EdgeId)];
                edges.Found(index, row.ElementId);
                if (row.Confidence is not { } confidence) unread.Add(new EdgeProblem(row.EdgeId, row.Unfit!));
                else if (!asked.TryAsk(index, confidence, row.IsPinned)) unread.Add(new EdgeProblem(row.EdgeId, DuplicateEdgeId.Reason));
                else yield return new ScoringRequest(row.EdgeId, row.Source ?? "", row.EdgeType, row.Target ?? "", row.Inputs, confidence);
            }
        }
    }

    private async Task<Part> ReadPartAsync((int Index, EdgeRef Item)[] edges, BatchSize size, CancellationToken cancellationToken)
    {
        List<EdgeProblem> unread = [];
        var rows = await BatchBisection.ReadAsync(Array.ConvertAll(edges, edge => edge.Item), part => RowsAsync(part, cancellationToken),
            (e, _) => ItemFault.IsOutOfMemory(e), (edge, e) =>
            {
                unread.Add(new EdgeProblem(edge.EdgeId, ItemFault.Describe(e)));
                return Task.CompletedTask;
            }, size).ConfigureAwait(false);
        return new Part(edges.ToDictionary(edge => (edge.Item.EdgeType, edge.Item.EdgeId), edge => edge.Index), rows, unread);
    }

    private Task<IReadOnlyList<ScoringInputRow>> RowsAsync(IReadOnlyList<EdgeRef> edges, CancellationToken cancellationToken) =>
        graph.ReadEdgesAsync(edges,
            (ids, elements) => graph.ReadAsync(RescoreQueries.Edges,
                new ScoringInputsParameters(parent, ids, elements, scorer.ReadsInputs), cancellationToken),
            row => (row.EdgeType, row.EdgeId), cancellationToken);

    /// <summary>Edges that were read together.</summary>
    /// <param name="Indexes">Which of the edges each is.</param>
    /// <param name="Rows">Those that stand under the parent.</param>
    /// <param name="Unread">Those that the server had no memory for.</param>
    private sealed record Part(
        Dictionary<(string Type, string Id), int> Indexes, IReadOnlyList<ScoringInputRow> Rows, IReadOnlyList<EdgeProblem> Unread);
}
