using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Npgsql;
using Servers;

namespace Torture;

/// <summary>Both databases as a client of the user's sees them: no proxy before them, and nothing of the product in between.</summary>
internal sealed class Databases(ServerPair servers, string database) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { PooledConnectionIdleTimeout = TimeSpan.FromSeconds(5) });

    /// <summary>The connection string of the seed's database; a dead connection is never used again.</summary>
    public string Postgres { get; } =
        new NpgsqlConnectionStringBuilder(servers.Postgres.ConnectionStringFor(database)) { Pooling = false }.ConnectionString;

    /// <summary>Runs Cypher and gives the rows.</summary>
    public async Task<IReadOnlyList<JsonElement[]>> CypherAsync(string statement, object? parameters = null)
    {
        var neo4j = servers.Neo4j;
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(neo4j.Uri, $"/db/{neo4j.Database}/query/v2"))
        {
            Content = JsonContent.Create(new { statement, parameters = parameters ?? new { } }),
            Headers = { Authorization = neo4j.Authorization },
        };
        using var response = await _http.SendAsync(request);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        if (!response.IsSuccessStatusCode || answer.TryGetProperty("errors", out _))
            throw new InvalidOperationException($"{statement}: {answer}");
        return [.. answer.GetProperty("data").GetProperty("values").EnumerateArray().Select(row => row.EnumerateArray().ToArray())];
    }

    /// <summary>Runs Cypher that gives one text a row.</summary>
    public async Task<IReadOnlyList<string>> CypherLinesAsync(string statement) =>
        [.. (await CypherAsync(statement)).Select(row => Model.Line.Of([.. row.Select(Value)]))];

    /// <summary>Runs SQL that gives rows, each as a line.</summary>
    public async Task<IReadOnlyList<string>> SqlLinesAsync(string statement)
    {
        await using var connection = new NpgsqlConnection(Postgres);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        await using var reader = await command.ExecuteReaderAsync();
        List<string> lines = [];
        while (await reader.ReadAsync())
        {
            lines.Add(Model.Line.Of([.. Enumerable.Range(0, reader.FieldCount)
                .Select(i => reader.IsDBNull(i) ? null : reader.GetValue(i))]));
        }
        return lines;
    }

    /// <summary>Runs SQL in one transaction.</summary>
    public async Task SqlAsync(string statement, object? parameters = null)
    {
        await using var connection = new NpgsqlConnection(Postgres);
        await connection.ExecuteAsync(statement, parameters);
    }

    /// <summary>Runs SQL and gives its one value.</summary>
    public async Task<T?> SqlValueAsync<T>(string statement)
    {
        await using var connection = new NpgsqlConnection(Postgres);
        return await connection.ExecuteScalarAsync<T>(statement);
    }

    public void Dispose() => _http.Dispose();

    private static object? Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number when value.TryGetInt64(out var whole) && !value.GetRawText().Contains('.') => whole,
        JsonValueKind.Number => value.GetDouble(),
        _ => value.ToString(),
    };
}
