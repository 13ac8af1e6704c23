using System.Security.Cryptography;
using System.Text;
using GraphSync.Ingest;
using GraphSync.Ingest.Input;
using Support;

namespace GraphSync.Tests.Ingest;

/// <summary>What columns and keys mean: names, values, mappings, common forms.</summary>
public sealed class ColumnTests(ServersFixture servers) : FileTest(servers)
{
    [Fact]
    public async Task IngestAsync_RefusesTheRow_WhenAKeyIsNearlyOneOfTheContract()
    {
        var path = await WriteAsync("e.jsonl", """
            {"edge_id":"1","source_id":"A","relation":"REL","target_id":"B","confidence":0.5,"source_artifact":"lr@1","source_version":1}
            {"edge_id":"2","source_id":"A","relation":"REL","target_id":"B","confidence":0.5,"weight":2}
            """);
        var report = await TakeAsync(path);
        report.Edges.ShouldBe(new IngestResult(1, 0, 1));
        (await ReasonsAsync(report)).Single().ShouldContain("did you mean source_artifact_id?");
        report.Notes.EdgeProperties.ShouldBe(["weight"]);
    }

    [Fact]
    public async Task IngestAsync_TakesAPropertyOfANearName_WhenItIsSaidToBeOne()
    {
        var path = await WriteAsync("e.tsv", $"{Header}\tmodel\n1\tA\tREL\tB\tT-34\n");
        (await TakeAsync(path, new InputOptions { Properties = ["model"] })).Edges.Created.ShouldBe(1);
        (await EdgeAsync("1"))["model"].ShouldBe("T-34");
    }

    [Fact]
    public async Task IngestAsync_TakesEmptyTextForAbsent_InEveryForm()
    {
        await TakeAsync(await WriteAsync("a.jsonl", """
            {"edge_id":"1","source_id":"A","relation":"REL","target_id":"B","confidence":0.9,"model_id":"","source_artifact_id":null}
            {"edge_id":"2","source_id":"A","relation":"REL","target_id":"B","confidence":0.9,"source_artifact_id":"","source_version":null}
            """));
        await TakeAsync(await WriteAsync("b.tsv", $"{Header}\tconfidence\tmodel_id\n3\tA\tREL\tB\t0.9\t\n"));
        await TakeAsync(await WriteAsync("c.csv", "edge_id,source_id,relation,target_id,confidence,model_id\n4,A,REL,B,0.9,\"\"\n"));
        (await Bridge.CypherValueAsync<long>("""
            MATCH ()-[r]->()
            WHERE r.confidence = 0.9 AND r.provenance_unknown IS NULL AND r.model_id IS NULL AND r.source_artifact_id IS NULL
            RETURN count(r)
            """)).ShouldBe(4);
    }

    [Fact]
    public async Task IngestAsync_MakesColumnsOfOthers()
    {
        var path = await WriteAsync("e.csv", "x_type,x_id,relation,y_type,y_id,score,ms\ndrug,1,REL,gene,2,0.25,1685613600000\n");
        await Bridge.CypherAsync("UNWIND ['drug:1', 'gene:2'] AS id CREATE (:KgNode {id: id})");
        var options = Mapped("source_id={x_type}:{x_id}", "target_id={y_type}:{y_id}", "edge_id={x_id}-{y_id}", "confidence=score",
            "created_at=epoch_ms(ms)");

        var report = await TakeAsync(path, options);

        report.Edges.ShouldBe(new IngestResult(1, 0, 0));
        report.Notes.EdgeProperties.ShouldBe(["x_id", "x_type", "y_id", "y_type"]);
        (await Bridge.CypherValueAsync<string>("""
            MATCH (a)-[r {edge_id: '1-2'}]->(b) RETURN a.id + ' ' + b.id + ' ' + r.confidence + ' ' + toString(r.created_at)
            """)).ShouldBe("drug:1 gene:2 0.25 2023-06-01T10:00:00Z");
    }

    [Fact]
    public async Task IngestAsync_KeepsTheColumnWhosePlaceAnotherTakes()
    {
        var path = await WriteAsync("e.tsv", "edge_id\tsource_id\tpredicate\ttarget_id\trelation\n"
            + "1\tA\tbiolink:affects\tB\tGAMMA:inhibitor\n");
        (await TakeAsync(path)).Notes.Warnings.Single().ShouldContain("--map relation=predicate");
        await Bridge.CypherAsync("MATCH ()-[r]->() DELETE r");
        await TakeAsync(path, Mapped("relation=predicate"));
        (await Bridge.CypherValueAsync<string>("MATCH ()-[r:`biolink:affects`]->() RETURN r.relation_in_file")).ShouldBe("GAMMA:inhibitor");
    }

    [Fact]
    public async Task IngestAsync_MakesIdsOfContent_TheSameInEveryRun()
    {
        var path = await WriteAsync("e.tsv", "source_id\trelation\ttarget_id\tmodel_id\tconfidence\n"
            + "A\tREL\tB\tm\t0.5\nA\tREL\tB\tn\t0.5\nA\tREL\tB\t\t0.5\n");
        var options = new InputOptions { ContentIds = true };
        (await TakeAsync(path, options)).Edges.ShouldBe(new IngestResult(3, 0, 0));
        (await TakeAsync(path, options)).Edges.ShouldBe(new IngestResult(0, 3, 0));
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("""["A","REL","B","m"]""")))[..32];
        (await EdgeAsync(id))["model_id"].ShouldBe("m");
    }

    [Fact]
    public async Task IngestAsync_TakesKgxAsPublished()
    {
        var nodes = await WriteAsync("nodes.tsv", "id\tcategory\tname\tsynonym\n"
            + "BFO:0000002\tbiolink:NamedThing|biolink:Gene\tcontinuant\ta|b\n"
            + "BFO:0000001\tbiolink:OntologyClass\tentity\t\n");
        var edges = await WriteAsync("edges.tsv", "id\tsubject\tpredicate\tobject\tcategory\trelation\tknowledge_source\n"
            + "\tBFO:0000002\tbiolink:subclass_of\tBFO:0000001\t\trdfs:subClassOf\tBFO_relaxed.owl\n");
        var kgx = new InputOptions { Preset = InputPreset.Kgx };
        var request = new IngestRequest { NodeFiles = [nodes], EdgeFiles = [edges], Input = kgx };

        (await Bridge.RunAsync(request, Cancellation)).Edges.ShouldBe(new IngestResult(1, 0, 0));
        (await Bridge.RunAsync(request, Cancellation)).Edges.ShouldBe(new IngestResult(0, 1, 0));

        (await Bridge.CypherValueAsync<string>("""
            MATCH (a {id: 'BFO:0000002'})-[r:`biolink:subclass_of`]->(b)
            RETURN a.kind + ' ' + a.synonym[1] + ' ' + size(a.category) + ' ' + b.kind + ' ' + r.knowledge_source + ' ' + size(r.edge_id)
            """)).ShouldBe("Gene b 2 OntologyClass BFO_relaxed.owl 32");
    }

    [Fact]
    public async Task IngestAsync_MakesTheEndpointsOfKgx_UnlessToldOtherwise()
    {
        var edges = await WriteAsync("edges.tsv", "subject\tpredicate\tobject\nX:1\tbiolink:affects\tX:2\n");
        var kgx = new IngestRequest { EdgeFiles = [edges], Input = new InputOptions { Preset = InputPreset.Kgx } };
        (await Bridge.RunAsync(kgx with { CreateEndpoints = false }, Cancellation)).Edges.Refused.ShouldBe(1);
        (await Bridge.RunAsync(kgx, Cancellation)).EndpointsCreated.ShouldBe(2);
    }

    [Fact]
    public async Task IngestAsync_TakesKgxInJsonLines()
    {
        var edges = await WriteAsync("edges.jsonl", """
            {"id":"urn:1","subject":"A","predicate":"biolink:treats","object":"B","publications":["PMID:1","PMID:2"],"qualifiers":[{"q":1}]}
            """);
        (await TakeAsync(edges, new InputOptions { Preset = InputPreset.Kgx })).Edges.Created.ShouldBe(1);
        var edge = await EdgeAsync("urn:1");
        ((IReadOnlyList<object?>)edge["publications"]!).ShouldBe(["PMID:1", "PMID:2"]);
        edge["qualifiers"].ShouldBe("""[{"q":1}]""");
    }

    [Fact]
    public async Task IngestAsync_TakesTheFilesOfNeo4jAdmin()
    {
        var nodes = await WriteAsync("nodes.csv", "personId:ID(Person),name,age:int,tags:string[],:LABEL,skip:IGNORE\n"
            + "1,Ann,30,a;b,Person;Actor,x\n2,Bob,,,Person,\n");
        var edges = await WriteAsync("edges.csv",
            ":START_ID(Person),:END_ID(Person),:TYPE,since:int,confidence:float\n1,2,KNOWS,2001,0.5\n");
        var report = await Bridge.RunAsync(new IngestRequest
        {
            NodeFiles = [nodes],
            EdgeFiles = [edges],
            Input = new InputOptions { Preset = InputPreset.Neo4jAdmin },
        }, Cancellation);

        report.Nodes.Created.ShouldBe(2);
        report.Edges.ShouldBe(new IngestResult(1, 0, 0));
        (await Bridge.CypherValueAsync<string>("""
            MATCH (a {id: 'Person:1'})-[r:KNOWS]->(b {id: 'Person:2'})
            RETURN a.personId + a.name + a.age + a.tags[1] + a.kind + size(a.labels) + r.since + r.confidence
              + coalesce(a.skip, '-') + b.kind
            """)).ShouldBe("1Ann30bPerson220010.5-Person");
    }

    [Fact]
    public async Task IngestAsync_KeepsNestedValuesAsTheirText_UnlessToldOtherwise()
    {
        const string row = """
            {"edge_id":"1","source_id":"A","relation":"REL","target_id":"B","m":[{"x":[1,2]}],"big":123456789012345678901,"l":[1,2]}
            """;
        var path = await WriteAsync("e.jsonl", row);
        (await ReasonsAsync(await TakeAsync(path, new InputOptions { Nested = NestedRule.Refuse }))).Single().ShouldContain("--nested");
        await TakeAsync(path, new InputOptions { Nested = NestedRule.Drop });
        (await EdgeAsync("1")).Keys.ShouldBe(["edge_id", "created_at", "l"], ignoreOrder: true);
        await Bridge.CypherAsync("MATCH ()-[r]->() DELETE r");
        await TakeAsync(path);
        (await EdgeAsync("1"))["m"].ShouldBe("""[{"x":[1,2]}]""");
        (await EdgeAsync("1"))["big"].ShouldBe("123456789012345678901");
    }

    [Fact]
    public async Task IngestAsync_GivesAllRowsTheirSource()
    {
        var path = await WriteAsync("e.tsv", $"{Header}\tconfidence\tsource_artifact_id\tsource_version\n1\tA\tREL\tB\t0.5\t\t\n"
            + "2\tA\tREL\tB\t0.5\tlr@2\t2\n3\tA\tREL\tB\t0.5\tlr@1\t1\n");
        var report = await TakeAsync(path, source: "lr@2");
        report.Edges.ShouldBe(new IngestResult(2, 0, 1));
        (await ReasonsAsync(report)).Single().ShouldContain("'lr@1'");
        (await EdgeAsync("1"))["source_version"].ShouldBe(2L);
        var refusal = await Should.ThrowAsync<BadInputException>(() => TakeAsync(path, source: "absent"));
        refusal.Message.ShouldContain("--source absent");
    }

    [Fact]
    public async Task IngestAsync_MakesEndpoints_WhenAsked()
    {
        var path = await WriteAsync("e.tsv", $"{Header}\tsource_type\ttarget_type\n1\tx\tREL\ty\tGene\tDisease\n2\tA\tREL\tx\tThing\t\n");
        (await TakeAsync(path)).Edges.ShouldBe(new IngestResult(0, 0, 2));
        var report = await TakeAsync(path, createEndpoints: true);
        report.Edges.ShouldBe(new IngestResult(2, 0, 0));
        report.EndpointsCreated.ShouldBe(2);
        (await Bridge.CypherValueAsync<string>("MATCH (n:KgNode) WHERE n.id IN ['A', 'x', 'y'] WITH n ORDER BY n.id "
            + "RETURN reduce(all = '', k IN collect(n.kind) | all + k + ' ')")).ShouldBe("Thing Gene Disease ");
        (await Bridge.SqlValueAsync<string>("SELECT concat_ws(' ', source_type, target_type) FROM kg_edges WHERE id = '1'"))
            .ShouldBe("Gene Disease");
    }

    [Fact]
    public async Task IngestAsync_TakesSeveralFiles_AndReplacesTheRejectsOfAnEarlierRun()
    {
        var (one, two) = (await WriteAsync("one.tsv", $"{Header}\n1\tA\tREL\tB\n2\tA\tREL\tlater\n"), await WriteAsync("two.csv",
            "edge_id,source_id,relation,target_id\n3,A,REL,B\n4,A,REL,later\n"));
        var request = new IngestRequest { EdgeFiles = [one, two] };

        var first = await Bridge.RunAsync(request, Cancellation);
        first.Edges.ShouldBe(new IngestResult(2, 0, 2));
        first.EdgeRejects.ShouldBe([$"{one}.rejects.jsonl", $"{two}.rejects.jsonl"]);
        await Bridge.CypherAsync("CREATE (:KgNode {id: 'later'})");
        var second = await Bridge.RunAsync(request, Cancellation);

        second.Edges.ShouldBe(new IngestResult(2, 2, 0));
        second.EdgeRejects.ShouldBeEmpty();
        first.EdgeRejects.ShouldAllBe(file => !File.Exists(file));
    }

    [Fact]
    public async Task IngestAsync_RemovesNothingButRejects_WhereTheyWouldStand()
    {
        var path = await WriteAsync("e.tsv", $"{Header}\n1\tA\tREL\tB\n");
        await WriteAsync("e.tsv.rejects.jsonl", "my own notes");
        await TakeAsync(path);
        File.Exists($"{path}.rejects.jsonl").ShouldBeTrue();
    }
}
