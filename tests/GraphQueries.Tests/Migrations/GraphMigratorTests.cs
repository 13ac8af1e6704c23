using GraphQueries.Migrations;
using GraphSync.Postgres;

namespace GraphQueries.Tests.Migrations;

public sealed class GraphMigratorTests(ServersFixture servers) : IAsyncLifetime
{
    private const string First = "// One.\nCREATE CONSTRAINT test_a IF NOT EXISTS FOR (n:MigratedA) REQUIRE n.id IS UNIQUE;\n"
        + "// Two; three.\nCREATE INDEX test_b IF NOT EXISTS FOR (n:MigratedA) ON (n.b);\n";

    private GraphClient _graph = null!;
    private EdgeTypeRegistry _types = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Checksum_DoesNotDependOnLineEnds_ButOnComments()
    {
        var known = GraphMigrator.Checksum(First);
        known.ShouldMatch("^[0-9a-f]{64}$");
        GraphMigrator.Checksum(First.ReplaceLineEndings("\r\n")).ShouldBe(known);
        GraphMigrator.Checksum(First.ReplaceLineEndings("\r")).ShouldBe(known);
        GraphMigrator.Checksum(First.Replace("// One.", "// Uno.")).ShouldNotBe(known);
        GraphMigrator.Checksum(First.Replace("test_b", "test_c")).ShouldNotBe(known);
    }

    [Fact]
    public async Task Run_AppliesEachFileOnce_InOrder()
    {
        var second = ("V002__two", "// Two.\nCREATE (:Migrated {n: 2});");
        var third = ("V003__three", "MATCH (m:Migrated) SET m.n = 3;");
        (await RunAsync(("V001__one", First))).ShouldBe(["V001__one"]);
        (await RunAsync(("V001__one", First), second, third)).ShouldBe(["V002__two", "V003__three"]);
        (await RunAsync(("V001__one", First.ReplaceLineEndings("\r\n")), second)).ShouldBeEmpty();
        (await AskAsync("MATCH (m:Migrated) RETURN m.n")).ShouldBe([3L]);
        (await AskAsync("SHOW INDEXES YIELD name WHERE name STARTS WITH 'test_' RETURN name ORDER BY name")).ShouldBe(["test_a", "test_b"]);
        (await AskAsync("MATCH (m:BridgeMigration) RETURN m.version ORDER BY m.version"))
            .ShouldBe(["V001__one", "V002__two", "V003__three"]);
    }

    [Fact]
    public async Task Run_NamesTheFile_ThatWasChangedAfterItHadBeenApplied()
    {
        await RunAsync(("V001__one", First));
        var error = await Should.ThrowAsync<InvalidOperationException>(() =>
            RunAsync(("V001__one", First.Replace("One", "Uno")), ("V002__two", "CREATE (:Migrated);")));
        error.Message.ShouldContain("cypher/migrations/V001__one.cypher");
        error.Message.ShouldContain("add a new migration");
        (await AskAsync("MATCH (m:Migrated) RETURN count(m)")).ShouldBe([0L]);
    }

    [Fact]
    public async Task Run_EndsInTheSame_WhenSeveralRunAtOnce()
    {
        await Task.WhenAll(Enumerable.Range(0, 3)
            .Select(_ => new GraphMigrator(_graph, _types, TimeProvider.System).RunAsync(Cancellation)));
        (await AskAsync("MATCH (m:BridgeMigration) RETURN count(m)")).ShouldBe([(long)CypherCatalogue.Default.Files("migrations").Count()]);
        (await new GraphMigrator(_graph, _types, TimeProvider.System).RunAsync(Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_MakesTheSchemaOfRegisteredTypes()
    {
        await AskAsync("CREATE (:EdgeType {name: 'LATER'})");
        await new GraphMigrator(_graph, _types, TimeProvider.System).RunAsync(Cancellation);
        _graph.Schema.Types.ShouldBe(["LATER"]);
        (await AskAsync("""
            SHOW INDEXES YIELD labelsOrTypes, properties, state WHERE labelsOrTypes = ['LATER'] AND state = 'ONLINE'
            RETURN properties ORDER BY properties
            """))
            .Select(properties => string.Join(",", (object?[])properties!))
            .ShouldBe(["edge_id", "rescored_by_artifact_id,confidence", "rescored_by_artifact_id,edge_id", "senate_review_flag",
            "senate_review_flag,edge_id", "source_artifact_id,confidence", "source_artifact_id,edge_id"]);
    }

    [Fact]
    public void SplitScript_CutsAtSemicolonsThatEndALine() =>
        CypherCatalogue.SplitScript("// a;\nCREATE (:A {t: ';'});\n\nCREATE (:B);\n  // end;\n")
            .ShouldBe(["CREATE (:A {t: ';'})", "CREATE (:B)"]);

    public async ValueTask InitializeAsync()
    {
        var server = (await servers.GetAsync()).Neo4j;
        await servers.WipeNeo4jAsync();
        _graph = new GraphClient(Graph.Open(new GraphOptions
        {
            Uri = server.Uri,
            Username = server.User,
            Password = server.Password,
            Database = server.Database,
        }, TimeProvider.System), new EdgeSchema([]));
        _types = new EdgeTypeRegistry(_graph, 200);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _graph.DisposeAsync();
        await servers.WipeNeo4jAsync();
    }

    private Task<IReadOnlyList<string>> RunAsync(params (string Version, string Text)[] files)
    {
        var migrations = files.Select(file => KeyValuePair.Create($"migrations/{file.Version}", file.Text));
        return new GraphMigrator(_graph, _types, TimeProvider.System, migrations).RunAsync(Cancellation);
    }

    private async Task<IReadOnlyList<object?>> AskAsync(string text) =>
        [.. (await _graph.Graph.RunAutoCommitAsync(new CypherStatement(text), Cancellation)).Rows.Select(row => row[0])];
}
