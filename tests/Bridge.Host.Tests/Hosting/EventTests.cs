using Shouldly;
using Support;
using Xunit;

namespace Bridge.Host.Tests.Hosting;

/// <summary>A daemon whose schedules are far away works at once on what PostgreSQL tells it of.</summary>
public sealed class EventTests(ServersFixture servers) : BridgeTest(servers)
{
    private const string Far = "0 3 1 1 *";
    private const string Listeners =
        "FROM pg_stat_activity WHERE application_name = 'graphprovenance:listen' AND datname = current_database()";

    [Fact]
    public async Task PromotionAndEdgeEvent_AreWorkedAtOnce_AlsoAfterTheConnectionWasLost()
    {
        await Bridge.AddVersionAsync("m1", "m", 1, quality: 1.0);
        await Bridge.AddVersionAsync("m2", "m", 2, quality: 0.5, parent: "m1");
        await Bridge.SqlAsync("UPDATE model_versions SET trained_by = 'tess'");
        await Bridge.DrainAsync(Cancellation);
        await Bridge.AddEdgesAsync("TREATS", "m1", 3);
        await using var daemon = BridgeProcess.Start(["run"], Variables(("Bridge__Http__Urls", $"http://127.0.0.1:{FreePort.Find()}"),
            ("Bridge__Schedules__Sync", ""), ("Bridge__Schedules__Rescore", Far), ("Bridge__Schedules__Credit", Far)));
        await ListensAsync();

        await Bridge.PromoteAsync("p1", "m1", "m2");

        await Until.TrueAsync(async () => await RescoredAsync() == 3 && await StatusAsync("p1") == "paid", "it is worked", Cancellation);

        await Bridge.SqlAsync($"SELECT pg_terminate_backend(pid) {Listeners}");
        await daemon.WaitForTextAsync("wait for the schedules", cancellation: Cancellation);
        await ListensAsync();
        await Bridge.SqlAsync("INSERT INTO world_model_improvements (id, event_type, target_artifact_id, detection_metadata) "
            + "VALUES ('e1', 'edge_economic_event', 'e00000', '{\"credit_pool_utok\": 1000}')");

        await Until.TrueAsync(async () => await StatusAsync("e1") == "paid", "it is paid", Cancellation);
    }

    [Fact]
    public async Task ChangedEdge_IsMirroredAtOnce()
    {
        await Bridge.AddEdgesAsync("TREATS", "m1", 1);
        await using var daemon = BridgeProcess.Start(["run"], Variables(("Bridge__Http__Urls", $"http://127.0.0.1:{FreePort.Find()}"),
            ("Bridge__Schedules__Sync", Far), ("Bridge__Schedules__Rescore", "")));
        await daemon.WaitForTextAsync("Connected", cancellation: Cancellation);

        await Bridge.CypherAsync("""
            MATCH ()-[r:TREATS]->() SET r.confidence = 0.25
            CREATE (:Outbox {id: 'o', edge_type: 'TREATS', edge_ids: [r.edge_id], delta_ids: []})
            """);

        await Until.TrueAsync(async () => await Bridge.SqlValueAsync<long>("SELECT count(*) FROM kg_edges WHERE confidence = 0.25") == 1,
            "it is mirrored", Cancellation);
    }

    private Task ListensAsync() => Until.TrueAsync(
        async () => await Bridge.SqlValueAsync<long>($"SELECT count(*) {Listeners} AND state = 'idle' AND query LIKE 'LISTEN%'") == 1,
        "it listens", Cancellation);

    private Task<long> RescoredAsync() =>
        Bridge.CypherValueAsync<long>("MATCH ()-[r:TREATS {rescored_by_artifact_id: 'm2'}]->() RETURN count(r)");

    private Task<string?> StatusAsync(string id) =>
        Bridge.SqlValueAsync<string?>($"SELECT max(status) FROM credit_events WHERE event_id = '{id}'");
}
