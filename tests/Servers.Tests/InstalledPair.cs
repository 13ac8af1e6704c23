using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using Xunit;

namespace Servers.Tests;

/// <summary>A pair of installed servers of these tests' own, since they stop and kill them.</summary>
public sealed class InstalledPair : IAsyncLifetime
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(20) };

    internal static readonly ServerOptions Options = new()
    {
        Sources = ServerSources.Installed,
        HeapMegabytes = 256,
        PageCacheMegabytes = 32,
    };

    public ServerPair Servers { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Servers = await ServerPair.FindAsync(Options);

    public ValueTask DisposeAsync() => Servers.DisposeAsync();

    /// <summary>The one value that a statement returns, empty when it returns no row.</summary>
    public async Task<string> CypherAsync(string statement, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Servers.Neo4j.Uri, "/db/neo4j/query/v2"))
        {
            Content = JsonContent.Create(new { statement }),
            Headers = { Authorization = Servers.Neo4j.Authorization },
        };
        using var response = await Http.SendAsync(request, cancellation);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellation);
        var rows = answer.GetProperty("data").GetProperty("values");
        return rows.GetArrayLength() == 0 ? "" : rows[0][0].ToString();
    }

    /// <summary>The one value that a statement returns, over a connection of its own.</summary>
    public async Task<string?> SqlAsync(string sql, CancellationToken cancellation)
    {
        var unpooled = new NpgsqlConnectionStringBuilder(Servers.Postgres.ConnectionString) { Pooling = false };
        await using var connection = new NpgsqlConnection(unpooled.ConnectionString);
        await connection.OpenAsync(cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        return (await command.ExecuteScalarAsync(cancellation))?.ToString();
    }
}
