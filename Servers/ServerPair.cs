namespace Servers;

/// <summary>
/// The Neo4j and the PostgreSQL that the demo and the tests run on. Each is looked for on its own: what the
/// environment names, then Docker, then an installed one started as a child process, then (Neo4j) a download.
/// </summary>
public sealed class ServerPair : IAsyncDisposable
{
    private ServerPair(Neo4jServer neo4j, PostgresServer postgres) => (Neo4j, Postgres) = (neo4j, postgres);

    public Neo4jServer Neo4j { get; }

    public PostgresServer Postgres { get; }

    /// <summary>The environment variables that lead the bridge to both.</summary>
    public IReadOnlyDictionary<string, string> Variables =>
        Neo4j.Variables.Concat(Postgres.Variables).ToDictionary();

    /// <summary>Shell command that ends what was started here and removes its data; empty when nothing was.</summary>
    public string StopCommand =>
        string.Join("; ", new[] { Neo4j.StopCommand, Postgres.StopCommand }.OfType<string>());

    /// <summary>Finds or starts both, side by side.</summary>
    /// <exception cref="ServerNotFoundException">One of them, or both, can be neither found nor started.</exception>
    public static async Task<ServerPair> FindAsync(
        ServerOptions options, Action<string>? progress = null, CancellationToken cancellation = default)
    {
        progress ??= _ => { };
        var docker = await DockerEngine.FindAsync(options, cancellation);
        var neo4j = FindNeo4jAsync(options, docker, progress, cancellation);
        var postgres = FindPostgresAsync(options, docker, progress, cancellation);
        try
        {
            await Task.WhenAll(neo4j, postgres);
        }
        catch
        {
            await EndAsync(neo4j);
            await EndAsync(postgres);
            var failures = new[] { neo4j.Exception, postgres.Exception }
                .SelectMany(e => e?.InnerExceptions ?? []).OfType<ServerNotFoundException>().ToList();
            if (failures.Count < 2)
                throw;
            throw new ServerNotFoundException(string.Join('\n', failures.Select(e => e.Message)));
        }
        return new ServerPair(await neo4j, await postgres);
    }

    public async ValueTask DisposeAsync() =>
        await Task.WhenAll(Neo4j.DisposeAsync().AsTask(), Postgres.DisposeAsync().AsTask());

    private static async Task EndAsync<T>(Task<T> task) where T : Server
    {
        if (task.IsCompletedSuccessfully)
            await (await task).EndAsync();
    }

    private static async Task<Neo4jServer> FindNeo4jAsync(
        ServerOptions options, DockerEngine docker, Action<string> progress, CancellationToken cancellation)
    {
        var search = new ServerSearch<Neo4jServer>("Neo4j", Remedies.Neo4j, options, progress);
        if (options.Sources.HasFlag(ServerSources.Environment) && options["NEO4J_URI"] is not null)
            return await NamedServers.Neo4jAsync(options, cancellation);
        await search.TryAsync(ServerSources.Docker, "Docker",
            () => docker.StartNeo4jAsync(options, progress, cancellation), cancellation);
        var installation = new Neo4jInstallation(options, progress);
        await search.TryAsync(ServerSources.Installed, "installed",
            () => installation.StartAsync(installation.FindHome(), cancellation), cancellation);
        await search.TryAsync(ServerSources.Download, "download", async () =>
            await installation.StartAsync(await Neo4jDownload.GetAsync(options, progress, cancellation), cancellation), cancellation);
        return search.Result;
    }

    private static async Task<PostgresServer> FindPostgresAsync(
        ServerOptions options, DockerEngine docker, Action<string> progress, CancellationToken cancellation)
    {
        var search = new ServerSearch<PostgresServer>("PostgreSQL", Remedies.Postgres, options, progress);
        if (options.Sources.HasFlag(ServerSources.Environment) && options[NamedServers.PostgresVariable] is not null)
            return await NamedServers.PostgresAsync(options, cancellation);
        await search.TryAsync(ServerSources.Docker, "Docker",
            () => docker.StartPostgresAsync(options, progress, cancellation), cancellation);
        await search.TryAsync(ServerSources.Installed, "installed",
            () => new PostgresInstallation(options, progress).StartAsync(cancellation), cancellation);
        return search.Result;
    }
}
