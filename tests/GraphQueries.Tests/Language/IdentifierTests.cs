using CsCheck;
using GraphSync.Postgres;

namespace GraphQueries.Tests.Language;

public sealed class IdentifierTests(ServersFixture servers) : IAsyncLifetime
{
    private IGraph _graph = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Names that broke out of their quotes somewhere, or would like to.</summary>
    internal static string[] HostileNames { get; } =
    [
        @"X\u0060]->() RETURN 1 AS a UNION CREATE (p:Owned) //", @"X\\u0060]->() CREATE (p:Owned) //",
        @"X\u005Cu0060]->() CREATE (p:Owned) //", @"X\u005C\u0060]->() CREATE (p:Owned) //", @"X\uuu0060]->() CREATE (p:Owned) //",
        "X`]->() CREATE (p:Owned) //", "X``]->() CREATE (p:Owned) //", "X\n]->() CREATE (p:Owned) //", "X*/ CREATE (p:Owned) /*",
        "X' OR \"", "`", "``", "\\", "\\`", "`\\", "\\u", "\\u0060", "\\U00000060", "$run", "{}", "}", "//", "/*",
        "KG_EDGE", ":KgNode {id:", "source.id", " ", "\t", "\u00a0", "\u2028", "\ufeffX", "\u200f\u202eevil", "e\u0301", "é", "\uffff",
        "👩🏽‍🔬", "\u007f", "\u0001",
    ];

    [Fact]
    public void Quote_EscapesBackslashes_ThenDoublesBackticks() => Identifier.Quote(@"a\u0060`b").ShouldBe(@"`a\u005Cu0060``b`");

    [Fact]
    public void Quote_RefusesWhatCannotBeAName()
    {
        foreach (var name in (string[])["", "a\0b", "\ud800", "x\udc00y", "\ud83d\ud83d\ude00"])
        {
            Should.Throw<ArgumentException>(() => Identifier.Quote(name));
            Should.Throw<ArgumentException>(() => new EdgeSchema([], name));
            Should.Throw<ArgumentException>(() => new EdgeSchema([], "Label", name));
        }
    }

    [Fact]
    public void Quote_RefusesNamesThatNeo4jWould() => Should.Throw<ArgumentException>(() => Identifier.Quote(new string('x', 16_001)));

    [Fact]
    public async Task HostileTypes_StandForThemselves()
    {
        var client = new GraphClient(_graph, new EdgeSchema([]));
        var registry = new EdgeTypeRegistry(client, 200);
        (await registry.EnsureAsync(HostileNames, Cancellation)).ShouldBeEmpty();
        client.Schema.Types.ShouldBe(HostileNames, ignoreOrder: true);
        foreach (var (i, type) in HostileNames.Index())
            await RunAsync($"CREATE ()-[:{Identifier.Quote(type)} {{edge_id: $id, source_artifact_id: 'v1'}}]->()", ("id", $"{i}"));
        (await RunAsync("MATCH ()-[r]->() RETURN type(r) AS type ORDER BY toInteger(r.edge_id)")).ShouldBe(HostileNames);
        (await RunAsync(
            "SHOW CONSTRAINTS YIELD type, labelsOrTypes WHERE type = 'RELATIONSHIP_UNIQUENESS' RETURN labelsOrTypes[0] AS name"))
            .ShouldBe(HostileNames, ignoreOrder: true);
        var counts = await client.ReadAsync(Rescore.RescoreQueries.Count, new Rescore.CountParameters(["v1"]), Cancellation);
        counts.ShouldHaveSingleItem().Edges.ShouldBe(HostileNames.Length);
        (await RunAsync("MATCH (n:Owned) RETURN count(n)")).ShouldBe([0L]);
    }

    [Fact]
    public async Task HostileLabelAndKey_StandForThemselves()
    {
        foreach (var name in HostileNames.Where(name => name.Trim().Length > 0).Take(20))
        {
            var client = new GraphClient(_graph, new EdgeSchema([], name, name));
            await new EdgeTypeRegistry(client, 200).CreateEndpointSchemaAsync(Cancellation);
            var nodes = new GraphQueries.Nodes.RequireNodesParameters([name], ["Gene"]);
            await client.WriteAsync(GraphQueries.Nodes.NodeQueries.Require, nodes, Cancellation);
            (await RunAsync("MATCH (n) WHERE $name IN labels(n) AND n[$name] = $name RETURN n.kind", ("name", name))).ShouldBe(["Gene"]);
        }
        (await RunAsync("MATCH (n:Owned) RETURN count(n)")).ShouldBe([0L]);
    }

    [Fact]
    public async Task Names_StandForThemselves_WhateverTheyAre()
    {
        string[] parts = ["\\", "u", "0060", "\\u0060", "\\u005C", "`", "``", "]->()", "//", "\n", "'", "\"", "{", "}"];
        var escapes = Gen.Int[0, parts.Length - 1].Select(i => parts[i]);
        var names = Gen.OneOf(
            Gen.String[Gen.Char, 1, 12],
            escapes.Array[1, 6].Select(string.Concat),
            Gen.Select(Gen.String[Gen.Char, 0, 4], escapes, (text, escape) => text + escape))
            .Where(name => Identifier.Refusal(name) is null);
        // As the keys of a map: as identifiers go they are parsed alike, and the server keeps no token of each.
        await names.Array[1, 60].SampleAsync(async all =>
        {
            var keys = string.Join(", ", all.Select(name => $"head(keys({{{Identifier.Quote(name)}: 1}}))"));
            (await RunAsync($"UNWIND [{keys}] AS key RETURN key")).ShouldBe(all);
        }, iter: 40, threads: 1);
    }

    public async ValueTask InitializeAsync()
    {
        var server = (await servers.GetAsync()).Neo4j;
        await servers.WipeNeo4jAsync();
        _graph = Graph.Open(new GraphOptions
        {
            Uri = server.Uri,
            Username = server.User,
            Password = server.Password,
            Database = server.Database,
        }, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _graph.DisposeAsync();
        await servers.WipeNeo4jAsync();
    }

    private async Task<IEnumerable<object?>> RunAsync(string text, params (string Name, object? Value)[] parameters)
    {
        var statement = new CypherStatement("CYPHER 5\n" + text, parameters.ToDictionary(p => p.Name, p => p.Value));
        return (await _graph.RunAutoCommitAsync(statement, Cancellation)).Rows.Select(row => row[0]);
    }
}
