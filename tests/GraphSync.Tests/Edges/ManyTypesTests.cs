using System.Globalization;
using System.Text.RegularExpressions;
using GraphQueries.Presentation.Snapshots;
using GraphSync.Backfill;
using GraphSync.Ingest;
using GraphSync.Operations;
using GraphSync.Reconcile;
using GraphSync.Rescore;
using GraphSync.Review;
using GraphSync.Sync;
using Support;

namespace GraphSync.Tests.Edges;

/// <summary>Neo4j keeps a thousand plans, and planning takes longer than running: a graph of many types must not need a text for each.
/// </summary>
public sealed partial class ManyTypesTests(ServersFixture servers) : BridgeTest(servers)
{
    private const int Types = 200;
    private const int Edges = 2 * Types;
    private const int MostTexts = 40;

    [Fact]
    public async Task EveryVerb_NeedsFewTexts()
    {
        await Bridge.RegisterAsync([.. Enumerable.Range(0, Types).Select(i => $"TYPE_{i:D3}")]);
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
        var snapshot = new Snapshot(Bridge.Graph, TimeProvider.System);
        (await NeedsFewAsync("snapshot", () => snapshot.WriteAsync("m2", SnapshotFormat.Json, Stream.Null, Cancellation))).ShouldBe(Edges);
        (await NeedsFewAsync("revert", new RevertRequest(pass.PassId!))).Restored.ShouldBe(Edges);
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM kg_edges WHERE confidence = 0.9")).ShouldBe(Edges);
    }

    private Task<TReport> NeedsFewAsync<TReport>(string verb, OperationRequest<TReport> request) where TReport : OperationReport =>
        NeedsFewAsync(verb, () => Bridge.RunAsync(request, Cancellation));

    private async Task<T> NeedsFewAsync<T>(string verb, Func<Task<T>> work)
    {
        await ClearPlansAsync();
        var result = await work();
        (await ClearPlansAsync()).ShouldBeInRange(1, MostTexts, verb);
        return result;
    }

    /// <returns>How many plans the server had.</returns>
    private async Task<int> ClearPlansAsync()
    {
        // "Query caches successfully cleared of 7 queries.", or "Query cache already empty."
        var number = Number().Match(await Bridge.CypherValueAsync<string>("CALL db.clearQueryCaches()"));
        return number.Success ? int.Parse(number.Value, CultureInfo.InvariantCulture) : 0;
    }

    private static IAsyncEnumerable<EdgeRow> Rows() => Enumerable.Range(0, Edges).Select(i => new EdgeRow
    {
        EdgeId = $"e{i:D5}",
        SourceId = $"n{i % 10}",
        Relation = $"TYPE_{i % Types:D3}",
        TargetId = $"n{i * 7 % 10}",
        Confidence = 0.9,
        ModelId = "m",
        ModelVersion = 1,
    }).ToAsyncEnumerable();

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Number();
}
