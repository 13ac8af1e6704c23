using GraphQueries.Catalogue;
using GraphQueries.Language;
using Neo4j.Driver;

namespace GraphQueries.Transport.Driver;

/// <summary>Neo4j over Bolt, with its official driver.</summary>
internal sealed class DriverGraph : IGraph
{
    private readonly IDriver _driver;
    private readonly DriverLogin _login;
    private readonly TransactionExecutor _transactions;

    public DriverGraph(GraphOptions options, TimeProvider time, ServerLogin login)
        : this(options, time, new DriverLogin(options, login.Password)) { }

    private DriverGraph(GraphOptions options, TimeProvider time, DriverLogin login)
        : this(options, time, login, Open(options, login), new Bookmarks(), new TransactionExecutor(options, time)) { }

    private DriverGraph(GraphOptions options, TimeProvider time, DriverLogin login, IDriver driver, Bookmarks bookmarks,
        TransactionExecutor transactions)
    {
        (Options, Time, _login, _driver, Bookmarks, _transactions) = (options, time, login, driver, bookmarks, transactions);
        StatementTerminator = new StatementTerminator(this, time);
    }

    public TimeProvider Time { get; }

    public GraphOptions Options { get; }

    public Bookmarks Bookmarks { get; }

    public StatementTerminator StatementTerminator { get; }

    public string Run => Options.Run;

    public IGraph Under(string run) =>
        new DriverGraph(Options with { Run = run }, Time, _login, _driver, Bookmarks, _transactions);

    public Task<GraphServer> ConnectAsync(CancellationToken cancellationToken) =>
        FirstCall.ConnectAsync(Options, Time, DiscoverAsync, cancellationToken);

    public Task<QueryResult> ReadAsync(CypherStatement statement, CancellationToken cancellationToken) =>
        _transactions.ReadAsync(() => RunImplicitAsync(statement, AccessMode.Read, cancellationToken), cancellationToken);

    public Task<QueryResult> RunAutoCommitAsync(CypherStatement statement, CancellationToken cancellationToken) =>
        _transactions.RunAutoCommitAsync(() => RunImplicitAsync(statement, AccessMode.Write, cancellationToken), cancellationToken);

    public Task<T> WriteAsync<T>(Func<IGraphTransaction, Task<T>> work, TimeSpan? limit, CancellationToken cancellationToken) =>
        _transactions.WriteAsync(async (life, stop) =>
        {
            var transaction = new DriverTransaction(this, life, stop);
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
        var table = await RunOnceAsync(statement, "terminate", AccessMode.Write, []).WaitAsync(cancellationToken).ConfigureAwait(false);
        return table.Rows.Count;
    }

    public async ValueTask DisposeAsync()
    {
        await _driver.DisposeAsync().ConfigureAwait(false);
        _transactions.Dispose();
    }

    public string NextRun() => _transactions.Next(Run);

    public IAsyncSession Session(AccessMode access, IEnumerable<string> bookmarks) => _driver.AsyncSession(session => session
        .WithDatabase(Options.Database).WithDefaultAccessMode(access).WithBookmarks(Neo4j.Driver.Bookmarks.From(bookmarks)));

    private async Task<GraphServer> DiscoverAsync(CancellationToken cancellationToken)
    {
        try
        {
            var info = await _driver.GetServerInfoAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            var version = info.Agent.Split('/')[^1];
            FirstCall.RequireVersion(version, Options);
            var statement = new CypherStatement("CALL dbms.components() YIELD edition RETURN edition");
            var components = await RunImplicitAsync(statement, AccessMode.Read, cancellationToken).ConfigureAwait(false);
            return new GraphServer(version, (string)components.Rows[0][0]!);
        }
        catch (NotSupportedException e)
        {
            throw new GraphUnavailableException($"{Options.Address} answers, but not as Neo4j does over Bolt: "
                + "set NEO4J_URI to its Bolt address, such as bolt://localhost:7687.", e);
        }
        catch (Exception e) when (DriverErrors.Translate(e, Options) is { } error)
        {
            throw error;
        }
    }

    private async Task<QueryResult> RunImplicitAsync(CypherStatement statement, AccessMode access, CancellationToken cancellationToken)
    {
        var used = Bookmarks.Current;
        var run = NextRun();
        try
        {
            return await StatementTerminator.AwaitAsync(run, _ => GraphTelemetry.MeasureAsync(
                () => RunOnceAsync(statement, run, access, used)), cancellationToken).ConfigureAwait(false);
        }
        catch (GraphException e) when (e.IsBookmarkProblem)
        {
            Bookmarks.Forget(used);
            throw;
        }
    }

    private async Task<QueryResult> RunOnceAsync(CypherStatement statement, string run, AccessMode access, IReadOnlyCollection<string> used)
    {
        var query = DriverValues.Query(statement, run);
        var session = Session(access, used);
        await using (session.ConfigureAwait(false))
        {
            try
            {
                var cursor = await session.RunAsync(query).ConfigureAwait(false);
                var table = await DriverValues.ReadAsync(cursor).ConfigureAwait(false);
                Bookmarks.Replace(used, session.LastBookmarks?.Values ?? []);
                _login.Accepted();
                return table;
            }
            catch (Exception e) when (DriverErrors.Translate(e, Options) is { } error)
            {
                throw error;
            }
        }
    }

    private static IDriver Open(GraphOptions options, DriverLogin login) => GraphDatabase.Driver(options.Uri, login,
        // All rows of an answer are read at once.
        config => config.WithConnectionTimeout(TimeSpan.FromSeconds(10)).WithFetchSize(Config.Infinite).WithTelemetryDisabled());
}
