using Dapper;
using GraphQueries.EdgeTypes;
using GraphQueries.Migrations;
using GraphQueries.Transport;
using GraphSync;
using GraphSync.Leases;
using GraphSync.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Support;

/// <summary>
/// A bridge on an empty graph and a fresh database of its own, both migrated: what most tests start from. Arranging and looking
/// go through plain Cypher and SQL, not through what is tested.
/// </summary>
public sealed class TestBridge : IAsyncDisposable
{
    private TestBridge(BridgeContext context, string postgres, IReadOnlyDictionary<string, string> variables) =>
        (Context, ConnectionString, Variables) = (context, postgres, variables);

    public BridgeContext Context { get; }

    public string ConnectionString { get; }

    /// <summary>The environment in which a bridge process finds the same two databases.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; }

    public static async Task<TestBridge> CreateAsync(ServersFixture servers, TimeProvider? time = null, int maxEdgeTypes = 200, bool migrate = true)
    {
        await servers.WipeNeo4jAsync();
        var postgres = await servers.CreateDatabaseAsync();
        var bridge = await OpenAsync(servers, postgres, time, maxEdgeTypes);
        if (migrate) await bridge.MigrateAsync();
        return bridge;
    }

    /// <summary>A second bridge on the same databases, perhaps with a proxy before Neo4j.</summary>
    public static async Task<TestBridge> OpenAsync(ServersFixture servers, string postgres, TimeProvider? time = null, int maxEdgeTypes = 200, Uri? neo4jUri = null)
    {
        var neo4j = (await servers.GetAsync()).Neo4j;
        time ??= TimeProvider.System;
        // Retries wait in real time, whatever the test's clock says.
        var graph = new GraphClient(Graph.Open(new GraphOptions
        {
            Uri = neo4jUri ?? neo4j.Uri,
            Username = neo4j.User,
            Password = neo4j.Password,
            Database = neo4j.Database,
        }, TimeProvider.System), new EdgeSchema([]));
        var types = new EdgeTypeRegistry(graph, maxEdgeTypes);
        await types.LoadAsync(default);
        var variables = new Dictionary<string, string>(neo4j.Variables) { ["ConnectionStrings__Postgres"] = postgres };
        return new TestBridge(new BridgeContext
        {
            Graph = graph,
            Types = types,
            Postgres = PostgresConnection.Create(postgres),
            Leases = new LeaseKeeper(postgres, TimeProvider.System, NullLogger.Instance),
            Time = time,
            Loggers = NullLoggerFactory.Instance,
        }, postgres, variables);
    }

    public async Task MigrateAsync()
    {
        await Migrator.RunAsync(Context.Postgres, NullLogger.Instance, default);
        await new GraphMigrator(Context.Graph, Context.Types, Context.Time).RunAsync(default);
    }

    /// <summary>Registers edge types.</summary>
    public Task RegisterAsync(params string[] types) => Context.Types.EnsureAsync(types, default);

    /// <summary>Runs Cypher and gives the rows.</summary>
    public async Task<IReadOnlyList<object?[]>> CypherAsync(string text, params (string Name, object? Value)[] parameters) =>
        (await Context.Graph.Graph.RunAutoCommitAsync(new CypherStatement(text, parameters.ToDictionary(p => p.Name, p => p.Value)), default)).Rows;

    /// <summary>Runs Cypher and gives its one value.</summary>
    public async Task<T> CypherValueAsync<T>(string text, params (string Name, object? Value)[] parameters) =>
        (T)(await CypherAsync(text, parameters))[0][0]!;

    /// <summary>Runs SQL.</summary>
    public async Task<int> SqlAsync(string text, object? parameters = null)
    {
        await using var connection = await Context.Postgres.OpenConnectionAsync();
        return await connection.ExecuteAsync(text, parameters);
    }

    /// <summary>Runs SQL and gives the rows.</summary>
    public async Task<IReadOnlyList<T>> SqlRowsAsync<T>(string text, object? parameters = null)
    {
        await using var connection = await Context.Postgres.OpenConnectionAsync();
        return (await connection.QueryAsync<T>(text, parameters)).AsList();
    }

    /// <summary>Runs SQL and gives its one value.</summary>
    public async Task<T> SqlValueAsync<T>(string text, object? parameters = null) => (await SqlRowsAsync<T>(text, parameters))[0];

    /// <summary>A model version, as its trainer would insert it.</summary>
    public async Task AddVersionAsync(string id, string modelId, int number, string? scorer = null, double? quality = null, string? parent = null)
    {
        await SqlAsync("INSERT INTO artifacts (id, artifact_type, quality_score) VALUES (@id, 'model', @quality) ON CONFLICT (id) DO UPDATE SET quality_score = @quality", new { id, quality });
        await SqlAsync("INSERT INTO model_versions (artifact_id, model_id, version_number, scorer, parent_version_id) VALUES (@id, @modelId, @number, @scorer, @parent)",
            new { id, modelId, number, scorer, parent });
    }

    /// <summary>A promotion, as it is detected; now unless told.</summary>
    public Task PromoteAsync(string id, string parent, string child, DateTimeOffset? detectedAt = null) => SqlAsync(
        "INSERT INTO world_model_improvements (id, event_type, target_artifact_id, detection_metadata, detected_at) VALUES (@id, 'model_version_promoted', @child, jsonb_build_object('parent_artifact_id', @parent, 'child_artifact_id', @child), coalesce(@at, now()))",
        new { id, parent, child, at = detectedAt?.UtcDateTime });

    /// <summary>Edges of one type, standing under a version, between two endpoints; ids are prefix + five digits.</summary>
    public async Task AddEdgesAsync(string type, string version, int count, string prefix = "e", double confidence = 0.5, int from = 0)
    {
        await RegisterAsync(type);
        await CypherAsync("MERGE (s:KgNode {id: 's'}) MERGE (t:KgNode {id: 't'}) WITH s, t UNWIND range($from, $from + $count - 1) AS i " +
            $"CREATE (s)-[r:{Identifier.Quote(type)}]->(t) SET r.edge_id = $prefix + right('0000' + toString(i), 5), r.confidence = $confidence, r.source_artifact_id = $version, r.source_version = 1",
            ("count", count), ("from", from), ("prefix", prefix), ("confidence", confidence), ("version", version));
    }

    public async ValueTask DisposeAsync()
    {
        await Context.Graph.DisposeAsync();
        await Context.Postgres.DisposeAsync();
    }
}
