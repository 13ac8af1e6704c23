using GraphQueries.Catalogue;
using GraphQueries.Language;

namespace GraphQueries.Transport.QueryApi;

/// <summary>Neo4j over its official Query API, <c>/db/{name}/query/v2</c>.</summary>
internal sealed class QueryApiGraph : IGraph
{
    private readonly TransactionExecutor _transactions;
    private readonly StatementTerminator _terminator;

    public QueryApiGraph(GraphOptions options, TimeProvider time, ServerLogin login)
        : this(options, time, new QueryApiClient(options, login), new Bookmarks(), new TransactionExecutor(options, time)) { }

    private QueryApiGraph(GraphOptions options, TimeProvider time, QueryApiClient client, Bookmarks bookmarks,
        TransactionExecutor transactions)
    {
        (Options, Time, Client, Bookmarks, _transactions) = (options, time, client, bookmarks, transactions);
        _terminator = new StatementTerminator(this, time);
    }

    public TimeProvider Time { get; }

    public GraphOptions Options { get; }

    public QueryApiClient Client { get; }

    public Bookmarks Bookmarks { get; }

    public string Run => Options.Run;

    public IGraph Under(string run) => new QueryApiGraph(Options with { Run = run }, Time, Client, Bookmarks, _transactions);

    public Task<GraphServer> ConnectAsync(CancellationToken cancellationToken) => FirstCall.ConnectAsync(Options, Time, async timeout =>
    {
        var server = await Client.DiscoverAsync(timeout).ConfigureAwait(false)
            ?? throw new GraphUnavailableException($"{Options.Address} answers, but not as Neo4j does: "
                + "set NEO4J_URI to its HTTP address, such as http://localhost:7474.");
        FirstCall.RequireVersion(server.Version, Options);
        await RunImplicitAsync(new CypherStatement("RETURN 1"), readOnly: true, timeout).ConfigureAwait(false);
        return server;
    }, cancellationToken);

    public Task<QueryResult> ReadAsync(CypherStatement statement, CancellationToken cancellationToken) =>
        _transactions.ReadAsync(() => RunImplicitAsync(statement, readOnly: true, cancellationToken), cancellationToken);

    public Task<QueryResult> RunAutoCommitAsync(CypherStatement statement, CancellationToken cancellationToken) =>
        _transactions.RunAutoCommitAsync(() => RunImplicitAsync(statement, readOnly: false, cancellationToken), cancellationToken);

    public Task<T> WriteAsync<T>(Func<IGraphTransaction, Task<T>> work, TimeSpan? limit, CancellationToken cancellationToken) =>
        _transactions.WriteAsync(async (life, stop) =>
        {
            var transaction = new QueryApiTransaction(this, life, stop);
            await using (transaction.ConfigureAwait(false))
            {
                var result = await work(transaction).ConfigureAwait(false);
                await transaction.CommitAsync().ConfigureAwait(false);
                return result;
            }
        }, limit, cancellationToken);

    public async Task<int> TerminateAsync(string run, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(run);
        var statement = TransportQueries.Terminate.For(EdgeSchema.Empty, new TerminateParameters(run));
        var body = new RequestBody(statement, "terminate");
        var answer = await Client.SendAsync(HttpMethod.Post, "", body, null, cancellationToken).ConfigureAwait(false);
        return answer.Table.Rows.Count;
    }

    public ValueTask DisposeAsync()
    {
        Client.Dispose();
        _transactions.Dispose();
        return ValueTask.CompletedTask;
    }

    public string NextRun() => _transactions.Next(Run);

    /// <summary>Sends a statement and ends it with its caller; the answer is given to <paramref name="arrived"/> even when the caller
    /// has left.</summary>
    public Task<TypedJson> SendAsync(string path, RequestBody body, string? affinity, Action<TypedJson>? arrived,
        CancellationToken cancellationToken) =>
        _terminator.AwaitAsync(body.Run, async abandon =>
        {
            var answer = await Client.SendAsync(HttpMethod.Post, path, body, affinity, abandon).ConfigureAwait(false);
            arrived?.Invoke(answer);
            return answer;
        }, cancellationToken);

    private async Task<QueryResult> RunImplicitAsync(CypherStatement statement, bool readOnly, CancellationToken cancellationToken)
    {
        var used = Bookmarks.Current;
        try
        {
            var body = new RequestBody(statement, NextRun(), used, ReadOnly: readOnly);
            var answer = await SendAsync("", body, null, null, cancellationToken).ConfigureAwait(false);
            Bookmarks.Replace(used, answer.Bookmarks);
            return answer.Table;
        }
        catch (GraphException e) when (e.IsBookmarkProblem)
        {
            Bookmarks.Forget(used);
            throw;
        }
    }
}
