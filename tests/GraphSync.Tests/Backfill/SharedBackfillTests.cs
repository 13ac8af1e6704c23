using CsCheck;
using GraphQueries.Language;
using GraphSync.Backfill;
using GraphSync.Postgres;
using Support;

namespace GraphSync.Tests.Backfill;

/// <summary>Workers and processes that share a backfill, or die in it.</summary>
public sealed class SharedBackfillTests(ServersFixture servers)
{
    private const int Edges = 45_000;
    private static readonly int[] WorkerCounts = [1, 3, 5];
    private static readonly string[] Types = ["A", "B"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_EndsTheSame_WhateverTheNumberOfWorkers()
    {
        await using var bridge = await CreateAsync();
        await Gen.Int[0, 1_000_000].SampleAsync(async seed =>
        {
            List<string> results = [];
            foreach (var workers in WorkerCounts)
            {
                await AddEdgesAsync(bridge, seed, 400);
                await bridge.RunAsync(new BackfillRequest { Workers = workers }, Cancellation);
                results.Add(await StateAsync(bridge));
            }
            results[1].ShouldBe(results[0]);
            results[2].ShouldBe(results[0]);
        }, iter: 5, threads: 1);
    }

    [Fact]
    public async Task RunAsync_SharesTheSlices_WhenTwoProcessesRun()
    {
        await using var bridge = await CreateAsync();
        await AddEdgesAsync(bridge, 1, Edges);
        var expected = await bridge.RunAsync(new BackfillRequest { DryRun = true }, Cancellation);

        // Each takes a slice and waits in it for a lock of ours, so that both are seen at work at once.
        Task<BridgeResult[]>? ends = null;
        await using var first = BridgeProcess.Start(["backfill", "--workers", "1", "--json"], bridge.Variables!);
        BridgeProcess? second = null;
        await bridge.Graph.Graph.WriteAsync(async transaction =>
        {
            await transaction.RunAsync(new CypherStatement("MATCH (n:KgNode) SET n.id = n.id"));
            second ??= BridgeProcess.Start(["backfill", "--workers", "1", "--json"], bridge.Variables!);
            ends ??= Task.WhenAll(first.WaitAsync(cancellation: Cancellation), second.WaitAsync(cancellation: Cancellation));
            await Until.TrueAsync(async () => await TakenAsync(bridge) == 2, "each process holds a slice", Cancellation);
            return 0;
        }, TimeSpan.FromMinutes(5), Cancellation);
        var results = await ends!;
        await second!.DisposeAsync();

        results.ShouldAllBe(result => result.ExitCode == 0);
        await AttributedShouldBeAsync(bridge, expected.Attributed);
        (await bridge.SqlValueAsync<long>("SELECT count(*) FROM backfill_slices WHERE done_at IS NULL")).ShouldBe(0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task RunAsync_EndsAsIfNothingHadHappened_WhenAProcessIsKilledInIt(int slices)
    {
        await using var bridge = await CreateAsync();
        await AddEdgesAsync(bridge, 2, Edges);
        var expected = await bridge.RunAsync(new BackfillRequest { DryRun = true }, Cancellation);

        await using (var process = BridgeProcess.Start(["backfill", "--workers", "2"], bridge.Variables!))
        {
            await Until.TrueAsync(async () =>
            {
                process.HasExited.ShouldBeFalse(process.Error);
                return await bridge.SqlValueAsync<long>("SELECT count(*) FROM backfill_slices WHERE done_at IS NOT NULL") >= slices;
            }, "slices are done", Cancellation);
            process.Kill();
            await process.WaitAsync(cancellation: Cancellation);
        }
        var rest = await BridgeProcess.RunAsync(["backfill", "--workers", "3"], bridge.Variables!, cancellation: Cancellation);

        rest.ExitCode.ShouldBe(0, rest.Error);
        await AttributedShouldBeAsync(bridge, expected.Attributed);
        (await bridge.CypherValueAsync<long>("MATCH ()-[r]->() WHERE r.provenance_unknown RETURN count(r)")).ShouldBe(expected.Unknown);
        (await bridge.CypherValueAsync<long>("MATCH (o:Outbox) RETURN count(o)")).ShouldBe(0);
    }

    private static async Task AttributedShouldBeAsync(TestBridge bridge, long edges)
    {
        (await bridge.CypherValueAsync<long>("MATCH ()-[r]->() WHERE r.source_artifact_id IS NOT NULL RETURN count(r)")).ShouldBe(edges);
        (await bridge.SqlValueAsync<long>("SELECT count(*) FROM kg_edges WHERE source_artifact_id IS NOT NULL")).ShouldBe(edges);
    }

    /// <summary>Slices that somebody's transaction holds.</summary>
    private static Task<long> TakenAsync(TestBridge bridge) => bridge.SqlValueAsync<long>("""
        SELECT count(*) - (SELECT count(*) FROM (SELECT FROM backfill_slices WHERE done_at IS NULL FOR UPDATE SKIP LOCKED) AS free)
        FROM backfill_slices WHERE done_at IS NULL
        """);

    private async Task<TestBridge> CreateAsync()
    {
        var bridge = await TestBridge.CreateAsync(servers);
        for (var number = 1; number <= 3; number++) await bridge.AddVersionAsync($"m_v{number}", "m", number);
        await bridge.AddVersionAsync("n_v1", "n", 1);
        await bridge.DrainAsync(Cancellation);
        await bridge.RegisterAsync(Types);
        await bridge.CypherAsync("CREATE (:KgNode {id: 'a'}), (:KgNode {id: 'b'})");
        return bridge;
    }

    /// <summary>Edges of two types and five trails, all new, in an order that has nothing to do with their trails.</summary>
    private static async Task AddEdgesAsync(TestBridge bridge, int seed, int count)
    {
        await bridge.CypherAsync("MATCH (o:Outbox) DELETE o");
        await bridge.CypherAsync("MATCH ()-[r]->() CALL (r) { DELETE r } IN TRANSACTIONS OF 10000 ROWS");
        foreach (var type in Types)
        {
            await bridge.CypherAsync($$"""
                UNWIND range(0, $count - 1) AS i
                CALL (i) {
                    MATCH (a:KgNode {id: 'a'}), (b:KgNode {id: 'b'})
                    CREATE (a)-[r:{{type}} {edge_id: '{{type}}' + toString((i * 7919 + $seed) % 1000003), confidence: 0.5}]->(b)
                    WITH r, (i * 31 + $seed) % 5 AS kind
                    SET r.model_id = CASE kind WHEN 0 THEN 'm' WHEN 1 THEN 'nobody' END,
                        r.model_version = CASE kind WHEN 0 THEN 1 + i % 4 END,
                        r.evidence = CASE kind WHEN 2 THEN 'model:n@v1' WHEN 3 THEN 'model:m@v1 model:m@v2' END,
                        r.provenance_unknown = CASE kind WHEN 4 THEN true END
                } IN TRANSACTIONS OF 5000 ROWS
                """, ("count", count / 2), ("seed", seed));
        }
    }

    private static async Task<string> StateAsync(TestBridge bridge)
    {
        var edges = await bridge.CypherAsync("""
            MATCH ()-[r]->()
            RETURN type(r), r.edge_id, r.source_artifact_id, r.source_version, r.attribution_method, r.provenance_unknown
            ORDER BY r.edge_id
            """);
        return string.Join('\n', edges.Select(row => string.Join(' ', row)));
    }
}
