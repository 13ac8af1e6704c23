using Support;

namespace Hostile.Takeover;

/// <summary>Servers that can be stopped and set anew: the assembly's where they were started here from what is installed.</summary>
public sealed class RestartableServers(ServersFixture assembly) : IAsyncLifetime
{
    public ServersFixture Servers { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var pair = await assembly.GetAsync();
        Servers = pair.Postgres.CanRestart && Directory.Exists(pair.Neo4j.Origin) ? assembly : ServersFixture.Installed();
    }

    public async ValueTask DisposeAsync()
    {
        if (Servers != assembly) await Servers.DisposeAsync();
    }

    /// <summary>Kills Neo4j and starts it again; what the kill has left unfinished is done when this returns.</summary>
    public async Task KillNeo4jAsync(TestBridge bridge, CancellationToken cancellation)
    {
        var neo4j = (await Servers.GetAsync()).Neo4j;
        await neo4j.KillAsync(cancellation);
        await neo4j.StartAsync(cancellation);
        await bridge.CypherAsync("CALL db.awaitIndexes(300)");
    }

    /// <summary>Stops Neo4j, sets something, and starts it.</summary>
    public async Task RestartNeo4jAsync(TestBridge bridge, string setting, string value, CancellationToken cancellation)
    {
        var logs = await bridge.CypherValueAsync<string>(
            "SHOW SETTINGS YIELD name, value WHERE name = 'server.directories.logs' RETURN value");
        var file = Path.Combine(Path.GetDirectoryName(logs)!, "neo4j.conf");
        var others = (await File.ReadAllLinesAsync(file, cancellation)).Where(line => !line.StartsWith(setting, StringComparison.Ordinal));
        await File.WriteAllLinesAsync(file, [.. others, $"{setting}={value}"], cancellation);
        var neo4j = (await Servers.GetAsync()).Neo4j;
        await neo4j.StopAsync(cancellation);
        await neo4j.StartAsync(cancellation);
    }
}
