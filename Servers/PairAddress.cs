using System.Text.Encodings.Web;
using System.Text.Json;

namespace Servers;

/// <summary>Where a pair is: the line of JSON that the program prints, which <c>Bridge.Host/Demo/DemoServers.cs</c> reads.</summary>
internal sealed record PairAddress(
    Neo4jAddress Neo4j, PostgresAddress Postgres, IReadOnlyDictionary<string, string> Variables, string StopCommand)
{
    private static readonly JsonSerializerOptions JsonOptions = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        // Commands and connection strings are read by people too.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static PairAddress Of(ServerPair pair) => new(
        new Neo4jAddress(pair.Neo4j.Uri, pair.Neo4j.BoltUri, pair.Neo4j.User, pair.Neo4j.Password, pair.Neo4j.Database),
        new PostgresAddress(pair.Postgres.ConnectionString),
        pair.Variables,
        pair.StopCommand);

    public string ToJson() => JsonSerializer.Serialize(this, JsonOptions);
}

/// <summary>Where a Neo4j is.</summary>
internal sealed record Neo4jAddress(Uri Uri, Uri? BoltUri, string User, string Password, string Database);

/// <summary>Where a PostgreSQL is.</summary>
internal sealed record PostgresAddress(string ConnectionString);
