using Benchmarks;
using GraphSync.Postgres;
using Support;

// Each scenario prints the table that stands in docs/performance.md. Figures are ratios, measured interleaved in one run.
var scenarios = new Dictionary<string, Func<Task>>(StringComparer.OrdinalIgnoreCase)
{
    ["credit"] = async () => { await using var servers = ServersFixture.ToMeasure(); await CreditWalk.RunAsync(servers, Console.Out); },
    ["credit-run"] = async () => { await using var servers = ServersFixture.ToMeasure(); await CreditRun.RunAsync(servers); },
    ["ingest"] = async () => { await using var servers = ServersFixture.ToMeasure(); await IngestRate.RunAsync(servers); },
    ["files"] = async () => { await using var servers = ServersFixture.ToMeasure(); await FileIngestion.RunAsync(servers); },
    ["backfill"] = async () => { await using var servers = ServersFixture.ToMeasure(); await BackfillRate.RunAsync(servers); },
    ["reconcile"] = async () => { await using var servers = ServersFixture.ToMeasure(); await ReconcileRate.RunAsync(servers); },
    ["rescore"] = RescorePass.RunAsync,
    ["mirror"] = MirrorRate.RunAsync,
    ["types"] = TypeCount.RunAsync,
    ["growth"] = Growth.RunAsync,
    ["adopt"] = async () => { await using var servers = ServersFixture.ToMeasure(); await AdoptRate.RunAsync(servers); },
    ["builds"] = BuildComparison.RunAsync,
    ["readers"] = PageReaders.RunAsync,
    ["pages"] = PageTimes.RunAsync,
    ["load-csv"] = LoadCsv.RunAsync,
    ["rest"] = AtRest.RunAsync,
};
// The comparison with another build needs one.
var chosen = args.Length == 0 ? [.. scenarios.Keys.Where(name => name != "builds")] : args;
foreach (var name in chosen)
{
    if (!scenarios.TryGetValue(name, out var run))
    {
        Console.Error.WriteLine($"No scenario '{name}': there are {string.Join(", ", scenarios.Keys)}.");
        return 2;
    }
    await run();
}
return 0;
