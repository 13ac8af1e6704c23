using GraphQueries.EdgeTypes;
using GraphQueries.Transport;
using GraphSync.Leases;
using GraphSync.Postgres;

namespace Bridge.Host.Configuration;

/// <summary>Opens both databases as the settings say.</summary>
internal static class BridgeConnection
{
    /// <summary>Connects to both servers; either's absence is one clear line.</summary>
    public static async Task<BridgeContext> OpenAsync(BridgeSettings settings, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(settings.Neo4j.Uri, UriKind.Absolute, out var uri))
            throw new BadInputException($"NEO4J_URI '{settings.Neo4j.Uri}' is not a URI: use one such as http://localhost:7474.");
        var graph = Graph.Open(new GraphOptions
        {
            Uri = uri,
            Username = settings.Neo4j.Username,
            Password = settings.Neo4j.Password,
            Database = settings.Neo4j.Database,
        }, time);
        await graph.ConnectAsync(cancellationToken);
        var postgres = PostgresConnection.Create(settings.Postgres);
        await PostgresConnection.VerifyAsync(postgres, cancellationToken);
        var client = new GraphClient(graph, new EdgeSchema([], settings.Graph.NodeLabel, settings.Graph.NodeKey));
        var types = new EdgeTypeRegistry(client, settings.Graph.MaxEdgeTypes);
        await types.LoadAsync(cancellationToken);
        return new BridgeContext
        {
            Graph = client,
            Types = types,
            Postgres = postgres,
            Leases = new LeaseKeeper(settings.Postgres, time, loggers.CreateLogger<LeaseKeeper>()),
            Time = time,
            Loggers = loggers,
        };
    }
}
