using Npgsql;
using Servers;
using Support;
using Torture.Faults;

namespace Torture;

/// <summary>A Neo4j and a PostgreSQL that are this run's alone, each behind a proxy, so that they may be killed and cut off.</summary>
public sealed class Rig : IAsyncLifetime
{
    private readonly List<Task> _restarts = [];
    private ServerPair _servers = null!;

    internal TrapProxy Neo4j { get; private set; } = null!;

    internal TrapProxy Postgres { get; private set; } = null!;

    /// <summary>Starts both, whatever servers the environment names: those are not to be killed.</summary>
    public async ValueTask InitializeAsync()
    {
        _servers = await ServerPair.FindAsync(new ServerOptions
        {
            HeapMegabytes = 384,
            PageCacheMegabytes = 64,
            Variable = name => name is "NEO4J_URI" or "ConnectionStrings__Postgres" ? null : Environment.GetEnvironmentVariable(name),
        });
        var postgres = new NpgsqlConnectionStringBuilder(_servers.Postgres.ConnectionString);
        Neo4j = new TrapProxy(_servers.Neo4j.Uri.Host, _servers.Neo4j.Uri.Port);
        Postgres = new TrapProxy(postgres.Host!, postgres.Port);
    }

    /// <summary>An empty graph and a database of a seed's own.</summary>
    internal async Task<Databases> CreateDatabasesAsync()
    {
        var name = $"torture_{Guid.NewGuid():N}";
        using (var server = new Databases(_servers, new NpgsqlConnectionStringBuilder(_servers.Postgres.ConnectionString).Database!))
            await server.SqlAsync($"CREATE DATABASE {name}");
        var databases = new Databases(_servers, name);
        await databases.CypherAsync("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS");
        return databases;
    }

    /// <summary>The environment in which a bridge finds them through the proxies.</summary>
    internal Dictionary<string, string?> Variables(Databases databases)
    {
        var variables = _servers.Neo4j.Variables.ToDictionary(v => v.Key, string? (v) => v.Value);
        variables["NEO4J_URI"] = $"http://127.0.0.1:{Neo4j.Port}";
        var postgres = new NpgsqlConnectionStringBuilder(databases.Postgres) { Pooling = true, Host = "127.0.0.1", Port = Postgres.Port };
        variables["ConnectionStrings__Postgres"] = postgres.ConnectionString;
        return variables;
    }

    /// <summary>SIGKILL; it is started again at once, on the same data.</summary>
    internal async Task KillAsync(bool postgres)
    {
        Server server = postgres ? _servers.Postgres : _servers.Neo4j;
        var kill = server.KillAsync();
        lock (_restarts) _restarts.Add(RestartAsync());
        await kill;

        async Task RestartAsync()
        {
            await kill;
            await server.StartAsync();
        }
    }

    /// <summary>Waits until what was killed answers again.</summary>
    internal async Task WaitForRestartsAsync()
    {
        Task[] restarts;
        lock (_restarts)
        {
            restarts = [.. _restarts];
            _restarts.Clear();
        }
        await Task.WhenAll(restarts);
    }

    public async ValueTask DisposeAsync()
    {
        await Neo4j.DisposeAsync();
        await Postgres.DisposeAsync();
        await _servers.DisposeAsync();
    }
}
