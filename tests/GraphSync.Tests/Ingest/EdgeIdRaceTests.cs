using GraphQueries.Adopt;
using GraphQueries.Client;
using GraphQueries.Edges;
using GraphSync.Backfill;
using GraphSync.Edges;
using GraphSync.Ingest;
using GraphSync.Operations;
using GraphSync.Reconcile;
using Support;

namespace GraphSync.Tests.Ingest;

/// <summary>An edge's id is unique over all types, though a constraint is of one: who inserts locks it, and looks in every type.</summary>
public sealed class EdgeIdRaceTests(ServersFixture servers) : IngestTest(servers)
{
    [Fact]
    public async Task Ingest_WaitsForTheInsertStatement_ThatGivesTheIdToAnotherType()
    {
        await Bridge.RegisterAsync("R", "OTHER");

        var ingested = await WhileOpenAsync(transaction => transaction.RunAsync(EdgeQueries.Insert, Statement("OTHER", "x")),
            () => InsertAsync(Row("x"), Row("free")));

        ingested.Result.ShouldBe(new IngestResult(1, 0, 1));
        ingested.Reasons["x"].ShouldContain("the id belongs to a 'OTHER' edge");
    }

    [Fact]
    public async Task TheInsertStatement_WaitsForAnIngest_ThatGivesTheIdToAnotherType()
    {
        await Bridge.RegisterAsync("R", "OTHER");

        var inserted = await WhileOpenAsync(async transaction =>
        {
            await transaction.RunAsync(EdgeQueries.LockIds, new LockIdsParameters(["x"]));
            await transaction.RunAsync(EdgeQueries.Create, EdgeBatchBuilder.Build([Row("x")], Bridge.Time.GetUtcNow()));
        }, () => Bridge.Graph.WriteAsync(EdgeQueries.Insert, Statement("OTHER", "x", "free"), Cancellation));

        inserted.Select(row => row.Outcome).ShouldBe(["refused", "created"]);
        inserted[0].Reason!.ShouldContain("the id belongs to another edge");
    }

    [Theory, InlineData(1, 0), InlineData(6_000, 0), InlineData(1, 10)]
    public async Task TwoIngests_GiveEachIdToOneEdge_WhenTheirTypesDiffer(int standing, int furtherTypes)
    {
        await Bridge.RegisterAsync(["R", "OTHER", .. SmallTypes(furtherTypes)]);
        await Bridge.AddEdgesAsync("R", "m1", standing, "r");
        await Bridge.AddEdgesAsync("OTHER", "m1", standing, "o");
        EdgeRow[] Rows(string type) => [.. Enumerable.Range(0, 5_000).Select(i => Row($"x{i}") with { Relation = type })];

        var results = await Task.WhenAll(InsertAsync(Rows("R")), InsertAsync([.. Rows("OTHER").Reverse()]));

        (results.Sum(one => one.Result.Created), results.Sum(one => one.Result.Refused)).ShouldBe((5_000, 5_000));
        (await Bridge.CypherValueAsync<long>("MATCH ()-[r]->() WHERE r.edge_id STARTS WITH 'x' RETURN count(DISTINCT r.edge_id)"))
            .ShouldBe(5_000);
        (await CountAsync()).ShouldBe(5_000 + 2 * standing);
        (await Bridge.CypherValueAsync<long>("MATCH (n:EdgeIdLock) RETURN count(n)")).ShouldBe(0);
    }

    [Fact]
    public async Task Ingest_LooksInATypeThatAnotherBridgeHasRegistered()
    {
        await Bridge.RegisterAsync("R");
        await Bridge.Types.CreateSchemaAsync("OTHER", Cancellation);
        await Bridge.CypherAsync("""
            CREATE (:EdgeType {name: 'OTHER'})
            WITH 1 AS one MATCH (a:KgNode {id: 'a'}), (b:KgNode {id: 'b'}) CREATE (a)-[:OTHER {edge_id: 'x'}]->(b)
            """);

        var (result, reasons) = await InsertAsync(Row("x"), Row("free"));

        result.ShouldBe(new IngestResult(1, 0, 1));
        reasons["x"].ShouldContain("the id belongs to a 'OTHER' edge");
        Bridge.Graph.Schema.Types.ShouldBe(["OTHER", "R"]);
    }

    /// <summary>Few edges, as many as are still read, more, and one that grows from few to more within the run.</summary>
    [Fact]
    public async Task Ingest_FindsTheId_InTypesOfEverySize()
    {
        int[] sizes = [1, 1_900, 3_000, 9_000];
        foreach (var size in sizes)
        {
            await Bridge.RegisterAsync($"T{size}");
            await Bridge.AddEdgesAsync($"T{size}", "m1", size, $"t{size}-");
        }
        await Bridge.RegisterAsync(["R", .. SmallTypes(10)]);
        IEnumerable<EdgeRow> rows = [.. Enumerable.Range(0, 9_000).Select(i => Row($"grown{i}"))];
        rows = rows.Concat(sizes.Select(size => Row($"t{size}-00000"))).Append(Row("grown0") with { Relation = "T1" });

        var (result, reasons) = await InsertAsync([.. rows]);

        result.ShouldBe(new IngestResult(9_000, 0, 5));
        reasons.Keys.ShouldBe(["t1-00000", "t1900-00000", "t3000-00000", "t9000-00000", "grown0"], ignoreOrder: true);
        reasons.Values.ShouldAllBe(reason => reason.Contains("the id belongs to a"));
    }

    [Fact]
    public async Task LockIds_KeepsAnIdFromOthers_UntilTheTransactionEnds()
    {
        await Bridge.RegisterAsync("R", "OTHER");

        var row = await WhileOpenAsync(transaction => transaction.RunAsync(EdgeQueries.LockIds, new LockIdsParameters(["x", "y"])),
            () => Bridge.Graph.WriteAsync(EdgeQueries.LockIds, new LockIdsParameters(["x"]), Cancellation));

        row[0].EdgeTypes.ShouldBe(2);
    }

    [Fact]
    public async Task Ingest_MakesTheConstraintThatLocks_WhereItIsMissing()
    {
        await Bridge.CypherAsync("DROP CONSTRAINT edge_id_lock");

        await InsertAsync(Row("x"));

        (await Bridge.CypherValueAsync<long>("SHOW CONSTRAINTS YIELD name WHERE name = 'edge_id_lock' RETURN count(*)")).ShouldBe(1);
    }

    /// <summary>Nor has a store whose lookup index is not ordered one that a scan of several types can use.</summary>
    [Fact]
    public async Task Everything_SeeksInEachType_WhereTheLookupIndexIsGone()
    {
        await Bridge.RegisterAsync(["R", "OTHER", .. SmallTypes(10)]);
        var index = await Bridge.CypherValueAsync<string>(
            "SHOW INDEXES YIELD name, type, entityType WHERE type = 'LOOKUP' AND entityType = 'RELATIONSHIP' RETURN name");
        await Bridge.CypherAsync($"DROP INDEX {index}");
        try
        {
            // Several meet the server's error at once.
            var counts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Bridge.Graph.CountEdgesAsync(["m1"], Cancellation)));
            counts.ShouldAllBe(count => count["m1"] == 0);
            EdgeRow[] rows = [Row("x") with { ModelId = "m", ModelVersion = 1 }, Row("y")];
            (await InsertAsync(rows)).Result.ShouldBe(new IngestResult(2, 0, 0));
            (await InsertAsync(Row("x") with { Relation = "OTHER" })).Result.ShouldBe(new IngestResult(0, 0, 1));
            (await Bridge.RunAsync(new BackfillRequest(), Cancellation)).Methods.Values.Sum().ShouldBe(1);
            (await Bridge.RunAsync(new ReconcileRequest(), Cancellation)).Outcome.ShouldBe(OperationOutcome.Done);
        }
        finally
        {
            await Bridge.CypherAsync($"CREATE LOOKUP INDEX {index} FOR ()-[r]-() ON EACH type(r)");
            await Bridge.Types.AwaitIndexesAsync(Cancellation);
        }
    }

    [Fact]
    public async Task GiveIds_WaitsForWhoeverHasLockedAnId_ThatItTakesFromAProperty()
    {
        await Bridge.RegisterAsync("R", "OTHER");
        await Bridge.CypherAsync(
            "MATCH (a:KgNode {id: 'a'}), (b:KgNode {id: 'b'}) CREATE (a)-[:OTHER {name: 'x'}]->(b), (a)-[:OTHER]->(b)");
        var statement = AdoptQueries.GiveIds.For(Bridge.Graph.Schema, "OTHER", new GiveIdsParameters("name", 100));

        await WhileOpenAsync(transaction => transaction.RunAsync(EdgeQueries.LockIds, new LockIdsParameters(["x"])),
            () => Bridge.Graph.Graph.RunAutoCommitAsync(statement, Cancellation));

        (await Bridge.CypherValueAsync<long>("MATCH ()-[r]->() RETURN count(DISTINCT r.edge_id)")).ShouldBe(2);
    }

    /// <summary>Types without edges. More than ten that have few are read whole.</summary>
    private static IEnumerable<string> SmallTypes(int count) => Enumerable.Range(1, count).Select(i => $"SMALL_{i}");

    private InsertEdgesParameters Statement(string type, params string[] ids) => new([.. ids.Select(id => new Dictionary<string, object?>
    {
        ["edge_id"] = id,
        ["source_id"] = "a",
        ["relation"] = type,
        ["target_id"] = "b",
        ["confidence"] = 0.5,
    })], Bridge.Time.GetUtcNow());

    /// <summary>Does something in a transaction and keeps it open until others wait for it.</summary>
    private async Task<T> WhileOpenAsync<T>(Func<GraphTransaction, Task> work, Func<Task<T>> others)
    {
        Task<T>? running = null;
        await Bridge.Graph.WriteAsync(async transaction =>
        {
            await work(transaction);
            running ??= others();
            await Until.TrueAsync(async () => running.IsCompleted || await Bridge.CypherValueAsync<long>(
                "SHOW TRANSACTIONS YIELD status WHERE status STARTS WITH 'Blocked' RETURN count(*)") > 0, "they wait for the lock",
                Cancellation);
            running.IsCompleted.ShouldBeFalse("nobody has waited");
            return 0;
        }, TimeSpan.FromMinutes(5), Cancellation);
        return await running!;
    }
}
