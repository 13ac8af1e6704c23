using System.Net;
using GraphSync.Postgres;
using GraphSync.Rescore;
using Support;

namespace Benchmarks;

/// <summary>
/// A pass of 10,000 edges alone, and beside twenty readers who ask a daemon for pages of all kinds without a pause, on a graph of 300,000
/// edges, of which 100,000 are flagged. And each page alone: read, and from the cache.
/// </summary>
internal static class PageReaders
{
    private const int Readers = 20;
    private const int WarmUp = 2;
    private const int Rounds = 5;
    private const int Edges = 280_000;
    private const int Flagged = 100_000;
    private static readonly string[] Pages = ["/", "/review", "/models/large", "/models/large/widget", "/models/small-next"];

    public static async Task RunAsync()
    {
        await using var servers = ServersFixture.ToMeasure();
        await using var bridge = await TestBridge.CreateAsync(servers);
        bridge.Configure<RescoreOptions>(options => options.WindowHours = 0);
        await RescorePass.ArrangeAsync(bridge);
        await RescorePass.FillAsync(bridge, "small", 300_000 - Edges);
        await RescorePass.FillAsync(bridge, "large", Edges);
        await FlagAsync(bridge);
        await bridge.DrainAsync();
        await bridge.ReplanAsync();

        await using var daemon = await RunningDaemon.StartAsync(bridge.Variables);
        var http = daemon.Http;
        var counts = new Counts();
        var passes = await Table.InterleaveAsync(WarmUp, Rounds,
            ("alone", () => RescorePass.PassAsync(bridge, "small")),
            ($"beside {Readers} readers", () => BesideReadersAsync(http, counts, () => RescorePass.PassAsync(bridge, "small"))));
        Table.Write($"A pass of 10,000 edges, {300_000:N0} edges in the graph, {Flagged:N0} of them flagged",
            ["work", "median ms", "÷ alone"], Table.Rows(passes, work => Table.Ratio(work, passes["alone"])));
        Console.WriteLine($"\nThe readers got {counts.Pages:N0} pages and {counts.Refusals:N0} refusals; of {counts.Checks:N0} checks of "
            + $"`/health/ready` meanwhile, {counts.Unready:N0} failed.");

        var pages = await Table.InterleaveAsync(WarmUp, Rounds, 
            [.. Pages.Select(page => (page, (Func<Task<double>>)(() => ReadAsync(http, page))))]);
        Table.Write("A page alone, read anew", ["page", "median ms"],
            pages.Select(page => new[] { page.Key, Table.Milliseconds(Table.Median(page.Value)) }));
    }

    private static async Task FlagAsync(TestBridge bridge)
    {
        foreach (var type in RescorePass.Types)
        {
            await bridge.CypherAsync($$"""
                MATCH ()-[r:{{type}}]->() WHERE r.source_artifact_id = 'large' AND r.edge_id > ''
                WITH r LIMIT $flagged
                CALL (r) { SET r.senate_review_flag = true } IN TRANSACTIONS OF 5000 ROWS
                """, ("flagged", Flagged / RescorePass.Types.Length));
        }
    }

    private static async Task<double> BesideReadersAsync(HttpClient http, Counts counts, Func<Task<double>> pass)
    {
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, Readers).Select(i => ReadOnAsync(http, counts, i, stop.Token))
            .Append(CheckOnAsync(http, counts, stop.Token)).ToList();
        try
        {
            return await pass();
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(readers);
        }
    }

    private static async Task ReadOnAsync(HttpClient http, Counts counts, int first, CancellationToken stop)
    {
        for (var i = first; !stop.IsCancellationRequested; i++)
        {
            using var answer = await http.GetAsync(Pages[i % Pages.Length], CancellationToken.None);
            await answer.Content.ReadAsByteArrayAsync(CancellationToken.None);
            if (answer.IsSuccessStatusCode) Interlocked.Increment(ref counts.Pages);
            else if (answer.StatusCode == HttpStatusCode.ServiceUnavailable) Interlocked.Increment(ref counts.Refusals);
            else throw new InvalidOperationException($"{Pages[i % Pages.Length]} answered {answer.StatusCode}");
            // As fast as a person who reloads for all that he is worth.
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
        }
    }

    private static async Task CheckOnAsync(HttpClient http, Counts counts, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            using var answer = await http.GetAsync("/health/ready", CancellationToken.None);
            Interlocked.Increment(ref counts.Checks);
            if (!answer.IsSuccessStatusCode) Interlocked.Increment(ref counts.Unready);
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, CancellationToken.None);
        }
    }

    /// <summary>A page that no cache holds, since nobody has asked for it so.</summary>
    private static async Task<double> ReadAsync(HttpClient http, string page) => await Table.SecondsAsync(async () =>
    {
        using var answer = await http.GetAsync($"{page}?after={Guid.NewGuid():N}");
        answer.EnsureSuccessStatusCode();
        await answer.Content.ReadAsByteArrayAsync();
    });

    private sealed class Counts
    {
        public long Pages;
        public long Refusals;
        public long Checks;
        public long Unready;
    }
}
