using GraphQueries.Language;
using GraphQueries.Transport;
using GraphSync.Composition;
using GraphSync.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Support;

namespace Hostile.Takeover;

/// <summary>
/// All jobs are in the middle of their work when a database fails: it costs time only. Once it is over, each runs again, as its schedule
/// or its user would have it, and all has come to what an undisturbed run comes to.
/// </summary>
public sealed class OutageTests(RestartableServers servers) : BridgeTest(servers.Servers), IClassFixture<RestartableServers>
{
    private const int MostTries = 20;
    private static IReadOnlyList<string>? _undisturbed;

    private readonly Dictionary<string, Task> _running = [];

    [Fact]
    public async Task Jobs_LoseNothing_WhenPostgresRestarts()
    {
        var postgres = (await Servers.GetAsync()).Postgres;
        await DisturbAsync(async () =>
        {
            await postgres.StopAsync(Cancellation);
            await postgres.StartAsync(Cancellation);
            Bridge.Postgres.Clear();
        }, () => Task.CompletedTask);
    }

    [Fact]
    public Task Jobs_LoseNothing_WhenPostgresHasNoConnectionLeft() =>
        DisturbAsync(() => ChangeAsync("CONNECTION LIMIT 0"), () => ChangeAsync("CONNECTION LIMIT -1"));

    [Fact]
    public Task Jobs_LoseNothing_WhenPostgresRefusesWrites() =>
        DisturbAsync(() => ChangeAsync("SET default_transaction_read_only = on"), () => ChangeAsync("RESET default_transaction_read_only"));

    [Fact]
    public Task Jobs_LoseNothing_WhenPostgresTimesStatementsOut() =>
        DisturbAsync(() => ChangeAsync("SET statement_timeout = '1ms'"), () => ChangeAsync("RESET statement_timeout"));

    [Fact]
    public Task Jobs_LoseNothing_WhenNeo4jIsKilledAndComesBackReadOnly() => DisturbAsync(async () =>
    {
        // A database that is read-only does not start while an index is to be built anew, which a kill may leave behind.
        await servers.KillNeo4jAsync(Bridge, Cancellation);
        await SetReadOnlyAsync(true);
    }, () => SetReadOnlyAsync(false));

    [Fact]
    public async Task Jobs_LoseNothing_WhenNeo4jTakesNoConnection()
    {
        await using var neo4j = new FlakyProxy((await Servers.GetAsync()).Neo4j.Uri);
        await DisturbAsync(() =>
        {
            neo4j.Refuse = true;
            neo4j.Cut();
            return Task.CompletedTask;
        }, () => Task.FromResult(neo4j.Refuse = false), neo4j.HttpUri);
    }

    [Fact]
    public Task Jobs_LoseNothing_WhenNeo4jTimesStatementsOut() =>
        DisturbAsync(() => Task.WhenAny(_running.Values), () => Task.CompletedTask, writeTimeout: TimeSpan.FromSeconds(1));

    private Task SetReadOnlyAsync(bool isReadOnly) =>
        servers.RestartNeo4jAsync(Bridge, "server.databases.default_to_read_only", isReadOnly ? "true" : "false", Cancellation);

    /// <summary>Changes what a new session of the bridge's role may do, and ends those that there are.</summary>
    private async Task ChangeAsync(string change)
    {
        await Bridge.SqlAsync($"ALTER ROLE {Role} {change}");
        await Bridge.SqlAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{Role}'");
    }

    // Superusers have no limits.
    private string Role { get; } = $"takeover_{Guid.NewGuid():N}";

    public override async ValueTask InitializeAsync()
    {
        _undisturbed ??= await UndisturbedAsync();
        await base.InitializeAsync();
        await Bridge.SqlAsync($"CREATE ROLE {Role} LOGIN PASSWORD 'secret'; GRANT USAGE ON SCHEMA public TO {Role}; "
            + $"GRANT ALL ON ALL TABLES IN SCHEMA public TO {Role}; GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {Role}; "
            + $"GRANT TEMPORARY ON DATABASE {new NpgsqlConnectionStringBuilder(Bridge.ConnectionString).Database} TO {Role}");
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Bridge.SqlAsync($"DROP OWNED BY {Role}; DROP ROLE {Role}");
        await base.DisposeAsync();
    }

    private async Task<IReadOnlyList<string>> UndisturbedAsync()
    {
        await using var bridge = await TestBridge.CreateAsync(Servers);
        await JobWorld.ArrangeAsync(bridge);
        foreach (var job in JobWorld.Jobs) await JobWorld.RunAsync(bridge, job, Cancellation);
        return await BridgeState.ReadAsync(bridge);
    }

    /// <summary>A bridge that gives up as soon as its transaction is ended.</summary>
    private Task<TestBridge> OpenAsync(Uri? neo4j, TimeSpan? writeTimeout)
    {
        var login = new NpgsqlConnectionStringBuilder(Bridge.ConnectionString) { Username = Role, Password = "secret" };
        return TestBridge.OpenAsync(Servers, login.ConnectionString, neo4jUri: neo4j, configure: services =>
            services.Configure<GraphOptions>(options =>
                (options.RetryBudget, options.WriteTimeout) = (TimeSpan.FromSeconds(1), writeTimeout ?? options.WriteTimeout)));
    }

    private async Task DisturbAsync(Func<Task> fail, Func<Task> mend, Uri? neo4j = null, TimeSpan? writeTimeout = null)
    {
        await JobWorld.ArrangeAsync(Bridge);
        await using var bridge = await OpenAsync(neo4j, writeTimeout);
        var hasFailed = false;
        try
        {
            await Bridge.Graph.Graph.WriteAsync(async transaction =>
            {
                if (hasFailed) return 0;
                await transaction.RunAsync(new CypherStatement(JobWorld.FirstLocks));
                await StartAsync(bridge, JobWorld.First);
                await Bridge.CypherAsync(JobWorld.Entry);
                await transaction.RunAsync(new CypherStatement(JobWorld.Locks));
                await StartAsync(bridge, [.. JobWorld.Jobs.Except([JobWorld.First])]);
                await fail();
                hasFailed = true;
                return 0;
            }, TimeSpan.FromMinutes(5), Cancellation);
        }
        catch (GraphConnectionLostException) when (hasFailed)
        {
            // The failure ended this one, too.
        }
        foreach (var (job, task) in _running) await EndAsync(bridge, job, task);
        await mend();

        foreach (var job in JobWorld.Jobs) await GetThroughAsync(bridge, job);

        var state = await BridgeState.ReadAsync(Bridge);
        state.Except(_undisturbed!).ShouldBeEmpty();
        _undisturbed!.Except(state).ShouldBeEmpty();
        state.Count.ShouldBe(_undisturbed!.Count);
    }

    /// <summary>Starts jobs, and waits until all that run are in the middle of their work.</summary>
    private async Task StartAsync(TestBridge bridge, params string[] jobs)
    {
        foreach (var job in jobs) _running[job] = JobWorld.RunAsync(bridge, job, Cancellation);
        // Of a statement that opens transactions of its own, one counts.
        await Until.TrueAsync(async () => await Bridge.CypherValueAsync<long>("SHOW TRANSACTIONS YIELD status, outerTransactionId "
            + "WHERE status STARTS WITH 'Blocked' AND outerTransactionId = '' RETURN count(*)")
            + _running.Values.Count(job => job.IsCompleted) == _running.Count, "all jobs are in the middle", Cancellation);
    }

    /// <summary>A job may get through; else it says in one line what was in its way.</summary>
    private static async Task<bool> EndAsync(TestBridge bridge, string job, Task task)
    {
        try
        {
            await task;
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            bridge.Get<Databases>().Explain(e).ShouldNotBeNull($"{job}: {e}");
            return false;
        }
    }

    private static async Task GetThroughAsync(TestBridge bridge, string job)
    {
        for (var tries = 1; !await EndAsync(bridge, job, JobWorld.RunAsync(bridge, job, Cancellation)); tries++)
            tries.ShouldBeLessThan(MostTries, job);
    }
}
