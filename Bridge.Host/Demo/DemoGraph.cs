using Dapper;
using GraphQueries.Catalogue;
using GraphQueries.Demo;
using GraphQueries.Transport;
using GraphSync.Adopt;
using GraphSync.Inbound;
using GraphSync.Ingest;
using GraphSync.Outbound;

namespace Bridge.Host.Demo;

/// <summary>Fills both databases as their keepers would have: a graph that exists, then models and their predictions.</summary>
internal sealed class DemoGraph(BridgeContext bridge, CancellationToken cancellationToken)
{
    private const int BatchSize = 5_000;

    /// <exception cref="BadInputException">Somebody's data is there already.</exception>
    public async Task RequireEmptyAsync()
    {
        var nodes = await bridge.Graph.Graph.ReadAsync(new CypherStatement("MATCH (n) RETURN count(n) AS n"), cancellationToken);
        if ((long)nodes.Rows[0][0]! > 0)
            throw new BadInputException("The Neo4j that NEO4J_URI names holds data: the demo wants an empty one, since it fills it. Unset NEO4J_URI to let it start its own.");
    }

    public async Task RequireEmptyTablesAsync()
    {
        await using var connection = await bridge.Postgres.OpenConnectionAsync(cancellationToken);
        if (await connection.ExecuteScalarAsync<bool>("SELECT EXISTS (SELECT FROM artifacts) OR EXISTS (SELECT FROM kg_edges)"))
            throw new BadInputException("The PostgreSQL that ConnectionStrings__Postgres names holds data: the demo wants an empty database. Unset it to let the demo start its own.");
    }

    /// <summary>The Hetionet slice, with labels, keys and ids of its own.</summary>
    public async Task<(int Nodes, int Edges)> LoadExistingAsync()
    {
        foreach (var statement in CypherCatalogue.Default.Script("schema/demo")) await bridge.Graph.Graph.RunAutoCommitAsync(new CypherStatement(statement), cancellationToken);
        var nodes = 0;
        foreach (var rows in SampleData.Read("kg/nodes.tsv.gz").Chunk(BatchSize))
        {
            await bridge.Graph.WriteAsync(DemoQueries.Nodes, new ExistingNodes(Column(rows, "node_id"), Column(rows, "kind"), Column(rows, "name")), cancellationToken);
            nodes += rows.Length;
        }
        var edges = 0;
        foreach (var type in SampleData.Read("kg/edges.tsv.gz").GroupBy(row => row["relation"], StringComparer.Ordinal))
        {
            foreach (var rows in type.Chunk(BatchSize))
            {
                await bridge.Graph.WriteAsync(DemoQueries.Edges, type.Key, new ExistingEdges(
                    Column(rows, "edge_id"), Column(rows, "source_id"), Column(rows, "target_id"), Column(rows, "license")), cancellationToken);
                edges += rows.Length;
            }
        }
        return (nodes, edges);
    }

    /// <summary>Takes the slice's twelve relation types in.</summary>
    public Task<AdoptReport> AdoptAsync() => new Adoption(bridge).RunAsync(new AdoptRequest
    {
        Types = [.. SampleData.Read("kg/edges.tsv.gz").Select(row => row["relation"]).Distinct(StringComparer.Ordinal)],
        EdgeIdProperty = "hetio_id",
        Labels = [new LabelKey("Hetionet", "identifier")],
    }, cancellationToken);

    /// <summary>Model versions and the people behind them.</summary>
    public async Task AddModelsAsync()
    {
        await using var connection = await bridge.Postgres.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(Script("cast.sql"), new { lrV2Scorer = SampleData.LrV2Scorer });
        await new InboxDrain(bridge).RunAsync(cancellationToken);
    }

    /// <summary>Predictions as model edges, then both ways in step.</summary>
    public async Task<IngestResult> AddPredictionsAsync()
    {
        var result = await new EdgeIngest(bridge).RunAsync(SampleData.LrV1Predictions().Concat(SampleData.PriorPredictions()).ToAsyncEnumerable(),
            refused => throw new InvalidOperationException($"{refused.Row.EdgeId}: {refused.Reason}"), null, cancellationToken);
        await new Mirror(bridge).RunAsync(cancellationToken);
        return result;
    }

    public async Task PromoteAsync(string id, string parent, string child)
    {
        await using var connection = await bridge.Postgres.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(Script("promote.sql"), new { id, parent, child, detectedAt = bridge.Time.GetUtcNow().UtcDateTime });
    }

    private static string[] Column(TsvRow[] rows, string name) => Array.ConvertAll(rows, row => row[name]);

    private static string Script(string name)
    {
        using var reader = new StreamReader(typeof(DemoGraph).Assembly.GetManifestResourceStream($"demo/{name}")!);
        return reader.ReadToEnd();
    }
}
