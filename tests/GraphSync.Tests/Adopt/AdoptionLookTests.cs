using System.Text.Json;
using System.Text.Json.Serialization;
using GraphSync.Adopt;
using GraphSync.Edges;
using GraphSync.History;
using GraphSync.Ingest;
using GraphSync.Operations;
using GraphSync.Postgres;
using GraphSync.Tests.Rescore;
using Support;

namespace GraphSync.Tests.Adopt;

/// <summary>A graph in which nobody kept to the rules of files.</summary>
public sealed class AdoptionLookTests(ServersFixture servers) : RescoreTest(servers)
{
    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    // Column, value as a Cypher literal, and what it is read as; null for what cannot be.
    private static readonly (string Column, string Literal, object? Value)[] Values =
    [
        ("confidence", "'0.9'", 0.9), ("confidence", "1", 1L), ("confidence", "'1e-3'", 0.001), ("confidence", "' 0.5'", null),
        ("confidence", "1.01", null), ("confidence", "'NaN'", null), ("confidence", "0.0/0.0", null), ("confidence", "true", null),
        ("confidence", "[0.5]", null), ("confidence", "'0,5'", null), ("confidence", "-0.1", null),
        ("source_version", "2.0", 2L), ("source_version", "'2'", 2L), ("source_version", "'2.0'", 2L), ("source_version", "2.5", null),
        ("source_version", "'v2'", null), ("source_version", "true", null), ("source_version", "3", null),
        ("source_artifact_id", "2", null), ("source_artifact_id", "'nobody'", null), ("source_artifact_id", "['v2']", null),
        ("provenance_unknown", "'true'", true), ("provenance_unknown", "'FALSE'", false), ("provenance_unknown", "1", null),
        ("provenance_unknown", "'yes'", null), ("provenance_unknown", "''", ""),
        ("inference_input", "'{\"a\": 1}'", "{\"a\": 1}"), ("inference_input", "\"{'a': 1}\"", null),
        ("inference_input", "'1e200000'", null),
        ("inference_input", "7", null), ("inference_input", "''", ""),
        ("model_id", "5", null), ("model_id", "'a'", "a"), ("model_id", "''", ""), ("model_id", "'a\\u0000'", null),
        ("model_version", "'7'", 7L), ("model_version", "7.0", 7L), ("model_version", "7.5", null), ("model_version", "'x'", null),
        ("run_id", "1.5", null), ("run_id", "'r'", "r"), ("evidence", "12", null), ("evidence", "'PMID:1'", "PMID:1"),
        ("created_at", "'2023-06-01'", "2023-06-01T00:00:00Z"), ("created_at", "date('2023-06-01')", "2023-06-01T00:00:00Z"),
        ("created_at", "localdatetime('2023-06-01T10:00:00')", "2023-06-01T10:00:00Z"),
        ("created_at", "'2023-06-01T12:00:00+02:00'", "2023-06-01T10:00:00Z"), ("created_at", "1685613600000", null),
        ("created_at", "'06/01/2023'", null), ("created_at", "'1.5'", null), ("created_at", "'12:30'", null),
        ("created_at", "duration('P1D')", null),
        ("created_at", "datetime('+10000-01-01T00:00:00Z')", null), ("created_at", "datetime('-0001-06-01T00:00:00Z')", null),
        ("created_at", "datetime('+999999999-12-31T23:59:59Z')", null), ("created_at", "datetime('-999999999-01-01T00:00:00Z')", null),
        ("created_at", "localdatetime('+10000-01-01T00:00:00')", null), ("created_at", "localdatetime('0000-12-31T23:59:59')", null),
        ("created_at", "localdatetime('+999999999-12-31T23:59:59.999999999')", null),
        ("created_at", "localdatetime('-999999999-01-01T00:00:00')", null),
        ("created_at", "date('+10000-01-01')", null), ("created_at", "date('0000-12-31')", null),
        ("created_at", "date('+999999999-12-31')", null), ("created_at", "date('-999999999-01-01')", null),
        ("created_at", "'+10000-01-01T00:00:00Z'", null), ("created_at", "'0000-12-31'", null), ("created_at", "'-0001-06-01'", null),
        ("created_at", "'+999999999-12-31T23:59:59Z'", null), ("created_at", "'-999999999-01-01'", null),
        ("confidence", "datetime('+10000-01-01T00:00:00Z')", null), ("model_version", "datetime('-0001-01-01T00:00:00Z')", null),
        ("inference_input", "datetime('+10000-01-01T00:00:00Z')", null),
        ("created_at", "999999999", null), ("created_at", "[datetime('+10000-01-01T00:00:00Z')]", null),
        ("created_at", "datetime('9999-12-31T23:59:59.999999999Z')", "9999-12-31T23:59:59.999999Z"),
        ("created_at", "datetime('9999-12-31T23:59:59-18:00')", null), ("created_at", "datetime('0001-01-01T00:00:00+18:00')", null),
        ("created_at", "datetime('0001-01-01T00:00:00Z')", "0001-01-01T00:00:00Z"),
        ("created_at", "'9999-12-31T23:59:59.5-00:00:01'", null), ("created_at", "date('9999-12-31')", "9999-12-31T00:00:00Z"),
        ("created_at", "localdatetime('0001-01-01T00:00:00')", "0001-01-01T00:00:00Z"),
    ];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Bridge.AddVersionAsync("v2", "v", 2);
        await Bridge.DrainAsync(Cancellation);
        await Bridge.CypherAsync("CREATE (:KgNode {id: 'x'}), (:KgNode {id: 'y'})");
    }

    [Fact]
    public async Task EachColumn_IsReadAsInFiles_AndWhatCannotBeReadIsPutAside()
    {
        await EdgesAsync("ODD", Values.Select((value, i) => $"edge_id: 'e{i:00}', {value.Column}: {value.Literal}" + value.Column switch
        {
            "confidence" => "",
            "source_artifact_id" => ", confidence: 0.5, source_version: 2",
            "source_version" => ", confidence: 0.5, source_artifact_id: 'v2'",
            _ => ", confidence: 0.5",
        }));
        var before = await GraphAsync();
        var request = new AdoptRequest { Types = ["ODD"], Converts = true };

        var dry = await Bridge.RunAsync(request with { DryRun = true }, Cancellation);
        dry.Outcome.ShouldBe(OperationOutcome.Incomplete);
        var refusal = await Should.ThrowAsync<BadInputException>(() => Bridge.RunAsync(request with { Converts = false }, Cancellation));
        var first = Array.FindIndex(Values, value => value is { Column: "created_at", Value: null });
        refusal.Message.ShouldContain($"(x)-[ODD]->(y) 'e{first}': created_at is not an instant");
        (await GraphAsync()).ShouldBe(before);

        var report = await Bridge.RunAsync(request, Cancellation);

        report.Outcome.ShouldBe(OperationOutcome.Incomplete);
        report.Mirrored!.ShouldBe(new(Values.Length));
        report.Findings.Sum(finding => finding.Edges).ShouldBe(Values.Count(value => value.Value is null));
        dry.Findings.Sum(finding => finding.Edges).ShouldBe(Values.Count(value => value.Value is null));
        for (var i = 0; i < Values.Length; i++) await ShouldBeReadAsync(i);
        before = await GraphAsync();
        (await Bridge.RunAsync(request, Cancellation)).Outcome.ShouldBe(OperationOutcome.Done);
        (await GraphAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task ForeignInstants_AreMapped_AndHistoryTellsOfTheEdges()
    {
        await EdgeAsync("SCORED", "edge_id: 'ms', score: '0.8', model_id: 'm', created_at: 1685613600000");
        await EdgeAsync("SCORED", "edge_id: 'own', confidence: 0.7, created_at: datetime('2023-06-01')");
        await EdgeAsync("SCORED", "edge_id: 'none', confidence: 0.7, provenance_unknown: true");
        var request = new AdoptRequest
        {
            Types = ["SCORED"],
            Maps = [ColumnMapping.Parse("created_at=epoch_ms(created_at)"), ColumnMapping.Parse("confidence=score")],
            SourceArtifactId = "v2",
        };

        var report = await Bridge.RunAsync(request, Cancellation);

        (report.Outcome, report.Converted, report.Findings.Count).ShouldBe((OperationOutcome.Done, 3L, 0));
        var history = await Bridge.Get<EdgeHistory>().ReadAsync("ms", Cancellation);
        history.AsOf(new DateTimeOffset(2023, 6, 1, 10, 0, 0, TimeSpan.Zero))!.Confidence.ShouldBe(0.8);
        (await Bridge.SqlRowsAsync<string>(
            "SELECT concat_ws(' ', id, confidence, source_artifact_id, source_version, provenance_unknown) FROM kg_edges ORDER BY id"))
            .ShouldBe(["ms 0.8 v2 2 f", "none 0.7 v2 2 f", "own 0.7 v2 2 f"]);
        (await Should.ThrowAsync<BadInputException>(() => Bridge.RunAsync(request with { SourceArtifactId = "v9" }, Cancellation)))
            .Message.ShouldContain("v9");
    }

    [Theory]
    [InlineData("confidence=a", "confidence=b")]
    [InlineData("edge_id=a", "confidence=b")]
    [InlineData("run_id={a}:{b}", "confidence=b")]
    public async Task Mappings_AreRefusedByName_WhenTheyCannotBe(params string[] maps)
    {
        var request = new AdoptRequest { Types = ["ANY"], Maps = [.. maps.Select(ColumnMapping.Parse)] };
        (await Should.ThrowAsync<BadInputException>(() => Bridge.RunAsync(request, Cancellation))).Message.ShouldStartWith("--map");
    }

    [Fact]
    public async Task ADryRun_KnowsVersionsThatWaitInTheInbox()
    {
        await EdgeAsync("WAITING", "edge_id: 'w', confidence: 0.5, source_artifact_id: 'v3', source_version: 3");
        await Bridge.AddVersionAsync("v3", "v", 3);
        (await Bridge.RunAsync(new AdoptRequest { Types = ["WAITING"], DryRun = true }, Cancellation)).Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task AModelsEdgeWithoutConfidence_StopsEvenAConversion()
    {
        await EdgeAsync("MADE", "edge_id: 'e1', confidence: 'high', model_id: 'm'");
        await EdgeAsync("MADE", "edge_id: 'e2', created_at: 'then'");
        var before = await GraphAsync();
        var refusal = await Should.ThrowAsync<BadInputException>(
            () => Bridge.RunAsync(new AdoptRequest { Types = ["MADE"], Converts = true }, Cancellation));
        refusal.Message.ShouldContain("'e1': confidence is not a number ('high')");
        refusal.Message.ShouldNotContain("e2");
        (await GraphAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task NumbersAsKeysUnderTheNameOfTheKey_AreSentToAnotherName()
    {
        await Bridge.CypherAsync("CREATE (:Gene {id: 1017})-[:BINDS {no: 1, confidence: 0.9}]->(:Gene {id: 1018})");
        var before = await GraphAsync();
        var refusal = await Should.ThrowAsync<BadInputException>(() => Bridge.RunAsync(
            new AdoptRequest { Types = ["BINDS"], EdgeIdProperty = "no", Labels = [LabelKey.Parse("Gene:id")] }, Cancellation));
        refusal.Message.ShouldContain("Bridge__Graph__NodeKey");
        refusal.Message.ShouldContain("1017, which is no text");
        (await GraphAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task AUsersOwnSchemaInTheWay_StopsItsTypeOnly()
    {
        foreach (var type in new[] { "FREE", "INDEXED", "BOUND" })
        {
            await DropSchemaAsync(type);
            await EdgeAsync(type, $"edge_id: '{type}', confidence: 0.5");
        }
        await Bridge.CypherAsync("CREATE INDEX `mine own` FOR ()-[r:INDEXED]-() ON (r.edge_id)");
        await Bridge.CypherAsync("CREATE CONSTRAINT theirs FOR ()-[r:BOUND]-() REQUIRE r.senate_review_flag IS UNIQUE");

        var report = await Bridge.RunAsync(new AdoptRequest { Types = ["BOUND", "FREE", "INDEXED"] }, Cancellation);

        report.Types.Keys.ShouldBe(["FREE"]);
        report.Outcome.ShouldBe(OperationOutcome.Incomplete);
        report.Refused["INDEXED"].ShouldContain("DROP INDEX `mine own`");
        report.Refused["BOUND"].ShouldContain("DROP CONSTRAINT theirs");
        List<RefusedEdge> refused = [];
        EdgeRow Row(string type) => new() { EdgeId = $"new {type}", SourceId = "x", TargetId = "y", Relation = type };
        await Bridge.Get<EdgeIngest>().RunAsync(new[] { Row("INDEXED"), Row("FREE") }.ToAsyncEnumerable(), edge =>
        {
            refused.Add(edge);
            return Task.CompletedTask;
        }, null, Cancellation);
        refused.Single().Reason.ShouldContain("DROP INDEX `mine own`");

        await Bridge.CypherAsync("DROP INDEX `mine own`");
        await Bridge.CypherAsync("DROP CONSTRAINT theirs");
        (await Bridge.RunAsync(new AdoptRequest { Types = ["BOUND", "FREE", "INDEXED"] }, Cancellation)).Outcome
            .ShouldBe(OperationOutcome.Done);
        Bridge.Graph.Schema.Types.ShouldBe(["BOUND", "FREE", "INDEXED"]);
    }

    /// <summary>A constraint on what the bridge needs one on is used as it is, and one on anything else is nobody's business; an index in
    /// its place is named with what drops it.</summary>
    [Fact]
    public async Task AUsersOwnConstraints_AreUsedOrLeftAlone()
    {
        await Bridge.CypherAsync("CREATE (:Gene {key: 'a', other: 1})-[:BOUND {no: 1, confidence: 0.5}]->(:Gene {key: 'b', other: 2})");
        await DropSchemaAsync("KgNode");
        await DropSchemaAsync("BOUND");
        string[] theirs =
        [
            "CONSTRAINT own_id FOR ()-[r:BOUND]-() REQUIRE r.edge_id IS UNIQUE",
            "CONSTRAINT own_no FOR ()-[r:BOUND]-() REQUIRE r.no IS UNIQUE",
            "CONSTRAINT own_pair FOR ()-[r:BOUND]-() REQUIRE (r.no, r.edge_id) IS UNIQUE",
            "CONSTRAINT own_key FOR (n:KgNode) REQUIRE n.id IS UNIQUE", "CONSTRAINT own_other FOR (n:KgNode) REQUIRE n.other IS UNIQUE",
            "CONSTRAINT own_symbol FOR (n:Gene) REQUIRE n.key IS UNIQUE", "INDEX own_label FOR (n:Gene) ON (n.id)",
        ];
        foreach (var one in theirs) await Bridge.CypherAsync($"CREATE {one}");
        var request = new AdoptRequest { Types = ["BOUND"], Labels = [LabelKey.Parse("Gene:key")] };

        (await Bridge.RunAsync(request, Cancellation)).Outcome.ShouldBe(OperationOutcome.Done);

        (await Bridge.CypherValueAsync<long>("SHOW CONSTRAINTS YIELD name WHERE name STARTS WITH 'own_' RETURN count(*)")).ShouldBe(6);
        (await Bridge.CypherAsync("SHOW CONSTRAINTS YIELD name, labelsOrTypes AS of, properties AS on WHERE (of = ['BOUND'] AND "
            + "on = ['edge_id'] OR of = ['KgNode'] AND on = ['id']) RETURN name ORDER BY name")).Select(row => row[0])
            .ShouldBe(["own_id", "own_key"]);
        (await Bridge.CypherValueAsync<long>("MATCH ()-[r:BOUND]->() WHERE r.edge_id IS NOT NULL RETURN count(r)")).ShouldBe(1);
    }

    [Fact]
    public async Task AUsersOwnIndexOnTheEndpointsKey_IsNamedWithItsDrop()
    {
        await EdgeAsync("FREE", "edge_id: 'e', confidence: 0.5");
        await DropSchemaAsync("KgNode");
        await Bridge.CypherAsync("CREATE INDEX `own key` FOR (n:KgNode) ON (n.id)");
        var before = await GraphAsync();
        var request = new AdoptRequest { Types = ["FREE"] };

        (await Should.ThrowAsync<BadInputException>(() => Bridge.RunAsync(request, Cancellation))).Message
            .ShouldContain("DROP INDEX `own key`");

        (await GraphAsync()).ShouldBe(before);
        await Bridge.CypherAsync("DROP INDEX `own key`");
        (await Bridge.RunAsync(request, Cancellation)).Outcome.ShouldBe(OperationOutcome.Done);
    }

    [Fact]
    public async Task ARerun_WritesNothing_AndReopensNoJob()
    {
        await Bridge.AddEdgesAsync("A", "m1", 3);
        await Bridge.CypherAsync("MATCH ()-[r:A {edge_id: 'e00001'}]->() SET r.confidence = null");
        await PromoteAsync();
        await RescoreAsync();
        await Bridge.CypherAsync("MATCH ()-[r:A {edge_id: 'e00001'}]->() SET r.confidence = 0.5");
        await Bridge.CypherAsync("MATCH (j:RescoreJob) SET j.unscored = 0");
        var before = await GraphAsync();

        var report = await Bridge.RunAsync(new AdoptRequest { Types = ["A"] }, Cancellation);

        (report.Edges, report.Converted, report.Mirrored).ShouldBe((3, 0, new()));
        (await GraphAsync()).ShouldBe(before);
    }

    /// <summary>Killed after the ids were given, and after the type was registered: its edges were not in the outbox yet.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ARerun_CompletesWhatWasKilled(bool wasRegistered)
    {
        await EdgeAsync("HALF", "no: 1");
        await EdgeAsync("HALF", "no: 2, confidence: '0.5'");
        await Bridge.CypherAsync("CREATE (:Adoption {edge_type: 'HALF'}) WITH 1 AS x MATCH ()-[r:HALF]->() SET r.edge_id = toString(r.no)");
        // Somebody else's ingest may register the type meanwhile.
        if (wasRegistered) await Bridge.RegisterAsync("HALF");

        (await Bridge.RunAsync(new AdoptRequest { Types = ["HALF"], EdgeIdProperty = "no" }, Cancellation)).Mirrored!.Edges.ShouldBe(2);

        (await Bridge.SqlRowsAsync<string>("SELECT concat_ws(' ', id, confidence) FROM kg_edges ORDER BY id")).ShouldBe(["1", "2 0.5"]);
        (await Bridge.CypherValueAsync<long>("MATCH (a:Adoption) RETURN count(a)")).ShouldBe(0);
    }

    private async Task ShouldBeReadAsync(int i)
    {
        var (column, literal, value) = Values[i];
        var row = (await Bridge.CypherAsync("MATCH ()-[r:ODD {edge_id: $id}]->() RETURN r[$column] AS a, "
            + "r['adopted_' + $column] IS NULL AS b, r.source_artifact_id AS c, r.provenance_unknown AS d",
            ("id", $"e{i:00}"), ("column", column)))[0];
        var where = $"{column}: {literal}";
        object? expected = value is "" ? null
            : column == "created_at" && value is string text ? DateTimeOffset.Parse(text, null) : value;
        row[0].ShouldBe(expected, where);
        row[1].ShouldBe(value is not null, where);
        if (!column.StartsWith("source_", StringComparison.Ordinal)) return;
        (row[2], row[3]).ShouldBe(value is null ? (null, true) : ("v2", null), where);
    }

    /// <summary>Drops the schema of a label or type; that of another test may still stand.</summary>
    private async Task DropSchemaAsync(string of)
    {
        foreach (var kind in new[] { "CONSTRAINT", "INDEX" })
        {
            var show = $"SHOW {kind} YIELD name, labelsOrTypes WHERE $of IN labelsOrTypes RETURN name";
            foreach (var row in await Bridge.CypherAsync(show, ("of", of))) await Bridge.CypherAsync($"DROP {kind} {row[0]}");
        }
    }

    private Task EdgeAsync(string type, string properties) => EdgesAsync(type, [properties]);

    // In one statement, since the server plans each text apart.
    private Task EdgesAsync(string type, IEnumerable<string> properties) =>
        Bridge.CypherAsync("MATCH (x:KgNode {id: 'x'}), (y:KgNode {id: 'y'}) CREATE "
            + string.Join(", ", properties.Select(some => $"(x)-[:{type} {{{some}}}]->(y)")));

    // As text, since an instant may be of a year that C# does not have.
    private const string Held = "[name IN keys(x) | [name, valueType(x[name]), "
        + "CASE WHEN x[name] IS :: LIST<ANY> THEN [item IN x[name] | toStringOrNull(item)] ELSE toStringOrNull(x[name]) END]]";

    /// <summary>All that the graph holds.</summary>
    private async Task<IReadOnlyList<string>> GraphAsync()
    {
        string[] questions =
        [
            $"MATCH (x) RETURN elementId(x), labels(x), {Held}", $"MATCH ()-[x]->() RETURN elementId(x), type(x), {Held}",
            "SHOW INDEXES YIELD name RETURN name", "SHOW CONSTRAINTS YIELD name RETURN name",
        ];
        List<string> all = [];
        foreach (var question in questions)
            all.AddRange((await Bridge.CypherAsync(question)).Select(row => JsonSerializer.Serialize(row, Json)).Order());
        return [.. all.Where(row => !row.Contains("\"Lease\"", StringComparison.Ordinal))];
    }
}
