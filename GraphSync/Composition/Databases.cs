using GraphQueries.EdgeTypes;
using GraphSync.Postgres;
using Npgsql;

namespace GraphSync.Composition;

/// <summary>Both servers: whether they are there and can be used.</summary>
public sealed class Databases(GraphClient graph, EdgeTypeRegistry types, NpgsqlDataSource postgres)
{
    /// <summary>Connects to both, and reads the graph's edge types. Either's absence is one clear line.</summary>
    /// <exception cref="GraphUnavailableException">Neo4j cannot be used.</exception>
    /// <exception cref="PostgresUnavailableException">PostgreSQL cannot be used.</exception>
    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        await graph.Graph.ConnectAsync(cancellationToken).ConfigureAwait(false);
        await PingPostgresAsync(cancellationToken).ConfigureAwait(false);
        await types.LoadAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks Neo4j a real query.</summary>
    public Task PingNeo4jAsync(CancellationToken cancellationToken) =>
        graph.Graph.ReadAsync(new CypherStatement("RETURN 1 AS one"), cancellationToken);

    /// <summary>Opens a connection to PostgreSQL and looks whether it can serve.</summary>
    public Task PingPostgresAsync(CancellationToken cancellationToken) => PostgresConnection.VerifyAsync(postgres, cancellationToken);
}
