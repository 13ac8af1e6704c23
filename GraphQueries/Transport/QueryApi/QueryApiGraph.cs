namespace GraphQueries.Transport.QueryApi;

/// <summary>Neo4j over its official Query API, <c>/db/{name}/query/v2</c>.</summary>
internal sealed class QueryApiGraph : IGraph
{
    private readonly GraphOptions _options;
    private readonly TimeProvider _time;
    private readonly QueryApiClient _client;
    private readonly Bookmarks _bookmarks;
    private readonly Retry _retry;
    private long _statements;

    public QueryApiGraph(GraphOptions options, TimeProvider time) : this(options, time, new QueryApiClient(options), new Bookmarks()) { }

    private QueryApiGraph(GraphOptions options, TimeProvider time, QueryApiClient client, Bookmarks bookmarks)
    {
        (_options, _time, _client, _bookmarks) = (options, time, client, bookmarks);
        _retry = new Retry(options.RetryBudget, time);
    }

    public string Run => _options.Run;

    public IGraph Under(string run) => new QueryApiGraph(_options with { Run = run }, _time, _client, _bookmarks);

    public async Task<GraphServer> ConnectAsync(CancellationToken cancellationToken)
    {
        GraphServer? server;
        try
        {
            server = await _client.DiscoverAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw Unreachable(e);
        }
        if (server is null)
            throw new GraphUnavailableException($"{_options.Uri} answers, but not as Neo4j does: set NEO4J_URI to its HTTP address, such as http://localhost:7474.");
        Graph.RequireVersion(server.Version, _options.Uri);
        try
        {
            await RunAloneAsync(new CypherStatement("RETURN 1"), cancellationToken).ConfigureAwait(false);
        }
        catch (GraphConnectionLostException e)
        {
            throw Unreachable(e);
        }
        return server;
    }

    public Task<GraphTable> ReadAsync(CypherStatement statement, CancellationToken cancellationToken) =>
        _retry.RunAsync(() => RunImplicitAsync(statement, readOnly: true, cancellationToken), cancellationToken);

    public Task<GraphTable> RunAloneAsync(CypherStatement statement, CancellationToken cancellationToken) =>
        RunImplicitAsync(statement, readOnly: false, cancellationToken);

    public Task<T> WriteAsync<T>(Func<IGraphTransaction, Task<T>> work, TimeSpan? limit, CancellationToken cancellationToken) =>
        _retry.RunAsync(async timedOut =>
        {
            var transaction = new QueryApiTransaction(this, (limit ?? _options.WriteLimit) * (1 << timedOut), cancellationToken);
            await using (transaction.ConfigureAwait(false))
            {
                var result = await work(transaction).ConfigureAwait(false);
                await transaction.CommitAsync().ConfigureAwait(false);
                return result;
            }
        }, cancellationToken);

    public async Task<int> TerminateAsync(string run, CancellationToken cancellationToken)
    {
        var statement = new CypherStatement(TerminateText, new Dictionary<string, object?> { ["target"] = run });
        var (answer, _) = await _client.SendAsync(HttpMethod.Post, "", new RequestBody(statement, "terminate"), null, cancellationToken).ConfigureAwait(false);
        return answer.Table.Rows.Count;
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private static readonly string TerminateText = Catalogue.CypherCatalogue.Default["transport/terminate"].Render(EdgeTypes.EdgeSchema.Empty);

    private string NextRun() => $"{Run}/{Interlocked.Increment(ref _statements)}";

    private async Task<GraphTable> RunImplicitAsync(CypherStatement statement, bool readOnly, CancellationToken cancellationToken)
    {
        var used = _bookmarks.Current;
        var body = new RequestBody(statement, NextRun(), used, ReadOnly: readOnly);
        var (answer, _) = await SendAsync(HttpMethod.Post, "", body, null, cancellationToken).ConfigureAwait(false);
        _bookmarks.Replace(used, answer.Bookmarks);
        return answer.Table;
    }

    /// <summary>Sends, and when the caller gives up ends the statement on the server as well: the server would carry on.</summary>
    private async Task<(TypedJson Answer, string? Affinity)> SendAsync(HttpMethod method, string path, RequestBody body, string? affinity,
        CancellationToken cancellationToken)
    {
        try
        {
            return await _client.SendAsync(method, path, body, affinity, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await EndAsync(body.Run).ConfigureAwait(false);
            throw;
        }
    }

    private async Task EndAsync(string run)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5), _time);
        try
        {
            await TerminateAsync(run, patience.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is GraphException or GraphConnectionLostException or GraphUnavailableException or OperationCanceledException)
        {
            // The caller is leaving already; the server ends the transaction at its time limit.
        }
    }

    private GraphUnavailableException Unreachable(Exception e) =>
        new($"Neo4j at {_options.Uri} cannot be reached ({e.Message}): start it, or set NEO4J_URI.", e);

    /// <summary>Opened by its first statement, which saves a round trip; ended with its owner.</summary>
    private sealed class QueryApiTransaction(QueryApiGraph graph, TimeSpan limit, CancellationToken cancellationToken)
        : IGraphTransaction, IAsyncDisposable
    {
        private readonly IReadOnlyCollection<string> _used = graph._bookmarks.Current;
        private string? _id;
        private string? _affinity;

        public async Task<GraphTable> RunAsync(CypherStatement statement)
        {
            var body = new RequestBody(statement, graph.NextRun(), _id is null ? _used : null, _id is null ? limit : null);
            try
            {
                var (answer, affinity) = await graph.SendAsync(HttpMethod.Post, _id is null ? "/tx" : $"/tx/{_id}", body, _affinity, cancellationToken).ConfigureAwait(false);
                _id ??= answer.TransactionId;
                _affinity ??= affinity;
                return answer.Table;
            }
            catch (GraphException)
            {
                // The server has rolled back and forgotten it.
                _id = null;
                throw;
            }
        }

        public async Task CommitAsync()
        {
            if (_id is null) return;
            var id = _id;
            _id = null;
            // Past this point a cancelled caller could not tell whether it took effect, so the commit itself is not cancelled.
            using var patience = new CancellationTokenSource(limit + TimeSpan.FromSeconds(5));
            try
            {
                var (answer, _) = await graph._client.SendAsync(HttpMethod.Post, $"/tx/{id}/commit", new RequestBody(null, graph.Run), _affinity, patience.Token).ConfigureAwait(false);
                graph._bookmarks.Replace(_used, answer.Bookmarks);
            }
            catch (OperationCanceledException e)
            {
                throw new GraphConnectionLostException("Neo4j did not answer a commit in time: whether it took effect is not known.", e);
            }
        }

        public async ValueTask DisposeAsync()
        {
            if (_id is null) return;
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            try
            {
                await graph._client.SendAsync(HttpMethod.Delete, $"/tx/{_id}", default, _affinity, patience.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is GraphException or GraphConnectionLostException or GraphUnavailableException or OperationCanceledException)
            {
                // It is gone already, or goes at its time limit.
            }
        }
    }
}
