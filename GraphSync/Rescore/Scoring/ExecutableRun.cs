using System.Collections.Concurrent;
using GraphSync.ScorerHost;

namespace GraphSync.Rescore.Scoring;

/// <summary>One run of an executable scorer: one task writes edges while the caller reads answers, so that neither pipe can block the
/// other.</summary>
internal sealed class ExecutableRun : IAsyncDisposable
{
    private readonly string _scorer;
    private readonly ScorerProcess _process;
    private readonly RunLimit _limit;
    private readonly CancellationTokenRegistration _kill;
    private readonly AnswerCheck _check;
    private readonly ConcurrentQueue<ScoringResult> _left = new();
    private readonly Task<bool> _feed;
    private Exception? _sourceError;
    private bool _finished;

    public ExecutableRun(string scorer, ScorerProcess process, RunLimit limit, IAsyncEnumerable<ScoringRequest> edges)
    {
        (_scorer, _process, _limit) = (scorer, process, limit);
        _check = new AnswerCheck(scorer);
        _kill = limit.Token.Register(process.Kill);
        _feed = Task.Run(() => FeedAsync(edges));
    }

    /// <summary>The next answer; null after the last one, when all is well.</summary>
    public async Task<ScoringResult?> NextAsync()
    {
        try
        {
            if (!_finished && await ReadAsync().ConfigureAwait(false) is { } line)
                return ScorerLine.Read(line, _scorer, _check);
            if (!_finished)
                await FinishAsync().ConfigureAwait(false);
            _finished = true;
            return _left.TryDequeue(out var left) ? left : null;
        }
        catch (Exception e) when (e is OperationCanceledException or ScoringException)
        {
            throw await ExplainAsync(e).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        End();
        await _kill.DisposeAsync().ConfigureAwait(false);
        await ((Task)_feed).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _process.DisposeAsync().ConfigureAwait(false);
        _limit.Dispose();
    }

    private async Task<string?> ReadAsync()
    {
        try
        {
            var line = await _process.Answers.ReadAsync(_limit.Token).WaitAsync(_limit.Token).ConfigureAwait(false);
            _limit.Token.ThrowIfCancellationRequested(); // what a killed program left behind is no answer
            return line;
        }
        catch (InvalidDataException e)
        {
            throw new ScoringException($"{_scorer}: {e.Message}{_check.Waiting}. {ScorerLine.Format}");
        }
    }

    // True when every edge has been written; false when the scorer closed its stdin before.
    private async Task<bool> FeedAsync(IAsyncEnumerable<ScoringRequest> edges)
    {
        try
        {
            using var stdin = _process.Input;
            var input = new ScorerInput(stdin);
            var source = edges.GetAsyncEnumerator(_limit.Token);
            await using (source.ConfigureAwait(false))
            {
                var open = true;
                while (open)
                {
                    var next = source.MoveNextAsync();
                    // A slow source must not keep the scorer waiting for lines that lie in the buffer.
                    if (input.IsFull || !next.IsCompleted)
                        open = await input.TryFlushAsync(_limit.Token).ConfigureAwait(false);
                    if (!await next.ConfigureAwait(false))
                        return open && await input.TryFlushAsync(_limit.Token).ConfigureAwait(false);
                    Add(source.Current, input);
                }
                return false;
            }
        }
        catch (Exception e)
        {
            if (!_limit.Token.IsCancellationRequested)
                _sourceError = e;
            _process.Kill(); // which ends the reader
            throw;
        }
    }

    private void Add(ScoringRequest edge, ScorerInput input)
    {
        _check.Ask(edge.EdgeId);
        if (!input.TryAdd(edge))
            _left.Enqueue(_check.AcceptError(edge.EdgeId, "its inference_input is not JSON"));
    }

    private async Task FinishAsync()
    {
        var readAll = await _feed.WaitAsync(_limit.Token).ConfigureAwait(false);
        var exitCode = await _process.WaitAsync(_limit.Token).ConfigureAwait(false);
        if (exitCode != 0 || !readAll)
        {
            var early = readAll ? "" : " before it had read every edge";
            throw new ScoringException($"{_scorer}: it ended with exit code {exitCode}{early}{_check.Waiting}. "
                + "Let it read stdin to the end, answer every edge and exit with 0.");
        }
        _check.Complete();
    }

    // What went wrong first: the caller's or the clock's cut, the source of the edges, else the scorer.
    private async Task<Exception> ExplainAsync(Exception failure)
    {
        var cause = _limit.Cut(_scorer, _check) ?? _sourceError ?? failure;
        End();
        if (cause is not ScoringException || cause == _sourceError)
            return cause;
        var host = HostFailureException.Take(await _process.ErrorTailAsync().ConfigureAwait(false), out var stderr);
        var message = host is null ? cause.Message : $"{_scorer}: {host.Message}{_check.Waiting}. {host.Remedy}.";
        return new ScoringException(stderr.Length == 0 ? message : $"{message}\nstderr: {stderr}");
    }

    // Not by the token alone: while it is being cancelled elsewhere, the registered kill may be yet to come.
    private void End()
    {
        _limit.Stop();
        _process.Kill();
    }
}
