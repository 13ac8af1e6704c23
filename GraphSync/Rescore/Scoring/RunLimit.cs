namespace GraphSync.Rescore.Scoring;

/// <summary>The time that one run may take, joined with its caller's cancellation.</summary>
internal sealed class RunLimit : IDisposable
{
    private readonly CancellationTokenSource _limit;
    private readonly CancellationTokenSource _run;
    private readonly CancellationToken _caller;
    private readonly int _seconds;

    public RunLimit(ScorerOptions options, TimeProvider time, CancellationToken caller)
    {
        _seconds = options.ScorerTimeoutSeconds;
        _limit = new CancellationTokenSource(TimeSpan.FromSeconds(_seconds), time);
        _run = CancellationTokenSource.CreateLinkedTokenSource(_limit.Token, caller);
        _caller = caller;
        Token = _run.Token;
    }

    /// <summary>Cancelled by the time limit, by the caller or by <see cref="Stop"/>.</summary>
    public CancellationToken Token { get; }

    /// <summary>Ends what runs under this limit.</summary>
    public void Stop() => _run.Cancel();

    /// <summary>Why the run was cut off: the caller's cancellation as such, the time limit as a <see cref="ScoringException"/>; null when
    /// it was not.</summary>
    public Exception? Cut(string scorer, AnswerCheck check)
    {
        if (_caller.IsCancellationRequested)
            return new OperationCanceledException(_caller);
        if (!_limit.IsCancellationRequested)
            return null;
        return new ScoringException(
            $"{scorer}: it was stopped after {_seconds} s{check.Waiting}. Make it faster, or raise Bridge__Rescore__ScorerTimeoutSeconds.");
    }

    public void Dispose()
    {
        _run.Dispose();
        _limit.Dispose();
    }
}
