using Dapper;
using GraphQueries.Client;
using GraphQueries.EdgeTypes;
using GraphQueries.Language;
using GraphQueries.Transport;
using GraphSync.Composition;
using GraphSync.Inbound;
using GraphSync.Leases;
using GraphSync.Migration;
using GraphSync.Operations;
using GraphSync.Outbound;
using GraphSync.Rescore;
using GraphSync.Postgres;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Support;

/// <summary>
/// A bridge on an empty graph and a fresh database of its own, both migrated: what most tests start from. Arranging and looking
/// go through plain Cypher and SQL, not through what is tested.
/// </summary>
public sealed class TestBridge : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly string _logs = Directory.CreateTempSubdirectory("logs-").FullName;

    private TestBridge(
        string postgres, IReadOnlyDictionary<string, string?> variables, TimeProvider time, Action<IServiceCollection>? configure)
    {
        (ConnectionString, Variables, Time) = (postgres, variables, time);
        _services = Services(configure);
    }

    /// <summary>The clock of every decision and stamp.</summary>
    public TimeProvider Time { get; }

    public string ConnectionString { get; }

    /// <summary>The environment in which a bridge process finds the same two databases.</summary>
    public IReadOnlyDictionary<string, string?> Variables { get; }

    public GraphClient Graph => Get<GraphClient>();

    public EdgeTypeRegistry Types => Get<EdgeTypeRegistry>();

    public NpgsqlDataSource Postgres => Get<NpgsqlDataSource>();

    /// <summary>What <c>model_rescore.log</c> holds.</summary>
    public string[] LogLines => File.Exists(LogFile) ? File.ReadAllLines(LogFile) : [];

    /// <summary>Where <c>model_rescore.log</c> stands.</summary>
    public string LogFile => Get<IOptions<LogOptions>>().Value.RescoreLog;

    /// <summary>A bridge on an empty graph and a database of its own. Without <paramref name="migrate"/> the database holds nothing, and
    /// the graph may be migrated.</summary>
    public static async Task<TestBridge> CreateAsync(ServersFixture servers, TimeProvider? time = null, bool migrate = true)
    {
        var isMigrated = await servers.WipeMigratedNeo4jAsync();
        if (!migrate) return await OpenAsync(servers, await servers.CreateDatabaseAsync(), time);
        var bridge = await OpenAsync(servers, await servers.CreateMigratedDatabaseAsync(), time);
        if (isMigrated) return bridge;
        await bridge.RunAsync(new MigrateRequest());
        await servers.RememberMigratedNeo4jAsync();
        return bridge;
    }

    /// <summary>A second bridge on the same databases, perhaps with a proxy before Neo4j.</summary>
    public static async Task<TestBridge> OpenAsync(ServersFixture servers, string postgres, TimeProvider? time = null, Uri? neo4jUri = null,
        Action<IServiceCollection>? configure = null)
    {
        var variables = (await servers.GetAsync()).Neo4j.Variables.ToDictionary(v => v.Key, string? (v) => v.Value);
        variables["ConnectionStrings__Postgres"] = postgres;
        if (neo4jUri is not null) variables["NEO4J_URI"] = neo4jUri.ToString();
        return new TestBridge(postgres, variables, time ?? TimeProvider.System, configure);
    }

    /// <summary>What the container holds.</summary>
    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Changes options for the rest of the test.</summary>
    public void Configure<TOptions>(Action<TOptions> change) where TOptions : class => change(Get<IOptions<TOptions>>().Value);

    /// <summary>Runs a job as everybody does.</summary>
    public Task<TReport> RunAsync<TReport>(OperationRequest<TReport> request, CancellationToken cancellationToken = default)
        where TReport : OperationReport => Get<OperationRunner>().RunAsync(request, cancellationToken);

    /// <summary>Carries into the graph what PostgreSQL tells.</summary>
    public Task<InboxReport> DrainAsync(CancellationToken cancellationToken = default) =>
        Get<InboxDrain>().RunAsync(OperationNeeds.DefaultSinceHours, cancellationToken);

    /// <summary>Carries into PostgreSQL what the graph tells.</summary>
    public Task<MirrorReport> MirrorAsync(CancellationToken cancellationToken = default) => Get<Mirror>().RunAsync(cancellationToken);

    /// <summary>Registers edge types.</summary>
    public async Task RegisterAsync(params string[] types) => await Types.EnsureAsync(types, default);

    /// <summary>Runs Cypher and gives the rows.</summary>
    public async Task<IReadOnlyList<object?[]>> CypherAsync(string text, params (string Name, object? Value)[] parameters) =>
        (await Graph.Graph.RunAutoCommitAsync(new CypherStatement(text, parameters.ToDictionary(p => p.Name, p => p.Value)), default)).Rows;

    /// <summary>Runs Cypher and gives its one value.</summary>
    public async Task<T> CypherValueAsync<T>(string text, params (string Name, object? Value)[] parameters) =>
        (T)(await CypherAsync(text, parameters))[0][0]!;

    /// <summary>Runs SQL.</summary>
    public async Task<int> SqlAsync(string text, object? parameters = null)
    {
        await using var connection = await Postgres.OpenConnectionAsync();
        return await connection.ExecuteAsync(text, parameters);
    }

    /// <summary>Runs SQL and gives the rows.</summary>
    public async Task<IReadOnlyList<T>> SqlRowsAsync<T>(string text, object? parameters = null)
    {
        await using var connection = await Postgres.OpenConnectionAsync();
        return (await connection.QueryAsync<T>(text, parameters)).AsList();
    }

    /// <summary>Runs SQL and gives its one value.</summary>
    public async Task<T> SqlValueAsync<T>(string text, object? parameters = null) => (await SqlRowsAsync<T>(text, parameters))[0];

    /// <summary>Has the server forget its plans, and make new ones by what the graph now holds: so that loading it is not measured.
    /// </summary>
    public Task ReplanAsync() => CypherAsync("CALL db.prepareForReplanning(60)");

    /// <summary>A model version, as its trainer would insert it.</summary>
    public async Task AddVersionAsync(
        string id, string modelId, int number, string? scorer = null, double? quality = null, string? parent = null)
    {
        await SqlAsync("INSERT INTO artifacts (id, artifact_type, quality_score) VALUES (@id, 'model', @quality) "
            + "ON CONFLICT (id) DO UPDATE SET quality_score = @quality", new { id, quality });
        await SqlAsync("INSERT INTO model_versions (artifact_id, model_id, version_number, scorer, parent_version_id) "
            + "VALUES (@id, @modelId, @number, @scorer, @parent)", new { id, modelId, number, scorer, parent });
    }

    /// <summary>A promotion, as it is detected; now unless told.</summary>
    public Task PromoteAsync(string id, string parent, string child, DateTimeOffset? detectedAt = null) => SqlAsync(
        "INSERT INTO world_model_improvements (id, event_type, target_artifact_id, detection_metadata, detected_at) "
        + "VALUES (@id, 'model_version_promoted', @child, jsonb_build_object('parent_artifact_id', @parent, 'child_artifact_id', @child), "
        + "coalesce(@at, now()))", new { id, parent, child, at = detectedAt?.UtcDateTime });

    /// <summary>Edges of one type, standing under a version, between two endpoints; ids are prefix + five digits.</summary>
    public async Task AddEdgesAsync(string type, string version, int count, string prefix = "e", double confidence = 0.5, int from = 0)
    {
        await RegisterAsync(type);
        await CypherAsync("MERGE (s:KgNode {id: 's'}) MERGE (t:KgNode {id: 't'}) WITH s, t UNWIND range($from, $from + $count - 1) AS i "
            + $"CREATE (s)-[r:{Identifier.Quote(type)}]->(t) SET r.edge_id = $prefix + right('0000' + toString(i), 5), "
            + "r.confidence = $confidence, r.source_artifact_id = $version, r.source_version = 1",
            ("count", count), ("from", from), ("prefix", prefix), ("confidence", confidence), ("version", version));
    }

    /// <summary>Does work while an edge is locked, so that whoever wants to write it waits.</summary>
    public async Task WhileLockedAsync(string edgeId, Func<Task> work)
    {
        var release = new TaskCompletionSource();
        var locked = new TaskCompletionSource();
        var blocker = Graph.Graph.WriteAsync(async transaction =>
        {
            await transaction.RunAsync(new CypherStatement("MATCH ()-[r {edge_id: $id}]->() SET r.edge_id = r.edge_id",
                new Dictionary<string, object?> { ["id"] = edgeId }));
            locked.TrySetResult();
            await release.Task;
            return 0;
        }, TimeSpan.FromMinutes(5), default);
        await Task.WhenAny(locked.Task, blocker);
        try
        {
            await work();
        }
        finally
        {
            release.SetResult();
            await Task.WhenAny(blocker);
        }
        await blocker;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Directory.Delete(_logs, recursive: true);
    }

    private ServiceProvider Services(Action<IServiceCollection>? configure)
    {
        var settings = Variables.ToDictionary(v => v.Key.Replace("__", ":", StringComparison.Ordinal), v => v.Value);
        settings["Bridge:Logs:Directory"] = _logs;
        var services = new ServiceCollection().AddSingleton(Time)
            .AddGraphProvenance(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        // Retries and leases wait in real time, whatever the test's clock says.
        services.AddSingleton(s =>
            GraphQueries.Client.Graph.Open(s.GetRequiredService<IOptions<GraphOptions>>().Value, TimeProvider.System));
        services.AddSingleton(new LeaseKeeper(new PostgresLogin(ConnectionString), TimeProvider.System, NullLogger.Instance));
        configure?.Invoke(services);
        return services.BuildServiceProvider();
    }
}
