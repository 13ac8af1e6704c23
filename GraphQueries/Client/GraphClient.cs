using GraphQueries.Catalogue;
using GraphQueries.Transport;

namespace GraphQueries.Client;

/// <summary>
/// A graph and its registered edge types: asks the catalogue's queries and maps their rows. Safe for concurrent use.
/// </summary>
public sealed class GraphClient(IGraph graph, EdgeSchema endpoints) : IAsyncDisposable
{
    private volatile EdgeSchema _schema = endpoints;

    /// <summary>The port below.</summary>
    public IGraph Graph => graph;

    /// <summary>The registered types as last read; replaced by <see cref="UseTypes"/>.</summary>
    public EdgeSchema Schema => _schema;

    /// <summary>The same graph and types, its statements under another <c>$run</c>; not to be disposed of.</summary>
    public GraphClient Under(string run) => new(graph.Under(run), _schema);

    /// <summary>Speaks of these types from now on. Rendered texts are kept while the types stay the same.</summary>
    public void UseTypes(IEnumerable<string> types)
    {
        var next = _schema.With(types);
        if (!next.Types.SequenceEqual(_schema.Types)) _schema = next;
    }

    /// <summary>Asks a query for all types, or one that touches no edge.</summary>
    public async Task<IReadOnlyList<TRow>> ReadAsync<TParameters, TRow>(CypherQuery<TParameters, TRow> query, TParameters parameters,
        CancellationToken cancellationToken) where TParameters : notnull =>
        query.Rows(await graph.ReadAsync(query.For(_schema, parameters), cancellationToken).ConfigureAwait(false));

    /// <summary>Asks a query about one edge type.</summary>
    public async Task<IReadOnlyList<TRow>> ReadAsync<TParameters, TRow>(CypherQuery<TParameters, TRow> query, string edgeType,
        TParameters parameters, CancellationToken cancellationToken) where TParameters : notnull =>
        query.Rows(await graph.ReadAsync(query.For(_schema, edgeType, parameters), cancellationToken).ConfigureAwait(false));

    /// <summary>Asks a query about every one of these edge types at once.</summary>
    internal async Task<IReadOnlyList<TRow>> ReadAsync<TParameters, TRow>(CypherQuery<TParameters, TRow> query,
        IReadOnlyList<string> edgeTypes, TParameters parameters, CancellationToken cancellationToken) where TParameters : notnull =>
        query.Rows(await graph.ReadAsync(query.For(_schema, edgeTypes, parameters), cancellationToken).ConfigureAwait(false));

    /// <summary>Asks a query about every one of these edge types at once. Where they are many, it reads all their edges, so ask
    /// so about types that have few together, or what takes all edges to answer.</summary>
    internal Task<IReadOnlyList<TRow>> ReadWholeAsync<TParameters, TRow>(CypherQuery<TParameters, TRow> query,
        IReadOnlyList<string> edgeTypes, TParameters parameters, CancellationToken cancellationToken) where TParameters : notnull =>
        ReadWholeAsync(query, edgeTypes, [], parameters, cancellationToken);

    /// <summary>As <see cref="ReadWholeAsync{TParameters, TRow}(CypherQuery{TParameters, TRow}, IReadOnlyList{string}, TParameters,
    /// CancellationToken)"/>, and about others, which are sought in, each group of them in a branch of its own.</summary>
    internal async Task<IReadOnlyList<TRow>> ReadWholeAsync<TParameters, TRow>(CypherQuery<TParameters, TRow> query,
        IReadOnlyList<string> edgeTypes, IReadOnlyList<IReadOnlyList<string>> branches, TParameters parameters,
        CancellationToken cancellationToken) where TParameters : notnull
    {
        var schema = _schema;
        return query.Rows(await OrBySeeksAsync(schema, () => graph.ReadAsync(query.ForWhole(schema, edgeTypes, branches, parameters),
            cancellationToken)).ConfigureAwait(false));
    }

    /// <summary>Asks a query about every one of these edge types at once, each group of them in a branch of its own.</summary>
    internal async Task<IReadOnlyList<TRow>> ReadAsync<TParameters, TRow>(CypherQuery<TParameters, TRow> query,
        IReadOnlyList<IReadOnlyList<string>> branches, TParameters parameters, CancellationToken cancellationToken)
        where TParameters : notnull =>
        query.Rows(await graph.ReadAsync(query.For(_schema, branches, parameters), cancellationToken).ConfigureAwait(false));

    /// <summary>Runs one writing query in a transaction of its own; it may run again, so it must be idempotent by key.</summary>
    public Task<IReadOnlyList<TRow>> WriteAsync<TParameters, TRow>(CypherQuery<TParameters, TRow> query, TParameters parameters,
        CancellationToken cancellationToken) where TParameters : notnull =>
        WriteAsync(transaction => transaction.RunAsync(query, parameters), cancellationToken);

    /// <summary>Runs one writing query about one edge type in a transaction of its own; it may run again.</summary>
    public Task<IReadOnlyList<TRow>> WriteAsync<TParameters, TRow>(CypherQuery<TParameters, TRow> query, string edgeType,
        TParameters parameters, CancellationToken cancellationToken) where TParameters : notnull =>
        WriteAsync(transaction => transaction.RunAsync(query, edgeType, parameters), cancellationToken);

    /// <summary>Runs several queries in one transaction, again after transient errors.</summary>
    public Task<T> WriteAsync<T>(Func<GraphTransaction, Task<T>> work, CancellationToken cancellationToken) =>
        WriteAsync(work, null, cancellationToken);

    /// <summary>Runs several queries in one transaction that may take longer, or less long, than others.</summary>
    /// <param name="work">The queries; it may run again.</param>
    /// <param name="limit">How long the transaction may live on the server; null for <see cref="GraphOptions.WriteTimeout"/>.</param>
    /// <param name="cancellationToken">Ends it, also on the server.</param>
    public Task<T> WriteAsync<T>(Func<GraphTransaction, Task<T>> work, TimeSpan? limit, CancellationToken cancellationToken)
    {
        var schema = _schema;
        return OrBySeeksAsync(schema, () =>
            graph.WriteAsync(transaction => work(new GraphTransaction(transaction, schema)), limit, cancellationToken));
    }

    /// <summary>Does something again, seeking in each type, where the server cannot read many types by one scan: it needs the lookup index
    /// of relationship types for that, and one that is ordered, which not every store format has.</summary>
    private static async Task<T> OrBySeeksAsync<T>(EdgeSchema schema, Func<Task<T>> ask)
    {
        // Of several that ask at once, each asks again: another may have met the error before.
        var readsWhole = schema.ReadsWhole;
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (GraphException e) when (readsWhole && schema.HasReadWhole && e.Code == GraphCodes.ExecutionFailed)
        {
            schema.ReadsWhole = false;
            return await ask().ConfigureAwait(false);
        }
    }

    /// <summary>Runs several queries in one transaction and rolls it back: what they return is what a write would.</summary>
    public async Task<T> RollBackAsync<T>(Func<GraphTransaction, Task<T>> work, TimeSpan? limit, CancellationToken cancellationToken)
    {
        T? result = default;
        try
        {
            await WriteAsync<T>(async transaction =>
            {
                result = await work(transaction).ConfigureAwait(false);
                throw new RolledBackException();
            }, limit, cancellationToken).ConfigureAwait(false);
        }
        catch (RolledBackException)
        {
            // As planned: an exception is how a transaction is given up.
        }
        return result!;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => graph.DisposeAsync();

    private sealed class RolledBackException : Exception;
}
