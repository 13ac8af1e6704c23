using GraphQueries.Language;
using Support;

namespace Hostile.Takeover;

/// <summary>Two daemons, of which one is killed in the middle of a job: the other goes on with it within fifteen seconds.</summary>
public sealed class LeaderTests(ServersFixture servers) : BridgeTest(servers)
{
    // The one occurrence that was missed is due at once; the next is far away, so that who gives up does not come again.
    private const string Far = "0 3 1 1 *";
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(15);

    // Rows of PostgreSQL are what the mirror comes to write; all else is held by locks of the graph.
    private const string Rows = "SELECT FROM kg_edges FOR UPDATE";

    [Theory]
    [InlineData("inbound", "Sync", "MATCH (v:ModelVersion) SET v.id = v.id")]
    [InlineData("outbound", "Sync", null)]
    [InlineData("backfill", "Backfill", "MATCH ()-[r:TRAILED]->() SET r.edge_id = r.edge_id")]
    [InlineData("rescore", "Rescore", "MATCH ()-[r:RESCORED]->() SET r.edge_id = r.edge_id")]
    [InlineData("credit", "Credit", "MATCH (v:ModelVersion) SET v.id = v.id")]
    [InlineData("reconcile", "Reconcile", JobWorld.FirstLocks)]
    public async Task Job_IsTakenOverInTime_WhenItsLeaderIsKilled(string job, string schedule, string? locks)
    {
        await ArrangeAsync(job, schedule);
        List<BridgeProcess> daemons = [];
        try
        {
            await WhileHeldAsync(locks, async () =>
            {
                daemons.AddRange([Daemon(schedule), Daemon(schedule)]);
                var leader = await LeaderAsync(locks is null, not: null);
                var killed = await NowAsync();
                daemons.Single(daemon => daemon.Id == leader).Kill();

                var heir = await LeaderAsync(locks is null, not: leader);

                (await NowAsync() - killed).ShouldBeLessThan(Promised);
                daemons.ShouldContain(daemon => daemon.Id == heir);
            });
            await Until.TrueAsync(() => IsDoneAsync(job), "the job comes to its end", Cancellation);
        }
        finally
        {
            foreach (var daemon in daemons) await daemon.DisposeAsync();
        }
    }

    private async Task ArrangeAsync(string job, string schedule)
    {
        await JobWorld.ArrangeAsync(Bridge);
        await Bridge.SqlAsync("INSERT INTO schedule_runs (job, known_since) VALUES (@job, now() - interval '2 years')",
            new { job = schedule.ToLowerInvariant() });
        if (job == "inbound") await Bridge.SqlAsync("UPDATE artifacts SET quality_score = 0.9 WHERE id = 'm1'");
        if (job == "outbound") await Bridge.SqlAsync("INSERT INTO kg_edges (id, relation) VALUES ('mirrored00000', 'MIRRORED')");
    }

    private BridgeProcess Daemon(string schedule) => BridgeProcess.Start(["run"], Variables(
        ("Bridge__Http__Urls", $"http://127.0.0.1:{FreePort.Find()}"), ("Bridge__Schedules__Sync", ""), ("Bridge__Schedules__Rescore", ""),
        ($"Bridge__Schedules__{schedule}", Far)));

    private async Task WhileHeldAsync(string? locks, Func<Task> work)
    {
        await using var connection = await Bridge.Postgres.OpenConnectionAsync(Cancellation);
        await using var rows = await connection.BeginTransactionAsync(Cancellation);
        if (locks is null) await Dapper.SqlMapper.ExecuteAsync(connection, Rows, transaction: rows);
        await Bridge.Graph.Graph.WriteAsync(async transaction =>
        {
            await transaction.RunAsync(new CypherStatement(locks ?? "RETURN 1"));
            await work();
            return 0;
        }, TimeSpan.FromMinutes(5), Cancellation);
    }

    /// <summary>The process that waits in the middle of the job.</summary>
    private async Task<int> LeaderAsync(bool inPostgres, int? not)
    {
        var leader = 0;
        await Until.TrueAsync(async () =>
        {
            var waiting = inPostgres ? await Bridge.SqlRowsAsync<string>("""
                SELECT holder FROM bridge_lease
                WHERE job = 'outbound' AND run IS NOT NULL AND EXISTS (SELECT FROM pg_stat_activity
                    WHERE wait_event_type = 'Lock' AND datname = current_database() AND query LIKE '%INTO kg_edges%')
                """) : [.. (await Bridge.CypherAsync(
                "SHOW TRANSACTIONS YIELD parameters, status WHERE status STARTS WITH 'Blocked' RETURN parameters.run"))
                .Select(row => row[0] as string).OfType<string>()];
            return waiting.Select(run => int.Parse(run.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture))
                .Any(process => process != not && (leader = process) > 0);
        }, "a bridge is in the middle of the job", Cancellation);
        return leader;
    }

    private Task<DateTime> NowAsync() => Bridge.SqlValueAsync<DateTime>("SELECT clock_timestamp()");

    private async Task<bool> IsDoneAsync(string job) => job switch
    {
        "inbound" => await Bridge.CypherValueAsync<long>("MATCH (v:ModelVersion {id: 'm1', quality_score: 0.9}) RETURN count(v)") == 1,
        "outbound" => await Bridge.SqlValueAsync<long>("SELECT count(*) FROM kg_edges WHERE confidence = 0.5 AND relation = 'MIRRORED'")
            == JobWorld.Edges,
        "backfill" => await Bridge.SqlValueAsync<long>("SELECT count(*) FROM kg_edges WHERE relation = 'TRAILED' AND source_version = 1")
            == JobWorld.Edges,
        "rescore" => await Bridge.SqlValueAsync<long>("SELECT count(*) FROM world_model_improvements WHERE event_type = 'model_rescore'")
            == JobWorld.Edges,
        "reconcile" => await Bridge.SqlValueAsync<long>(
            "SELECT count(*) FROM kg_edges WHERE relation = 'NAMELESS' AND provenance_unknown") == JobWorld.Edges,
        _ => await Bridge.SqlValueAsync<long>("SELECT count(*) FROM wallet_ledger WHERE event_id = 'p1'") > 0,
    };
}
