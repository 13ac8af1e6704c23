using GraphQueries.Inbound;
using GraphQueries.Rescore;
using GraphSync.Leases;
using GraphSync.Rescore.Scoring;

namespace GraphSync.Rescore;

/// <summary>
/// One run of a pass: everything is scored before anything is written; then sorted batches, one transaction each, write edge, delta,
/// flag and outbox together. A run that was cut off is taken up by the next: edges that were written no longer stand under the parent.
/// </summary>
internal sealed class PassExecutor(BridgeContext context, Fence fence, RescorePassRow pass, KnownVersionRow child, IScorer scorer)
{
    private const int BatchSize = 2_000;
    private const int Rounds = 3;

    /// <summary>Scores and writes; edges that change meanwhile are read and scored again.</summary>
    /// <exception cref="ScoringException">The scorer failed; nothing of this run has been written.</exception>
    /// <param name="edges">The pass's edges; null when the pass was cut off, and they are to be read again.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    public async Task<PassOutcome> RunAsync(IReadOnlyCollection<EdgeRef>? edges, CancellationToken cancellationToken)
    {
        var scoring = new CandidateScorer(fence.Graph, pass.ParentId, scorer);
        var pending = edges ?? await TakeAsync(cancellationToken).ConfigureAwait(false);
        List<EdgeProblem> left = [];
        for (var round = 1; pending.Count > 0 && round <= Rounds; round++)
        {
            var scores = await scoring.ScoreAsync(pending, cancellationToken).ConfigureAwait(false);
            left.AddRange(scores.Left);
            pending = await ApplyAsync(scores.Scored, cancellationToken).ConfigureAwait(false);
        }
        return new PassOutcome(left, [.. pending.Select(edge => edge.EdgeId).Order(StringComparer.Ordinal)]);
    }

    private async Task<List<EdgeRef>> TakeAsync(CancellationToken cancellationToken)
    {
        List<EdgeRef> edges = [];
        await foreach (var edge in new CandidateStream(fence.Graph, pass.ParentId).ReadAsync(pass.FirstEdgeId, cancellationToken: cancellationToken).ConfigureAwait(false))
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
            var applied = await fence.Graph.WriteAsync(async transaction =>
            {
                HashSet<string> written = new(StringComparer.Ordinal);
                foreach (var type in batch.GroupBy(edge => edge.EdgeType, StringComparer.Ordinal))
                {
                    var parameters = Parameters(type.Key, [.. type]);
                    var row = fence.Require(await transaction.RunAsync(RescoreQueries.Apply, type.Key, parameters).ConfigureAwait(false));
                    written.UnionWith(row.Applied.Select(i => parameters.EdgeIds[(int)i]));
                }
                return written;
            }, cancellationToken).ConfigureAwait(false);
            changed.AddRange(batch.Where(edge => !applied.Contains(edge.EdgeId)).Select(edge => new EdgeRef(edge.EdgeType, edge.EdgeId)));
        }
        return changed;
    }

    private ApplyParameters Parameters(string edgeType, ScoredEdge[] edges) => new(
        fence.Job, fence.Epoch, pass.Id, edgeType, pass.ParentId, pass.ChildId, child.VersionNumber, context.Time.GetUtcNow(),
        Array.ConvertAll(edges, edge => edge.EdgeId),
        Array.ConvertAll(edges, edge => DeltaId.Of(pass.PromotionId, edge.EdgeId, "rescore")),
        Array.ConvertAll(edges, edge => edge.Old),
        Array.ConvertAll(edges, edge => edge.New),
        Array.ConvertAll(edges, edge => edge.Delta),
        Array.ConvertAll(edges, edge => DeltaClass.Of(edge.Delta, pass.LargeDecreaseThreshold, pass.StableBand)));
}

/// <summary>What a pass left undone.</summary>
/// <param name="Left">Edges that could not be scored, with the reasons.</param>
/// <param name="Changed">Edges that kept changing, in edge_id order.</param>
internal sealed record PassOutcome(IReadOnlyList<EdgeProblem> Left, IReadOnlyList<string> Changed);
