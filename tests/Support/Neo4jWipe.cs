using System.Net.Http.Json;
using System.Text.Json;
using Servers;

namespace Support;

/// <summary>Empties a Neo4j over its Query API.</summary>
internal static class Neo4jWipe
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromMinutes(5) };

    /// <param name="neo4j">The server.</param>
    /// <param name="schema">Whether constraints and indexes go too, and with them the record of the migrations that made them.</param>
    public static async Task RunAsync(Neo4jServer neo4j, bool schema)
    {
        await DeleteAsync(neo4j, "MATCH ()-[r]->() CALL (r) { DELETE r }");
        await DeleteAsync(neo4j, $"MATCH (n) {(schema ? "" : "WHERE NOT n:BridgeMigration")} CALL (n) {{ DETACH DELETE n }}");
        if (!schema)
            return;
        foreach (var name in await QueryAsync(neo4j, "SHOW CONSTRAINTS YIELD name RETURN name"))
            await QueryAsync(neo4j, $"DROP CONSTRAINT {Quoted(name)} IF EXISTS");
        foreach (var name in await QueryAsync(neo4j, "SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name"))
            await QueryAsync(neo4j, $"DROP INDEX {Quoted(name)} IF EXISTS");
    }

    /// <summary>What migrations leave: the names of the indexes of nodes, those of constraints too, and the record of what was applied, in
    /// order.</summary>
    public static async Task<List<string>> MigratedAsync(Neo4jServer neo4j) =>
    [
        .. await QueryAsync(neo4j, "SHOW INDEXES YIELD name, entityType WHERE entityType = 'NODE' RETURN name ORDER BY name"),
        .. await QueryAsync(neo4j, "MATCH (m:BridgeMigration) RETURN m.checksum ORDER BY m.version"),
    ];

    /// <summary>In batches, since one transaction over a large graph would outgrow the heap; one by one where there is little
    /// memory.</summary>
    private static async Task DeleteAsync(Neo4jServer neo4j, string statement)
    {
        try
        {
            await QueryAsync(neo4j, $"{statement} IN TRANSACTIONS OF 5000 ROWS");
        }
        catch (InvalidOperationException e) when (e.Message.Contains("OutOfMemory", StringComparison.Ordinal))
        {
            await QueryAsync(neo4j, $"{statement} IN TRANSACTIONS OF 1 ROW");
        }
    }

    private static string Quoted(string name) =>
        $"`{name.Replace("\\", "\\u005C", StringComparison.Ordinal).Replace("`", "``", StringComparison.Ordinal)}`";

    /// <summary>The first column, as strings.</summary>
    private static async Task<List<string>> QueryAsync(Neo4jServer neo4j, string statement)
    {
        if (!neo4j.Uri.Scheme.StartsWith("http", StringComparison.Ordinal))
            throw new NotSupportedException("The tests empty Neo4j over its Query API; give NEO4J_URI as http://host:7474.");
        var query = new Uri(neo4j.Uri, $"/db/{Uri.EscapeDataString(neo4j.Database)}/query/v2");
        using var request = new HttpRequestMessage(HttpMethod.Post, query)
        {
            Content = JsonContent.Create(new { statement }),
            Headers = { Authorization = neo4j.Authorization },
        };
        using var response = await Http.SendAsync(request);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        if (!response.IsSuccessStatusCode || answer.TryGetProperty("errors", out _))
            throw new InvalidOperationException($"{statement}: {answer}");
        return [.. answer.GetProperty("data").GetProperty("values").EnumerateArray().Select(row => row[0].ToString())];
    }
}
