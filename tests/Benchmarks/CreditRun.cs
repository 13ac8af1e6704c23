using System.Globalization;
using GraphSync.Credit;
using Support;

namespace Benchmarks;

/// <summary>A run of credit over events of edges, against loading what each event's version rests on and solving in memory, event by
/// event, half of it before the run and half after.</summary>
internal static class CreditRun
{
    private const int Versions = 100;
    private const int ReliedOn = 1_000;
    private const int Events = 1_000;

    /// <summary>Prints the figures. Aim: 1.5 times at most, payments, flows and their books included.</summary>
    public static async Task RunAsync(ServersFixture servers)
    {
        await using var bridge = await TestBridge.CreateAsync(servers);
        await ArrangeAsync(bridge);
        // One event of each version: both servers have planned and compiled what runs often.
        await AddEventsAsync(bridge, "warm", Versions);
        await PayAsync(bridge, Versions);
        await SolveAsync(bridge, Versions);
        await AddEventsAsync(bridge, "event", Events);
        var before = await Table.SecondsAsync(() => SolveAsync(bridge, Events / 2));
        var run = await Table.SecondsAsync(() => PayAsync(bridge, Events));
        var floor = before + await Table.SecondsAsync(() => SolveAsync(bridge, Events / 2));
        Table.Write($"{Events:N0} events of {Versions} versions over {Versions * ReliedOn:N0} RELIED_ON", ["work", "ms an event", "÷"],
        [
            ["a run of credit", Milliseconds(run), Table.Times(run / floor)],
            ["load and solve in memory", Milliseconds(floor), Table.Times(1)],
        ]);
    }

    private static string Milliseconds(double seconds) => (seconds * 1000 / Events).ToString("F1", CultureInfo.InvariantCulture);

    private static async Task ArrangeAsync(TestBridge bridge)
    {
        for (var i = 0; i < Versions; i++)
        {
            await CreditWalk.LoadAsync(bridge, ReliedOn, Version(i));
            await bridge.AddVersionAsync(Version(i), $"model{i}", 1);
        }
        await bridge.DrainAsync();
        for (var i = 0; i < Versions; i++) await bridge.AddEdgesAsync("A", Version(i), 1, prefix: $"{Version(i)}-");
    }

    private static Task<int> AddEventsAsync(TestBridge bridge, string name, int events) => bridge.SqlAsync("""
        INSERT INTO world_model_improvements (id, event_type, target_artifact_id, detection_metadata, detected_at)
        SELECT @name || i, 'edge_economic_event', 'version' || i % @versions || '-00000', '{"credit_pool_utok": 1000}', now()
        FROM generate_series(0, @events - 1) AS i
        """, new { name, events, versions = Versions });

    private static async Task PayAsync(TestBridge bridge, int events)
    {
        var report = await bridge.RunAsync(new CreditRequest());
        if (report.Paid.Count != events) throw new InvalidOperationException($"{report.Paid.Count} of {events} events were paid");
    }

    private static async Task SolveAsync(TestBridge bridge, int events)
    {
        for (var i = 0; i < events; i++)
        {
            var seed = Version(i % Versions);
            var solved = CreditWalk.Solve(seed, await bridge.Graph.WriteAsync(graph => CreditWalk.ReachableAsync(graph, seed),
                TimeSpan.FromMinutes(2), default));
            if (solved.Count == 0) throw new InvalidOperationException($"{seed} was not found");
        }
    }

    private static string Version(int number) => $"version{number}";
}
