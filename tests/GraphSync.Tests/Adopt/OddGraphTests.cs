using GraphSync.Adopt;
using GraphSync.Operations;
using Support;

namespace GraphSync.Tests.Adopt;

/// <summary>Keys that are no text, and schema of somebody's own, each as a graph may have them: named with what mends it.</summary>
public sealed class OddGraphTests(ServersFixture servers) : BridgeTest(servers)
{
    private static readonly string[] NoTexts =
    [
        "1017", "0", "-1", "1.5", "1e300", "true", "['a']", "[1]", "date('2023-06-01')", "duration('P1D')",
        "datetime('2023-06-01T10:00:00Z')", "point({x: 1, y: 2})", "time('12:30Z')",
    ];

    // What somebody has on the relationships of a type, and what drops it; null where it is in nobody's way.
    private static readonly (string Statement, string? Remedy)[] Schemas =
    [
        ("CREATE INDEX own1 FOR ()-[r:T0]-() ON (r.edge_id)", "DROP INDEX own1"),
        ("CREATE INDEX `mine own` FOR ()-[r:T1]-() ON (r.edge_id)", "DROP INDEX `mine own`"),
        ("CREATE CONSTRAINT own2 FOR ()-[r:T2]-() REQUIRE r.senate_review_flag IS UNIQUE", "DROP CONSTRAINT own2"),
        ("CREATE CONSTRAINT own3 FOR ()-[r:T3]-() REQUIRE (r.source_artifact_id, r.edge_id) IS UNIQUE", "DROP CONSTRAINT own3"),
        ("CREATE CONSTRAINT own4 FOR ()-[r:T4]-() REQUIRE (r.rescored_by_artifact_id, r.edge_id) IS UNIQUE", "DROP CONSTRAINT own4"),
        ("CREATE INDEX `a``b` FOR ()-[r:T5]-() ON (r.edge_id)", "DROP INDEX `a``b`"),
        ("CREATE CONSTRAINT own6 FOR ()-[r:T6]-() REQUIRE r.edge_id IS UNIQUE", null),
        ("CREATE INDEX own7 FOR ()-[r:T7]-() ON (r.senate_review_flag)", null),
        ("CREATE INDEX own8 FOR ()-[r:T8]-() ON (r.edge_id, r.source_artifact_id)", null),
        ("CREATE TEXT INDEX own9 FOR ()-[r:T9]-() ON (r.edge_id)", null),
        ("CREATE POINT INDEX own10 FOR ()-[r:T10]-() ON (r.edge_id)", null),
        ("CREATE FULLTEXT INDEX own11 FOR ()-[r:T11]-() ON EACH [r.edge_id]", null),
        ("CREATE INDEX own12 FOR ()-[r:T12]-() ON (r.confidence)", null),
        ("CREATE CONSTRAINT own13 FOR ()-[r:T13]-() REQUIRE r.confidence IS UNIQUE", "DROP CONSTRAINT own13"),
        ("CREATE CONSTRAINT own14 FOR ()-[r:T14]-() REQUIRE (r.source_artifact_id, r.confidence) IS UNIQUE", "DROP CONSTRAINT own14"),
        ("CREATE CONSTRAINT own15 FOR ()-[r:T15]-() REQUIRE (r.senate_review_flag, r.edge_id) IS UNIQUE", "DROP CONSTRAINT own15"),
        ("CREATE CONSTRAINT own16 FOR ()-[r:T16]-() REQUIRE (r.confidence, r.no) IS UNIQUE", null),
    ];

    // Other tests have types of these names, with the schema of the bridge.
    public override async ValueTask InitializeAsync()
    {
        await Servers.WipeNeo4jAsync();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await Servers.WipeNeo4jAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task KeysThatAreNoText_AreNamed_AndNothingIsWritten()
    {
        foreach (var (i, key) in NoTexts.Index())
        {
            await Bridge.CypherAsync($"CREATE (:L{i} {{id: {key}, own: {key}}})-[:T{i} {{no: 1, confidence: 0.9}}]->"
                + $"(:L{i} {{id: 'b', own: 'b'}})");
        }
        foreach (var (i, key) in NoTexts.Index())
        {
            foreach (var property in new[] { "id", "own" })
            {
                var refusal = await Should.ThrowAsync<BadInputException>(() => Bridge.RunAsync(new AdoptRequest
                {
                    Types = [$"T{i}"],
                    EdgeIdProperty = "no",
                    Labels = [LabelKey.Parse($"L{i}:{property}")],
                }, Cancellation), $"{key} as {property}");
                refusal.Message.ShouldContain("no text", Case.Sensitive, $"{key} as {property}");
                if (property == "id") refusal.Message.ShouldContain("Bridge__Graph__NodeKey", Case.Sensitive, key);
            }
        }
        (await Bridge.CypherValueAsync<long>("MATCH (n:KgNode) RETURN count(n)")).ShouldBe(0);
        (await Bridge.CypherValueAsync<long>("MATCH ()-[r]->() WHERE r.edge_id IS NOT NULL RETURN count(r)")).ShouldBe(0);
        Bridge.Graph.Schema.Types.ShouldBeEmpty();
    }

    [Fact]
    public async Task SchemaInTheWay_IsNamedWithItsRemedy_AndOtherSchemaIsLeft()
    {
        await Bridge.CypherAsync("CREATE (:KgNode {id: 'x'}), (:KgNode {id: 'y'})");
        foreach (var (i, (statement, _)) in Schemas.Index())
        {
            await Bridge.CypherAsync("MATCH (x:KgNode {id: 'x'}), (y:KgNode {id: 'y'}) "
                + $"CREATE (x)-[:T{i} {{edge_id: '{i}', confidence: 0.5}}]->(y)");
            await Bridge.CypherAsync(statement);
        }
        var request = new AdoptRequest { Types = [.. Schemas.Select((_, i) => $"T{i}")] };

        var report = await Bridge.RunAsync(request, Cancellation);

        foreach (var (i, (statement, remedy)) in Schemas.Index())
        {
            if (remedy is null) report.Types.ShouldContainKey($"T{i}", statement);
            else report.Refused[$"T{i}"].ShouldContain(remedy, Case.Sensitive, statement);
        }
        report.Types.Count.ShouldBe(Schemas.Count(schema => schema.Remedy is null));
        foreach (var remedy in Schemas.Select(schema => schema.Remedy).OfType<string>()) await Bridge.CypherAsync(remedy);
        (await Bridge.RunAsync(request, Cancellation)).Outcome.ShouldBe(OperationOutcome.Done);
    }
}
