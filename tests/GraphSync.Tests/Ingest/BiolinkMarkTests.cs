using GraphQueries.Edges;
using GraphSync.Adopt;
using GraphSync.Backfill;
using GraphSync.Doctor;
using GraphSync.Import;
using GraphSync.Ingest;
using GraphSync.Ingest.Input;
using GraphSync.Reconcile;
using Support;

namespace GraphSync.Tests.Ingest;

/// <summary>An edge of which Biolink's own properties say that a model made it is never curated, whichever way it comes in.</summary>
public sealed class BiolinkMarkTests(ServersFixture servers) : IngestTest(servers)
{
    [Fact]
    public async Task File_MakesMarkedEdgesUnknown_AndRefusesThoseWithoutConfidence()
    {
        var file = await WriteAsync("edges.tsv", """
            edge_id	source_id	relation	target_id	confidence	agent_type	knowledge_level	source_artifact_id	source_version
            mined	a	R	b	0.5	biolink:text_mining_agent	not_provided		
            guess	a	R	b	0.5	manual_agent	Prediction		
            person	a	R	b		manual_agent	knowledge_assertion		
            silent	a	R	b					
            known	a	R	b	0.5	computational_model	prediction	m1	1
            bare	a	R	b		data_analysis_pipeline			

            """.ReplaceLineEndings("\n"));

        (await IngestAsync(file)).ShouldBe(new IngestResult(5, 0, 1));
        (await IngestAsync(file)).ShouldBe(new IngestResult(0, 5, 1));

        (await File.ReadAllTextAsync(file + ".rejects.jsonl", Cancellation)).ShouldContain("a model made needs one");
        (await UnknownAsync()).ShouldBe(["guess", "mined"]);
        (await Bridge.SqlRowsAsync<string>("SELECT id FROM kg_edges WHERE provenance_unknown ORDER BY id")).ShouldBe(["guess", "mined"]);
    }

    /// <summary>Lists that no property can hold as they are.</summary>
    [Theory]
    [InlineData("knowledge_level", "[\"observation\", null, \"prediction\"]", true)]
    [InlineData("knowledge_level", "[[\"observation\"], [\"biolink:Prediction\", null]]", true)]
    [InlineData("knowledge_level", "[\"prediction\", 1]", true)]
    [InlineData("knowledge_level", "[\"observation\", null]", false)]
    [InlineData("knowledge_level", "[null, {\"prediction\": 1}]", false)]
    [InlineData("agent_type", "[\"manual_agent\", null]", false)]
    [InlineData("agent_type", "[[[\"manual_agent\"]], []]", false)]
    [InlineData("agent_type", "[null]", false)]
    [InlineData("agent_type", "[\"manual_agent\", [null, \"text_mining_agent\"]]", true)]
    [InlineData("agent_type", "[null, 7]", true)]
    public async Task Lists_AreRead_WhenTheyHoldNullsOrLists(string property, string json, bool isModels)
    {
        var file = await WriteAsync("edges.jsonl",
            $$"""
            {"edge_id": "e", "source_id": "a", "relation": "R", "target_id": "b", "confidence": 0.5, "{{property}}": {{json}}}

            """);
        foreach (var nested in Enum.GetValues<NestedRule>())
        {
            await Bridge.CypherAsync("MATCH ()-[r]->() DELETE r");
            var request = new IngestRequest { EdgeFiles = [file], Input = new InputOptions { Nested = nested } };
            (await Bridge.RunAsync(request, Cancellation)).Edges.ShouldBe(new IngestResult(1, 0, 0));
            (await UnknownAsync()).Any().ShouldBe(isModels, $"{nested}");
        }
        await Bridge.SqlAsync($"DELETE FROM kg_edges; ALTER TABLE kg_edges ADD {property} jsonb; "
            + "INSERT INTO kg_edges (id, source_id, relation, target_id, confidence, "
            + $"{property}) VALUES ('row', 'a', 'R', 'b', 0.5, '{json}')");
        await Bridge.RunAsync(new ImportRequest { RejectsFile = Path.Combine(Folder, "rejects.jsonl") }, Cancellation);
        (await UnknownAsync()).Contains("row").ShouldBe(isModels);
    }

    [Fact]
    public async Task Rows_OverwriteNoCuratedEdge_AndRepeatNoRowThatIsOne()
    {
        await InsertAsync(Row("curated"));

        var (result, reasons) = await InsertAsync(Marked("curated"), Marked("twice"), Row("twice"));

        result.ShouldBe(new IngestResult(1, 0, 2));
        reasons["curated"].ShouldContain("the edge is curated");
        reasons["twice"].ShouldContain("provenance_unknown");
    }

    [Fact]
    public async Task Statement_SeesTheMarkAmongTheProperties()
    {
        await InsertAsync(Row("curated"));
        string[] ids = ["curated", "mined", "bare", "person"];
        var rows = ids.Select(id => new Dictionary<string, object?>
        {
            ["edge_id"] = id,
            ["source_id"] = "a",
            ["relation"] = "R",
            ["target_id"] = "b",
            ["confidence"] = id == "bare" ? null : 0.5,
            ["properties"] = new Dictionary<string, object?> { ["agent_type"] = id == "person" ? "manual_agent" : "text_mining_agent" },
        });
        var parameters = new InsertEdgesParameters([.. rows], Bridge.Time.GetUtcNow());
        Task<IReadOnlyList<InsertedEdgeRow>> InsertRowsAsync() => Bridge.Graph.WriteAsync(EdgeQueries.Insert, parameters, Cancellation);

        var outcomes = await InsertRowsAsync();

        outcomes.Select(one => one.Outcome).ShouldBe(["refused", "created", "refused", "created"]);
        outcomes[0].Reason!.ShouldContain("curated");
        outcomes[2].Reason!.ShouldContain("confidence is missing");
        (await UnknownAsync()).ShouldBe(["mined"]);
        (await InsertRowsAsync()).Select(one => one.Outcome).ShouldBe(["refused", "present", "refused", "present"]);
        (await EdgeAsync("mined"))["agent_type"].ShouldBe("text_mining_agent");
    }

    [Fact]
    public async Task Table_MakesMarkedEdgesUnknown()
    {
        await Bridge.SqlAsync("""
            ALTER TABLE kg_edges ADD agent_type varchar(40), ADD knowledge_level text[];
            INSERT INTO kg_edges (id, source_id, relation, target_id, confidence, agent_type, knowledge_level) VALUES
              ('mined', 'a', 'R', 'b', 0.5, 'text_mining_agent', null), ('person', 'a', 'R', 'b', null, 'manual_agent', '{observation}'),
              ('guess', 'a', 'R', 'b', 0.5, null, '{observation,NULL,prediction}'), ('bare', 'a', 'R', 'b', null, 'text_mining_agent', null)
            """);

        var report = await Bridge.RunAsync(new ImportRequest { RejectsFile = Path.Combine(Folder, "rejects.jsonl") }, Cancellation);

        (report.Created, report.Refused).ShouldBe((3, 1));
        (await UnknownAsync()).ShouldBe(["guess", "mined"]);
    }

    [Fact]
    public async Task Adopt_TakesMarkedEdgesIn_AndBackfillMakesThemUnknown()
    {
        await CreateAsync();
        await Bridge.CypherAsync("MATCH ()-[r {edge_id: 'guess'}]->() SET r.model_id = 'm', r.model_version = 1");
        await Bridge.RunAsync(new AdoptRequest { Types = ["R"] }, Cancellation);
        DoctorCheck Unattributed(DoctorReport report) => report.Checks.Single(check => check.Name == "attribution");
        Unattributed(await Bridge.RunAsync(new DoctorRequest(), Cancellation)).State.ShouldNotBe(CheckState.Ok);

        var report = await Bridge.RunAsync(new BackfillRequest(), Cancellation);

        (report.Attributed, report.Unknown).ShouldBe((1, 1));
        (await UnknownAsync()).ShouldBe(["mined"]);
        Unattributed(await Bridge.RunAsync(new DoctorRequest(), Cancellation)).State.ShouldBe(CheckState.Ok);
        (await Bridge.SqlRowsAsync<string>("SELECT id FROM kg_edges WHERE provenance_unknown")).ShouldBe(["mined"]);
    }

    [Fact]
    public async Task Adopt_ListsMarkedEdges_WhenTheyHaveNoConfidence()
    {
        await CreateAsync();
        await Bridge.CypherAsync("MATCH ()-[r {edge_id: 'mined'}]->() REMOVE r.confidence");
        var error = await Should.ThrowAsync<BadInputException>(() => Bridge.RunAsync(new AdoptRequest { Types = ["R"] }, Cancellation));
        error.Message.ShouldContain("a model made it, and it has no confidence");
    }

    [Fact]
    public async Task Reconcile_MakesMarkedEdgesUnknown_WhenAClientWroteThem()
    {
        await Bridge.RegisterAsync("R");
        await CreateAsync();
        await Bridge.RunAsync(new ReconcileRequest(), Cancellation);
        (await UnknownAsync()).ShouldBe(["guess", "mined"]);
    }

    private static EdgeRow Marked(string id) =>
        Row(id) with { Properties = new Dictionary<string, object?> { ["agent_type"] = "text_mining_agent" } };

    /// <summary>Two marked edges and a person's, as any client writes them.</summary>
    private Task CreateAsync() => Bridge.CypherAsync("""
        MATCH (a:KgNode {id: 'a'}), (b:KgNode {id: 'b'})
        CREATE (a)-[:R {edge_id: 'mined', confidence: 0.5, agent_type: 'text_mining_agent'}]->(b),
          (a)-[:R {edge_id: 'guess', confidence: 0.5, knowledge_level: 'prediction'}]->(b),
          (a)-[:R {edge_id: 'person', agent_type: 'manual_agent', knowledge_level: ['observation']}]->(b)
        """);

    private async Task<IEnumerable<object?>> UnknownAsync() =>
        (await Bridge.CypherAsync("MATCH ()-[r]->() WHERE r.provenance_unknown RETURN r.edge_id ORDER BY r.edge_id")).Select(row => row[0]);
}
