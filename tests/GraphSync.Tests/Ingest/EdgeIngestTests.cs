using GraphQueries.Language;
using GraphSync.Composition;
using GraphSync.Ingest;
using GraphSync.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Support;

namespace GraphSync.Tests.Ingest;

public sealed class EdgeIngestTests(ServersFixture servers) : IngestTest(servers)
{
    [Fact]
    public async Task RunAsync_CreatesTheEdgeWithAllItsProperties_WhenItIsNew()
    {
        var made = new DateTimeOffset(2016, 4, 14, 12, 0, 0, 123, 456, TimeSpan.Zero);
        var (result, _) = await InsertAsync(Attributed("e1", 0.1) with
        {
            InferenceInput = """{"CbGaD": 1.5}""",
            CreatedAt = made,
            Properties = new Dictionary<string, object?> { ["license"] = "CC0", ["years"] = new object?[] { 2015L, 2016L } },
        });

        result.ShouldBe(new IngestResult(1, 0, 0));
        var edge = await EdgeAsync("e1");
        edge["confidence"].ShouldBe(0.1);
        edge["source_artifact_id"].ShouldBe("m1");
        edge["source_version"].ShouldBe(1L);
        edge["inference_input"].ShouldBe("""{"CbGaD": 1.5}""");
        edge["created_at"].ShouldBe(made);
        edge["license"].ShouldBe("CC0");
        edge["years"].ShouldBe(new object?[] { 2015L, 2016L });
        edge.ShouldNotContainKey("provenance_unknown");
        (await Bridge.CypherAsync("MATCH (o:Outbox) RETURN o.edge_type, o.edge_ids"))[0].ShouldBe(["R", new object?[] { "e1" }]);
    }

    [Fact]
    public async Task RunAsync_SaysThatProvenanceIsUnknown_WhenARowHasOnlyATrail()
    {
        await InsertAsync(
            Row("run") with { RunId = "r" },
            Row("model") with { ModelId = "m" },
            Row("tag") with { Evidence = "see model:rephetio-prior@2016-04-14@v2." },
            Row("said") with { ProvenanceUnknown = true },
            Row("curated", null) with
            {
                Evidence = "pmid:1",
                CreatedAt = DateTimeOffset.UnixEpoch,
                ModelVersion = 2,
                ProvenanceUnknown = false,
            });

        var unknown = await Bridge.CypherAsync("MATCH ()-[r]->() WHERE r.provenance_unknown RETURN r.edge_id ORDER BY r.edge_id");
        unknown.Select(row => row[0]).ShouldBe(["model", "run", "said", "tag"]);
    }

    [Fact]
    public async Task RunAsync_RefusesTheRow_WhenItsSourceIsNoRealVersion()
    {
        await Bridge.CypherAsync("CREATE (:ModelVersion {id: 'reference'})");
        var (result, reasons) = await InsertAsync(
            Attributed("good"),
            Attributed("absent") with { SourceArtifactId = "nobody" },
            Attributed("reference") with { SourceArtifactId = "reference" },
            Attributed("number") with { SourceVersion = 2 },
            Attributed("half") with { SourceVersion = null });

        result.ShouldBe(new IngestResult(1, 0, 4));
        reasons["absent"].ShouldContain("'nobody'");
        reasons["reference"].ShouldStartWith("unknown version");
        reasons["number"].ShouldContain("is version 1, not 2");
        reasons["half"].ShouldContain("together");
    }

    [Fact]
    public async Task RunAsync_CountsRowsAsPresent_WhenTheyRepeatWhatTheEdgeWasFirstGiven()
    {
        EdgeRow[] rows = [Attributed("attributed"), Row("trail") with { ModelId = "m", InferenceInput = "{}" }, Row("curated", null)];
        await InsertAsync(rows);
        // As rescoring and backfill leave them.
        await Bridge.CypherAsync("""
            MATCH ()-[r:R {edge_id: 'attributed'}]->() SET r.confidence = 0.2, r.rescored_by_artifact_id = 'm2'
            WITH r UNWIND [[1, 0.5], [2, 0.3]] AS delta
            CREATE (:RescoreDelta {id: 'd' + delta[0], edge_id: 'attributed', seq: delta[0], generation: 1, old_confidence: delta[1],
              at: datetime('2026-01-01')})
            """);
        await Bridge.CypherAsync("""
            MATCH ()-[r:R {edge_id: 'trail'}]->()
            SET r.source_artifact_id = 'm1', r.source_version = 1, r.provenance_unknown = false, r.attribution_method = 'model_date'
            """);

        (await InsertAsync(rows)).Result.ShouldBe(new IngestResult(0, 3, 0));
        (await EdgeAsync("attributed"))["confidence"].ShouldBe(0.2);
    }

    [Theory]
    [InlineData("confidence")]
    [InlineData("inference_input")]
    [InlineData("source_artifact_id")]
    [InlineData("evidence")]
    [InlineData("license")]
    public async Task RunAsync_RefusesTheRow_WhenItDiffersFromTheEdge(string property)
    {
        var row = Attributed("e") with
        {
            InferenceInput = "{}",
            Evidence = "x",
            Properties = new Dictionary<string, object?> { ["license"] = "CC0" },
        };
        await AddVersionAsync("m2", "m", 2);
        await InsertAsync(row);
        var before = await EdgeAsync("e");

        var (_, reasons) = await InsertAsync(property switch
        {
            "confidence" => row with { Confidence = 0.5000000001 },
            "inference_input" => row with { InferenceInput = null },
            "source_artifact_id" => row with { SourceArtifactId = "m2", SourceVersion = 2 },
            "evidence" => row with { Evidence = "y" },
            _ => row with { Properties = new Dictionary<string, object?> { ["license"] = "MIT" } },
        });

        reasons["e"].ShouldStartWith("exists");
        reasons["e"].ShouldContain(property);
        (await EdgeAsync("e")).ShouldBe(before, ignoreOrder: true);
    }

    [Fact]
    public async Task RunAsync_SaysThatTheEdgeIsCurated_WhenAModelsRowHasItsId()
    {
        await InsertAsync(Row("e", null));

        (await InsertAsync(Attributed("e"))).Reasons["e"].ShouldContain("curated");
        (await InsertAsync(Row("e") with { ModelId = "m" })).Reasons["e"].ShouldContain("curated");
        (await EdgeAsync("e")).Keys.ShouldBe(["edge_id", "created_at"], ignoreOrder: true);
    }

    [Fact]
    public async Task RunAsync_RefusesTheRow_WhenItsIdBelongsToAnotherEdge()
    {
        await InsertAsync(Row("e"), Row("f") with { Relation = "S" });

        var (result, reasons) = await InsertAsync(Row("e") with { Relation = "S" }, Row("f") with { Relation = "S", TargetId = "c" });
        result.Refused.ShouldBe(2);
        reasons["e"].ShouldContain("'R' edge from 'a' to 'b'");
        reasons["f"].ShouldStartWith("exists");
    }

    [Fact]
    public async Task RunAsync_NamesTheEndpoint_WhenItIsUnknown()
    {
        var (_, reasons) = await InsertAsync(Row("s") with { SourceId = "nobody" }, Row("t") with { TargetId = "nothing" }, Row("good"));
        reasons["s"].ShouldContain("source_id 'nobody'");
        reasons["t"].ShouldContain("target_id 'nothing'");
        (await CountAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task RunAsync_LetsTheFirstCount_WhenAnIdComesTwice()
    {
        var (result, reasons) = await InsertAsync(Row("e"), Row("e"), Row("e", 0.6), Row("g") with { SourceId = "nobody" }, Row("g"));
        result.ShouldBe(new IngestResult(2, 1, 2));
        reasons["e"].ShouldContain("confidence");
        reasons["g"].ShouldContain("nobody");
    }

    [Fact]
    public async Task RunAsync_ReopensTheJob_WhenItsParentGetsEdges()
    {
        await Bridge.CypherAsync("""
            CREATE (:RescoreJob {id: 'p', parent_id: 'm1', child_id: 'm2', status: 'done', edges_left: 0}),
              (:RescoreJob {id: 'q', parent_id: 'm1', status: 'parked', edges_left: 5, late_from: 'a'})
            """);
        await InsertAsync(Attributed("z"), Attributed("y"), Row("x") with { ModelId = "m" });

        (await Bridge.CypherAsync("MATCH (j:RescoreJob) RETURN j.status, j.late_from, j.edges_left ORDER BY j.id"))
            .ShouldBe([["queued", "y", 2L], ["parked", "a", 7L]]);
        await InsertAsync(Attributed("z"));
        (await Bridge.CypherValueAsync<long>("MATCH (j:RescoreJob {id: 'p'}) RETURN j.edges_left")).ShouldBe(2);
    }

    [Fact]
    public async Task RunAsync_MakesEachEdgeOnce_WhenSeveralInsertTheSame()
    {
        var rows = Enumerable.Range(0, 3000).Select(i => Attributed($"e{i}")).ToArray();
        var results = await Task.WhenAll(
            Bridge.RunAsync(new IngestRequest { Edges = rows.ToAsyncEnumerable() }, Cancellation),
            Bridge.RunAsync(new IngestRequest { Edges = rows.Reverse().ToAsyncEnumerable() }, Cancellation));

        (await CountAsync()).ShouldBe(3000);
        results.Sum(result => result.Edges.Created).ShouldBe(3000);
        results.Sum(result => result.Edges.Present).ShouldBe(3000);
    }

    [Theory]
    [InlineData("""X\u0060]->() RETURN 1 AS a UNION CREATE (p:Owned) //""")]
    [InlineData("a`b``c\\")]
    [InlineData("'}) DETACH DELETE n //")]
    [InlineData("ist Teil von")]
    public async Task RunAsync_KeepsTheRelationAsItStands_WhenItLooksLikeCypher(string relation)
    {
        (await InsertAsync(Row("e") with { Relation = relation })).Result.Created.ShouldBe(1);
        (await InsertAsync(Row("e") with { Relation = relation })).Result.Present.ShouldBe(1);
        (await Bridge.CypherValueAsync<string>("MATCH ()-[r]->() RETURN type(r)")).ShouldBe(relation);
        (await Bridge.CypherValueAsync<long>("MATCH (p:Owned) RETURN count(p)")).ShouldBe(0);
    }

    [Fact]
    public async Task RunAsync_RefusesTypesBeyondTheLimit_WhenTheGraphIsFull()
    {
        await using var full = await TestBridge.OpenAsync(Servers, Bridge.ConnectionString,
            configure: services => services.Configure<GraphSchemaOptions>(options => options.MaxEdgeTypes = 2));
        var (result, reasons) = await InsertAsync(
            full, Row("1"), Row("2") with { Relation = "S" }, Row("3") with { Relation = "T" }, Row("4"));

        result.ShouldBe(new IngestResult(3, 0, 1));
        reasons.ShouldHaveSingleItem().Key.ShouldBe("3");
        reasons["3"].ShouldContain("MaxEdgeTypes");
    }

    /// <summary>As many rows of each of more relations than there is room for, in several batches.</summary>
    [Fact]
    public async Task RunAsync_RefusesEachRowOfATypeBeyondTheLimit_AndMakesNothingForIt()
    {
        var rows = Enumerable.Range(0, 4_600).Select(i => Row($"{i}") with { Relation = $"/award/a./b/rel_{i % 23:00}" }).ToArray();
        async Task<(IngestResult Result, Dictionary<string, string> Reasons)> WithinAsync(int limit)
        {
            await using var bridge = await TestBridge.OpenAsync(Servers, Bridge.ConnectionString,
                configure: services => services.Configure<GraphSchemaOptions>(options => options.MaxEdgeTypes = limit));
            return await InsertAsync(bridge, rows);
        }
        Task<long> IndexedAsync() => Bridge.CypherValueAsync<long>(
            "SHOW INDEXES YIELD labelsOrTypes AS of WHERE of[0] STARTS WITH '/award' RETURN count(DISTINCT of)");

        var (result, reasons) = await WithinAsync(8);

        result.ShouldBe(new IngestResult(1_600, 0, 3_000));
        reasons.Values.ShouldAllBe(reason => reason.Contains("8 edge types already (Bridge__Graph__MaxEdgeTypes)"));
        (await IndexedAsync()).ShouldBe(8);
        (await WithinAsync(23)).Result.ShouldBe(new IngestResult(3_000, 1_600, 0));
        (await IndexedAsync()).ShouldBe(23);
    }

    [Fact]
    public async Task RunAsync_WritesRowsOfKnownTypes_WhileNewTypesGetTheirSchema()
    {
        var type = $"NEW_{Guid.NewGuid():n}";
        await Bridge.RegisterAsync("R");
        // A transaction that has written an edge of a type keeps everybody from making its schema.
        TaskCompletionSource isHeld = new(), release = new();
        await using var stranger = await TestBridge.OpenAsync(Servers, Bridge.ConnectionString);
        var holding = stranger.Graph.Graph.WriteAsync(async transaction =>
        {
            await transaction.RunAsync(new CypherStatement($"MATCH (a:KgNode {{id: 'a'}}) CREATE (a)-[:{type}]->(a)"));
            isHeld.TrySetResult();
            await release.Task;
            return 0;
        }, null, Cancellation);
        await isHeld.Task;

        var rows = Enumerable.Range(0, 2_500).Select(i => Attributed($"new {i}") with { Relation = type })
            .Concat(Enumerable.Range(0, 2_500).Select(i => Attributed($"known {i}")));
        var inserting = InsertAsync([.. rows]);
        await Until.TrueAsync(async () => await CountAsync() >= 1_500, "rows of the known type are written", Cancellation);
        inserting.IsCompleted.ShouldBeFalse();

        release.SetResult();
        await holding;
        (await inserting).Result.ShouldBe(new IngestResult(5_000, 0, 0));
        (await CountAsync()).ShouldBe(5_001);
    }
}
