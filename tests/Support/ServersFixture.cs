using System.Security.Cryptography;
using System.Text;
using GraphSync.Migration;
using GraphSync.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Servers;
using Xunit;

namespace Support;

/// <summary>
/// The servers of a test assembly: <c>[assembly: AssemblyFixture(typeof(ServersFixture))]</c>, then a constructor
/// parameter of this type. They start with the first test that asks, and end with the assembly. A test that finds
/// none fails.
/// </summary>
public sealed class ServersFixture : IAsyncLifetime
{
    // Held until the process ends.
    private static FileStream? _turn;

    private readonly Lazy<Task<ServerPair>> _servers;
    private readonly Lazy<Task<string>> _collation;
    private readonly Lazy<Task<string>> _migrated;
    private readonly List<string> _databases = [];
    private List<string>? _migratedGraph;

    public ServersFixture() : this(new ServerOptions { HeapMegabytes = 768, PageCacheMegabytes = 256, Neo4jSettings = ShortLived() }) { }

    private ServersFixture(ServerOptions options)
    {
        _servers = new(() => FindAsync(options));
        _collation = new(async () => (string)(await ExecuteAsync((await GetAsync()).Postgres, """
            select case when current_setting('server_version_num')::int >= 150000
                         and exists (select from pg_collation where collprovider = 'i')
                        then 'locale_provider icu icu_locale ''en-US''' else '' end
            """))!);
        _migrated = new(MigrateTemplateAsync);
    }

    /// <summary>Servers to measure on, whose Neo4j compiles itself as it does elsewhere.</summary>
    public static ServersFixture ToMeasure() => new(new ServerOptions { HeapMegabytes = 768, PageCacheMegabytes = 256 });

    /// <summary>Servers apart from the assembly's, whose Neo4j has little memory where it is started here.</summary>
    public static ServersFixture WithHeap(int megabytes) =>
        new(new ServerOptions { HeapMegabytes = megabytes, PageCacheMegabytes = 256, Neo4jSettings = ShortLived() });

    /// <summary>Servers apart from the assembly's, whose Neo4j has further settings. It is started here, whatever the environment
    /// names.</summary>
    public static ServersFixture WithSettings(params (string Name, string Value)[] settings) => new(new ServerOptions
    {
        HeapMegabytes = 384,
        PageCacheMegabytes = 64,
        Neo4jSettings = ShortLived(settings),
        Variable = name => name == "NEO4J_URI" ? null : Environment.GetEnvironmentVariable(name),
    });

    /// <summary>Servers apart from the assembly's, started here from what is installed, so that they can be stopped and set anew.</summary>
    public static ServersFixture Installed() => new(new ServerOptions
    {
        Sources = ServerSources.Installed | ServerSources.Download,
        HeapMegabytes = 384,
        PageCacheMegabytes = 64,
        Neo4jSettings = ShortLived(),
    });

    public Task<ServerPair> GetAsync() => _servers.Value;

    /// <summary>A server that lives for minutes spends more time on compiling its methods for the long run than it gains: that begins after
    /// ten times as many calls as usual.</summary>
    private static Dictionary<string, string> ShortLived(params IEnumerable<(string Name, string Value)> settings) =>
        settings.Append(("server.jvm.additional", "-XX:Tier4InvocationThreshold=50000 -XX:Tier4MinInvocationThreshold=6000 "
            + "-XX:Tier4CompileThreshold=150000 -XX:Tier4BackEdgeThreshold=400000"))
        .ToDictionary(setting => setting.Item1, setting => setting.Item2);

    /// <summary>A Neo4j that the environment names has one database, which the tests empty: one assembly at a time has it.</summary>
    private static async Task<ServerPair> FindAsync(ServerOptions options)
    {
        var pair = await ServerPair.FindAsync(options);
        if (pair.Neo4j.CanRestart) return pair;
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{pair.Neo4j.Uri}{pair.Neo4j.Database}")));
        while (_turn is null)
        {
            try
            {
                _turn = new FileStream(Path.Combine(Path.GetTempPath(), $"graphprovenance-tests-{name}"), FileMode.OpenOrCreate,
                    FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
            }
        }
        return pair;
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>The environment that leads a bridge to these servers, with a database of the test's own.</summary>
    public async Task<Dictionary<string, string?>> VariablesAsync(string database)
    {
        var variables = (await GetAsync()).Variables.ToDictionary(pair => pair.Key, string? (pair) => pair.Value);
        variables["ConnectionStrings__Postgres"] = database;
        return variables;
    }

    /// <summary>
    /// A fresh, empty database of its own for one test. Where the server can, it sorts text as people do, like most
    /// installations outside of tests, so that an order taken for ordinal does not go unnoticed.
    /// </summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync() => await CreateDatabaseAsync($"template0 {await _collation.Value}");

    /// <summary>A database as <see cref="CreateDatabaseAsync()"/> makes it, migrated: a copy of one that was migrated once.</summary>
    public async Task<string> CreateMigratedDatabaseAsync() => await CreateDatabaseAsync(await _migrated.Value);

    private async Task<string> CreateDatabaseAsync(string template)
    {
        var postgres = (await GetAsync()).Postgres;
        var name = $"test_{Guid.NewGuid():n}";
        await ExecuteAsync(postgres, $"create database {name} template {template}");
        lock (_databases)
            _databases.Add(name);
        return postgres.ConnectionStringFor(name);
    }

    private async Task<string> MigrateTemplateAsync()
    {
        var template = new NpgsqlConnectionStringBuilder(await CreateDatabaseAsync()) { Pooling = false };
        await using var postgres = NpgsqlDataSource.Create(template);
        await Migrator.RunAsync(postgres, NullLogger.Instance, default);
        return template.Database!;
    }

    /// <summary>Empties the graph: nodes and relationships, constraints and indexes.</summary>
    public async Task WipeNeo4jAsync() => await Neo4jWipe.RunAsync((await GetAsync()).Neo4j, schema: true);

    /// <summary>
    /// Empties the graph, but for the record of its migrations while their schema stands: to apply them anew would make schema, and that
    /// has the server forget every plan. Where a test has changed either, all of it goes.
    /// </summary>
    /// <returns>Whether the graph is migrated.</returns>
    public async Task<bool> WipeMigratedNeo4jAsync()
    {
        var neo4j = (await GetAsync()).Neo4j;
        var stands = _migratedGraph is not null && _migratedGraph.SequenceEqual(await Neo4jWipe.MigratedAsync(neo4j));
        await Neo4jWipe.RunAsync(neo4j, schema: !stands);
        return stands;
    }

    /// <summary>Remembers what the migrations have made.</summary>
    public async Task RememberMigratedNeo4jAsync() => _migratedGraph ??= await Neo4jWipe.MigratedAsync((await GetAsync()).Neo4j);

    public async ValueTask DisposeAsync()
    {
        if (!_servers.IsValueCreated || !_servers.Value.IsCompletedSuccessfully)
            return;
        var servers = await _servers.Value;
        // A server that was started here goes with all its databases.
        if (!servers.Postgres.CanRestart)
            foreach (var name in _databases)
                await ExecuteAsync(servers.Postgres, $"drop database if exists {name} with (force)");
        await servers.DisposeAsync();
    }

    private static async Task<object?> ExecuteAsync(PostgresServer postgres, string sql)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
