using Npgsql;

namespace Servers;

/// <summary>Servers that the environment names. A name that does not serve is an error, never a reason to look elsewhere.</summary>
internal static class NamedServers
{
    public const string PostgresVariable = "ConnectionStrings__Postgres";

    public static async Task<Neo4jServer> Neo4jAsync(ServerOptions options, CancellationToken cancellation)
    {
        if (!Uri.TryCreate(options["NEO4J_URI"], UriKind.Absolute, out var uri))
            throw new ServerNotFoundException("NEO4J_URI is not an address such as http://127.0.0.1:7474.");
        var server = new Neo4jServer(null, options)
        {
            Origin = "NEO4J_URI",
            Uri = uri,
            BoltUri = uri.Scheme.StartsWith("http", StringComparison.Ordinal) ? null : uri,
            User = options["NEO4J_USERNAME"] ?? "neo4j",
            Password = options["NEO4J_PASSWORD"] ?? "",
            Database = options["NEO4J_DATABASE"] ?? "neo4j",
        };
        return await AnsweringAsync(server, "NEO4J_URI, NEO4J_USERNAME and NEO4J_PASSWORD", cancellation);
    }

    public static async Task<PostgresServer> PostgresAsync(ServerOptions options, CancellationToken cancellation)
    {
        try
        {
            var text = new NpgsqlConnectionStringBuilder(options[PostgresVariable]).ConnectionString;
            var server = new PostgresServer(null, options) { Origin = PostgresVariable, ConnectionString = text };
            return await AnsweringAsync(server, PostgresVariable, cancellation);
        }
        catch (ArgumentException e)
        {
            throw new ServerNotFoundException($"{PostgresVariable} is no connection string: {e.Message}", e);
        }
    }

    private static async Task<T> AnsweringAsync<T>(T server, string variables, CancellationToken cancellation)
        where T : Server
    {
        try
        {
            await server.WaitAsync(cancellation);
            return server;
        }
        catch (ServerStartException e)
        {
            throw new ServerNotFoundException(
                $"{server.Origin} names a server that does not serve: {e.Message}\nStart it, or correct or unset {variables}.", e);
        }
    }
}
