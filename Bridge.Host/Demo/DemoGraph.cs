using Dapper;
using GraphQueries.Client;
using GraphQueries.Language;
using GraphSync.Adopt;
using GraphSync.Ingest;
using GraphSync.Operations;
using GraphSync.Postgres;
using Npgsql;

namespace Bridge.Host.Demo;

/// <summary>Fills both databases as their keepers would have: a graph that exists, then models and their predictions.</summary>
internal sealed class DemoGraph(IServiceProvider services, CancellationToken cancellationToken)
{
    private const int BatchSize = 5_000;

    private readonly GraphClient _graph = services.GetRequiredService<GraphClient>();
    private readonly NpgsqlDataSource _postgres = services.GetRequiredService<NpgsqlDataSource>();
    private readonly OperationRunner _operations = services.GetRequiredService<OperationRunner>();
    private readonly TimeProvider _time = services.GetRequiredService<TimeProvider>();

    /// <exception cref="BadInputException">Somebody's data is there already.</exception>
    public async Task RequireEmptyAsync()
    {
        var nodes = await _graph.Graph.ReadAsync(new CypherStatement("MATCH (n) RETURN count(n) AS n"), cancellationToken);
        if ((long)nodes.Rows[0][0]! > 0)
        {
            throw new BadInputException("The Neo4j that NEO4J_URI names holds data: the demo needs an empty one, since it fills it. "
                + "Unset NEO4J_URI to let it start its own.");
        }
    }

    /// <exception cref="BadInputException">Somebody's data is there already.</exception>
    public async Task RequireEmptyTablesAsync()
    {
        await using var connection = await _postgres.OpenConnectionAsync(cancellationToken);
        if (await connection.ExecuteScalarAsync<bool>("SELECT EXISTS (SELECT FROM artifacts) OR EXISTS (SELECT FROM kg_edges)"))
        {
            throw new BadInputException("The PostgreSQL that ConnectionStrings__Postgres names holds data: "
                + "the demo needs an empty database. Unset it to let the demo start its own.");
        }
    }

    /// <summary>The Hetionet slice, with labels, keys and ids of its own.</summary>
    public async Task<(int Nodes, int Edges)> LoadExistingAsync()
    {
        await _graph.Graph.RunAutoCommitAsync(new CypherStatement(SampleData.Cypher("key")), cancellationToken);
        var nodes = await LoadAsync("nodes", "kg/nodes.tsv.gz", ("ids", "node_id"), ("kinds", "kind"), ("names", "name"));
        var edges = await LoadAsync("edges", "kg/edges.tsv.gz", ("ids", "edge_id"), ("types", "relation"), ("sources", "source_id"),
            ("targets", "target_id"), ("licenses", "license"));
        return (nodes, edges);
    }

    /// <summary>Takes the slice's twelve relation types in.</summary>
    public Task<AdoptReport> AdoptAsync() => _operations.RunAsync(new AdoptRequest
    {
        Types = [.. SampleData.Read("kg/edges.tsv.gz").Select(row => row["relation"]).Distinct(StringComparer.Ordinal)],
        EdgeIdProperty = "hetio_id",
        Labels = [new LabelKey("Hetionet", "identifier")],
    }, cancellationToken);

    /// <summary>Model versions and the people behind them.</summary>
    public async Task AddModelsAsync()
    {
        await using var connection = await _postgres.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(Script("cast.sql"), new { lrV2Scorer = SampleData.LrV2Scorer });
    }

    /// <summary>Predictions as model edges.</summary>
    public Task<IngestReport> AddPredictionsAsync() => _operations.RunAsync(new IngestRequest
    {
        Edges = SampleData.LrV1Predictions().Concat(SampleData.PriorPredictions()).ToAsyncEnumerable(),
        EdgeRefused = refused => throw new InvalidOperationException($"{refused.Row.EdgeId}: {refused.Reason}"),
    }, cancellationToken);

    public async Task PromoteAsync(string id, string parent, string child)
    {
        await using var connection = await _postgres.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(Script("promote.sql"), new { id, parent, child, detectedAt = _time.GetUtcNow().UtcDateTime });
    }

    /// <summary>Sends a sample file's columns to a statement, in batches.</summary>
    private async Task<int> LoadAsync(string statement, string file, params (string Parameter, string Column)[] columns)
    {
        var cypher = SampleData.Cypher(statement);
        var count = 0;
        foreach (var rows in SampleData.Read(file).Chunk(BatchSize))
        {
            var parameters = columns.ToDictionary(c => c.Parameter, object? (c) => Array.ConvertAll(rows, row => row[c.Column]));
            var load = new CypherStatement(cypher, parameters);
            await _graph.Graph.WriteAsync(transaction => transaction.RunAsync(load), null, cancellationToken);
            count += rows.Length;
        }
        return count;
    }

    private static string Script(string name)
    {
        using var reader = new StreamReader(typeof(DemoGraph).Assembly.GetManifestResourceStream($"demo/{name}")!);
        return reader.ReadToEnd();
    }
}
