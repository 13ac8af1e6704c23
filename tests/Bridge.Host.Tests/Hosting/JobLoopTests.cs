using Bridge.Host.Hosting;
using GraphSync;
using GraphSync.Rescore;
using GraphSync.Schedules;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Support;
using Xunit;

namespace Bridge.Host.Tests.Hosting;

public sealed class JobLoopTests(ServersFixture servers)
{
    private static readonly DateTimeOffset Start = new(2026, 3, 6, 0, 10, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider _time = new(Start);
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Trap 13: "sleep 24 hours, then run" is reset by every restart, so that the job never runs.
    [Theory]
    [InlineData("0 3 * * *", "UTC", 3)]
    [InlineData("30 2 * * *", "America/New_York", 3)]
    [InlineData("0 */6 * * *", "UTC", 12)]
    public async Task StepAsync_RunsEachOccurrenceOnce_WhenRestartedHourlyForThreeDays(string cron, string zone, int expected)
    {
        await using var bridge = await TestBridge.CreateAsync(servers, _time);
        var runs = new List<DateTimeOffset>();
        var job = Job("rescore", cron, zone, (_, _) =>
        {
            runs.Add(_time.GetUtcNow());
            return Task.FromResult(new JobOutcome("done"));
        });

        for (var hour = 0; hour < 72; hour++)
        {
            await LiveAsync(Loop(job, bridge), TimeSpan.FromMinutes(50));
            _time.Advance(TimeSpan.FromMinutes(10));
        }
        await Loop(job, bridge).StepAsync(Cancellation);

        runs.Count.ShouldBe(expected);
    }

    [Fact]
    public async Task StepAsync_CatchesUpOnce_WhenRunsWereMissedWhileDown()
    {
        await using var bridge = await TestBridge.CreateAsync(servers, _time);
        var count = 0;
        var job = Job("sync", "0 * * * *", work: (_, _) => Task.FromResult(new JobOutcome($"{++count}")));
        await Loop(job, bridge).StepAsync(Cancellation);
        count.ShouldBe(0);
        _time.Advance(TimeSpan.FromHours(30));

        await LiveAsync(Loop(job, bridge), TimeSpan.FromMinutes(1));

        count.ShouldBe(1);
    }

    [Fact]
    public async Task StepAsync_TriesAgainSoon_WhenARunBreaksOff()
    {
        await using var bridge = await TestBridge.CreateAsync(servers, _time);
        var attempts = new List<DateTimeOffset>();
        var job = Job("sync", "0 3 * * *", work: (_, _) =>
        {
            attempts.Add(_time.GetUtcNow());
            return attempts.Count < 4 ? throw new IOException("the network is gone") : Task.FromResult(new JobOutcome("done"));
        });
        var loop = Loop(job, bridge);

        await LiveAsync(loop, TimeSpan.FromHours(4));

        var due = new DateTimeOffset(2026, 3, 6, 3, 0, 0, TimeSpan.Zero);
        attempts.ShouldBe([due, due.AddMinutes(1), due.AddMinutes(3), due.AddMinutes(7)]);
        var run = (await new ScheduleRuns(bridge.Context.Postgres).AllAsync(Cancellation)).ShouldHaveSingleItem();
        run.LastSuccess.ShouldBe(attempts[^1]);
        run.LastError.ShouldBeNull();
    }

    [Fact]
    public async Task StepAsync_WaitsForTheNextOccurrence_WhenTheJobItselfSaysThatItFailed()
    {
        await using var bridge = await TestBridge.CreateAsync(servers, _time);
        var count = 0;
        var job = Job("rescore", "0 3 * * *", work: (_, _) => { count++; return Task.FromResult(new JobOutcome("the scorer is wrong", Failed: true)); });

        await LiveAsync(Loop(job, bridge), TimeSpan.FromHours(20));

        count.ShouldBe(1);
        (await new ScheduleRuns(bridge.Context.Postgres).AllAsync(Cancellation)).ShouldHaveSingleItem().LastError.ShouldBe("the scorer is wrong");
    }

    [Fact]
    public async Task StepAsync_RunsAgain_WhenTheRunWasCutOff()
    {
        await using var bridge = await TestBridge.CreateAsync(servers, _time);
        using var stop = new CancellationTokenSource();
        var count = 0;
        var job = Job("rescore", "0 3 * * *", work: async (_, cancellationToken) =>
        {
            if (++count == 1) await stop.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
            return new JobOutcome("done");
        });
        await Loop(job, bridge).StepAsync(Cancellation);
        _time.Advance(TimeSpan.FromHours(3));
        await Should.ThrowAsync<OperationCanceledException>(() => Loop(job, bridge).StepAsync(stop.Token));

        await Loop(job, bridge).StepAsync(Cancellation);

        count.ShouldBe(2);
    }

    [Fact]
    public async Task RunAsync_EndsQuietly_WhenToldToStopInARun()
    {
        await using var bridge = await TestBridge.CreateAsync(servers, _time);
        using var stop = new CancellationTokenSource();
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var job = Job("sync", "* * * * * *", work: async (_, cancellationToken) =>
        {
            running.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return new JobOutcome("never");
        });
        await Loop(job, bridge).StepAsync(Cancellation);
        _time.Advance(TimeSpan.FromSeconds(2));
        var loop = Loop(job, bridge).RunAsync(stop.Token);
        await running.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

        await stop.CancelAsync();
        await stop.CancelAsync();

        await loop.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
    }

    // A pass starts some moments after its occurrence, so that the next day's run comes some moments too early.
    [Fact]
    public async Task StepAsync_KeepsADailyScheduleDaily_WhenPassesAreLimitedToOneADay()
    {
        await using var bridge = await TestBridge.CreateAsync(servers, _time);
        await bridge.AddVersionAsync("v1", "m", 1, quality: 0.8);
        await bridge.AddVersionAsync("v2", "m", 2, quality: 0.4);
        await bridge.AddEdgesAsync("TREATS", "v1", 5);
        await bridge.PromoteAsync("p", "v1", "v2");
        var statuses = new List<(DateTimeOffset At, string Status)>();
        var options = new RescoreOptions { MaxEdgesPerPass = 2, LogDirectory = Directory.CreateTempSubdirectory().FullName };
        var job = Job("rescore", "0 3 * * *", work: async (context, cancellationToken) =>
        {
            // What the run does before its pass takes a while.
            _time.Advance(TimeSpan.FromSeconds(3 - Math.Min(statuses.Count, 2)));
            var result = await new RescoreRun(context, options).RunAsync(new RescoreRequest(), cancellationToken);
            statuses.Add((_time.GetUtcNow(), result.Status));
            return new JobOutcome(result.Message, result.Status == "failed", result.Status == "rate_limited" ? result.NextRunAt : null);
        });

        for (var hour = 0; hour < 72; hour++) await LiveAsync(Loop(job, bridge), TimeSpan.FromHours(1));

        statuses.Where(run => run.Status == "completed").Select(run => run.At.Day).ShouldBe([6, 7, 8]);
        statuses.Count(run => run.Status == "rate_limited").ShouldBeGreaterThan(0);
        (await bridge.CypherValueAsync<long>("MATCH ()-[r:TREATS {rescored_by_artifact_id: 'v2'}]->() RETURN count(r)")).ShouldBe(5);
    }

    private static JobLoop Loop(ScheduledJob job, TestBridge bridge) =>
        new(job, bridge.Context, new ScheduleRuns(bridge.Context.Postgres), new JobMetrics());

    private ScheduledJob Job(string name, string cron, string zone = "UTC", JobWork? work = null) =>
        new(name, JobSchedule.Parse("x", cron, JobSchedule.ParseZone("z", zone), _time.GetUtcNow())!, work!);

    /// <summary>What the loop does in that time, without waiting for it.</summary>
    private async Task LiveAsync(JobLoop loop, TimeSpan time)
    {
        var end = _time.GetUtcNow() + time;
        while (true)
        {
            var next = await loop.StepAsync(Cancellation);
            var now = _time.GetUtcNow();
            if (next >= end || now >= end) break;
            if (next > now) _time.SetUtcNow(next);
        }
        if (_time.GetUtcNow() < end) _time.SetUtcNow(end);
    }
}
