using GraphSync.Ingest;
using GraphSync.Leases;
using GraphSync.Outbound;
using Support;

namespace GraphSync.Tests.Outbound;

/// <summary>What a work writes is mirrored while it goes on; whatever keeps the mirror from that does not keep the work.</summary>
public sealed class MirrorBesideTests(ServersFixture servers) : BridgeTest(servers)
{
    // A full batch, which is written before the rows end.
    private const int Batch = 2_000;

    [Fact]
    public async Task Edges_AreMirrored_BeforeTheWorkHasEnded()
    {
        var report = await IngestAsync(() => Until.TrueAsync(async () =>
            await Bridge.SqlValueAsync<long>("SELECT count(*) FROM kg_edges") == Batch, "the first batch is mirrored", Cancellation));

        report.Mirrored!.Edges.ShouldBe(Batch + 1);
        await ShouldBeMirroredAsync();
    }

    [Fact]
    public async Task Work_GoesOn_WhenPostgresRefusesTheMirror()
    {
        await Bridge.SqlAsync("ALTER TABLE kg_edges RENAME TO away");

        var report = await IngestAsync(async () =>
        {
            await WrittenAsync();
            await Bridge.SqlAsync("ALTER TABLE away RENAME TO kg_edges");
        });

        report.Mirrored!.Edges.ShouldBe(Batch + 1);
        await ShouldBeMirroredAsync();
    }

    [Fact]
    public async Task Work_GoesOn_WhenAnotherBridgeMirrors()
    {
        var other = await Bridge.Get<FenceKeeper>().EnterAsync(Mirror.Job, TimeSpan.FromMinutes(1), Cancellation);

        var report = await IngestAsync(async () =>
        {
            await WrittenAsync();
            await other!.DisposeAsync();
        });

        report.Mirrored!.Edges.ShouldBe(Batch + 1);
        await ShouldBeMirroredAsync();
    }

    private async Task<IngestReport> IngestAsync(Func<Task> afterFirstBatch)
    {
        await Bridge.CypherAsync("UNWIND ['a', 'b'] AS id CREATE (:KgNode {id: id})");
        return await Bridge.RunAsync(new IngestRequest { Edges = RowsAsync() }, Cancellation);

        async IAsyncEnumerable<EdgeRow> RowsAsync()
        {
            for (var i = 0; i < Batch; i++) yield return Row(i);
            await afterFirstBatch();
            yield return Row(Batch);
        }
    }

    /// <summary>The first batch is in the graph, and the mirror has had the time to try.</summary>
    private async Task WrittenAsync()
    {
        await Until.TrueAsync(async () => await Bridge.CypherValueAsync<long>("MATCH (o:Outbox) RETURN count(o)") > 0, "a batch is written",
            Cancellation);
        await Task.Delay(TimeSpan.FromSeconds(2.5), TimeProvider.System, Cancellation);
    }

    private async Task ShouldBeMirroredAsync()
    {
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM kg_edges")).ShouldBe(Batch + 1);
        (await Bridge.CypherValueAsync<long>("MATCH (o:Outbox) RETURN count(o)")).ShouldBe(0);
    }

    private static EdgeRow Row(int i) => new() { EdgeId = $"e{i:D5}", SourceId = "a", Relation = "NEAR", TargetId = "b", Confidence = 0.5 };
}
