using System.Collections.Concurrent;
using GraphQueries.Language;
using GraphSync.Adopt;
using GraphSync.Postgres;
using Support;

namespace GraphSync.Tests.Adopt;

public sealed class AdoptionTests(ServersFixture servers) : BridgeTest(servers)
{
    /// <summary>Someone's graph: genes known by their symbol, two types, one with ids of its own.</summary>
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Bridge.CypherAsync("UNWIND range(1, 50) AS i CREATE (:Gene {symbol: 'g' + i, number: i})");
        await Bridge.CypherAsync("""
            UNWIND range(1, 500) AS i
            MATCH (a:Gene {number: 1 + i % 50}), (b:Gene {number: 1 + (i * 7) % 50})
            CREATE (a)-[:REGULATES {uuid: i, confidence: 0.5}]->(b), (a)-[:`binds to`]->(b)
            """);
    }

    [Fact]
    public async Task RunAsync_TakesTheGraphIn_WhenKeysAndIdsAreNamed()
    {
        var report = await RunAsync("uuid", ["REGULATES", "binds to"]);

        report.Types.ShouldBe(new Dictionary<string, long> { ["REGULATES"] = 500, ["binds to"] = 500 });
        Bridge.Graph.Schema.Types.ShouldBe(["REGULATES", "binds to"]);
        (await Bridge.CypherValueAsync<long>("MATCH ()-[r:REGULATES]->() WHERE r.edge_id = toString(r.uuid) RETURN count(r)"))
            .ShouldBe(500);
        (await Bridge.CypherValueAsync<long>("MATCH ()-[r:`binds to`]->() WHERE size(r.edge_id) = 36 RETURN count(DISTINCT r.edge_id)"))
            .ShouldBe(500);
        (await Bridge.CypherValueAsync<long>("MATCH (n:KgNode:Gene) WHERE n.id = n.symbol RETURN count(n)")).ShouldBe(50);
        (await Bridge.CypherValueAsync<long>("SHOW INDEXES YIELD labelsOrTypes WHERE 'binds to' IN labelsOrTypes RETURN count(*)"))
            .ShouldBe(7);
        report.Mirrored!.Edges.ShouldBe(1000);
        (await Bridge.SqlValueAsync<string>(
            "SELECT concat_ws(' ', source_id, source_type, relation, target_id, confidence) FROM kg_edges WHERE id = '1'"))
            .ShouldBe("g2 Gene REGULATES g8 0.5");
    }

    [Fact]
    public async Task RunAsync_TellsHowFarEachStepIs()
    {
        var told = new Told();
        await AdoptAsync(new AdoptRequest
        {
            Types = ["REGULATES", "binds to"],
            EdgeIdProperty = "uuid",
            Labels = [LabelKey.Parse("Gene:symbol")],
            Progress = told,
        });

        var looks = told.Of(AdoptStep.Look);
        looks.ShouldAllBe(step => step.All == 1000);
        looks.Select(step => step.Done).ShouldBeInOrder(SortDirection.Ascending);
        looks[^1].Done.ShouldBe(1000);
        told.Of(AdoptStep.GiveIds).ShouldBe([new(AdoptStep.GiveIds, 0, 1000), new(AdoptStep.GiveIds, 1000, 1000)]);
        told.Of(AdoptStep.Mirror)[^1].ShouldBe(new AdoptProgress(AdoptStep.Mirror, 1000, null));
    }

    [Fact]
    public async Task RunAsync_ChangesNothing_WhenTheGraphHasBeenAdopted()
    {
        await RunAsync("uuid", ["REGULATES", "binds to"]);
        var ids = await IdsAsync();
        await RunAsync(null, ["binds to", "REGULATES"]);
        (await IdsAsync()).ShouldBe(ids);
    }

    [Fact]
    public async Task RunAsync_GoesOn_WhenItWasStoppedAmongTheIds()
    {
        await Bridge.CypherAsync("MATCH ()-[r:REGULATES]->() WHERE r.uuid <= 300 SET r.edge_id = 'given' + r.uuid");
        await RunAsync("uuid", ["REGULATES"]);
        (await Bridge.CypherValueAsync<long>("MATCH ()-[r:REGULATES]->() WHERE r.edge_id STARTS WITH 'given' RETURN count(r)"))
            .ShouldBe(300);
        (await Bridge.CypherValueAsync<long>("MATCH ()-[r:REGULATES]->() RETURN count(DISTINCT r.edge_id)")).ShouldBe(500);
    }

    /// <summary>Another client writes one while this waits for its lock.</summary>
    [Fact]
    public async Task RunAsync_LeavesIdsAndKeys_WhenOthersGiveThemMeanwhile()
    {
        Task<AdoptReport> run = null!;
        await Bridge.Graph.Graph.WriteAsync(async transaction =>
        {
            await transaction.RunAsync(new CypherStatement("MATCH (g:Gene {number: 1}) SET g:KgNode, g.id = 'theirs'"));
            run = RunAsync("uuid", ["REGULATES"]);
            await BlockedAsync(run);
            return 0;
        }, TimeSpan.FromMinutes(5), Cancellation);
        await run;
        (await Bridge.CypherValueAsync<string>("MATCH (g:Gene {number: 1}) RETURN g.id")).ShouldBe("theirs");
        await Bridge.Graph.Graph.WriteAsync(async transaction =>
        {
            await transaction.RunAsync(new CypherStatement("MATCH ()-[r:`binds to`]->() WITH r LIMIT 1 SET r.edge_id = 'theirs'"));
            run = AdoptAsync(new AdoptRequest { Types = ["binds to"] });
            await BlockedAsync(run);
            return 0;
        }, TimeSpan.FromMinutes(5), Cancellation);
        await run;
        (await IdsAsync()).ShouldContain("theirs");
    }

    [Fact]
    public async Task RunAsync_NamesBothEdges_WhenAnIdIsADuplicateWithinAType()
    {
        await Bridge.CypherAsync("MATCH ()-[r:REGULATES {uuid: 2}]->() SET r.uuid = 1");
        var error = await Should.ThrowAsync<BadInputException>(() => RunAsync("uuid", ["REGULATES"]));
        // Which stands first in the store depends on the edges that were deleted before.
        string[] inEitherOrder =
        [
            "'1': (g2)-[REGULATES]->(g8) and (g3)-[REGULATES]->(g15)", "'1': (g3)-[REGULATES]->(g15) and (g2)-[REGULATES]->(g8)",
        ];
        inEitherOrder.ShouldContain(edges => error.Message.Contains(edges, StringComparison.Ordinal), error.Message);
        Bridge.Graph.Schema.Types.ShouldBeEmpty();
    }

    [Fact]
    public async Task RunAsync_NamesBothEdges_WhenAnIdIsADuplicateAcrossTypes()
    {
        await RunAsync("uuid", ["REGULATES"]);
        await Bridge.CypherAsync("MATCH ()-[r:`binds to`]->() WITH r LIMIT 1 SET r.edge_id = '7'");
        var error = await Should.ThrowAsync<BadInputException>(() => RunAsync(null, ["binds to"]));
        error.Message.ShouldContain("'7'");
        error.Message.ShouldContain("REGULATES");
        error.Message.ShouldContain("binds to");
        Bridge.Graph.Schema.Types.ShouldBe(["REGULATES"]);
    }

    [Fact]
    public async Task RunAsync_ListsTheNodes_WhenEndpointsHaveNoKey()
    {
        (await Should.ThrowAsync<BadInputException>(() => AdoptAsync(new AdoptRequest { Types = ["REGULATES"] })))
            .Message.ShouldContain("--add-label");
        await Bridge.CypherAsync("MATCH (g:Gene {number: 7}) REMOVE g.symbol SET g:Odd");
        (await Should.ThrowAsync<BadInputException>(() => RunAsync("uuid", ["REGULATES"]))).Message.ShouldContain(":Gene:Odd");
    }

    [Fact]
    public async Task RunAsync_ListsTheNodes_WhenAKeyIsADuplicate()
    {
        await Bridge.CypherAsync("MATCH (g:Gene {number: 7}) SET g.symbol = 'g8'");
        (await Should.ThrowAsync<BadInputException>(() => RunAsync("uuid", ["REGULATES"]))).Message.ShouldContain("'g8': :Gene");
        (await Bridge.CypherValueAsync<long>("MATCH (n:KgNode) RETURN count(n)")).ShouldBe(0);
    }

    [Theory]
    [InlineData("SET r.confidence = 1.5", "not between 0 and 1")]
    [InlineData("SET r.confidence = 'high'", "not a number")]
    [InlineData("SET r.confidence = null, r.model_id = 'm'", "no confidence")]
    [InlineData("SET r.source_artifact_id = 'm'", "do not come together")]
    [InlineData("SET r.edge_id = 5", "edge_id is not text")]
    [InlineData("SET r.rescored_by_artifact_id = 5", "rescored_by_artifact_id is not text")]
    public async Task RunAsync_ListsTheEdges_WhenTheyHoldWhatNoEdgeCan(string change, string reason)
    {
        await Bridge.CypherAsync($"MATCH ()-[r:REGULATES {{uuid: 1}}]->() {change}");
        var error = await Should.ThrowAsync<BadInputException>(() => RunAsync("uuid", ["REGULATES"]));
        error.Message.ShouldContain("(g2)-[REGULATES]->(g8)");
        error.Message.ShouldContain(reason);
    }

    /// <summary>Characters of three bytes each: 700 of them are 2,100 bytes.</summary>
    [Theory]
    [InlineData("MATCH ()-[r:REGULATES {uuid: 1}]->() SET r.uuid = $long", "edge_id is longer than 2000 bytes")]
    [InlineData("MATCH ()-[r:REGULATES {uuid: 1}]->() SET r.edge_id = $long", "edge_id is longer than 2000 bytes")]
    [InlineData("MATCH ()-[r:REGULATES {uuid: 1}]->() SET r.source_artifact_id = $long", "source_artifact_id is longer")]
    [InlineData("MATCH ()-[r:REGULATES {uuid: 1}]->() SET r.rescored_by_artifact_id = $long", "rescored_by_artifact_id is longer")]
    [InlineData("MATCH (g:Gene {number: 2}) SET g.symbol = $long", "have a symbol that is longer than 2000 bytes")]
    [InlineData("MATCH (g:Gene {number: 2}) SET g:KgNode, g.id = $long, g.symbol = $long", "longer than 2000 bytes")]
    public async Task RunAsync_ListsThePlaces_WhenAKeyIsLongerThanAnIndexHolds(string change, string reason)
    {
        await Bridge.CypherAsync(change, ("long", new string('長', 700)));
        (await Should.ThrowAsync<BadInputException>(() => RunAsync("uuid", ["REGULATES"]))).Message.ShouldContain(reason);
        Bridge.Graph.Schema.Types.ShouldBeEmpty();
    }

    [Fact]
    public async Task RunAsync_ListsTheNodes_WhenTheKeyOfAnEndpointIsLongerThanAnIndexHolds()
    {
        await Bridge.CypherAsync("MATCH (g:Gene) SET g:KgNode, g.id = g.symbol");
        await Bridge.CypherAsync("MATCH (g:Gene {number: 2}) SET g.id = $long", ("long", new string('長', 700)));
        var error = await Should.ThrowAsync<BadInputException>(() => AdoptAsync(new AdoptRequest { Types = ["REGULATES"] }));
        error.Message.ShouldContain("2000 bytes");
        error.Message.ShouldContain("(key 長長");
        Bridge.Graph.Schema.Types.ShouldBeEmpty();
    }

    [Fact]
    public async Task RunAsync_SaysSo_WhenATypesNameIsLongerThanAnIndexHolds()
    {
        var name = new string('長', 700);
        await Bridge.CypherAsync($"MATCH (g:Gene {{number: 1}}) CREATE (g)-[:`{name}`]->(g)");
        (await Should.ThrowAsync<BadInputException>(() => RunAsync(null, [name]))).Message.ShouldContain("2000 bytes");
    }

    [Fact]
    public async Task RunAsync_NamesTheType_WhenTheGraphHasNone() =>
        (await Should.ThrowAsync<BadInputException>(() => RunAsync(null, ["regulates"]))).Message.ShouldContain("'regulates'");

    private Task<AdoptReport> RunAsync(string? edgeId, string[] types) =>
        AdoptAsync(new AdoptRequest { Types = types, EdgeIdProperty = edgeId, Labels = [LabelKey.Parse("Gene:symbol")] });

    private sealed class Told : IProgress<AdoptProgress>
    {
        private readonly ConcurrentQueue<AdoptProgress> _steps = [];

        public void Report(AdoptProgress value) => _steps.Enqueue(value);

        public IReadOnlyList<AdoptProgress> Of(AdoptStep step) => [.. _steps.Where(told => told.Step == step)];
    }

    private Task<AdoptReport> AdoptAsync(AdoptRequest request) => Bridge.RunAsync(request, Cancellation);

    private Task BlockedAsync(Task run) => Until.TrueAsync(async () => run.IsCompleted || await Bridge.CypherValueAsync<bool>(
        "SHOW TRANSACTIONS YIELD status WHERE status STARTS WITH 'Blocked' RETURN count(*) > 0"), "it waits for the lock", Cancellation);

    private async Task<IEnumerable<object?>> IdsAsync() =>
        (await Bridge.CypherAsync("MATCH ()-[r]->() RETURN r.edge_id ORDER BY r.edge_id")).Select(row => row[0]);
}
