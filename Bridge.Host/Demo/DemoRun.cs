using System.Diagnostics;
using System.Globalization;
using Bridge.Host.Commands;
using Bridge.Host.Configuration;
using Bridge.Host.Servers;
using GraphQueries.Widget;
using GraphSync.Credit;
using GraphSync.Inbound;
using GraphSync.Rescore;
using Spectre.Console;

namespace Bridge.Host.Demo;

/// <summary>The main job on real data, on servers of its own, told as it goes.</summary>
internal sealed class DemoRun(CommandContext shell, ServerPair servers)
{
    private static readonly (string Id, string Parent, string Child)[] Promotions =
        [("promote-lr_v2", "lr_v1", "lr_v2"), ("promote-rephetio-ridge", "rephetio-prior", "rephetio-ridge")];

    private readonly DemoClock _clock = new();
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private CancellationToken Cancellation => shell.Cancellation;

    public async Task<DemoReport> RunAsync()
    {
        var settings = shell.Settings;
        settings.Neo4j.Uri = servers.Neo4j.Uri.ToString();
        (settings.Neo4j.Username, settings.Neo4j.Password, settings.Neo4j.Database) = (servers.Neo4j.User, servers.Neo4j.Password, servers.Neo4j.Database);
        settings.Postgres = servers.Postgres.ConnectionString;
        var bridge = await BridgeConnection.OpenAsync(settings, _clock, shell.Loggers, Cancellation);
        await using var graph = bridge.Graph;
        await using var postgres = bridge.Postgres;

        await FillAsync(new DemoGraph(bridge, Cancellation), bridge);
        var passes = await RescoreAsync(bridge);
        var credit = await PayAsync(bridge);
        var widget = await WriteWidgetAsync(bridge, Promotions[0].Child);
        return new DemoReport
        {
            Promotions = [.. Promotions.Select(p => DemoPromotion.Sum(passes.Where(pass => pass.PromotionId == p.Id)))],
            Payouts = credit,
            Widget = widget,
            Log = Path.GetFullPath(Path.Combine(settings.Logs.Directory, "model_rescore.log")),
            Seconds = Math.Round(_watch.Elapsed.TotalSeconds, 1),
        };
    }

    private async Task FillAsync(DemoGraph graph, BridgeContext bridge)
    {
        Tell("1", "A graph that somebody already had, and two models' predictions");
        await graph.RequireEmptyAsync();
        await MigrateCommand.RunAsync(bridge, Cancellation);
        await graph.RequireEmptyTablesAsync();
        var (nodes, edges) = await graph.LoadExistingAsync();
        Say($"{nodes:N0} nodes and {edges:N0} curated edges of Hetionet stand in Neo4j");
        var adopted = await graph.AdoptAsync();
        Say($"{adopted.Types.Count} edge types adopted: {string.Join(", ", adopted.Types.Select(t => $"{t.Key} {t.Value:N0}"))}");
        await graph.AddModelsAsync();
        var predictions = await graph.AddPredictionsAsync();
        Say($"{predictions.Created:N0} predictions ingested, each under the version that made it, and mirrored into kg_edges");
    }

    private async Task<List<RescoreResult>> RescoreAsync(BridgeContext bridge)
    {
        Tell("2", "Two promotions, one pass a day");
        var graph = new DemoGraph(bridge, Cancellation);
        foreach (var (id, parent, child) in Promotions) await graph.PromoteAsync(id, parent, child);
        var options = RescoreCommand.Options(shell.Settings);
        var run = new RescoreRun(bridge, options);
        List<RescoreResult> passes = [];
        var limited = false;
        while (true)
        {
            var result = await run.RunAsync(new RescoreRequest(), Cancellation);
            RescoreCommand.Show(shell.Out, result);
            if (result.Status == "failed") throw new BadInputException(result.Message);
            if (result.Status == "nothing_due") return passes;
            if (result.Status == "completed") passes.Add(result);
            if (result.Status == "rate_limited" || limited || options.Window == TimeSpan.Zero)
            {
                // Shown once that a second run within the window does nothing; from then on the clock is put forward.
                limited = true;
                _clock.PutForward(options.Window);
                Say($"the clock is put forward by {options.Window.TotalHours:0} hours");
            }
        }
    }

    private async Task<IReadOnlyList<DemoPayout>> PayAsync(BridgeContext bridge)
    {
        Tell("3", "The people behind the promoted versions are paid");
        await new InboxDrain(bridge).RunAsync(Cancellation);
        var report = await new CreditRun(bridge, CreditCommand.Options(shell.Settings)).RunAsync(false, Cancellation);
        CreditCommand.Show(shell.Out, report);
        return [.. report.Paid.SelectMany(e => e.Payouts).GroupBy(line => line.AgentId, StringComparer.Ordinal)
            .Select(agent => new DemoPayout(agent.Key, agent.Sum(line => line.AmountUtok))).OrderBy(p => p.AgentId, StringComparer.Ordinal)];
    }

    private async Task<string> WriteWidgetAsync(BridgeContext bridge, string version)
    {
        var html = await new SubgraphWidget(bridge.Graph).HtmlAsync(version, Cancellation);
        var directory = Directory.CreateDirectory("demo-output").FullName;
        var path = Path.Combine(directory, $"{version}.html");
        await File.WriteAllTextAsync(path, WidgetPage(version, html), Cancellation);
        return path;
    }

    private static string WidgetPage(string version, string html) =>
        $"<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{version}</title><body>{html}</body></html>";

    private void Tell(string number, string what) => shell.Out.Write(new Rule($"[bold]{number}. {Markup.Escape(what)}[/] [dim]{_watch.Elapsed.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} s[/]").LeftJustified());

    private void Say(FormattableString what) => shell.Out.WriteLine(what.ToString(CultureInfo.InvariantCulture));
}
