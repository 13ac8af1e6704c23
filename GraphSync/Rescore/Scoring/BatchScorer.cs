using System.Runtime.CompilerServices;

namespace GraphSync.Rescore.Scoring;

/// <summary>Scores in batches of at most 1,000 edges, one after the other, within one time limit.</summary>
internal abstract class BatchScorer(ScorerOptions options, TimeProvider time) : IScorer
{
    /// <summary>The most edges in one batch.</summary>
    public const int BatchSize = 1000;

    public abstract string Description { get; }

    public async IAsyncEnumerable<ScoringResult> ScoreAsync(
        IAsyncEnumerable<ScoringRequest> edges, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var limit = new RunLimit(options, time, cancellationToken);
        var check = new AnswerCheck(Description);
        var batches = edges.Chunk(BatchSize).GetAsyncEnumerator(limit.Token);
        await using (batches.ConfigureAwait(false))
        {
            while (await NextAsync(batches, check, limit).ConfigureAwait(false) is { } scores)
            {
                foreach (var score in scores)
                    yield return score;
            }
        }
        check.Complete();
    }

    public abstract ValueTask DisposeAsync();

    /// <summary>Scores one batch, whose edges have been asked in <paramref name="check"/> and are to be answered there.</summary>
    protected abstract Task<IReadOnlyList<ScoringResult>> ScoreBatchAsync(ScoringRequest[] batch, AnswerCheck check,
        CancellationToken cancellationToken);

    private async Task<IReadOnlyList<ScoringResult>?> NextAsync(IAsyncEnumerator<ScoringRequest[]> batches, AnswerCheck check,
        RunLimit limit)
    {
        try
        {
            if (!await batches.MoveNextAsync().ConfigureAwait(false))
                return null;
            foreach (var edge in batches.Current)
                check.Ask(edge.EdgeId);
            return await ScoreBatchAsync(batches.Current, check, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.Cut(Description, check) is { } cut)
        {
            throw cut;
        }
    }
}
