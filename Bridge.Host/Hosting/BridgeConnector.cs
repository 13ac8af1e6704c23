using Bridge.Host.Faults;
using GraphQueries.Resilience;
using GraphQueries.Transport;
using GraphSync.Composition;
using GraphSync.Migration;
using GraphSync.Operations;
using GraphSync.Postgres;
using Npgsql;

namespace Bridge.Host.Hosting;

/// <summary>
/// The way to both databases, which may come later than the daemon: it asks each a real query, again and again, then migrates them.
/// </summary>
internal sealed class BridgeConnector(IServiceProvider services, TimeProvider time, ILogger<BridgeConnector> log)
{
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(5);
    private volatile string? _problem = "the databases have not been asked yet";

    /// <summary>Why the databases cannot be used; null once both have answered and been migrated.</summary>
    public string? Problem => _problem;

    /// <summary>Waits for both databases.</summary>
    /// <exception cref="SchemaException">Tables stand in the way, which waiting does not mend.</exception>
    /// <exception cref="GraphUnavailableException">NEO4J_URI cannot be used, whatever listens there.</exception>
    /// <exception cref="PostgresUnavailableException">The connection string cannot be used, whatever listens there.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        var databases = services.GetRequiredService<Databases>();
        var pipeline = RetryPipelines.Connect(time, e => IsLate(e, cancellationToken), e =>
        {
            var reason = Explain(e);
            if (_problem != reason) log.WaitingForDatabases(reason);
            _problem = reason;
        });
        await pipeline.ExecuteAsync(async stop =>
        {
            await databases.ConnectAsync(stop);
            await services.GetRequiredService<OperationRunner>().RunAsync(new MigrateRequest(), stop);
        }, cancellationToken);
        log.Connected();
        _problem = null;
    }

    /// <summary>Asks both databases.</summary>
    /// <returns>Null when both answer, else what is wrong.</returns>
    public async Task<string?> PingAsync(CancellationToken cancellationToken)
    {
        if (_problem is { } problem) return problem;
        var databases = services.GetRequiredService<Databases>();
        using var timeout = new CancellationTokenSource(PingTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        return await PingAsync("Neo4j", () => databases.PingNeo4jAsync(either.Token), cancellationToken)
            ?? await PingAsync("PostgreSQL", () => databases.PingPostgresAsync(either.Token), cancellationToken);
    }

    private async Task<string?> PingAsync(string name, Func<Task> ping, CancellationToken cancellationToken)
    {
        try
        {
            await ping();
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"{name} did not answer within {PingTimeout.TotalSeconds:0} s";
        }
        catch (Exception e) when (IsLate(e, cancellationToken))
        {
            return Explain(e);
        }
    }

    private string Explain(Exception e) => Explanation.OfOutage(e, services.GetRequiredService<Databases>);

    /// <summary>Whether a failure to reach a database may mend itself.</summary>
    internal static bool IsLate(Exception e, CancellationToken cancellationToken) => !cancellationToken.IsCancellationRequested
        && e is GraphUnavailableException or GraphConnectionLostException or GraphException or PostgresUnavailableException
            or NpgsqlException or HttpRequestException or IOException or TimeoutException or OperationCanceledException;
}
