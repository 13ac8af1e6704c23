using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Support;

namespace Benchmarks;

/// <summary>What a daemon with its usual schedules costs while nothing happens: its own processor time, and what it asks of both
/// databases.</summary>
internal static partial class AtRest
{
    private const int Edges = 20_000;

    // The first minutes hold the first checks and the plans of the pages.
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Watched = TimeSpan.FromMinutes(2);

    public static async Task RunAsync()
    {
        await using var servers = ServersFixture.ToMeasure();
        await using var bridge = await TestBridge.CreateAsync(servers);
        await RescorePass.ArrangeAsync(bridge);
        await RescorePass.FillAsync(bridge, "small", Edges);
        await bridge.DrainAsync();

        var address = $"http://127.0.0.1:{FreePort.Find()}";
        await using var daemon = BridgeProcess.Start(["run"],
            new Dictionary<string, string?>(bridge.Variables) { ["Bridge__Http__Urls"] = address });
        await daemon.WaitForTextAsync("Connected to both databases");
        using var http = new HttpClient { BaseAddress = new Uri(address) };
        using var process = Process.GetProcessById(daemon.Id);

        await Task.Delay(Settling, TimeProvider.System);
        var before = await CostAsync(bridge, http, process);
        await Task.Delay(Watched, TimeProvider.System);
        var after = await CostAsync(bridge, http, process);
        Table.Write($"The daemon at rest, {Edges:N0} edges in the graph", ["what", "in a second"],
        [
            ["share of a core, %", Rate((after.Processor - before.Processor).TotalSeconds * 100)],
            ["requests to Neo4j", Rate(after.Requests - before.Requests)],
            ["transactions of PostgreSQL", Rate(after.Transactions - before.Transactions)],
        ]);
    }

    private static string Rate(double amount) =>
        (amount / Watched.TotalSeconds).ToString("0.00", CultureInfo.InvariantCulture);

    private static async Task<(TimeSpan Processor, double Requests, long Transactions)> CostAsync(TestBridge bridge, HttpClient http,
        Process process)
    {
        process.Refresh();
        var metrics = await http.GetStringAsync("/metrics");
        var requests = RequestsToNeo4j().Matches(metrics)
            .Sum(line => double.Parse(line.Groups["count"].Value, CultureInfo.InvariantCulture));
        var transactions = await bridge.SqlValueAsync<long>(
            "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()");
        return (process.TotalProcessorTime, requests, transactions);
    }

    [GeneratedRegex("""^db_client_operation_duration_seconds_count\{[^}]*neo4j[^}]*\} (?<count>\S+)""", RegexOptions.Multiline)]
    private static partial Regex RequestsToNeo4j();
}
