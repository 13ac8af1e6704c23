using System.Collections.Concurrent;
using System.Globalization;
using GraphQueries.Client;
using GraphQueries.Presentation.Snapshots;
using GraphQueries.Transport;
using GraphSync.Adopt;
using GraphSync.Backfill;
using GraphSync.Composition;
using GraphSync.Ingest;
using GraphSync.Operations;
using GraphSync.Reconcile;
using GraphSync.Rescore;
using GraphSync.Review;
using GraphSync.Sync;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Support;

namespace GraphSync.Tests.Edges;

/// <summary>Neo4j keeps a thousand plans, and planning takes longer than running: a graph of many types must not need a text for each.
/// <c>MANY_TYPES=2000</c> counts the texts over as many types.</summary>
public sealed class ManyTypesTests(ServersFixture servers) : BridgeTest(servers)
{
    private const int UsualTypes = 200;

    private static readonly int Types = int.Parse(Environment.GetEnvironmentVariable("MANY_TYPES") ?? $"{UsualTypes}",
        CultureInfo.InvariantCulture);
    private static readonly int Edges = 2 * Types;

    // Some 50 types share a text.
    private static readonly int MostTexts = Math.Max(40, 40 * Types / UsualTypes);
    private static readonly string[] Names = [.. Enumerable.Range(0, Types).Select(i => $"TYPE_{i:D4}")];

    [Fact]
    public async Task EveryVerb_NeedsFewTexts()
    {
        await using (var arranging = await OpenAsync([])) await arranging.RegisterAsync(Names);
        await Bridge.CypherAsync("UNWIND range(0, 9) AS i CREATE (:KgNode {id: 'n' + i})");
        await Bridge.AddVersionAsync("m1", "m", 1, quality: 1);
        await Bridge.AddVersionAsync("m2", "m", 2, quality: 0.5, parent: "m1");
        await Bridge.DrainAsync(Cancellation);

        (await NeedsFewAsync("ingest", new IngestRequest { Edges = Rows() })).Edges.ShouldBe(new IngestResult(Edges, 0, 0));
        (await NeedsFewAsync("ingest again", new IngestRequest { Edges = Rows() })).Edges.ShouldBe(new IngestResult(0, Edges, 0));
        (await NeedsFewAsync("backfill", new BackfillRequest())).Models.ShouldHaveSingleItem().Edges.ShouldBe(Edges);
        await Bridge.PromoteAsync("p1", "m1", "m2");
        var pass = await NeedsFewAsync("rescore", new RescoreRequest());
        pass.Edges.ShouldBe(Edges);
        (await NeedsFewAsync("reconcile", new ReconcileRequest())).Edges.ShouldBe(Edges);
        (await NeedsFewAsync("sync", new SyncRequest(Full: true))).Outbound.Rejected.ShouldBe(0);
        (await NeedsFewAsync("snapshot", bridge => new Snapshot(bridge.Graph, TimeProvider.System)
            .WriteAsync("m2", SnapshotFormat.Json, Stream.Null, Cancellation))).ShouldBe(Edges);
        (await NeedsFewAsync("revert", new RevertRequest(pass.PassId!))).Restored.ShouldBe(Edges);
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM kg_edges WHERE confidence = 0.9")).ShouldBe(Edges);
    }

    [Fact]
    public async Task Adopt_NeedsFewTexts()
    {
        await Bridge.CypherAsync("""
            CREATE (s:KgNode {id: 's'}), (t:KgNode {id: 't'})
            WITH s, t UNWIND range(0, 1) AS i UNWIND $types AS type
            CREATE (s)-[:$(type) {confidence: 0.9}]->(t)
            """, ("types", Names));

        (await NeedsFewAsync("adopt", new AdoptRequest { Types = Names })).Types.Values.Sum().ShouldBe(Edges);
        await Bridge.MirrorAsync(Cancellation);
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM kg_edges WHERE confidence = 0.9")).ShouldBe(Edges);
        (await NeedsFewAsync("adopt again", new AdoptRequest { Types = Names })).Types.Values.Sum().ShouldBe(Edges);
    }

    private Task<TReport> NeedsFewAsync<TReport>(string verb, OperationRequest<TReport> request) where TReport : OperationReport =>
        NeedsFewAsync(verb, bridge => bridge.RunAsync(request, Cancellation));

    private async Task<T> NeedsFewAsync<T>(string verb, Func<TestBridge, Task<T>> work)
    {
        ConcurrentQueue<string> texts = new();
        await using var bridge = await OpenAsync(texts);
        await bridge.Types.LoadAsync(Cancellation);
        var result = await work(bridge);
        // What makes schema is not planned.
        var planned = texts.Where(text => !text.StartsWith("CYPHER 5\nCREATE ", StringComparison.Ordinal)
            || !text.Contains(" IF NOT EXISTS FOR ")).Distinct().Count();
        TestContext.Current.TestOutputHelper!.WriteLine($"{verb}: {planned} texts over {Types} types");
        planned.ShouldBeInRange(1, MostTexts, verb);
        // It has the server forget every plan, everybody's.
        texts.ShouldAllBe(text => !text.Contains("prepareForReplanning"));
        return result;
    }

    private Task<TestBridge> OpenAsync(ConcurrentQueue<string> texts) =>
        TestBridge.OpenAsync(Servers, Bridge.ConnectionString, Time, configure: services => services
            .Configure<GraphSchemaOptions>(options => options.MaxEdgeTypes = Types)
            .AddSingleton<IGraph>(s => new NotedGraph(
                Graph.Open(s.GetRequiredService<IOptions<GraphOptions>>().Value, TimeProvider.System), texts)));

    private static IAsyncEnumerable<EdgeRow> Rows() => Enumerable.Range(0, Edges).Select(i => new EdgeRow
    {
        EdgeId = $"e{i:D5}",
        SourceId = $"n{i % 10}",
        Relation = $"TYPE_{i % Types:D4}",
        TargetId = $"n{i * 7 % 10}",
        Confidence = 0.9,
        ModelId = "m",
        ModelVersion = 1,
    }).ToAsyncEnumerable();
}
