using GraphQueries.Credit;
using GraphSync.Leases;
using GraphSync.Postgres;

namespace GraphQueries.Tests.Credit;

/// <summary>The files of cypher/queries/credit, asked as a person would ask them.</summary>
public sealed class CreditQueryTests(ServersFixture servers) : BridgeTest(servers)
{
    [Fact]
    public async Task Walk_ShowsTheSharesOfAPromotion()
    {
        await ExampleAsync();

        var rows = await Bridge.Graph.ReadAsync(CreditQueries.Walk, new WalkParameters("M2", [], []), Cancellation);

        rows.DistinctBy(row => row.Owner).Select(row => (row.Owner, row.Earned, row.SharePpm)).ShouldBe([
            ("tess", 1_000_000_000_000, 434_487), ("carl", 440_937_500_000, 191_581), ("cora", 425_000_000_000, 184_657),
            ("ben", 329_375_000_000, 143_109), ("rui", 106_250_000_000, 46_164)]);
        rows.Max(row => row.Step).ShouldBe(2);
        var d0 = rows.Single(row => row.Id == "D0");
        (d0.Kind, d0.Step, d0.Mass).ShouldBe(("Dataset", 2, 440_937_500_000));
        d0.Weights.Zip(d0.Passed).ShouldBe([(1, 361_250_000_000), (3, 79_687_500_000)], ignoreOrder: true);
    }

    [Fact]
    public async Task Walk_GoesOn_WhereTheStatementBeforeEnded()
    {
        await Bridge.CypherAsync("CREATE (:ModelVersion {id: 'n0'}) WITH * UNWIND range(1, 10) AS i CREATE (:Dataset {id: 'n' + i})");
        await Bridge.CypherAsync("""
            UNWIND range(0, 9) AS i
            MATCH (a {id: 'n' + i})
            MATCH (b:Dataset {id: 'n' + (i + 1)})
            CREATE (a)-[:RELIED_ON {weight: 1}]->(b)
            """);

        var first = await Bridge.Graph.ReadAsync(CreditQueries.Walk, new WalkParameters("n0", [], []), Cancellation);
        var last = first.Single(row => row.Step == 8);
        var second = await Bridge.Graph.ReadAsync(CreditQueries.Walk, new WalkParameters(null, [last.Node], [last.Mass]), Cancellation);

        first.Count.ShouldBe(9);
        second.Select(row => (row.Id, row.Step)).ShouldBe([("n8", 0), ("n9", 1), ("n10", 2)]);
        // 10^12 * 0.85^10, rounded down ten times; nobody's, so all steps pass 17/20.
        second[^1].Mass.ShouldBe(196_874_404_339);
    }

    [Fact]
    public async Task Reachable_TellsWhatIsReliedOn_CyclesIncluded()
    {
        await ExampleAsync();
        await Bridge.CypherAsync("""
            MATCH (d:Dataset {id: 'D0'}), (m:ModelVersion {id: 'M2'})
            CREATE (d)-[:RELIED_ON {weight: 1.0, role: 'odd'}]->(m), (:Dataset {id: 'unrelated'})-[:RELIED_ON {weight: 1}]->(d)
            """);

        var rows = await Bridge.Graph.ReadAsync(CreditQueries.Reachable, new ReachableParameters("M2"), Cancellation);

        rows.Select(row => row.Name).Order(StringComparer.Ordinal).ShouldBe(
            ["Benchmark B1", "Dataset D0", "Dataset D1", "EvalRun R1", "ModelVersion M1", "ModelVersion M2"]);
        var d0 = rows.Single(row => row.Id == "D0");
        d0.Owners.ShouldBe(["carl"]);
        d0.Targets.ShouldBe([rows.Single(row => row.Id == "M2").Node]);
        (d0.Weights[0], d0.Roles[0]).ShouldBe((0, "odd"));
        rows.Single(row => row.Id == "M2").Weights.Order().ShouldBe([1, 1, 2, 4]);
    }

    [Fact]
    public async Task Derive_KeepsWhatTheUserWrote_AndTakesBackItsOwn()
    {
        await Bridge.CypherAsync("MERGE (:Lease {job: 'credit', epoch: 1})");
        await Bridge.CypherAsync(
            "CREATE (:ModelVersion {id: 'v'})-[:RELIED_ON {weight: 9}]->(:Dataset {id: 'd'})-[:OWNED_BY]->(:Agent {id: 'user'})");
        await DeriveAsync(1, ("d", null), ("e", "eve"));
        (await ShownAsync()).ShouldBe([
            "v owned by ada", "v relied on d, weight 9, derived false", "v relied on e, weight 1, derived true",
            "d owned by user", "e owned by eve"], ignoreOrder: true);

        (await DeriveAsync(1, ("f", "fay"))).ShouldBe(2);

        (await ShownAsync()).ShouldBe([
            "v owned by ada", "v relied on d, weight 9, derived false", "v relied on f, weight 1, derived true",
            "d owned by user", "e owned by eve", "f owned by fay"], ignoreOrder: true);

        (await DeriveAsync(1, ("f", "gus"))).ShouldBe(2);
        (await ShownAsync()).ShouldContain("f owned by gus");
        (await ShownAsync()).ShouldNotContain("f owned by fay");
        (await DeriveAsync(0, ("x", "late"))).ShouldBeNull();
        (await ShownAsync()).ShouldNotContain("x owned by late");
    }

    [Fact]
    public async Task EdgeSource_FindsTheEdgeInAnyType()
    {
        await Bridge.AddEdgesAsync("A", "v1", 1, "a");
        await Bridge.AddEdgesAsync("B", "v2", 1, "b");

        (await SourceAsync("b00000")).ShouldBe([new EdgeSourceRow("v2", false)]);
        (await SourceAsync("c00000")).ShouldBeEmpty();

        Task<IReadOnlyList<EdgeSourceRow>> SourceAsync(string edge) =>
            Bridge.Graph.ReadAsync(CreditQueries.EdgeSource, new EdgeSourceParameters(edge), Cancellation);
    }

    private async Task<long?> DeriveAsync(long epoch, params (string Id, string? Owner)[] datasets)
    {
        var count = datasets.Length + 1;
        var parameters = new DeriveParameters("credit", epoch,
            [null, .. datasets.Select(_ => "v")],
            [null, .. datasets.Select(_ => "dataset")],
            ["ModelVersion", .. datasets.Select(_ => "Dataset")],
            ["v", .. datasets.Select(d => d.Id)],
            ["ada", .. datasets.Select(d => d.Owner)],
            ["m", .. new string?[count - 1]],
            [1, .. new long?[count - 1]]);
        var rows = await Bridge.Graph.WriteAsync(CreditQueries.Derive, parameters, Cancellation);
        return rows is [var made] ? made.Rows : null;
    }

    private async Task<IReadOnlyList<string>> ShownAsync() => [.. (await Bridge.CypherAsync("""
        MATCH (n)-[r:RELIED_ON|OWNED_BY]->(m)
        RETURN n.id + CASE type(r) WHEN 'OWNED_BY' THEN ' owned by ' + m.id
            ELSE ' relied on ' + m.id + ', weight ' + r.weight + ', derived ' + coalesce(r.derived, false) END
        """)).Select(row => (string)row[0]!)];

    private async Task ExampleAsync()
    {
        await Bridge.CypherAsync("""
            CREATE (m2:ModelVersion {id: 'M2'}), (m1:ModelVersion {id: 'M1'}),
              (d1:Dataset {id: 'D1'}), (d0:Dataset {id: 'D0'}), (b1:Benchmark {id: 'B1'}), (r1:EvalRun {id: 'R1'}),
              (m2)-[:RELIED_ON {weight: 4}]->(d1), (m2)-[:RELIED_ON {weight: 2}]->(b1),
              (m2)-[:RELIED_ON {weight: 1}]->(r1), (m2)-[:RELIED_ON {weight: 1}]->(m1),
              (r1)-[:RELIED_ON {weight: 1}]->(b1), (m1)-[:RELIED_ON {weight: 3}]->(d0),
              (m1)-[:RELIED_ON {weight: 1}]->(b1), (d1)-[:RELIED_ON {weight: 1}]->(d0),
              (tess:Agent {id: 'tess'}), (m2)-[:OWNED_BY]->(tess), (m1)-[:OWNED_BY]->(tess), (d1)-[:OWNED_BY]->(:Agent {id: 'cora'}),
              (d0)-[:OWNED_BY]->(:Agent {id: 'carl'}), (b1)-[:OWNED_BY]->(:Agent {id: 'ben'}), (r1)-[:OWNED_BY]->(:Agent {id: 'rui'})
            """);
    }
}
