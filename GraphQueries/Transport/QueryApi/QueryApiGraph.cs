using System.Runtime.CompilerServices;

namespace GraphQueries.Transport.QueryApi;

/// <summary>Neo4j over its official Query API, <c>/db/{name}/query/v2</c>.</summary>
internal sealed class QueryApiGraph : IGraph
{
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan EndInterval = TimeSpan.FromMilliseconds(100);

    private readonly TimeProvider _time;
    private readonly Retry _retry;
    private readonly SemaphoreSlim _writers;
    private readonly StrongBox<long> _statements;

    public QueryApiGraph(GraphOptions options, TimeProvider time)
        : this(options, time, new QueryApiClient(options), new Bookmarks(), new SemaphoreSlim(options.MaxWriters), new StrongBox<long>()) { }

    private QueryApiGraph(GraphOptions options, TimeProvider time, QueryApiClient client, Bookmarks bookmarks, SemaphoreSlim writers, StrongBox<long> statements)
    {
        (Options, _time, Client, Bookmarks, _writers, _statements) = (options, time, client, bookmarks, writers, statements);
        _retry = new Retry(options.RetryBudget, time);
    }

    public GraphOptions Options { get; }

    public QueryApiClient Client { get; }

    public Bookmarks Bookmarks { get; }

    public string Run => Options.Run;

    public IGraph Under(string run) => new QueryApiGraph(Options with { Run = run }, _time, Client, Bookmarks, _writers, _statements);

    public async Task<GraphServer> ConnectAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(ConnectPatience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            var server = await Client.DiscoverAsync(either.Token).ConfigureAwait(false)
                ?? throw new GraphUnavailableException($"{Options.Address} answers, but not as Neo4j does: set NEO4J_URI to its HTTP address, such as http://localhost:7474.");
            Graph.RequireVersion(server.Version, Options);
            await RunImplicitAsync(new CypherStatement("RETURN 1"), readOnly: true, either.Token).ConfigureAwait(false);
            return server;
        }
        catch (GraphConnectionLostException e)
        {
            throw Unreachable(e.Message, e);
        }
        catch (GraphException e) when (e.Code == GraphCodes.DatabaseUnavailable)
        {
            throw Unreachable($"database '{Options.Database}' is not available yet", e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unreachable($"no answer within {ConnectPatience.TotalSeconds:0} s", e);
        }
    }

    public Task<GraphTable> ReadAsync(CypherStatement statement, CancellationToken cancellationToken) =>
        _retry.RunAsync(_ => RunImplicitAsync(statement, readOnly: true, cancellationToken), afterLoss: true, cancellationToken);

    public Task<GraphTable> RunAloneAsync(CypherStatement statement, CancellationToken cancellationToken) =>
        _retry.RunAsync(_ => RunImplicitAsync(statement, readOnly: false, cancellationToken), afterLoss: false, cancellationToken);

    public async Task<T> WriteAsync<T>(Func<IGraphTransaction, Task<T>> work, TimeSpan? limit, CancellationToken cancellationToken)
    {
        var life = limit ?? Options.WriteLimit;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(life, TimeSpan.Zero, nameof(limit));
        return await _retry.RunAsync(async timedOut =>
        {
            await _writers.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return await WriteOnceAsync(work, life * (1 << timedOut), cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _writers.Release();
            }
        }, afterLoss: true, cancellationToken).ConfigureAwait(false);
    }

    public async Task<int> TerminateAsync(string run, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(run);
        var statement = TransportQueries.Terminate.For(EdgeSchema.Empty, new RunToEnd(run));
        var answer = await Client.SendAsync(HttpMethod.Post, "", new RequestBody(statement, "terminate"), null, cancellationToken).ConfigureAwait(false);
        return answer.Table.Rows.Count;
    }

    public ValueTask DisposeAsync()
    {
        Client.Dispose();
        return ValueTask.CompletedTask;
    }

    public string NextRun() => $"{Run}/{Interlocked.Increment(ref _statements.Value)}";

    /// <summary>
    /// Sends a statement. When the caller gives up, it is ended on the server as well, which would carry on; its answer is still waited
    /// for, and given to <paramref name="arrived"/>, so that a transaction that it opened can be rolled back.
    /// </summary>
    public async Task<TypedJson> SendAsync(string path, RequestBody body, string? affinity, Action<TypedJson>? arrived, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var abandon = new CancellationTokenSource();
        var sending = ReceiveAsync(path, body, affinity, arrived, abandon.Token);
        try
        {
            return await sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await EndAsync(body.Run, sending).ConfigureAwait(false);
            await abandon.CancelAsync().ConfigureAwait(false);
            await ((Task)sending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
        catch (GraphConnectionLostException)
        {
            // It may be running still, and hold locks that the next try would wait for.
            await EndAsync(body.Run, Task.CompletedTask).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<TypedJson> ReceiveAsync(string path, RequestBody body, string? affinity, Action<TypedJson>? arrived, CancellationToken abandon)
    {
        var answer = await Client.SendAsync(HttpMethod.Post, path, body, affinity, abandon).ConfigureAwait(false);
        arrived?.Invoke(answer);
        return answer;
    }

    /// <summary>Ends a statement, again until <paramref name="sending"/> has ended: it may have been on its way at first.</summary>
    private async Task EndAsync(string run, Task sending)
    {
        using var patience = new CancellationTokenSource(EndPatience, _time);
        try
        {
            do await TerminateAsync(run, patience.Token).ConfigureAwait(false);
            while (await Task.WhenAny(sending, Task.Delay(EndInterval, _time, patience.Token)).ConfigureAwait(false) != sending
                && !patience.IsCancellationRequested);
        }
        catch (Exception e) when (e is GraphException or GraphConnectionLostException or GraphUnavailableException or OperationCanceledException)
        {
            // The caller is leaving already; the server ends the transaction at its time limit.
        }
    }

    private async Task<T> WriteOnceAsync<T>(Func<IGraphTransaction, Task<T>> work, TimeSpan limit, CancellationToken cancellationToken)
    {
        var transaction = new QueryApiTransaction(this, limit, cancellationToken);
        await using (transaction.ConfigureAwait(false))
        {
            var result = await work(transaction).ConfigureAwait(false);
            await transaction.CommitAsync().ConfigureAwait(false);
            return result;
        }
    }

    private async Task<GraphTable> RunImplicitAsync(CypherStatement statement, bool readOnly, CancellationToken cancellationToken)
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

    private GraphUnavailableException Unreachable(string why, Exception e) =>
        new($"Neo4j at {Options.Address} cannot be reached ({why}): start it, or set NEO4J_URI.", e);
}
