using System.Text.Json;
using Shouldly;
using Support;
using Xunit;
using YamlDotNet.Serialization;

namespace Bridge.Host.Tests.Monitoring;

public sealed class MetricsTests(ServersFixture servers) : BridgeTest(servers)
{
    private static readonly string[] Scheduled = ["sync", "rescore", "credit"];
    private static readonly string[] Daemon = ["Serving ", "Connected to both databases.", "Told to stop", "Stopped."];

    // A page of metrics that nobody ran, alerts on names that do not exist, a label a day that ends the monitoring.
    [Fact]
    public async Task Metrics_AreThoseOfTheTable_AndTheOnlyOnesThatAlertsAndPanelsName()
    {
        await ArrangeAsync();
        var url = $"http://127.0.0.1:{FreePort.Find()}";
        await using var daemon = BridgeProcess.Start(["run", "--log-format", "json"], Variables(("Bridge__Http__Urls", url),
            ("Bridge__Schedules__Sync", "* * * * * *"), ("Bridge__Schedules__Rescore", "* * * * * *"),
            ("Bridge__Schedules__Credit", "* * * * * *")));
        using var http = new HttpClient { BaseAddress = new Uri(url) };
        var samples = MetricTable.Metrics.SelectMany(metric => metric.Samples).ToHashSet();
        Exposition metrics = new("");
        await daemon.WaitForTextAsync("Serving", cancellation: Cancellation);
        await Until.TrueAsync(async () =>
        {
            metrics = new Exposition(await http.GetStringAsync("/metrics", Cancellation));
            return samples.IsSubsetOf(metrics.Samples.Select(sample => sample.Name))
                && Value(metrics, "graphprovenance_credit_payouts_total") > 0
                && Scheduled.All(job => Value(metrics, "graphprovenance_job_runs_total", job) > 0);
        }, $"/metrics holds {string.Join(", ", samples.Except(metrics.Samples.Select(sample => sample.Name)))}", Cancellation);

        var own = metrics.Types.Where(type => type.Key != "target_info" && type.Key != "otel_scope_info").ToDictionary();
        own.ShouldBe(MetricTable.Metrics.ToDictionary(metric => metric.PrometheusName, metric => metric.Kind), ignoreOrder: true);
        metrics.Helps.Where(help => own.ContainsKey(help.Key)).ToDictionary()
            .ShouldBe(MetricTable.Metrics.ToDictionary(metric => metric.PrometheusName, metric => metric.What), ignoreOrder: true);
        ShouldHaveKnownLabels(metrics);
        Value(metrics, "graphprovenance_rescore_edges_total", "large_decrease").ShouldBe(3);
        Value(metrics, "graphprovenance_rescore_flags_total").ShouldBe(3);
        Value(metrics, "graphprovenance_database_up", "neo4j").ShouldBe(1);

        foreach (var (where, expression) in Alerts().Concat(Panels())) ShouldNameKnown(where, new PromQl(expression), samples);

        daemon.Terminate();
        ShouldBeOneLineAJob(await daemon.WaitAsync(cancellation: Cancellation));
    }

    private async Task ArrangeAsync()
    {
        await Bridge.AddVersionAsync("m1", "m", 1, quality: 0.9);
        await Bridge.AddVersionAsync("m2", "m", 2, quality: 0.3, parent: "m1");
        await Bridge.SqlAsync("UPDATE model_versions SET trained_by = 'tess'");
        await Bridge.AddEdgesAsync("A type that \"nobody\" knows", "m1", 3);
        await Bridge.PromoteAsync("p1", "m1", "m2");
        // The first reading finds schedules, so that the test need not wait for the second.
        await Bridge.SqlAsync("INSERT INTO schedule_runs (job, known_since, last_success_at) "
            + "SELECT unnest(ARRAY['sync', 'rescore', 'credit']), now() - interval '1 hour', now() - interval '1 hour'");
    }

    private static double Value(Exposition metrics, string name, string label = "") => metrics.Samples
        .Where(sample => sample.Name == name && (label.Length == 0 || sample.Labels.ContainsValue(label)))
        .Sum(sample => double.Parse(sample.Value, System.Globalization.CultureInfo.InvariantCulture));

    private static void ShouldHaveKnownLabels(Exposition metrics)
    {
        foreach (var metric in MetricTable.Metrics)
        {
            foreach (var (_, labels, _) in metrics.Samples.Where(sample => metric.Samples.Contains(sample.Name)))
            {
                labels.Keys.Except(["otel_scope_name", "le"]).ShouldBeSubsetOf(metric.Labels, metric.Name);
                foreach (var (label, value) in labels.Where(label => metric.Labels.Contains(label.Key)))
                {
                    if (label == "error_type") value.ShouldMatch("^[A-Za-z]+$");
                    else MetricTable.Labels[label].ShouldContain(value, metric.Name);
                }
            }
        }
    }

    private static void ShouldNameKnown(string where, PromQl expression, HashSet<string> samples)
    {
        expression.IsBalanced.ShouldBeTrue(where);
        expression.Metrics.ShouldNotBeEmpty(where);
        expression.Metrics.ShouldBeSubsetOf(samples, where);
        var labels = MetricTable.Metrics.Where(metric => metric.Samples.Intersect(expression.Metrics).Any())
            .SelectMany(metric => metric.Labels).Select(label => label == "job" ? "exported_job" : label).Append("le");
        expression.Labels.ShouldBeSubsetOf(labels, where);
        foreach (var (label, value) in expression.Values) MetricTable.Labels[label].ShouldContain(value, where);
    }

    private static List<(string Where, string Expression)> Alerts()
    {
        var file = new DeserializerBuilder().Build().Deserialize<Dictionary<string, List<Dictionary<string, object>>>>(
            Repository.Read("docs/alerts.yml"));
        List<(string, string)> expressions = [];
        foreach (var rule in file["groups"].SelectMany(group => (List<object>)group["rules"]).Cast<Dictionary<object, object>>())
        {
            var name = rule["alert"].ToString()!;
            ((Dictionary<object, object>)rule["labels"])["severity"].ShouldBeOneOf("warning", "critical");
            ((Dictionary<object, object>)rule["annotations"]).Keys.ShouldBe(["summary", "description"]);
            Repository.Read("docs/monitoring.md").ShouldContain($"`{name}`");
            expressions.Add((name, rule["expr"].ToString()!));
        }
        expressions.Count.ShouldBeGreaterThan(7);
        return expressions;
    }

    private static List<(string Where, string Expression)> Panels()
    {
        var dashboard = JsonSerializer.Deserialize<JsonElement>(Repository.Read("docs/grafana-dashboard.json"));
        var panels = dashboard.GetProperty("panels").EnumerateArray().ToList();
        panels.Select(panel => panel.GetProperty("id").GetInt32()).ShouldBeUnique();
        var expressions = panels.SelectMany(panel => panel.GetProperty("targets").EnumerateArray()
            .Select(target => (panel.GetProperty("title").GetString()!, target.GetProperty("expr").GetString()!))).ToList();
        // Nothing is told that nobody sees.
        var shown = expressions.SelectMany(panel => new PromQl(panel.Item2).Metrics).ToList();
        MetricTable.Metrics.Where(metric => !metric.Samples.Intersect(shown).Any()).ShouldBeEmpty();
        return expressions;
    }

    private static void ShouldBeOneLineAJob(BridgeResult end)
    {
        end.ExitCode.ShouldBe(0, end.Error);
        var lines = end.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToList();
        var jobs = lines.Where(line => line.GetProperty("State").TryGetProperty("Operation", out _)).ToList();
        // The doctor's first round may not have ended.
        jobs.Select(line => line.GetProperty("State").GetProperty("Operation").GetString()!).Distinct().Except(["doctor"])
            .ShouldBe(["migrate", .. Scheduled], ignoreOrder: true);
        lines.Except(jobs).Where(line => line.GetProperty("LogLevel").GetString() == "Information")
            .Select(line => line.GetProperty("Message").GetString()!)
            .ShouldAllBe(message => Daemon.Any(known => message.StartsWith(known, StringComparison.Ordinal)));
    }
}
