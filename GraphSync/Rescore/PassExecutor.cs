using GraphQueries.Rescore;
using GraphQueries.Resilience;
using GraphSync.Batching;
using GraphSync.Postgres;
using GraphSync.Rescore.Scoring;

namespace GraphSync.Rescore;

/// <summary>
/// One run of a pass: everything is scored before anything is written; then sorted batches, one transaction each, write edge, delta,
/// flag and outbox together. A run that was cut off is taken up by the next: edges that were written no longer stand under the parent.
/// </summary>
internal sealed class PassExecutor(RescoreStore store, RescorePassRow pass, long childVersion, IScorer scorer)
{
    private const int BatchEdges = 2_000;
    private const int Rounds = 3;

    /// <summary>Scores and writes; edges that change meanwhile are read and scored again.</summary>
    /// <param name="progress">The pass's edges; takes note of what is done.</param>
    /// <param name="brake">Decides whether what was scored first may be written.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <returns>What was not written, so that a person may decide; null when the pass was done.</returns>
    /// <exception cref="ScoringException">The scorer failed; nothing of this round has been written.</exception>
    public async Task<PassHold?> RunAsync(PassProgress progress, Brake brake, CancellationToken cancellationToken)
    {
        var size = new BatchSize(BatchEdges);
        var candidates = new CandidateScorer(store.Graph, pass.ParentId, scorer);
        for (var round = 1; round <= Rounds && progress.Pending is { Count: > 0 } pending; round++)
        {
            var scores = await candidates.ScoreAsync(pending, cancellationToken).ConfigureAwait(false);
            if (round == 1 && brake.Holds(pass, scores.Scored) is { } hold) return hold;
            progress.Scored(scores);
            await BatchBisection.RunAsync(scores.Scored, async part =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                using var span = Telemetry.StartBatch("rescore", part.Count);
                progress.Written(await store.ApplyAsync(pass, childVersion, part, cancellationToken).ConfigureAwait(false));
            }, (e, _) => ItemFault.IsOutOfMemory(e), (edge, e) =>
            {
                progress.GivenUp(new EdgeProblem(edge.EdgeId, ItemFault.Describe(e)));
                return Task.CompletedTask;
            }, size).ConfigureAwait(false);
        }
        return null;
    }
}
