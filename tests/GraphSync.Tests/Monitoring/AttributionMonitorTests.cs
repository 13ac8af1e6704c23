using GraphSync.Monitoring;
using Microsoft.Extensions.Time.Testing;
using Support;

namespace GraphSync.Tests.Monitoring;

public sealed class AttributionMonitorTests(ServersFixture servers) : BridgeTest(servers)
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 23, 59, 0, TimeSpan.Zero));

    protected override TimeProvider Time => _time;

    [Fact]
    public async Task Count_TellsHowEdgesOfAllTypesAreAttributed_AndKeepsTheLastOfEachDay()
    {
        var monitor = Bridge.Get<AttributionMonitor>();
        await Bridge.AddEdgesAsync("A", "m1", 3);
        await Bridge.AddEdgesAsync("B", "m1", 4, "b");
        await SetAsync("r.edge_id IN ['e00000', 'b00000']", "r.attribution_method = 'run'");
        await SetAsync("r.edge_id = 'e00001'", "r.attribution_method = 'by hand'");
        await SetAsync("r.edge_id = 'b00001'", "r.source_artifact_id = null, r.provenance_unknown = true");
        await SetAsync("r.edge_id = 'b00002'", "r.source_artifact_id = null");
        await monitor.CountAsync(Cancellation);

        await SetAsync("r.provenance_unknown",
            "r.source_artifact_id = 'm1', r.attribution_method = 'evidence', r.provenance_unknown = false");
        _time.Advance(TimeSpan.FromMinutes(2));
        await monitor.CountAsync(Cancellation);
        await SetAsync("r.attribution_method = 'run'", "r.source_artifact_id = null, r.provenance_unknown = true");
        await monitor.CountAsync(Cancellation);

        var days = await monitor.LastAsync(10, Cancellation);
        days.Select(day => day.Day).ShouldBe([new(2026, 3, 1), new(2026, 3, 2)]);
        Told(days[0]).ShouldBe("given 3, run 2, unknown 1, none 1: 5");
        Told(days[1]).ShouldBe("given 3, evidence 1, unknown 2, none 1: 4");
        (await monitor.LastAsync(1, Cancellation)).ShouldHaveSingleItem().Day.ShouldBe(new(2026, 3, 2));
    }

    [Fact]
    public async Task Run_CountsAtOnce_UnlessAnotherBridgeHasWithinTheHour()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await Bridge.AddEdgesAsync("A", "m1", 2);
        await KeepAsync(_time.GetUtcNow().AddMinutes(-59));
        var running = Bridge.Get<AttributionMonitor>().RunAsync(stop.Token);

        // What would be counted at the start is there before the clock moves on.
        await Task.Delay(TimeSpan.FromSeconds(0.5), TimeProvider.System, Cancellation);
        (await EdgesAsync()).ShouldBe(99);
        await Until.TrueAsync(async () =>
        {
            _time.Advance(TimeSpan.FromMinutes(30));
            return await EdgesAsync() == 2;
        }, "it has counted", Cancellation);

        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => running);
    }

    private static string Told(AttributionDay day) => string.Join(", ", AttributionDay.Methods.Where(method => day.Of(method) > 0)
        .Select(method => $"{method} {day.Of(method)}")) + $": {day.Attributed}";

    private Task SetAsync(string where, string set) => Bridge.CypherAsync($"MATCH ()-[r]->() WHERE {where} SET {set}");

    private Task<int> KeepAsync(DateTimeOffset at) => Bridge.SqlAsync("INSERT INTO bridge_attribution (day, method, edges, counted_at) "
        + "VALUES ('2000-01-01', 'given', 99, @at)", new { at = at.UtcDateTime });

    private Task<long> EdgesAsync() => Bridge.SqlValueAsync<long>(
        "SELECT edges FROM bridge_attribution WHERE method = 'given' ORDER BY day DESC LIMIT 1");
}
