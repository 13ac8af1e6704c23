using System.Diagnostics.Metrics;
using Support;
using GraphSync.Monitoring;
using Microsoft.Extensions.Time.Testing;

namespace GraphSync.Tests.Monitoring;

public sealed class BacklogMonitorTests(ServersFixture servers) : BridgeTest(servers)
{
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());

    protected override TimeProvider Time => _time;

    [Fact]
    public async Task Gauges_TellWhatWaits_AndHowLong()
    {
        await ArrangeAsync();
        await using var watch = new Watch(Bridge);

        await watch.UntilUpAsync("neo4j", 1);
        await watch.UntilUpAsync("postgresql", 1);

        var gauges = watch.Read();
        gauges["outbox.entries"].ShouldBe(4);
        gauges["outbox.age"].ShouldBe(600, 1);
        gauges["queue.jobs queued"].ShouldBe(2);
        gauges["queue.edges queued"].ShouldBe(7);
        gauges["queue.age queued"].ShouldBe(1200, 1);
        gauges["queue.jobs parked"].ShouldBe(1);
        gauges["queue.jobs refused"].ShouldBe(0);
        gauges["queue.age old"].ShouldBe(0);
        gauges.Keys.ShouldNotContain("queue.jobs done");
        gauges["review.edges"].ShouldBe(1);
        gauges["inbox.entries"].ShouldBe(2);
        gauges["inbox.age"].ShouldBeGreaterThan(299);
        gauges["mirror.rejects"].ShouldBe(1);
        gauges["inbox.put_aside"].ShouldBe(1);
        // Nobody has asked again, and what waits has grown older.
        _time.Advance(TimeSpan.FromSeconds(5));
        watch.Read()["outbox.age"].ShouldBe(605, 1);
    }

    private async Task ArrangeAsync()
    {
        await Bridge.AddEdgesAsync("A", "m1", 2);
        await Bridge.CypherAsync("MATCH ()-[r:A {edge_id: 'e00000'}]->() SET r.senate_review_flag = true");
        await Bridge.CypherAsync("UNWIND [datetime($now) - duration('PT10M'), datetime($now), 'long ago', null] AS at "
            + "CREATE (:Outbox {id: randomUUID(), edge_type: 'A', edge_ids: [], delta_ids: [], created_at: at})", Now);
        await Bridge.CypherAsync("UNWIND [['queued', 'PT20M', 3], ['queued', 'PT1M', 4], ['parked', 'PT1H', 5], ['done', 'P9D', 6]] AS job "
            + "CREATE (:RescoreJob {id: job[1], status: job[0], detected_at: datetime($now) - duration(job[1]), edges_left: job[2]})", Now);
        await Bridge.SqlAsync("DELETE FROM bridge_inbox");
        await Bridge.SqlAsync("INSERT INTO bridge_inbox (source_table, row_id, enqueued_at) "
            + "VALUES ('artifacts', 'a', now() - interval '5 minutes'), ('artifacts', 'b', now())");
        await Bridge.SqlAsync("INSERT INTO mirror_rejects (kind, row_id, reason) VALUES ('edge', 'e', 'r')");
        await Bridge.SqlAsync("INSERT INTO bridge_inbox_rejects (source_table, row_id, reason) VALUES ('artifacts', 'a', 'r')");
    }

    // A scrape that hangs with the database, a gap that resets every alert, and a number that stays for ever.
    [Fact]
    public async Task Gauges_WaitForNoDatabase_StayForTwoMinutes_AndComeBack()
    {
        await using var neo4j = new FlakyProxy((await Servers.GetAsync()).Neo4j.Uri);
        await using var bridge = await TestBridge.OpenAsync(Servers, Bridge.ConnectionString, _time, neo4j.HttpUri);
        await using var watch = new Watch(bridge);
        await watch.UntilUpAsync("neo4j", 1);
        await watch.UntilUpAsync("postgresql", 1);

        await Bridge.SqlAsync("INSERT INTO mirror_rejects (kind, row_id, reason) VALUES ('edge', 'e', 'r')");
        neo4j.Pause();
        var held = neo4j.Held;
        _time.Advance(TimeSpan.FromSeconds(15));
        await Until.TrueAsync(() => neo4j.Held > held, "the next reading hangs", Cancellation);
        await Until.TrueAsync(() => watch.Read()["mirror.rejects"] == 1, "PostgreSQL is read all the same", Cancellation);
        watch.Read()["outbox.entries"].ShouldBe(0);

        _time.Advance(TimeSpan.FromSeconds(10));
        await watch.UntilUpAsync("neo4j", 0);
        watch.Read()["outbox.entries"].ShouldBe(0);
        watch.Read()["database.up postgresql"].ShouldBe(1);

        _time.Advance(TimeSpan.FromSeconds(100));
        var later = watch.Read();
        later.Keys.ShouldNotContain("outbox.entries");
        later["database.up neo4j"].ShouldBe(0);

        // The reading that hangs goes on.
        neo4j.Resume();
        await Until.TrueAsync(() => watch.Read().ContainsKey("outbox.entries"), "Neo4j is read again", Cancellation);
        watch.Read()["database.up neo4j"].ShouldBe(1);
    }

    [Fact]
    public async Task StartsWithZeros_AndCountsATakeover()
    {
        List<(string Name, long Value, string Labels)> counted = [];
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument is Counter<long> && instrument.Meter.Name == Telemetry.Name) listener.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, labels, _) =>
        {
            lock (counted) counted.Add((instrument.Name, value, string.Join(',', labels.ToArray().Select(label => label.Value))));
        });
        listener.Start();
        await using var watch = new Watch(Bridge);
        await watch.UntilUpAsync("neo4j", 1);
        await Bridge.SqlAsync("INSERT INTO bridge_lease (job, epoch, run) VALUES ('inbound', 7, 'somebody:1:killed')");

        await Bridge.DrainAsync(Cancellation);
        await Bridge.DrainAsync(Cancellation);

        lock (counted)
        {
            counted.ShouldContain(("graphprovenance.retries", 0, "statement"));
            counted.ShouldContain(("graphprovenance.rescore.edges", 0, "large_decrease"));
            counted.Where(count => count.Name == "graphprovenance.lease.takeovers").Select(count => (count.Value, count.Labels))
                .ShouldBe([(1, "inbound"), (0, "inbound")]);
        }
    }

    private (string, object?) Now => ("now", _time.GetUtcNow().ToString("O"));

    /// <summary>A monitor that runs, and whoever reads its gauges.</summary>
    private sealed class Watch : IAsyncDisposable
    {
        private readonly Dictionary<string, double> _read = [];
        private readonly MeterListener _listener = new();
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _running;

        public Watch(TestBridge bridge)
        {
            _listener.InstrumentPublished = (instrument, _) =>
            {
                if (instrument.IsObservable && instrument.Meter.Name == Telemetry.Name) _listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<double>((instrument, value, labels, _) => Take(instrument, value, labels));
            _listener.SetMeasurementEventCallback<int>((instrument, value, labels, _) => Take(instrument, value, labels));
            _running = bridge.Get<BacklogMonitor>().RunAsync(_stop.Token);
            _listener.Start();
        }

        public Dictionary<string, double> Read()
        {
            _read.Clear();
            _listener.RecordObservableInstruments();
            return new(_read);
        }

        public Task UntilUpAsync(string database, int up) =>
            Until.TrueAsync(() => Read()[$"database.up {database}"] == up, $"{database} is {up}", Cancellation);

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _running.ShouldThrowAsync<OperationCanceledException>();
            _stop.Dispose();
            _listener.Dispose();
        }

        private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> labels)
        {
            var name = instrument.Name["graphprovenance.".Length..];
            _read[labels.Length == 0 ? name : $"{name} {labels[0].Value}"] = value;
        }
    }
}
