using GraphQueries.Edges;
using Support;

namespace GraphSync.Tests.Ingest;

/// <summary><c>edges/insert</c>, as any client of Neo4j runs it: the same rules as the verb's, decided in Cypher.</summary>
public sealed class InsertStatementTests(ServersFixture servers) : IngestTest(servers)
{
    [Fact]
    public async Task Insert_CreatesAttributedTrailedAndCuratedEdges_WithTheirOutbox()
    {
        var outcomes = await InsertAsync(
            Of("attributed", ("source_artifact_id", "m1"), ("source_version", 1L), ("inference_input", "{}"),
                ("properties", new Dictionary<string, object?> { ["license"] = "CC0" })),
            Of("trail", ("evidence", "by model:m@v1")),
            Of("curated", ("confidence", null), ("created_at", "2016-04-14T12:00:00Z")));

        outcomes.Select(one => one.Outcome).ShouldAllBe(outcome => outcome == "created");
        var attributed = await EdgeAsync("attributed");
        attributed["source_artifact_id"].ShouldBe("m1");
        attributed["license"].ShouldBe("CC0");
        attributed.ShouldNotContainKey("provenance_unknown");
        (await EdgeAsync("trail"))["provenance_unknown"].ShouldBe(true);
        (await EdgeAsync("curated")).Keys.ShouldBe(["edge_id", "created_at"], ignoreOrder: true);
        (await Bridge.CypherAsync("MATCH (o:Outbox) UNWIND o.edge_ids AS id RETURN id ORDER BY id")).Select(row => row[0])
            .ShouldBe(["attributed", "curated", "trail"]);
    }

    [Fact]
    public async Task Insert_SaysPresent_WhenTheRowsComeAgain()
    {
        Dictionary<string, object?>[] rows =
        [
            Of("attributed", ("source_artifact_id", "m1"), ("source_version", 1L)),
            Of("trail", ("model_id", "m")),
            Of("curated", ("confidence", null)),
        ];
        await InsertAsync(rows);
        await Bridge.CypherAsync("""
            MATCH ()-[r {edge_id: 'attributed'}]->() SET r.confidence = 0.2, r.rescored_by_artifact_id = 'm2'
            CREATE (:RescoreDelta {id: 'd', edge_id: 'attributed', seq: 1, generation: 1, old_confidence: 0.5, at: datetime()})
            """);

        (await InsertAsync(rows)).Select(one => one.Outcome).ShouldBe(["present", "present", "present"]);
        (await CountAsync()).ShouldBe(3);
    }

    [Theory]
    [InlineData("confidence", 1.0000001, "between 0 and 1")]
    [InlineData("confidence", -1L, "between 0 and 1")]
    [InlineData("confidence", "high", "not a number")]
    [InlineData("source_artifact_id", "m1", "together")]
    [InlineData("source_id", "nobody", "unknown endpoint")]
    [InlineData("target_id", "nobody", "unknown endpoint")]
    [InlineData("relation", "X\\u0060]->() DETACH DELETE r //", "not a registered edge type")]
    [InlineData("edge_id", "", "edge_id is missing")]
    [InlineData("edge_id", "standing", "curated")]
    public async Task Insert_RefusesTheRowAlone_WhenItBreaksARule(string column, object value, string reason)
    {
        await InsertAsync(Of("standing", ("confidence", null)));

        var outcomes = await InsertAsync(Of("before"), Of("bad", ("model_id", "m"), (column, value)), Of("after"));

        outcomes.Select(one => one.Outcome).ShouldBe(["created", "refused", "created"]);
        outcomes[1].Reason!.ShouldContain(reason);
        (await CountAsync()).ShouldBe(3);
    }

    [Theory]
    [InlineData("長", 1_500, false), InlineData("長", 667, false), InlineData("長", 666, true), InlineData("é", 1_001, false)]
    [InlineData("🎉", 501, false), InlineData("🎉", 500, true), InlineData("x", 2_000, true)]
    public async Task Insert_MeasuresAnIdInBytes(string character, int count, bool fits)
    {
        var id = string.Concat(Enumerable.Repeat(character, count));

        var outcome = (await InsertAsync(Of(id)))[0];

        outcome.Outcome.ShouldBe(fits ? "created" : "refused");
        if (!fits) outcome.Reason!.ShouldContain("longer than 2000 bytes");
    }

    [Fact]
    public async Task Insert_RefusesTheRow_WhenItNamesNoRealVersion()
    {
        await Bridge.CypherAsync("CREATE (:ModelVersion {id: 'reference'})");

        var outcomes = await InsertAsync(
            Of("absent", ("source_artifact_id", "nobody"), ("source_version", 1L)),
            Of("reference", ("source_artifact_id", "reference"), ("source_version", 1L)),
            Of("number", ("source_artifact_id", "m1"), ("source_version", 2L)),
            Of("forged", ("properties", new Dictionary<string, object?> { ["rescored_by_artifact_id"] = "m1" })));

        outcomes.ShouldAllBe(one => one.Outcome == "refused");
        outcomes.Take(3).ShouldAllBe(one => one.Reason!.StartsWith("unknown version", StringComparison.Ordinal));
        outcomes[3].Reason!.ShouldContain("GraphProvenance alone");
        (await CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Insert_ReopensTheJob_WhenAnEdgeComesLateUnderItsParent()
    {
        await Bridge.CypherAsync("CREATE (:RescoreJob {id: 'p', parent_id: 'm1', status: 'done', edges_left: 0})");

        await InsertAsync(Of("late", ("source_artifact_id", "m1"), ("source_version", 1L)));

        (await Bridge.CypherAsync("MATCH (j:RescoreJob) RETURN j.status, j.late_from, j.edges_left"))[0].ShouldBe(["queued", "late", 1L]);
    }

    /// <summary>A row from a to b with a confidence; later columns replace earlier ones.</summary>
    private static Dictionary<string, object?> Of(string id, params (string Name, object? Value)[] columns)
    {
        var row = new Dictionary<string, object?>
        {
            ["edge_id"] = id,
            ["source_id"] = "a",
            ["relation"] = "R",
            ["target_id"] = "b",
            ["confidence"] = 0.5,
        };
        foreach (var (name, value) in columns) row[name] = value;
        return row;
    }

    private async Task<IReadOnlyList<InsertedEdgeRow>> InsertAsync(params Dictionary<string, object?>[] rows)
    {
        await Bridge.RegisterAsync("R");
        return await Bridge.Graph.WriteAsync(EdgeQueries.Insert, new InsertEdgesParameters(rows, Bridge.Time.GetUtcNow()), Cancellation);
    }
}
