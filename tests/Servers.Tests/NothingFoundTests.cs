using System.Net;
using System.Net.Sockets;
using Shouldly;
using Xunit;

namespace Servers.Tests;

public sealed class NothingFoundTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FindAsync_SaysWhatToInstall_WhenNothingIsThere()
    {
        var error = await Should.ThrowAsync<ServerNotFoundException>(
            () => ServerPair.FindAsync(Bare(_ => null), cancellation: Cancellation));

        error.Message.ShouldContain("No Neo4j was found.");
        error.Message.ShouldContain("NEO4J_HOME is not set, and there is no ../shared/neo4j");
        error.Message.ShouldContain("openjdk-17-jre-headless");
        error.Message.ShouldContain("NEO4J_URI, NEO4J_USERNAME and NEO4J_PASSWORD");
        error.Message.ShouldContain("No PostgreSQL was found.");
        error.Message.ShouldContain("apt-get install postgresql");
        error.Message.ShouldContain("ConnectionStrings__Postgres");
    }

    [Theory]
    [InlineData("NEO4J_URI", "http://127.0.0.1:1")]
    [InlineData("NEO4J_URI", "bolt://127.0.0.1:1")]
    [InlineData("NEO4J_URI", "nonsense")]
    [InlineData("ConnectionStrings__Postgres", "Host=127.0.0.1;Port=1;Username=nobody")]
    [InlineData("ConnectionStrings__Postgres", "Nonsense=1")]
    public async Task FindAsync_NamesTheVariable_WhenWhatItNamesDoesNotServe(string variable, string value)
    {
        var error = await Should.ThrowAsync<ServerNotFoundException>(
            () => ServerPair.FindAsync(Bare(name => name == variable ? value : null), cancellation: Cancellation));

        error.Message.ShouldContain(variable);
        error.Message.ShouldContain(variable == "NEO4J_URI" ? "No PostgreSQL was found." : "No Neo4j was found.");
    }

    [Fact]
    public async Task FindAsync_PassesDockerBy_WhenTheEngineHangs()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();

        var docker = await DockerEngine.FindAsync(
            Bare(name => name == "DOCKER_HOST" ? $"tcp://{silent.LocalEndpoint}" : null), Cancellation);

        var error = await Should.ThrowAsync<ServerStartException>(() => docker.StartPostgresAsync(new(), _ => { }, Cancellation));
        error.Message.ShouldContain("no engine answers at tcp://127.0.0.1");
    }

    [Fact]
    public async Task FindAsync_GoesOnToWhatIsInstalled_WhenDockerAnswersButStartsNothing()
    {
        using var engine = new OneAnswerServer(path => path.Contains("_ping", StringComparison.Ordinal) ? "OK"u8.ToArray() : null);
        var options = new ServerOptions
        {
            Variable = name => name == "DOCKER_HOST" ? $"tcp://127.0.0.1:{engine.Port}" : Environment.GetEnvironmentVariable(name),
        };
        var docker = await DockerEngine.FindAsync(options, Cancellation);
        var search = new ServerSearch<PostgresServer>("PostgreSQL", "", options, _ => { });

        await search.TryAsync(ServerSources.Docker, "Docker",
            () => docker.StartPostgresAsync(options, _ => { }, Cancellation), Cancellation);
        Should.Throw<ServerNotFoundException>(() => search.Result).Message.ShouldContain("Docker: ");
        await search.TryAsync(ServerSources.Installed, "installed",
            () => new PostgresInstallation(options, _ => { }).StartAsync(Cancellation), Cancellation);

        await using var server = search.Result;
        server.Origin.ShouldEndWith("postgres");
    }

    [Fact]
    public async Task StartAsync_TakesOtherPorts_WhenTheFirstOnesAreTakenMeanwhile()
    {
        List<int> tried = [];

        var port = await FreePorts.StartAsync(1, ports =>
        {
            tried.Add(ports[0]);
            return tried.Count == 1
                ? throw new ServerStartException("could not bind IPv4 address \"127.0.0.1\": Address already in use")
                : Task.FromResult(ports[0]);
        });

        tried.Count.ShouldBe(2);
        port.ShouldBe(tried[1]);
    }

    /// <summary>Options under which nothing of this machine is seen.</summary>
    private static ServerOptions Bare(Func<string, string?> variable) => new()
    {
        Variable = name => variable(name) ?? (name == "DOCKER_HOST" ? "tcp://127.0.0.1:1" : null),
        SearchRoots = [],
        JavaRoots = [],
        PostgresRoots = [],
        CacheDirectory = "/nonexistent",
        EnvironmentTimeout = TimeSpan.FromSeconds(1),
    };
}
