using System.Text.Json;
using GraphSync.Postgres;

namespace GraphQueries.Tests.Catalogue;

/// <summary>
/// Every file of <c>cypher/queries</c> on a real server: valid, of the shape that its header says, and seeking what it reads.
/// </summary>
public sealed class QueryPlanTests(PlannedGraph graph) : IClassFixture<PlannedGraph>
{
    private static readonly string[] States = ["empty", "stale", "fresh"];

    public static TheoryData<string> Files => QueryFileTests.Files;

    /// <summary>Those that run in an explicit transaction, which can be rolled back.</summary>
    public static TheoryData<string> FilesThatRollBack => [.. CypherCatalogue.Default.Queries
        .Where(file => !file.Text.Contains(" TRANSACTIONS OF ") && !file.Text.Contains("SHOW TRANSACTIONS")).Select(file => file.Name)];

    [Theory, MemberData(nameof(Files))]
    public void Plan_Seeks(string name)
    {
        var file = CypherCatalogue.Default[name];
        foreach (var state in States)
        {
            foreach (var plan in graph.Plans(name, state))
            {
                plan.Error.ShouldBeNull(Path(name));
                var where = $"{Path(name)}, with {state} statistics";
                plan.Forbidden.ShouldBeEmpty($"{where}: it reads all relationships, or a whole index, for every row.");
                if (file.Scan is not null) continue;
                plan.Scans.ShouldBeEmpty($"{where}: give it an index to seek in, or a reason in the header: '// scan: why'.");
            }
        }
        if (file.Scan is null) return;
        graph.Plans(name, "fresh").SelectMany(plan => plan.Scans)
            .ShouldNotBeEmpty($"{Path(name)} scans nothing: take 'scan:' out of its header.");
    }

    /// <summary>The server keeps a plan for each length that it sees: there must be none to see.</summary>
    [Fact]
    public async Task Plan_KnowsNoLength()
    {
        HashSet<string> expected = [];
        foreach (var length in (int[])[0, 1, 5, 50, 500])
        {
            var given = new Dictionary<string, object?>
            {
                ["ids"] = Enumerable.Repeat("n", length).ToList(),
                ["prefix"] = new string('n', length),
            };
            var plan = await graph.ExplainAsync(
                "UNWIND $ids AS id MATCH (n:KgNode) WHERE n.id STARTS WITH $prefix RETURN n.id, id", given);
            expected.Add(string.Join(' ', plan.Operators.Select(step => $"{step.Name} {step.Rows}")));
        }

        expected.ShouldHaveSingleItem().ShouldContain("Unwind");
    }

    /// <summary>What may read all edges of its types instead of seeking in an index of each.</summary>
    public static TheoryData<string> FilesThatCanReadWhole => [.. CypherCatalogue.Default.Queries.Where(file =>
        file.Scope == EdgeScope.EveryType && file.Text.Contains("USING INDEX SEEK r:KG_EDGE") && !file.Text.Contains("KG_EDGE {"))
        .Select(file => file.Name)];

    [Theory, MemberData(nameof(FilesThatCanReadWhole))]
    public async Task Whole_ReadsEachTypeOnce_AndSeeksInNone(string name)
    {
        var file = CypherCatalogue.Default[name];
        var text = file.RenderWhole(graph.Graph.Schema, graph.Graph.Schema.Types);

        var plan = await graph.ExplainAsync(text, await graph.ExamplesAsync(file));

        plan.Error.ShouldBeNull(Path(name));
        plan.Operators.ShouldContain(step => step.Name.Contains("UnionRelationshipTypesScan"), Path(name));
        plan.Operators.ShouldNotContain(step => step.Name.Contains("Relationship") && step.Name.Contains("Index"), Path(name));
    }

    [Theory, MemberData(nameof(FilesThatCanReadWhole))]
    public async Task Whole_AnswersAsIndexesDo(string name)
    {
        var file = CypherCatalogue.Default[name];
        var parameters = new Dictionary<string, object?>(await graph.ExamplesAsync(file));
        // The examples name what the graph does not hold.
        (string Name, object Value)[] known = [("parent", "v1"), ("version", "v1"), ("parents", new[] { "v1", "v2" }),
            ("versions", new[] { "v1", "v2" }), ("edge_ids", new[] { "CbG:1", "CtD:2", "nobody" })];
        foreach (var (parameter, value) in known)
        {
            if (parameters.GetValueOrDefault(parameter) is { } example && (value is string ? example is string : example is object?[]))
                parameters[parameter] = value;
        }
        var schema = graph.Graph.Schema;

        var sought = await AskAsync(file.Render(schema));

        var isInNoOrder = file.Order is null or "none";
        (await AskAsync(file.RenderWhole(schema, schema.Types))).ShouldBe(sought, isInNoOrder);
        string[][] branches = [["CbG"], ["CtD"]];
        IReadOnlyList<string> others = [.. schema.Types.Except(branches.SelectMany(types => types))];
        (await AskAsync(file.RenderWhole(schema, others, branches))).ShouldBe(sought, isInNoOrder);

        async Task<IReadOnlyList<string>> AskAsync(string text)
        {
            IReadOnlyList<string> rows = [];
            await Should.ThrowAsync<RollBackException>(() => graph.Graph.Graph.WriteAsync<int>(async transaction =>
            {
                var table = await transaction.RunAsync(new CypherStatement(text, parameters));
                rows = [.. table.Rows.Select(row => JsonSerializer.Serialize(row))];
                throw new RollBackException();
            }, TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken), Path(name));
            return rows;
        }
    }

    [Theory, MemberData(nameof(Files))]
    public void Columns_AreThoseOfTheHeader(string name)
    {
        var columns = CypherCatalogue.Default[name].Columns.Select(column => column.Name).ToList();
        foreach (var plan in graph.Plans(name, "fresh"))
            plan.Columns.ShouldBe(columns, $"{Path(name)}: left, what it returns; right, its header.");
    }

    [Theory, MemberData(nameof(Files))]
    public void Text_UsesNothingDeprecated(string name)
    {
        foreach (var plan in graph.Plans(name, "fresh")) plan.Deprecations.ShouldBeEmpty(Path(name));
    }

    [Theory, MemberData(nameof(Files))]
    public async Task Examples_AreLiteralsOfTheirTypes(string name)
    {
        var file = CypherCatalogue.Default[name];
        var examples = await graph.ExamplesAsync(file);
        foreach (var parameter in file.Parameters)
        {
            Fits(examples[parameter.Name], parameter.Type, parameter.Nullable).ShouldBeTrue($"{Path(name)}: the example "
                + $"{parameter.Example} of ${parameter.Name} is no {parameter.Type}{(parameter.Nullable ? "?" : "")}.");
        }
    }

    [Theory, MemberData(nameof(FilesThatRollBack))]
    public async Task Statement_RunsWithItsExamples_AndItsRowsAreMapped(string name)
    {
        var file = CypherCatalogue.Default[name];
        var examples = await graph.ExamplesAsync(file);
        var text = file.Scope == EdgeScope.EachType ? file.Render(graph.Graph.Schema, "CbG") : file.Render(graph.Graph.Schema);
        await Should.ThrowAsync<RollBackException>(() => graph.Graph.Graph.WriteAsync<int>(async transaction =>
        {
            var table = await transaction.RunAsync(new CypherStatement(text, examples));
            foreach (var handle in QueryHandle.All[name]) handle.Map(table);
            throw new RollBackException();
        }, TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken), Path(name));
    }

    [Theory, MemberData(nameof(Files))]
    public async Task Text_IsValid_WhateverTheNamesAre(string name)
    {
        var file = CypherCatalogue.Default[name];
        var types = Language.IdentifierTests.HostileNames.Take(3).ToList();
        var schema = new EdgeSchema(types, "A:KgNode {id: `source.id` \\u0060}) //", "node.id` \\u0060 KG_EDGE: 1}) //");
        var texts = file.Scope == EdgeScope.EachType
            ? types.Take(1).Select(type => file.Render(schema, type))
            : [file.Render(schema)];
        foreach (var text in texts)
            (await graph.ExplainAsync(text, new Dictionary<string, object?>())).Error.ShouldBeNull(Path(name));
    }

    [Fact]
    public async Task BrowserFavourites_AreValid()
    {
        foreach (var (path, text) in CypherCatalogue.Default.Files("browser"))
        {
            text.ShouldStartWith("// ", Case.Sensitive, path);
            (await graph.ExplainAsync(text, new Dictionary<string, object?>())).Error.ShouldBeNull(path);
        }
    }

    /// <summary>The trap that the placeholder is there for: without it, the rule above would find nothing.</summary>
    [Theory]
    [InlineData("MATCH ()-[r {edge_id: $id}]->() RETURN r.edge_id AS id")]
    [InlineData("WITH 'CbG' AS t MATCH ()-[r:$(t) {edge_id: $id}]->() RETURN r.edge_id AS id")]
    [InlineData("MATCH ()-[r]->() WHERE type(r) = 'CbG' AND r.edge_id = $id RETURN r.edge_id AS id")]
    [InlineData("MATCH ()-[r:CbG]->() RETURN r.edge_id AS id ORDER BY r.edge_id")]
    [InlineData("MATCH ()-[r:CbG]->() WHERE r.edge_id ENDS WITH $id RETURN r.edge_id AS id")]
    public async Task Rule_RefusesScans(string text)
    {
        var plan = await graph.ExplainAsync(text, new Dictionary<string, object?> { ["id"] = "CbG:1" });
        plan.Error.ShouldBeNull();
        plan.Forbidden.Concat(plan.Scans).ShouldNotBeEmpty();
    }

    private static string Path(string name) => $"cypher/queries/{name}.cypher";

    private static bool Fits(object? value, string type, bool nullable) => value switch
    {
        null => nullable,
        object?[] list when type.StartsWith("list<") => list.All(item => Fits(item, type[5..^1].TrimEnd('?'), type.EndsWith("?>"))),
        string text when type == "instant" => Instants.TryParse(text, out _),
        string => type == "string",
        long => type == "integer",
        double => type == "float",
        bool => type == "boolean",
        Dictionary<string, object?> => type == "map",
        _ => false,
    };

    private sealed class RollBackException : Exception;
}
