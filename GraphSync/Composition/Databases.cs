using GraphQueries.Catalogue;
using GraphQueries.EdgeTypes;
using GraphSync.Leases;
using GraphSync.Migration;
using GraphSync.Postgres;
using Microsoft.Extensions.Options;
using Npgsql;

namespace GraphSync.Composition;

/// <summary>Both servers: whether they are there and can be used.</summary>
public sealed class Databases
{
    private readonly GraphClient _graph;
    private readonly EdgeTypeRegistry _types;
    private readonly NpgsqlDataSource _postgres;
    private readonly GraphOptions _options;

    internal Databases(GraphClient graph, EdgeTypeRegistry types, NpgsqlDataSource postgres, IOptions<GraphOptions> options) =>
        (_graph, _types, _postgres, _options) = (graph, types, postgres, options.Value);

    /// <summary>Connects to both side by side, and reads the graph's edge types. Either's absence is one clear line.</summary>
    /// <exception cref="GraphUnavailableException">Neo4j cannot be used, whether or not PostgreSQL can.</exception>
    /// <exception cref="PostgresUnavailableException">PostgreSQL cannot be used.</exception>
    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var postgres = Task.Run(() => PingPostgresAsync(stop.Token), CancellationToken.None);
        try
        {
            await _graph.Graph.ConnectAsync(cancellationToken).ConfigureAwait(false);
            await _types.LoadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await postgres.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
        await postgres.ConfigureAwait(false);
    }

    /// <summary>Asks Neo4j a real query.</summary>
    public Task PingNeo4jAsync(CancellationToken cancellationToken) =>
        _graph.Graph.ReadAsync(new CypherStatement("RETURN 1 AS one"), cancellationToken);

    /// <summary>Opens a connection to PostgreSQL and looks whether it can serve.</summary>
    public Task PingPostgresAsync(CancellationToken cancellationToken) => PostgresConnection.VerifyAsync(_postgres, cancellationToken);

    /// <summary>What a failure says to people: one line with the server's address and a remedy.</summary>
    /// <returns>Null when it is about neither server nor what they hold.</returns>
    public string? Explain(Exception failure) => failure switch
    {
        GraphException e => GraphCodes.Explain(e, _options),
        NpgsqlException e => PostgresErrors.OfStatement(e, new(_postgres.ConnectionString)),
        BadInputException or GraphUnavailableException or GraphConnectionLostException or PostgresUnavailableException
            or LeaseLostException or SchemaException or UnexpectedRowException => failure.Message,
        _ => null,
    };
}
