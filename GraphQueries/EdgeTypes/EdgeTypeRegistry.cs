namespace GraphQueries.EdgeTypes;

/// <summary>Registers edge types with the constraint and indexes that each needs; none is ever unregistered.</summary>
public sealed class EdgeTypeRegistry(GraphClient graph, int maxEdgeTypes)
{
    private static readonly TimeSpan SchemaLimit = TimeSpan.FromMinutes(30);

    /// <summary>Reads the registered types into the client's schema.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var rows = await graph.ReadAsync(EdgeTypeQueries.List, NoParameters.Instance, cancellationToken).ConfigureAwait(false);
        graph.UseTypes(rows.Select(row => row.Name));
    }

    /// <summary>
    /// Makes the schema of types that are not registered yet, then registers them. Types beyond the limit, and names that cannot be
    /// types, are left out.
    /// </summary>
    /// <returns>The types left out, each with its reason.</returns>
    public async Task<IReadOnlyDictionary<string, string>> EnsureAsync(IEnumerable<string> types, CancellationToken cancellationToken)
    {
        var refused = new Dictionary<string, string>(StringComparer.Ordinal);
        var missing = types.Distinct(StringComparer.Ordinal).Except(graph.Schema.Types, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (missing.Count == 0) return refused;
        await LoadAsync(cancellationToken).ConfigureAwait(false);
        var made = new List<string>();
        foreach (var type in missing.Except(graph.Schema.Types, StringComparer.Ordinal))
        {
            if (Identifier.Refusal(type) is { } reason) refused[type] = $"the relation cannot be a relationship type: {reason}";
            else if (graph.Schema.Types.Count + made.Count >= maxEdgeTypes)
                refused[type] = $"the graph has {maxEdgeTypes} edge types already (Bridge__Graph__MaxEdgeTypes)";
            else
            {
                await CreateSchemaAsync(type, cancellationToken).ConfigureAwait(false);
                made.Add(type);
            }
        }
        if (made.Count == 0) return refused;
        await AwaitIndexesAsync(cancellationToken).ConfigureAwait(false);
        await graph.WriteAsync(EdgeTypeQueries.Register, new EdgeTypeNames(made), cancellationToken).ConfigureAwait(false);
        graph.UseTypes(graph.Schema.Types.Concat(made));
        return refused;
    }

    /// <summary>
    /// Makes the planner see what has been loaded: plans made while an index was empty would scan it.
    /// </summary>
    public async Task RefreshStatisticsAsync(CancellationToken cancellationToken) =>
        await graph.Graph.RunAloneAsync(new CypherStatement("CALL db.prepareForReplanning(60)"), cancellationToken).ConfigureAwait(false);

    /// <summary>Makes the constraint and indexes of one type; nothing happens to those that exist.</summary>
    /// <exception cref="GraphException">With <see cref="GraphCodes.ConstraintCreationFailed"/> when an edge id is doubled.</exception>
    public async Task CreateSchemaAsync(string type, CancellationToken cancellationToken)
    {
        foreach (var statement in CypherCatalogue.Default.Script("schema/edge-type"))
            await RunSchemaAsync(Renderer.Substitute(statement, type), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes the endpoints' key unique.</summary>
    public async Task CreateEndpointSchemaAsync(CancellationToken cancellationToken)
    {
        foreach (var statement in CypherCatalogue.Default.Script("schema/endpoints"))
            await RunSchemaAsync(Renderer.RenderEndpoints(statement, graph.Schema), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits until every index can be used.</summary>
    public async Task AwaitIndexesAsync(CancellationToken cancellationToken) =>
        await graph.Graph.RunAloneAsync(new CypherStatement("CALL db.awaitIndexes(1800)"), cancellationToken).ConfigureAwait(false);

    // Making a constraint reads all relationships of the type, which takes long on a large graph.
    private Task<GraphTable> RunSchemaAsync(string statement, CancellationToken cancellationToken) =>
        graph.Graph.WriteAsync(transaction => transaction.RunAsync(new CypherStatement(statement)), SchemaLimit, cancellationToken);
}
