using GraphSync.Postgres;
using Servers;

namespace GraphQueries.Tests.Transport;

/// <summary>What every adapter of <see cref="IGraph"/> does, on a real server. Each adapter's tests inherit all of it.</summary>
public abstract partial class GraphCompliance(ServersFixture servers) : IAsyncLifetime
{
    /// <summary>Keeps a server busy for longer than any test; ends at once when its transaction is terminated.</summary>
    protected const string Endless = "UNWIND range(1, 1000000000000) AS x WITH x WHERE x < 0 RETURN count(x) AS n";

    private readonly List<IGraph> _opened = [];

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected Neo4jServer Server { get; private set; } = null!;

    /// <summary>The graph under test.</summary>
    protected IGraph Graph { get; private set; } = null!;

    /// <summary>Another client of the same server, which looks from outside.</summary>
    protected IGraph Second { get; private set; } = null!;

    /// <summary>The server's address as this adapter wants it.</summary>
    protected abstract Uri Address { get; }

    /// <summary>Bytes that a request to commit holds, and no other request.</summary>
    protected abstract byte[] CommitRequest { get; }

    public async ValueTask InitializeAsync()
    {
        Server = (await servers.GetAsync()).Neo4j;
        await servers.WipeNeo4jAsync();
        Graph = Open();
        Second = Open();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var graph in _opened) await graph.DisposeAsync();
    }

    protected IGraph Open(Func<GraphOptions, GraphOptions>? change = null, TimeProvider? time = null)
    {
        var options = new GraphOptions { Uri = Address, Username = Server.User, Password = Server.Password, Database = Server.Database };
        var graph = GraphQueries.Client.Graph.Open(change?.Invoke(options) ?? options, time ?? TimeProvider.System);
        _opened.Add(graph);
        return graph;
    }

    /// <summary>A statement ends when it is told to, not by itself while a test waits.</summary>
    protected static GraphOptions Unlimited(GraphOptions options) => options with { WriteTimeout = TimeSpan.FromHours(1) };

    protected internal static CypherStatement Statement(string text, params (string Name, object? Value)[] parameters) =>
        new(text, parameters.ToDictionary(p => p.Name, p => p.Value));

    protected static async Task<object?> ValueAsync(IGraph graph, string text, params (string Name, object? Value)[] parameters) =>
        (await graph.ReadAsync(Statement(text, parameters), Cancellation)).Rows[0][0];

    protected static Task<QueryResult> WriteAsync(IGraph graph, string text, params (string Name, object? Value)[] parameters) =>
        graph.WriteAsync(transaction => transaction.RunAsync(Statement(text, parameters)), null, Cancellation);

    /// <summary>How many transactions of a run the server has; those that are being rolled back count.</summary>
    protected async Task<long> TransactionsAsync(string run)
    {
        var statement = Statement(
            "SHOW TRANSACTIONS YIELD parameters WHERE parameters.run STARTS WITH $of RETURN count(*) AS n", ("of", run));
        return (long)(await Second.ReadAsync(statement, Cancellation)).Rows[0][0]!;
    }

    /// <summary>Waits until the server has no transaction of a run, or has one.</summary>
    protected Task UntilTransactionsAsync(string run, bool any) => Until.TrueAsync(async () => await TransactionsAsync(run) > 0 == any,
        $"run {run} has {(any ? "a transaction" : "none")}", Cancellation);
}
