using System.Diagnostics;
using System.Globalization;
using Bridge.Host.CommandLine;
using Bridge.Host.Output;
using GraphQueries.Client;
using GraphQueries.Files;
using GraphQueries.Presentation.Widget;
using GraphSync.Composition;
using GraphSync.Credit;
using GraphSync.Migration;
using GraphSync.Operations;
using GraphSync.Postgres;
using GraphSync.Rescore;
using Microsoft.Extensions.Options;
using Spectre.Console;

namespace Bridge.Host.Demo;

/// <summary>The main job on real data, on servers of its own, told as it goes.</summary>
internal sealed class DemoRun : IAsyncDisposable
{
    private static readonly (string Id, string Parent, string Child)[] Promotions =
        [("promote-lr_v2", "lr_v1", "lr_v2"), ("promote-rephetio-ridge", "rephetio-prior", "rephetio-ridge")];

    private readonly CommandContext _context;
    private readonly DemoClock _clock = new();
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly ServiceProvider _services;
    private readonly OperationRunner _operations;
    private readonly DemoGraph _graph;

    public DemoRun(CommandContext context, DemoServers servers)
    {
        var configuration = new ConfigurationBuilder().AddConfiguration(context.Configuration).AddInMemoryCollection(
        [
            new("NEO4J_URI", servers.Neo4j.Uri.ToString()), new("NEO4J_USERNAME", servers.Neo4j.User),
            new("NEO4J_PASSWORD", servers.Neo4j.Password), new("NEO4J_DATABASE", servers.Neo4j.Database),
            new("ConnectionStrings:Postgres", servers.Postgres.ConnectionString),
            new("NEO4J_PASSWORD_FILE", null), new("ConnectionStrings:Postgres_FILE", null),
        ]).Build();
        _context = context;
        _services = new ServiceCollection()
            .AddLogging(logging => context.Errors.Log(logging.SetMinimumLevel(LogLevel.Warning)))
            .AddSingleton<TimeProvider>(_clock)
            .AddGraphProvenance(configuration)
            .BuildServiceProvider();
        _services.ValidateSettings();
        _operations = _services.GetRequiredService<OperationRunner>();
        _graph = new DemoGraph(_services, context.Cancellation);
    }

    public async Task<DemoReport> RunAsync()
    {
        await FillAsync();
        var passes = await RescoreAsync();
        var payouts = await PayAsync();
        var widget = await WriteWidgetAsync(Promotions[0].Child);
        return new DemoReport
        {
            Promotions = [.. Promotions.Select(p => DemoPromotion.Sum(passes.Where(pass => pass.PromotionId == p.Id)))],
            Payouts = payouts,
            Widget = widget,
            Log = Path.GetFullPath(Options<LogOptions>().RescoreLog),
            Seconds = Math.Round(_watch.Elapsed.TotalSeconds, 1),
        };
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private async Task FillAsync()
    {
        Tell("1", "A graph that somebody already had, and two models' predictions");
        await _services.GetRequiredService<Databases>().ConnectAsync(_context.Cancellation);
        await _graph.RequireEmptyAsync();
        await _operations.RunAsync(new MigrateRequest(), _context.Cancellation);
        await _graph.RequireEmptyTablesAsync();
        var (nodes, edges) = await _graph.LoadExistingAsync();
        Say($"{nodes:N0} nodes and {edges:N0} curated edges of Hetionet stand in Neo4j");
        var adopted = await _graph.AdoptAsync();
        Say($"{adopted.Types.Count} edge types adopted: {string.Join(", ", adopted.Types.Select(t => $"{t.Key} {t.Value:N0}"))}");
        await _graph.AddModelsAsync();
        var predictions = await _graph.AddPredictionsAsync();
        Say($"{predictions.Edges.Created:N0} predictions ingested, each under the version that made it, and mirrored into kg_edges");
    }

    private async Task<List<RescoreReport>> RescoreAsync()
    {
        Tell("2", "Two promotions, one pass a day");
        foreach (var (id, parent, child) in Promotions) await _graph.PromoteAsync(id, parent, child);
        var window = Options<RescoreOptions>().Window;
        List<RescoreReport> passes = [];
        var limited = false;
        while (true)
        {
            var report = await _operations.RunAsync(new RescoreRequest(), _context.Cancellation);
            RescoreView.Show(_context.Out, report);
            if (report.Status == RescoreStatus.Failed) throw new BadInputException(report.Message);
            if (report.Status == RescoreStatus.NothingDue) return passes;
            if (report.Status == RescoreStatus.Completed) passes.Add(report);
            if (report.Status == RescoreStatus.RateLimited || limited || window == TimeSpan.Zero)
            {
                // Shown once that a second run within the window does nothing; from then on the clock is put forward.
                limited = true;
                _clock.PutForward(window);
                Say($"the clock is put forward by {window.TotalHours:0} hours");
            }
        }
    }

    private async Task<IReadOnlyList<DemoPayout>> PayAsync()
    {
        Tell("3", "The people behind the promoted versions are paid");
        var report = await _operations.RunAsync(new CreditRequest(), _context.Cancellation);
        CreditView.Show(_context.Out, report);
        return [.. report.Paid.SelectMany(e => e.Payouts).GroupBy(line => line.AgentId, StringComparer.Ordinal)
            .Select(agent => new DemoPayout(agent.Key, agent.Sum(line => line.AmountUtok)))
            .OrderBy(p => p.AgentId, StringComparer.Ordinal)];
    }

    private async Task<string> WriteWidgetAsync(string version)
    {
        var subgraph = await new SubgraphWidget(_services.GetRequiredService<GraphClient>()).ReadAsync(version, _context.Cancellation);
        var path = Path.Combine(Directory.CreateDirectory("demo-output").FullName, $"{version}.html");
        await OutputFile.WriteTextAsync(path, WidgetPage.Render(subgraph), _context.Cancellation);
        return path;
    }

    private T Options<T>() where T : class => _services.GetRequiredService<IOptions<T>>().Value;

    private void Tell(string number, string what)
    {
        var seconds = _watch.Elapsed.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        _context.Out.Write(new Rule($"[bold]{number}. {Markup.Escape(what)}[/] [dim]{seconds} s[/]").LeftJustified());
    }

    private void Say(FormattableString what) => _context.Out.WriteLine(what.ToString(CultureInfo.InvariantCulture));
}
