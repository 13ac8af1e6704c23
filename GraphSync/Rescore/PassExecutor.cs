using GraphQueries.Rescore;
using GraphSync.Postgres;
using GraphSync.Rescore.Scoring;

namespace GraphSync.Rescore;

/// <summary>
/// One run of a pass: everything is scored before anything is written; then sorted batches, one transaction each, write edge, delta,
/// flag and outbox together. A run that was cut off is taken up by the next: edges that were written no longer stand under the parent.
/// </summary>
internal sealed class PassExecutor(RescoreStore store, RescorePassRow pass, long childVersion, IScorer scorer)
{
    private const int BatchSize = 2_000;
    private const int Rounds = 3;

    /// <summary>Scores and writes; edges that change meanwhile are read and scored again.</summary>
    /// <param name="edges">The pass's edges; null when the pass was cut off, and they are to be read again.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <exception cref="ScoringException">The scorer failed; nothing of this run has been written.</exception>
    public async Task<PassOutcome> RunAsync(IReadOnlyCollection<EdgeRef>? edges, CancellationToken cancellationToken)
    {
        var candidates = new CandidateScorer(store.Graph, pass.ParentId, scorer);
        var pending = edges ?? await TakeAsync(cancellationToken).ConfigureAwait(false);
        List<EdgeProblem> unscored = [];
        for (var round = 1; pending.Count > 0 && round <= Rounds; round++)
        {
            var scores = await candidates.ScoreAsync(pending, cancellationToken).ConfigureAwait(false);
            unscored.AddRange(scores.Unscored);
            pending = await ApplyAsync(scores.Scored, cancellationToken).ConfigureAwait(false);
        }
        return new PassOutcome(unscored, [.. pending.Select(edge => edge.EdgeId).Order(StringComparer.Ordinal)]);
    }

    private async Task<List<EdgeRef>> TakeAsync(CancellationToken cancellationToken)
    {
        List<EdgeRef> edges = [];
        var candidates = new CandidateStream(store.Graph, pass.ParentId).ReadAsync(pass.AfterEdgeId, cancellationToken: cancellationToken);
        await foreach (var edge in candidates.ConfigureAwait(false))
        {
            if (string.CompareOrdinal(edge.EdgeId, pass.LastEdgeId) > 0) break;
            edges.Add(edge);
        }
        return edges;
    }

    /// <returns>The edges that had changed since they were read.</returns>
    private async Task<List<EdgeRef>> ApplyAsync(IReadOnlyList<ScoredEdge> scored, CancellationToken cancellationToken)
    {
        List<EdgeRef> changed = [];
        foreach (var batch in scored.Chunk(BatchSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var written = await store.ApplyAsync(pass, childVersion, batch, cancellationToken).ConfigureAwait(false);
            changed.AddRange(batch.Where(edge => !written.Contains(edge.EdgeId)).Select(edge => new EdgeRef(edge.EdgeType, edge.EdgeId)));
        }
        return changed;
    }
}

/// <summary>What a pass left undone.</summary>
/// <param name="Unscored">Edges that could not be scored, with the reasons.</param>
/// <param name="Changed">Edges that kept changing, in edge_id order.</param>
internal sealed record PassOutcome(IReadOnlyList<EdgeProblem> Unscored, IReadOnlyList<string> Changed)
{
    public static PassOutcome None { get; } = new([], []);
}
