using System.Collections.Concurrent;
using GraphQueries.Catalogue;
using GraphQueries.Client;
using GraphQueries.Language;
using GraphQueries.Transport;

namespace GraphQueries.EdgeTypes;

/// <summary>Registers edge types with the constraint and indexes that each needs; none is ever unregistered.</summary>
public sealed class EdgeTypeRegistry(GraphClient graph, int maxEdgeTypes)
{
    private const int TypesAtOnce = 4;

    /// <summary>Reads the registered types into the client's schema.</summary>
    public Task LoadAsync(CancellationToken cancellationToken) => graph.LoadTypesAsync(cancellationToken);

    /// <summary>
    /// Makes the schema of types that are not registered yet, then registers them. Types beyond the limit, names that cannot be types,
    /// and types in whose way an index or constraint of somebody else's stands, are left out.
    /// </summary>
    /// <returns>The types left out, each with its reason.</returns>
    public async Task<IReadOnlyDictionary<string, string>> EnsureAsync(IEnumerable<string> types, CancellationToken cancellationToken)
    {
        var missing = Missing(types);
        if (missing.Count == 0) return new Dictionary<string, string>(StringComparer.Ordinal);
        await LoadAsync(cancellationToken).ConfigureAwait(false);
        var refused = await RefusedAsync(missing, cancellationToken).ConfigureAwait(false);
        var wanted = Missing(missing).Except(refused.Keys, StringComparer.Ordinal).ToList();
        var inTheWay = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        await CreateSchemasAsync(wanted, inTheWay, cancellationToken).ConfigureAwait(false);
        foreach (var (type, reason) in inTheWay) refused[type] = reason;
        var made = wanted.Except(inTheWay.Keys, StringComparer.Ordinal).ToList();
        if (made.Count == 0) return refused;
        await AwaitIndexesAsync(cancellationToken).ConfigureAwait(false);
        await graph.WriteAsync(EdgeTypeQueries.Register, new RegisterParameters(made), cancellationToken).ConfigureAwait(false);
        graph.UseTypes(graph.Schema.Types.Union(made, StringComparer.Ordinal));
        return refused;
    }

    /// <summary>The types that <see cref="EnsureAsync"/> would leave out, each with its reason. It only reads.</summary>
    internal async Task<Dictionary<string, string>> RefusedAsync(IEnumerable<string> types, CancellationToken cancellationToken)
    {
        var refused = new Dictionary<string, string>(StringComparer.Ordinal);
        var present = await graph.ReadAsync(EdgeTypeQueries.Indexes, NoParameters.Instance, cancellationToken).ConfigureAwait(false);
        var room = maxEdgeTypes - graph.Schema.Types.Count;
        foreach (var type in Missing(types))
        {
            if (Refusal(type) is { } name) refused[type] = $"the relation cannot be a relationship type: {name}";
            else if (SchemaInTheWay.Refusal(ExpectedIndex.OfTypes(graph.Schema.With([type])), present) is { } inTheWay)
                refused[type] = inTheWay;
            else if (room-- <= 0) refused[type] = $"the graph has {maxEdgeTypes} edge types already (Bridge__Graph__MaxEdgeTypes)";
        }
        return refused;
    }

    /// <summary>What stands in the way of the endpoints' key, with the statement that drops it; null for nothing.</summary>
    internal async Task<string?> EndpointRefusalAsync(CancellationToken cancellationToken)
    {
        var present = await graph.ReadAsync(EdgeTypeQueries.Indexes, NoParameters.Instance, cancellationToken).ConfigureAwait(false);
        return SchemaInTheWay.Refusal([ExpectedIndex.OfEndpoints(graph.Schema)], present);
    }

    /// <summary>Those of the types that are not registered, as the client knows them, each once and in order.</summary>
    internal List<string> Missing(IEnumerable<string> types) => [.. types.Distinct(StringComparer.Ordinal)
        .Except(graph.Schema.Types, StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Types that are not registered and could be, whose relationships have edge ids; in the types' order. It reads all of
    /// such a type.</summary>
    internal async Task<IReadOnlyList<UnregisteredEdges>> UnregisteredAsync(CancellationToken cancellationToken)
    {
        var present = await graph.ReadAsync(EdgeTypeQueries.Present, NoParameters.Instance, cancellationToken).ConfigureAwait(false);
        List<string> others = [.. present.Select(type => type.Name).Except(graph.Schema.Types, StringComparer.Ordinal)];
        // A name outlives its last relationship.
        var sizes = others.Count == 0 ? null : await graph.TypeSizesAsync(cancellationToken).ConfigureAwait(false);
        List<UnregisteredEdges> found = [];
        foreach (var type in others)
        {
            if (Refusal(type) is not null || sizes?.GetValueOrDefault(type) == 0) continue;
            var edges = (await graph.ReadAsync(EdgeTypeQueries.Identified, type, NoParameters.Instance, cancellationToken)
                .ConfigureAwait(false))[0];
            if (edges.Edges > 0) found.Add(new(type, edges.Edges, edges.First));
        }
        return found;
    }

    /// <summary>Why a name cannot be a registered type; null when it can. Its name is a key, of the graph and of the mirror.</summary>
    internal static string? Refusal(string type) =>
        Identifier.Refusal(type) ?? (KeyLength.Refusal(type) is { } length ? $"it is {length}" : null);

    /// <summary>Makes the constraint and indexes of one type; nothing happens to those that exist.</summary>
    /// <exception cref="GraphException">With <see cref="GraphCodes.ConstraintCreationFailed"/> when two edges have the same id.</exception>
    public Task CreateSchemaAsync(string type, CancellationToken cancellationToken) =>
        RunScriptAsync("schema/edge-type", type, cancellationToken);

    /// <summary>Makes those of several types, a few types at once: Neo4j waits for its disk most of the time.</summary>
    /// <param name="types">Relationship types.</param>
    /// <param name="inTheWay">Takes the types in whose way another index or constraint stands, each with the server's reason; null: such a
    /// type ends the call.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal async Task CreateSchemasAsync(IEnumerable<string> types, ConcurrentDictionary<string, string>? inTheWay,
        CancellationToken cancellationToken)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = TypesAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(types, options, async (type, stop) =>
        {
            try
            {
                await CreateSchemaAsync(type, stop).ConfigureAwait(false);
            }
            catch (GraphException e) when (inTheWay is not null && e.Code is (GraphCodes.IndexExists or GraphCodes.ConstraintExists))
            {
                inTheWay[type] = e.Message;
            }
        }).ConfigureAwait(false);
    }

    /// <summary>Makes the endpoints' key unique.</summary>
    public Task CreateEndpointSchemaAsync(CancellationToken cancellationToken) =>
        RunScriptAsync("schema/endpoints", null, cancellationToken);

    /// <summary>Makes what ids of edges are locked by, whatever their types.</summary>
    internal Task CreateEdgeIdSchemaAsync(CancellationToken cancellationToken) =>
        RunScriptAsync("schema/edge-ids", null, cancellationToken);

    /// <summary>Makes sure that a migration is recorded once only, whoever else migrates at the same time.</summary>
    internal Task CreateMigrationSchemaAsync(CancellationToken cancellationToken) =>
        RunScriptAsync("schema/migrations", null, cancellationToken);

    /// <summary>Waits until every index can be used.</summary>
    public async Task AwaitIndexesAsync(CancellationToken cancellationToken) =>
        await graph.Graph.RunAutoCommitAsync(new CypherStatement("CALL db.awaitIndexes(1800)"), cancellationToken).ConfigureAwait(false);

    /// <summary>
    /// Makes a constraint or index that may exist already, in a transaction of the server's own: on a large graph it takes long, and an
    /// explicit transaction of a bridge that is killed meanwhile would hold the schema's lock for as long as it may live.
    /// </summary>
    internal async Task RunSchemaAsync(string statement, CancellationToken cancellationToken)
    {
        try
        {
            await graph.Graph.RunAutoCommitAsync(new CypherStatement(statement), cancellationToken).ConfigureAwait(false);
        }
        catch (GraphException e) when (e.Code == GraphCodes.EquivalentSchemaExists)
        {
            // IF NOT EXISTS looks before it makes: somebody else made it in between.
        }
    }

    private async Task RunScriptAsync(string script, string? type, CancellationToken cancellationToken)
    {
        foreach (var statement in CypherCatalogue.Default.Script(script))
        {
            var rendered = Renderer.RenderStatement($"cypher/{script}.cypher", statement, graph.Schema, type);
            await RunSchemaAsync(rendered, cancellationToken).ConfigureAwait(false);
        }
    }
}
