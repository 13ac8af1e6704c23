using System.Net.Sockets;
using System.Security.Cryptography;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Containers;
using Npgsql;
using Testcontainers.PostgreSql;

namespace Servers;

/// <summary>A Docker engine, when one answers; servers are started in it through Testcontainers.</summary>
internal sealed class DockerEngine
{
    private const string Neo4jImage = "neo4j:5.26-community";
    private const string PostgresImage = "postgres:17.6";

    private readonly Uri? _endpoint;
    private readonly string _reason;

    private DockerEngine(Uri? endpoint, string reason) => (_endpoint, _reason) = (endpoint, reason);

    private Uri Endpoint => _endpoint ?? throw new ServerStartException(_reason);

    /// <summary>Asks DOCKER_HOST or the usual sockets whether an engine is there; never takes longer than its time limit.</summary>
    public static async Task<DockerEngine> FindAsync(ServerOptions options, CancellationToken cancellation)
    {
        if (!options.Sources.HasFlag(ServerSources.Docker))
            return new DockerEngine(null, "left out");
        var endpoints = Endpoints(options).ToList();
        foreach (var endpoint in endpoints)
            if (await AnswersAsync(endpoint, options, cancellation))
                return new DockerEngine(endpoint, "");
        return new DockerEngine(null, endpoints.Count == 0
            ? "DOCKER_HOST is not set and there is no engine's socket"
            : $"no engine answers at {string.Join(" or ", endpoints)}");
    }

    public async Task<Neo4jServer> StartNeo4jAsync(ServerOptions options, Action<string> progress, CancellationToken cancellation)
    {
        var password = RandomNumberGenerator.GetHexString(24, lowercase: true);
        return await FreePorts.StartAsync(2, async ports =>
        {
            var container = new ContainerBuilder(Neo4jImage)
                .WithDockerEndpoint(Endpoint)
                .WithCleanUp(!options.Keep)
                .WithEnvironment("NEO4J_AUTH", $"neo4j/{password}")
                .WithEnvironment("NEO4J_server_memory_heap_initial__size", $"{options.HeapMegabytes}m")
                .WithEnvironment("NEO4J_server_memory_heap_max__size", $"{options.HeapMegabytes}m")
                .WithEnvironment("NEO4J_server_memory_pagecache_size", $"{options.PageCacheMegabytes}m")
                .WithEnvironment(options.Neo4jSettings.ToDictionary(
                    setting => $"NEO4J_{setting.Key.Replace("_", "__").Replace('.', '_')}", setting => setting.Value))
                // Fixed ports: a mapping that Docker chooses changes with a restart.
                .WithPortBinding(ports[0], 7474)
                .WithPortBinding(ports[1], 7687)
                .Build();
            progress($"Neo4j: starting {Neo4jImage} in Docker");
            return await StartAsync(container, process => new Neo4jServer(process, options)
            {
                Origin = $"Docker image {Neo4jImage}",
                Uri = new Uri($"http://{container.Hostname}:{ports[0]}"),
                BoltUri = new Uri($"bolt://{container.Hostname}:{ports[1]}"),
                Password = password,
            }, cancellation);
        });
    }

    public async Task<PostgresServer> StartPostgresAsync(ServerOptions options, Action<string> progress, CancellationToken cancellation)
    {
        return await FreePorts.StartAsync(1, async ports =>
        {
            var container = new PostgreSqlBuilder(PostgresImage)
                .WithDockerEndpoint(Endpoint)
                .WithCleanUp(!options.Keep)
                .WithDatabase(PostgresServer.DefaultDatabase)
                .WithPassword(RandomNumberGenerator.GetHexString(24, lowercase: true))
                .WithPortBinding(ports[0], PostgreSqlBuilder.PostgreSqlPort)
                .WithCommand([.. PostgresServer.Arguments])
                .Build();
            progress($"PostgreSQL: starting {PostgresImage} in Docker");
            return await StartAsync(container, process => new PostgresServer(process, options)
            {
                Origin = $"Docker image {PostgresImage}",
                ConnectionString = new NpgsqlConnectionStringBuilder(container.GetConnectionString()).ConnectionString,
            }, cancellation);
        });
    }

    private async Task<T> StartAsync<T>(
        IContainer container, Func<IServerProcess, T> describe, CancellationToken cancellation) where T : Server
    {
        try
        {
            var process = new ContainerServer(container, Endpoint);
            await process.StartAsync(cancellation);
            var server = describe(process);
            await server.WaitAsync(cancellation);
            return server;
        }
        catch (Exception e)
        {
            await container.DisposeAsync();
            if (e.Message.Contains("port is already allocated", StringComparison.Ordinal))
                throw new ServerStartException($"Address already in use: {e.Message}");
            throw;
        }
    }

    private static IEnumerable<Uri> Endpoints(ServerOptions options)
    {
        if (options["DOCKER_HOST"] is { } named)
            return Uri.TryCreate(named, UriKind.Absolute, out var uri) ? [uri] : [];
        if (OperatingSystem.IsWindows())
            return File.Exists(@"\\.\pipe\docker_engine") ? [new Uri("npipe://./pipe/docker_engine")] : [];
        string?[] sockets =
        [
            "/var/run/docker.sock",
            options["XDG_RUNTIME_DIR"] is { } runtime ? Path.Combine(runtime, "docker.sock") : null,
            .. options["HOME"] is { } home
                ? (string[])[Path.Combine(home, ".docker/run/docker.sock"), Path.Combine(home, ".docker/desktop/docker.sock")]
                : [],
        ];
        return sockets.OfType<string>().Where(File.Exists).Select(path => new Uri($"unix://{path}"));
    }

    /// <summary>One ping, by hand: Testcontainers' own search takes seconds when there is no engine.</summary>
    private static async Task<bool> AnswersAsync(Uri endpoint, ServerOptions options, CancellationToken cancellation)
    {
        if (endpoint.Scheme == "npipe")
            return true;
        using var handler = new SocketsHttpHandler { UseProxy = false, ConnectCallback = (_, token) => ConnectAsync(endpoint, token) };
        using var http = new HttpClient(handler);
        using var limit = new CancellationTokenSource(options.DockerTimeout, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            using var reply = await http.GetAsync(new Uri("http://docker/_ping"), either.Token);
            return reply.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    private static async ValueTask<Stream> ConnectAsync(Uri endpoint, CancellationToken cancellation)
    {
        var unix = endpoint.Scheme == "unix";
        var socket = unix
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await (unix
                ? socket.ConnectAsync(new UnixDomainSocketEndPoint(endpoint.AbsolutePath), cancellation)
                : socket.ConnectAsync(endpoint.Host, endpoint.Port > 0 ? endpoint.Port : 2375, cancellation));
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
