using Npgsql;
using Shouldly;
using Support;
using Xunit;

namespace Bridge.Host.Tests.Monitoring;

public sealed class TraceTests(ServersFixture servers) : BridgeTest(servers)
{
    private const string Planted = "planted";

    private static readonly string[] Tags =
    [
        "outcome", "rows", "error.type", "db.system.name", "db.namespace", "db.query.text", "db.response.status_code",
        "http.request.method", "http.response.status_code", "network.protocol.version", "server.address", "server.port",
    ];

    // A trace a probe, and the URL with the scorer's key in it.
    [Fact]
    public async Task Jobs_AreATraceEach_OfBatchesAndRequests_WithoutWhatTheyWorkedOn()
    {
        await using var collector = new OtlpCollector();
        await ArrangeAsync($"{collector.Url}/{Planted}-path/invocations?key={Planted}-key");
        var url = $"http://127.0.0.1:{FreePort.Find()}";
        var headers = Path.Combine(Folder, "headers");
        await File.WriteAllTextAsync(headers, $"Authorization=Bearer {Planted}-token\n", Cancellation);
        await using var daemon = BridgeProcess.Start(["run"], Variables(("Bridge__Http__Urls", url),
            ("Bridge__Schedules__Sync", "* * * * * *"), ("Bridge__Schedules__Rescore", "* * * * * *"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Url), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_EXPORTER_OTLP_HEADERS_FILE", headers), ("OTEL_BSP_SCHEDULE_DELAY", "300"), ("OTEL_METRIC_EXPORT_INTERVAL", "1000")));
        await daemon.WaitForTextAsync("rescore: ", cancellation: Cancellation);
        using var http = new HttpClient { BaseAddress = new Uri(url) };
        (await http.GetAsync("/health/ready", Cancellation)).EnsureSuccessStatusCode();
        (await http.GetAsync("/", Cancellation)).EnsureSuccessStatusCode();
        string[] wanted = ["job sync", "job rescore", "batch inbox", "batch score", "batch mirror"];
        await Until.TrueAsync(() => wanted.All(name => collector.Spans.Any(span => span.Name == name)) && collector.Metrics > 0,
            "all kinds of spans came", Cancellation);
        daemon.Terminate();
        (await daemon.WaitAsync(cancellation: Cancellation)).ExitCode.ShouldBe(0);

        var spans = collector.Spans.ToList();
        ShouldBeATraceAJob(spans, new Uri(collector.Url).Port);
        collector.Others.ShouldAllBe(path => path == $"/{Planted}-path/invocations?key={Planted}-key");
        collector.Authorizations.ShouldContain($"Bearer {Planted}-token");
        ShouldHoldNothingOfOthers(spans);
    }

    private static void ShouldBeATraceAJob(List<Span> spans, int scorerPort)
    {
        spans.Where(span => span.Parent.Length == 0).ShouldAllBe(span => span.Name.StartsWith("job "));
        foreach (var batch in spans.Where(span => span.Name.StartsWith("batch "))) Job(spans, batch).ShouldStartWith("job ");
        Job(spans, spans.First(span => span.Name == "batch score")).ShouldBe("job rescore");
        spans.Where(span => span.Name.StartsWith("job ")).GroupBy(span => span.Trace).ShouldAllBe(trace => trace.Count() == 1);
        var score = spans.First(span => span.Name == "batch score");
        spans.ShouldContain(span => span.Parent == score.Id && span.Tags.ContainsKey("server.port")
            && span.Tags["server.port"] == $"{scorerPort}", "the request to the scorer");
        spans.ShouldContain(span => span.Tags.GetValueOrDefault("db.system.name") == "postgresql");
        // The refused row of the mirror.
        spans.ShouldContain(span => span.Tags.GetValueOrDefault("error.type") == PostgresErrorCodes.CheckViolation);
    }

    private async Task ArrangeAsync(string scorer)
    {
        await Bridge.AddVersionAsync($"{Planted}1", "m", 1, quality: 0.9);
        await Bridge.AddVersionAsync($"{Planted}2", "m", 2, scorer, parent: $"{Planted}1");
        await Bridge.AddEdgesAsync($"{Planted}_TYPE", $"{Planted}1", 3, $"{Planted}-edge");
        await Bridge.PromoteAsync($"{Planted}-promotion", $"{Planted}1", $"{Planted}2");
        await Bridge.SqlAsync($"ALTER TABLE kg_edges ADD CHECK (id NOT LIKE '{Planted}%')");
        await Bridge.CypherAsync("CREATE (:Outbox {id: 'o', edge_type: $type, edge_ids: [$edge], delta_ids: [], created_at: datetime()})",
            ("type", $"{Planted}_TYPE"), ("edge", $"{Planted}-edge00000"));
    }

    private void ShouldHoldNothingOfOthers(List<Span> spans)
    {
        spans.SelectMany(span => span.Tags.Keys).Distinct().ShouldBeSubsetOf(Tags);
        spans.ShouldAllBe(span => span.Events == 0 && span.Status == "");
        var password = new NpgsqlConnectionStringBuilder(Bridge.ConnectionString).Password;
        var texts = spans.SelectMany(span => span.Tags.Values.Append(span.Name)).Distinct().ToList();
        texts.ShouldAllBe(text => !text.Contains(Planted) && !text.Contains("/tx/"));
        if (!string.IsNullOrEmpty(password)) texts.ShouldAllBe(text => !text.Contains(password));
    }

    /// <summary>The topmost span above one.</summary>
    private static string Job(List<Span> spans, Span span)
    {
        while (spans.Find(other => other.Id == span.Parent) is { } parent) span = parent;
        return span.Name;
    }
}
