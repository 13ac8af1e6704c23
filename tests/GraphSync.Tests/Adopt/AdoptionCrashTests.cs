using System.Globalization;
using System.Text.Json;
using GraphQueries.Language;
using Support;

namespace GraphSync.Tests.Adopt;

/// <summary>
/// A real bridge is killed while a lock holds it at one of the steps at which it writes, some of them done and some not. Each node and
/// edge is as it was or as it becomes, and the same command comes to what an undisturbed one comes to.
/// </summary>
public sealed class AdoptionCrashTests(ServersFixture servers) : BridgeTest(servers)
{
    // More than fit into one transaction.
    private const int Edges = 10_500;

    private static readonly string[] Command =
    [
        "adopt", "REGULATES", "BINDS", "--edge-id", "uuid", "--add-label", "Gene:symbol", "--map", "confidence=score", "--convert",
        "--json",
    ];

    private static World? _undisturbed;

    public override async ValueTask InitializeAsync()
    {
        if (_undisturbed is null)
        {
            await ArrangeAsync();
            var done = await BridgeProcess.RunAsync(Command, Variables(), cancellation: Cancellation);
            done.Error.ShouldBeEmpty();
            _undisturbed = await ReadAsync();
            await Bridge.DisposeAsync();
        }
        await ArrangeAsync();
    }

    [Theory]
    [InlineData("add-label", "MATCH (n:Gene) WITH n ORDER BY toInteger(split(elementId(n), ':')[2]) DESC LIMIT 1 SET n.no = n.no")]
    [InlineData("give-ids", Last + "WHERE r.edge_id IS NULL" + Locked)]
    [InlineData("convert", Last + "WHERE r.edge_id IS NOT NULL AND r.confidence = 'high'" + Locked)]
    [InlineData("enqueue", "CREATE INDEX blocks_the_outbox FOR (o:Outbox) ON (o.blocked)")]
    public async Task TheSameCommand_CompletesIt_WhenItWasKilledAt(string step, string locks)
    {
        var before = await ReadAsync();
        await Bridge.Graph.Graph.WriteAsync(async transaction =>
        {
            await transaction.RunAsync(new CypherStatement(locks));
            await using var killed = BridgeProcess.Start(Command, Variables());
            await Until.TrueAsync(async () => killed.HasExited || await Bridge.CypherValueAsync<bool>(
                "SHOW TRANSACTIONS YIELD status WHERE status STARTS WITH 'Blocked' RETURN count(*) > 0"),
                $"it stands at {step}", Cancellation);
            killed.Kill();
            (await killed.WaitAsync(cancellation: Cancellation)).ExitCode.ShouldBe(128 + 9, killed.Error + killed.Output);
            await ShouldBeHalfDoneAsync(before, step);
            return 0;
        }, TimeSpan.FromMinutes(5), Cancellation);

        var again = await BridgeProcess.RunAsync(Command, Variables(), cancellation: Cancellation);

        again.Error.ShouldBeEmpty();
        var after = await ReadAsync();
        after.Graph.Except(_undisturbed!.Graph).ShouldBeEmpty();
        after.Rest.Except(_undisturbed.Rest).ShouldBeEmpty();
        (after.Graph.Count, after.Rest.Count).ShouldBe((_undisturbed.Graph.Count, _undisturbed.Rest.Count));
    }

    private const string Last = "MATCH ()-[r:REGULATES]->() ";
    private const string Locked = " WITH r ORDER BY toInteger(split(elementId(r), ':')[2]) DESC LIMIT 1 SET r.no = r.no";

    private async Task ShouldBeHalfDoneAsync(World before, string step)
    {
        var half = await ReadAsync();
        half.Graph.Count.ShouldBe(before.Graph.Count);
        half.Graph.Except(before.Graph).Except(_undisturbed!.Graph).ShouldBeEmpty();
        half.Rest.ShouldNotBe(_undisturbed.Rest, step);
        if (step != "enqueue") half.Graph.Except(before.Graph).ShouldNotBeEmpty();
    }

    /// <summary>Someone's graph: some relationships have an id, some a number that is to be their id, some nothing; every value needs
    /// reading, and a few cannot be read.</summary>
    private async Task ArrangeAsync()
    {
        await base.InitializeAsync();
        await Bridge.CypherAsync("UNWIND range(1, $count) AS i CREATE (:Gene {symbol: 'g' + i, no: i})", ("count", Edges));
        await Bridge.CypherAsync("""
            MATCH (b:Gene {no: 1})
            WITH b
            MATCH (a:Gene)
            WITH a, b, a.no AS i
            ORDER BY i
            CREATE (a)-[r:REGULATES {no: i, created_at: '2023-06-01', evidence: 'PMID:' + i}]->(b)
            SET r.edge_id = CASE i % 3 WHEN 0 THEN 'own' + i END, r.uuid = CASE i % 3 WHEN 1 THEN i END,
              r.score = CASE i % 2 WHEN 0 THEN '0.25' END, r.confidence = CASE i % 5 WHEN 0 THEN 'high' END,
              r.model_id = CASE i % 7 WHEN 0 THEN i END
            """);
        await Bridge.CypherAsync("MATCH ()-[r:REGULATES]->() WHERE r.score IS NULL SET r.model_id = null");
        await Bridge.CypherAsync("MATCH (a:Gene {no: 1}), (b:Gene {no: 2}) "
            + "CREATE (a)-[:BINDS {no: 0, created_at: date('2023-06-01')}]->(b)");
    }

    private async Task<World> ReadAsync()
    {
        // Which transaction gave the id does not matter; that it has one, the mirror tells.
        var graph = await Bridge.CypherAsync("""
            MATCH (n:Gene) RETURN labels(n) AS what, properties(n) AS holds
            UNION ALL
            MATCH ()-[r:REGULATES|BINDS]->() RETURN [type(r)] AS what, r {.*, edge_id: null} AS holds
            """);
        var rest = await Bridge.CypherAsync("""
            MATCH ()-[r:REGULATES|BINDS]->() RETURN CASE WHEN size(r.edge_id) = 36 THEN 'random' ELSE r.edge_id END + ' ' + r.no AS text
            UNION ALL
            MATCH (n) WHERE n:EdgeType OR n:Adoption OR n:Outbox RETURN labels(n)[0] + ' ' + coalesce(n.name, '') AS text
            """);
        var mirror = await Bridge.SqlRowsAsync<string>("""
            SELECT (to_jsonb(k) - '{id,updated_at}'::text[]
              || jsonb_build_object('id', CASE WHEN length(id) = 36 THEN 'random' ELSE id END))::text
            FROM kg_edges k
            """);
        return new World([.. graph.Select(row => JsonSerializer.Serialize(row)).Order(StringComparer.Ordinal)],
            [.. rest.Select(row => Convert.ToString(row[0], CultureInfo.InvariantCulture)!).Concat(mirror).Order(StringComparer.Ordinal)]);
    }

    private sealed record World(IReadOnlyList<string> Graph, IReadOnlyList<string> Rest);
}
