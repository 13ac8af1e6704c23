using Bridge.Host.Commands;
using Bridge.Host.Configuration;
using GraphQueries.Transport;
using GraphSync.Postgres;
using Npgsql;

namespace Bridge.Host.Hosting;

/// <summary>
/// The way to both databases, which may come later than the daemon: it asks each a real query, again and again with longer waits,
/// then migrates them.
/// </summary>
internal sealed class BridgeConnector(BridgeSettings settings, TimeProvider time, ILoggerFactory loggers) : IAsyncDisposable
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan QueryLimit = TimeSpan.FromSeconds(5);
    private readonly ILogger _log = loggers.CreateLogger<BridgeConnector>();
    private volatile BridgeContext? _bridge;
    private volatile string _reason = "the databases have not been asked yet";

    /// <summary>Null until both databases have answered and been migrated.</summary>
    public BridgeContext? Bridge => _bridge;

    /// <summary>Why <see cref="Bridge"/> is null.</summary>
    public string Reason => _reason;

    /// <summary>Waits for both databases.</summary>
    /// <exception cref="SchemaException">Tables stand in the way, which waiting does not mend.</exception>
    public async Task<BridgeContext> OpenAsync(CancellationToken cancellationToken)
    {
        for (var wait = FirstWait; ; wait = wait * 2 < LongestWait ? wait * 2 : LongestWait)
        {
            try
            {
                return await TryOpenAsync(cancellationToken);
            }
            catch (Exception e) when (IsLate(e, cancellationToken))
            {
                if (_reason != e.Message) _log.LogWarning("Waiting for the databases: {Reason}", e.Message);
                _reason = e.Message;
            }
            await Task.Delay(wait, time, cancellationToken);
        }
    }

    /// <summary>Asks both databases.</summary>
    /// <returns>Null when both answer, else what is wrong.</returns>
    public async Task<string?> ProblemAsync(CancellationToken cancellationToken)
    {
        if (_bridge is not { } bridge) return _reason;
        using var limit = new CancellationTokenSource(QueryLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        return await AnswerAsync("Neo4j", () => bridge.Graph.Graph.ReadAsync(new CypherStatement("RETURN 1 AS one"), either.Token), cancellationToken)
            ?? await AnswerAsync("PostgreSQL", () => PostgresConnection.VerifyAsync(bridge.Postgres, either.Token), cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _bridge, null) is not { } bridge) return;
        await bridge.Graph.DisposeAsync();
        await bridge.Postgres.DisposeAsync();
    }

    private async Task<BridgeContext> TryOpenAsync(CancellationToken cancellationToken)
    {
        var bridge = await BridgeConnection.OpenAsync(settings, time, loggers, cancellationToken);
        try
        {
            await MigrateCommand.RunAsync(bridge, cancellationToken);
        }
        catch
        {
            await bridge.Graph.DisposeAsync();
            await bridge.Postgres.DisposeAsync();
            throw;
        }
        _log.LogInformation("Connected to both databases.");
        return _bridge = bridge;
    }

    private static async Task<string?> AnswerAsync(string name, Func<Task> ask, CancellationToken cancellationToken)
    {
        try
        {
            await ask();
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"{name} did not answer within {QueryLimit.TotalSeconds:0} s";
        }
        catch (Exception e) when (IsLate(e, cancellationToken))
        {
            return e.Message.Contains(name, StringComparison.Ordinal) ? e.Message : $"{name}: {e.Message}";
        }
    }

    private static bool IsLate(Exception e, CancellationToken cancellationToken) => !cancellationToken.IsCancellationRequested
        && e is GraphUnavailableException or GraphConnectionLostException or GraphException or PostgresUnavailableException
            or NpgsqlException or HttpRequestException or IOException or TimeoutException or OperationCanceledException;
}
