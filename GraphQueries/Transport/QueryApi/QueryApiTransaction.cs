using GraphQueries.Language;

namespace GraphQueries.Transport.QueryApi;

/// <summary>An explicit transaction. Opened by its first statement, which saves a round trip; ended with its owner.</summary>
internal sealed class QueryApiTransaction(QueryApiGraph graph, TimeSpan limit, CancellationToken cancellationToken)
    : IGraphTransaction, IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly IReadOnlyCollection<string> _used = graph.Bookmarks.Current;
    private string? _id;
    private string? _affinity;
    private bool _failed;

    public async Task<QueryResult> RunAsync(CypherStatement statement)
    {
        if (_failed) throw new InvalidOperationException("A statement of this transaction has failed, which rolled it back.");
        var body = _id is null
            ? new RequestBody(statement, graph.NextRun(), _used, limit)
            : new RequestBody(statement, graph.NextRun());
        try
        {
            var path = _id is null ? "/tx" : $"/tx/{_id}";
            var answer = await graph.SendAsync(path, body, _affinity, Arrived, cancellationToken).ConfigureAwait(false);
            return answer.Table;
        }
        catch (GraphException e)
        {
            // The server has rolled back and forgotten it.
            _id = null;
            _failed = true;
            if (e.IsBookmarkProblem) graph.Bookmarks.Forget(_used);
            throw;
        }
        catch (GraphConnectionLostException)
        {
            _failed = true;
            throw;
        }
    }

    public async Task CommitAsync()
    {
        if (_failed)
            throw new InvalidOperationException("A statement of this transaction has failed, which rolled it back: let its error pass.");
        if (_id is null) return;
        cancellationToken.ThrowIfCancellationRequested();
        var id = _id;
        _id = null;
        // Past this point a cancelled caller could not tell whether it took effect, so the commit itself is not cancelled.
        using var timeout = new CancellationTokenSource(limit + Grace, graph.Time);
        try
        {
            var answer = await graph.Client.SendAsync(HttpMethod.Post, $"/tx/{id}/commit", default, _affinity, timeout.Token)
                .ConfigureAwait(false);
            graph.Bookmarks.Replace(_used, answer.Bookmarks);
        }
        catch (OperationCanceledException e)
        {
            throw graph.Options.Lost("a commit was not answered in time, so whether it took effect is not known", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_id is null) return;
        using var timeout = new CancellationTokenSource(Grace, graph.Time);
        try
        {
            await graph.Client.SendAsync(HttpMethod.Delete, $"/tx/{_id}", default, _affinity, timeout.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is GraphException or GraphConnectionLostException or GraphUnavailableException
            or OperationCanceledException)
        {
            // It is gone already, or goes at its time limit.
        }
    }

    private void Arrived(TypedJson answer)
    {
        _id ??= answer.TransactionId;
        _affinity ??= answer.Affinity;
    }
}
