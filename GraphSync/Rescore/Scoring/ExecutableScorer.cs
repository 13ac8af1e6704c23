using System.Runtime.CompilerServices;

namespace GraphSync.Rescore.Scoring;

/// <summary>Scores with a program that reads edges from stdin and prints answers on stdout, both as JSON Lines.</summary>
internal sealed class ExecutableScorer : IScorer
{
    private readonly string _path;
    private readonly ScorerOptions _options;
    private readonly TimeProvider _time;

    public ExecutableScorer(string path, ScorerOptions options, TimeProvider time)
    {
        if (!ScorerProcess.IsRunnable(path) && !path.EndsWith(".py", StringComparison.OrdinalIgnoreCase))
            throw new ScoringException($"Scorer {path} is not executable: chmod +x it.");
        (_path, _options, _time) = (path, options, time);
    }

    public string Description => $"eval.py:{_path}";

    public async IAsyncEnumerable<ScoringResult> ScoreAsync(
        IAsyncEnumerable<ScoringRequest> edges, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var limit = new RunLimit(_options, _time, cancellationToken);
        var run = new ExecutableRun(Description, ScorerProcess.Start(_path), limit, edges);
        await using (run.ConfigureAwait(false))
        {
            while (await run.NextAsync().ConfigureAwait(false) is { } score)
                yield return score;
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
