namespace GraphQueries.Tests.Catalogue;

public sealed class RendererTests
{
    private const string Strings = """
        // KG_EDGE :KgNode source.id {
        /* KG_EDGE {
           :KgNode */
        WITH 'KG_EDGE { :KgNode \' source.id' AS a, "KG_EDGE } \" target.id" AS b, {`KG_EDGE } node.id`: 1} AS c
        MATCH (source:KgNode {id: a})-[r:KG_EDGE]->(target:KgNode)
        RETURN source.id, target.id, sourceful.id, source.identity, x.source.id, c.`KG_EDGE`
        """;

    [Fact]
    public void Each_SubstitutesCodeAlone() => Render("each type", Strings, new EdgeSchema([], "Gene", "symbol"), "A`B").ShouldBe("""
        CYPHER 5 replan=skip
        // KG_EDGE :KgNode source.id {
        /* KG_EDGE {
           :KgNode */
        WITH 'KG_EDGE { :KgNode \' source.id' AS a, "KG_EDGE } \" target.id" AS b, {`KG_EDGE } node.id`: 1} AS c
        MATCH (source:`Gene` {`symbol`: a})-[r:`A``B`]->(target:`Gene`)
        RETURN source.`symbol`, target.`symbol`, sourceful.id, source.identity, x.source.`symbol`, c.`KG_EDGE`
        """);

    private static readonly string[] Many = [.. Enumerable.Range(0, 11).Select(i => $"T{i:00}")];

    private static readonly string ReadWhole = $"MATCH ()-[r:{string.Join('|', Many.Select(type => $"`{type}`"))}]->() "
        + "USING SCAN r:`T00` WITH * SKIP 0 WHERE r.a = 1 RETURN r";

    private const string Sought = "CALL () { MATCH ()-[r:KG_EDGE]->() USING INDEX SEEK r:KG_EDGE(a, b) WHERE r.a = 1 RETURN r } RETURN *";

    [Fact]
    public void Whole_ReadsAllTypesByOneScan_WhereTheyAreMoreThanHaveABranchEach() =>
        Whole(Many).ShouldBe($"CYPHER 5 replan=skip\nCALL () {{ {ReadWhole} }} RETURN *");

    [Fact]
    public void Whole_SeeksInOthers_InBranchesOfTheirOwn() =>
        Whole(Many, ["A"], ["B", "C"]).ShouldBe("CYPHER 5 replan=skip\n"
            + "CALL () { MATCH ()-[r:`A`]->() USING INDEX SEEK r:`A`(a, b) WHERE r.a = 1 RETURN r \n  UNION ALL\n "
            + "MATCH ()-[r:`B`|`C`]->() USING INDEX SEEK r:`B`(a, b) USING INDEX SEEK r:`C`(a, b) WHERE r.a = 1 RETURN r \n  UNION ALL\n "
            + $"{ReadWhole} }} RETURN *");

    [Fact]
    public void Whole_SeeksInEachType_WhereEachHasABranch() =>
        Whole(["A", "B"]).ShouldBe(Render("every type", Sought, new EdgeSchema(["A", "B"]), null));

    private static string Whole(string[] types, params string[][] branches) => CypherFile.Parse("test/query",
        $"// What?\n//\n// edges: every type\n// access: read\n{Sought}").RenderWhole(new EdgeSchema(types), types, branches);

    [Fact]
    public void Every_RepeatsTheInnermostSubqueryAlone() => Render("every type", """
        MATCH (n:X {map: '}'}) // }
        CALL (n) {
          WITH n, {a: 1} AS m
          CALL (n) { MATCH ()-[r:KG_EDGE {edge_id: n.id}]->() RETURN r /* } */ }
          RETURN count(r) AS c
        }
        CALL (n) {
          MATCH ()-[r:KG_EDGE]->() WHERE r.x = n.x RETURN r AS s
          UNION ALL
          MATCH ()-[r:KG_EDGE]->() WHERE r.y = n.y RETURN r AS s
        }
        CALL (n) { RETURN 1 AS one }
        RETURN *
        """, new EdgeSchema(["B", "A"]), null).ShouldBe("""
        CYPHER 5 replan=skip
        MATCH (n:X {map: '}'}) // }
        CALL (n) {
          WITH n, {a: 1} AS m
          CALL (n) { MATCH ()-[r:`A` {edge_id: n.id}]->() RETURN r /* } */ 
          UNION ALL
         MATCH ()-[r:`B` {edge_id: n.id}]->() RETURN r /* } */ }
          RETURN count(r) AS c
        }
        CALL (n) {
          MATCH ()-[r:`A`]->() WHERE r.x = n.x RETURN r AS s
          UNION ALL
          MATCH ()-[r:`A`]->() WHERE r.y = n.y RETURN r AS s

          UNION ALL

          MATCH ()-[r:`B`]->() WHERE r.x = n.x RETURN r AS s
          UNION ALL
          MATCH ()-[r:`B`]->() WHERE r.y = n.y RETURN r AS s
        }
        CALL (n) { RETURN 1 AS one }
        RETURN *
        """);

    [Fact]
    public void Every_AsksForThePlaceholder_WithoutTypes() =>
        Render("every type", "CALL () { MATCH ()-[r:KG_EDGE]->() RETURN r } RETURN r", EdgeSchema.Empty, null)
            .ShouldContain("[r:`KG_EDGE`]");

    [Fact]
    public void Every_LetsTypesShareBranches_WhereTheyAreMany()
    {
        var types = Enumerable.Range(0, 200).Select(i => $"TYPE_{i:000} {{`").ToList();
        var text = Render("every type", """
            CALL () { MATCH ()-[r:KG_EDGE]->() USING INDEX SEEK r:KG_EDGE(edge_id) RETURN r } RETURN r
            """, new EdgeSchema(types), null);
        string.Join('|', types.Take(20).Select(Identifier.Quote)).ShouldSatisfyAllConditions(first => text.ShouldContain($"[r:{first}]"));
        types.ShouldAllBe(type => text.Contains($" USING INDEX SEEK r:{Identifier.Quote(type)}(edge_id)"));
        text.Split("UNION ALL").Length.ShouldBe(10);
    }

    [Fact]
    public void Rendering_LooksAtNoNameThatItPutIn()
    {
        var schema = new EdgeSchema(["KG_EDGE", ":KgNode {id: 1}", "source.id"], "A:KgNode {id: source.id", "node.id KG_EDGE");
        const string asked = "CALL () { MATCH (source:KgNode {id: $id})-[r:KG_EDGE]->() RETURN source.id AS id } RETURN id";
        var text = Render("every type", asked, schema, null);
        var branches = schema.Types.Select(type => $" MATCH (source:`A:KgNode {{id: source.id` {{`node.id KG_EDGE`: $id}})"
            + $"-[r:`{type}`]->() RETURN source.`node.id KG_EDGE` AS id ");
        text.ShouldBe("CYPHER 5 replan=skip\nCALL () {" + string.Join("\n  UNION ALL\n", branches) + "} RETURN id");
    }

    [Theory]
    [InlineData("every type", "MATCH ()-[r:KG_EDGE]->() RETURN r")]
    [InlineData("every type", "CALL () { MATCH ()-[r:KG_EDGE]->() CALL () { MATCH ()-[s:KG_EDGE]->() RETURN s } RETURN s } RETURN s")]
    [InlineData(null, "CALL () { MATCH ()-[r:KG_EDGE]->() RETURN r } RETURN r")]
    public void Rendering_NamesTheFile_WhenThePlaceholderStandsElsewhere(string? edges, string text) =>
        Should.Throw<InvalidOperationException>(() => Render(edges, text, EdgeSchema.Empty, null))
            .Message.ShouldContain("cypher/queries/test/query.cypher");

    [Fact]
    public void Each_AsksForAType_WhereThereIsNotJustOne()
    {
        var file = CypherFile.Parse("test/query", "// What?\n//\n// edges: each type\n// access: read\nMATCH ()-[r:KG_EDGE]->() RETURN r");
        foreach (var schema in new[] { EdgeSchema.Empty, new EdgeSchema(["A", "B"]) })
            Should.Throw<InvalidOperationException>(() => file.Render(schema)).Message.ShouldContain("name it");
        file.Render(new EdgeSchema(["A"])).ShouldContain("[r:`A`]");
    }

    [Fact]
    public void Each_IsAboutSeveralTypes_WhereTheyAreNamed() =>
        CypherFile.Parse("test/query", "// What?\n//\n// edges: each type\n// access: read\nMATCH ()-[r:KG_EDGE]->() RETURN r")
            .Render(EdgeSchema.Empty, ["A", "B"]).ShouldContain("[r:`A`|`B`]");

    [Fact]
    public void Rendering_IsKept_WhileTheTypesStay()
    {
        var file = CypherCatalogue.Default["rescore/count"];
        var schema = new EdgeSchema(["A", "B"]);
        file.Render(schema).ShouldBeSameAs(file.Render(schema));
        file.Render(schema).ShouldNotBe(file.Render(schema, "A"));
        Should.Throw<ArgumentException>(() => file.Render(schema, ""));
    }

    private static string Render(string? edges, string text, EdgeSchema schema, string? type)
    {
        var header = "// What?\n//\n" + (edges is null ? "" : $"// edges: {edges}\n") + "// access: read\n";
        return Renderer.Render(CypherFile.Parse("test/query", header + text), schema, type is null ? schema.Types : [type]);
    }
}
