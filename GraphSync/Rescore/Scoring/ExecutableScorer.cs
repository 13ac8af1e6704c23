using System.Runtime.CompilerServices;

namespace GraphSync.Rescore.Scoring;

/// <summary>Scores with a program that reads edges from stdin and prints answers on stdout, both as JSON Lines.</summary>
internal sealed class ExecutableScorer(ScorerProgram program, ScorerOptions options, TimeProvider time) : IScorer
{
    public string Description => program.Description;

    public async IAsyncEnumerable<ScoringResult> ScoreAsync(
        IAsyncEnumerable<ScoringRequest> edges, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var limit = new RunLimit(options, time, cancellationToken);
        var run = new ExecutableRun(Description, ScorerProcess.Start(program, options), limit, edges);
        await using (run.ConfigureAwait(false))
        {
            while (await run.NextAsync().ConfigureAwait(false) is { } score)
                yield return score;
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
