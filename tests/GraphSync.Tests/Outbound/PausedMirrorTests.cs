using GraphSync.Outbound;
using Support;

namespace GraphSync.Tests.Outbound;

/// <summary>A bridge stands still inside its write to PostgreSQL, and another mirrors newer state meanwhile.</summary>
public sealed class PausedMirrorTests(ServersFixture servers) : BridgeTest(servers)
{
    [Fact]
    public async Task Mirror_IsRefusedItsOldState_WhenItWakesAfterAnotherMirroredNewer()
    {
        await Bridge.AddEdgesAsync("A", "m1", 3, confidence: 0.5);
        await EnqueueAsync();
        await Bridge.MirrorAsync(Cancellation);
        await ChangeAsync(0.6);
        await using var rows = await Bridge.Postgres.OpenConnectionAsync(Cancellation);
        await using var held = await rows.BeginTransactionAsync(Cancellation);
        await using (var command = rows.CreateCommand())
        {
            command.CommandText = "SELECT FROM kg_edges FOR UPDATE";
            await command.ExecuteNonQueryAsync(Cancellation);
        }
        await using var paused = BridgeProcess.Start(["sync"], Variables());
        await PauseInItsWriteAsync(paused);
        await ChangeAsync(0.7);
        await held.RollbackAsync(Cancellation);

        // It evicts who shows no life, and ends the transaction that he has left open.
        var other = await BridgeProcess.RunAsync(["sync", "--json"], Variables(), cancellation: Cancellation);
        other.ExitCode.ShouldBe(0, other.Error);
        await ShouldHoldAsync(0.7);
        await ChangeAsync(0.8);
        paused.Resume();
        var late = await paused.WaitAsync(cancellation: Cancellation);

        late.ExitCode.ShouldBe(1, late.Error);
        late.Error.ShouldContain($"lease on '{Mirror.Job}' was lost");
        await ShouldHoldAsync(0.7);
        // Nor has it taken the entry that speaks of what it has not seen.
        (await Bridge.MirrorAsync(Cancellation)).Edges.ShouldBe(3);
        await ShouldHoldAsync(0.8);
    }

    private async Task PauseInItsWriteAsync(BridgeProcess bridge)
    {
        await Until.TrueAsync(async () => await Bridge.SqlValueAsync<long>("""
            SELECT count(*) FROM pg_stat_activity
            WHERE wait_event_type = 'Lock' AND datname = current_database() AND query LIKE '%kg_edges%'
            """) > 0, "it waits for the rows", Cancellation);
        bridge.Pause();
    }

    private async Task ShouldHoldAsync(double confidence) =>
        (await Bridge.SqlRowsAsync<double>("SELECT confidence FROM kg_edges")).ShouldBe([confidence, confidence, confidence]);

    private async Task ChangeAsync(double confidence)
    {
        await Bridge.CypherAsync("MATCH ()-[r:A]->() SET r.confidence = $confidence", ("confidence", confidence));
        await EnqueueAsync();
    }

    private Task EnqueueAsync() => Bridge.CypherAsync("""
        MATCH ()-[r:A]->()
        WITH collect(r.edge_id) AS ids
        CREATE (:Outbox {id: randomUUID(), edge_type: 'A', edge_ids: ids, delta_ids: []})
        """);
}
