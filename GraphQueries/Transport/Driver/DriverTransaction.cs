using GraphQueries.Language;
using Neo4j.Driver;

namespace GraphQueries.Transport.Driver;

/// <summary>An explicit transaction over Bolt; the server rolls it back when its connection closes.</summary>
internal sealed class DriverTransaction(DriverGraph graph, TimeSpan limit, CancellationToken cancellationToken)
    : IGraphTransaction, IAsyncDisposable
{
    private readonly IReadOnlyCollection<string> _used = graph.Bookmarks.Current;
    private IAsyncSession? _session;
    private IAsyncTransaction? _transaction;
    private bool _failed;

    public async Task<QueryResult> RunAsync(CypherStatement statement)
    {
        if (_failed) throw new InvalidOperationException("A statement of this transaction has failed, which rolled it back.");
        var run = graph.NextRun();
        var query = DriverValues.Query(statement, run);
        try
        {
            return await graph.StatementTerminator.AwaitAsync(run, _ => GraphTelemetry.MeasureAsync(() => RunOnceAsync(query)),
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is GraphException or GraphConnectionLostException)
        {
            _failed = true;
            if (e is GraphException { IsBookmarkProblem: true }) graph.Bookmarks.Forget(_used);
            throw;
        }
    }

    public async Task CommitAsync()
    {
        if (_failed)
            throw new InvalidOperationException("A statement of this transaction has failed, which rolled it back: let its error pass.");
        if (_transaction is null) return;
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            // Past this point a cancelled caller could not tell whether it took effect, so the commit itself is not cancelled.
            var timeout = limit + TimeSpan.FromSeconds(5);
            await _transaction.CommitAsync().WaitAsync(timeout, graph.Time, CancellationToken.None).ConfigureAwait(false);
            graph.Bookmarks.Replace(_used, _session!.LastBookmarks?.Values ?? []);
        }
        catch (TimeoutException e)
        {
            throw graph.Options.Lost("a commit was not answered in time, so whether it took effect is not known", e);
        }
        catch (Exception e) when (DriverErrors.Translate(e, graph.Options) is { } error)
        {
            throw error;
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_transaction is not null) await _transaction.DisposeAsync().ConfigureAwait(false);
            if (_session is not null) await _session.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (DriverErrors.Translate(e, graph.Options) is not null)
        {
            // It is gone already, or goes with its connection.
        }
    }

    private async Task<QueryResult> RunOnceAsync(Query query)
    {
        try
        {
            _session ??= graph.Session(AccessMode.Write, _used);
            var timeout = TimeSpan.FromSeconds(Math.Ceiling(limit.TotalSeconds));
            _transaction ??= await _session.BeginTransactionAsync(config => config.WithTimeout(timeout)).ConfigureAwait(false);
            return await DriverValues.ReadAsync(await _transaction.RunAsync(query).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (Exception e) when (DriverErrors.Translate(e, graph.Options) is { } error)
        {
            throw error;
        }
    }
}
