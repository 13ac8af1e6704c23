using GraphSync.Backfill;
using GraphSync.Credit;
using GraphSync.Ingest;
using GraphSync.Operations;
using GraphSync.Postgres;
using GraphSync.Rescore;
using GraphSync.Review;
using GraphSync.Sync;
using GraphSync.Tests.Rescore;
using Npgsql;
using Support;

namespace GraphSync.Tests.Operations;

/// <summary>The whole job through a network that loses the first reply of every commit, on both databases.</summary>
public sealed class LostReplyTests(ServersFixture servers) : RescoreTest(servers)
{
    private const int MostTries = 60;

    [Fact]
    public async Task MainJob_EndsInTheSameRows_WhenTheFirstReplyOfEveryCommitIsLost()
    {
        await ArrangeAsync(Bridge);
        await WorkAsync(Bridge, Bridge);
        var undisturbed = await BridgeState.ReadAsync(Bridge);
        Clock.SetUtcNow(Clock.GetUtcNow().AddDays(1));

        await using var direct = await TestBridge.CreateAsync(Servers, Clock);
        await ArrangeAsync(direct);
        await using var neo4j = new FlakyProxy((await Servers.GetAsync()).Neo4j.Uri);
        var address = new NpgsqlConnectionStringBuilder(direct.ConnectionString);
        await using var postgres = new FlakyProxy(address.Host!, address.Port);
        (address.Host, address.Port, address.Pooling) = ("127.0.0.1", postgres.Port, false);
        await using var flaky = await TestBridge.OpenAsync(Servers, address.ConnectionString, Clock, neo4j.HttpUri);
        neo4j.LoseFirstReplyToEach("/commit HTTP/1.1");
        postgres.LoseFirstReplyToEach("COMMIT\0");

        await WorkAsync(flaky, direct);

        var rows = await BridgeState.ReadAsync(direct);
        rows.Except(undisturbed).ShouldBeEmpty();
        rows.Count.ShouldBe(undisturbed.Count);
        neo4j.Lost.ShouldBeGreaterThan(15);
        postgres.Lost.ShouldBeGreaterThan(15);
    }

    /// <summary>Three versions, two promotions, people behind them.</summary>
    private async Task ArrangeAsync(TestBridge bridge)
    {
        await bridge.AddVersionAsync("m1", "m", 1, quality: 1.0);
        await bridge.AddVersionAsync("m2", "m", 2, quality: 0.5, parent: "m1");
        await bridge.AddVersionAsync("m3", "m", 3, quality: 0.25, parent: "m2");
        await bridge.SqlAsync("UPDATE model_versions SET trained_by = 'tess'; INSERT INTO demurrage_rules VALUES ('tess', 300000, 20000)");
        await bridge.PromoteAsync("p1", "m1", "m2", Clock.GetUtcNow());
        await bridge.PromoteAsync("p2", "m2", "m3", Clock.GetUtcNow().AddMinutes(1));
        await bridge.CypherAsync("CREATE (:KgNode {id: 's', kind: 'Gene'}), (:KgNode {id: 't', kind: 'Disease'})");
    }

    /// <summary>Insertion, backfill, a pass, both decisions, a second pass that is taken back, the payout, and a last look.</summary>
    private async Task WorkAsync(TestBridge bridge, TestBridge direct)
    {
        await RunAsync(bridge, new SyncRequest());
        await RunAsync(bridge, () => new IngestRequest { Edges = Edges().ToAsyncEnumerable() });
        await RunAsync(bridge, new BackfillRequest { Workers = 2 });
        await RunAsync(bridge, new RescoreRequest());
        (await direct.CypherValueAsync<long>("MATCH (p:RescorePass {status: 'completed'}) RETURN p.edges")).ShouldBe(40);
        await RunAsync(bridge, new ReviewRequest("e00", ReviewDecision.Keep));
        await RunAsync(bridge, new ReviewRequest("e01", ReviewDecision.Restore));
        Clock.Advance(TimeSpan.FromDays(1));
        await RunAsync(bridge, new RescoreRequest());
        Clock.Advance(TimeSpan.FromMinutes(1));
        await RunAsync(bridge, new RevertRequest("p2#1"));
        await RunAsync(bridge, new CreditRequest());
        // Writes what was cut off between a pass and its journal.
        await RunAsync(bridge, new RescoreRequest());
        await RunAsync(bridge, new SyncRequest());
    }

    private static IEnumerable<EdgeRow> Edges() => Enumerable.Range(0, 40).Select(i => new EdgeRow
    {
        EdgeId = $"e{i:00}",
        SourceId = "s",
        Relation = i % 2 == 0 ? "A" : "B",
        TargetId = "t",
        Confidence = 0.8,
        SourceArtifactId = i < 30 ? "m1" : null,
        SourceVersion = i < 30 ? 1 : null,
        ModelId = i < 30 ? null : "m",
        ModelVersion = i < 30 ? null : 1,
    });

    private static Task RunAsync<TReport>(TestBridge bridge, OperationRequest<TReport> request) where TReport : OperationReport =>
        RunAsync(bridge, () => request);

    /// <summary>Runs a job until it gets through, as a schedule or a user would.</summary>
    private static async Task RunAsync<TReport>(TestBridge bridge, Func<OperationRequest<TReport>> request) where TReport : OperationReport
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await bridge.RunAsync(request(), Cancellation);
                return;
            }
            catch (BadInputException) when (attempt > 1 && request() is ReviewRequest)
            {
                // The decision was carried out, and the mirror did not get through: the next job's does.
                return;
            }
            catch (Exception e) when (attempt < MostTries && e is not BadInputException)
            {
                // Again.
            }
        }
    }
}
