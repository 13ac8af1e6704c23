using GraphQueries.Catalogue;
using GraphQueries.Transport;

namespace GraphQueries.Client;

/// <summary>An open transaction that asks the catalogue's queries.</summary>
public sealed class GraphTransaction(IGraphTransaction transaction, EdgeSchema schema)
{
    /// <summary>Runs a query for all types, or one that touches no edge.</summary>
    public async Task<IReadOnlyList<TRow>> RunAsync<TParameters, TRow>(CypherQuery<TParameters, TRow> query, TParameters parameters)
        where TParameters : notnull =>
        query.Rows(await transaction.RunAsync(query.For(schema, parameters)).ConfigureAwait(false));

    /// <summary>Runs a query about one edge type.</summary>
    public async Task<IReadOnlyList<TRow>> RunAsync<TParameters, TRow>(CypherQuery<TParameters, TRow> query, string edgeType,
        TParameters parameters) where TParameters : notnull =>
        query.Rows(await transaction.RunAsync(query.For(schema, edgeType, parameters)).ConfigureAwait(false));

    /// <summary>Runs a query about every one of these edge types at once.</summary>
    internal async Task<IReadOnlyList<TRow>> RunAsync<TParameters, TRow>(CypherQuery<TParameters, TRow> query,
        IReadOnlyList<string> edgeTypes, TParameters parameters) where TParameters : notnull =>
        query.Rows(await transaction.RunAsync(query.For(schema, edgeTypes, parameters)).ConfigureAwait(false));

    /// <summary>Runs a query about every one of these edge types at once. Where they are many, it reads all their edges.</summary>
    internal async Task<IReadOnlyList<TRow>> RunWholeAsync<TParameters, TRow>(CypherQuery<TParameters, TRow> query,
        IReadOnlyList<string> edgeTypes, TParameters parameters) where TParameters : notnull =>
        query.Rows(await transaction.RunAsync(query.ForWhole(schema, edgeTypes, [], parameters)).ConfigureAwait(false));
}
