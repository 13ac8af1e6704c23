using Bridge.Host.Hosting;
using GraphSync;
using GraphSync.Composition;
using GraphSync.Operations;
using GraphSync.Postgres;
using GraphSync.Rescore;
using GraphSync.Schedules;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Support;
using Xunit;

namespace Bridge.Host.Tests.Hosting;

public sealed class JobLoopTests(ServersFixture servers) : BridgeTest(servers)
{
    private static readonly DateTimeOffset Start = new(2026, 3, 6, 0, 10, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider _time = new(Start);

    protected override TimeProvider Time => _time;

    // "Sleep 24 hours, then run" is reset by every restart, so that the job never runs.
    [Theory]
    [InlineData("0 3 * * *", "UTC", 3)]
    [InlineData("30 2 * * *", "America/New_York", 3)]
    [InlineData("0 */6 * * *", "UTC", 12)]
    public async Task StepAsync_RunsEachOccurrenceOnce_WhenRestartedHourlyForThreeDays(string cron, string zone, int expected)
    {
        var runs = new List<DateTimeOffset>();
        var job = Job("rescore", cron, zone, (_, _) =>
        {
            runs.Add(_time.GetUtcNow());
            return Task.FromResult<OperationReport>(new Ended("done"));
        });

        for (var hour = 0; hour < 72; hour++)
        {
            await LiveAsync(Loop(job), TimeSpan.FromMinutes(50));
            _time.Advance(TimeSpan.FromMinutes(10));
        }
        await Loop(job).StepAsync(Cancellation);

        runs.Count.ShouldBe(expected);
    }

    [Fact]
    public async Task StepAsync_CatchesUpOnce_WhenRunsWereMissedWhileDown()
    {
        var count = 0;
        var job = Job("sync", "0 * * * *", work: (_, _) => Task.FromResult<OperationReport>(new Ended($"{++count}")));
        await Loop(job).StepAsync(Cancellation);
        count.ShouldBe(0);
        _time.Advance(TimeSpan.FromHours(30));

        await LiveAsync(Loop(job), TimeSpan.FromMinutes(1));

        count.ShouldBe(1);
    }

    [Fact]
    public async Task StepAsync_TriesAgainSoon_WhenARunBreaksOff()
    {
        var attempts = new List<DateTimeOffset>();
        var job = Job("sync", "0 3 * * *", work: (_, _) =>
        {
            attempts.Add(_time.GetUtcNow());
            return attempts.Count < 4 ? throw new IOException("the network is gone") : Task.FromResult<OperationReport>(new Ended("done"));
        });
        var loop = Loop(job);

        await LiveAsync(loop, TimeSpan.FromHours(4));

        var due = new DateTimeOffset(2026, 3, 6, 3, 0, 0, TimeSpan.Zero);
        attempts.ShouldBe([due, due.AddMinutes(1), due.AddMinutes(3), due.AddMinutes(7)]);
        var run = (await Bridge.Get<ScheduleRuns>().AllAsync(Cancellation)).ShouldHaveSingleItem();
        run.LastSuccess.ShouldBe(attempts[^1]);
        run.LastError.ShouldBeNull();
    }

    [Fact]
    public async Task StepAsync_WaitsForTheNextOccurrence_WhenTheJobItselfSaysThatItFailed()
    {
        var count = 0;
        var job = Job("rescore", "0 3 * * *", work: (_, _) =>
        {
            count++;
            return Task.FromResult<OperationReport>(new Ended("the scorer is wrong", OperationOutcome.Failed));
        });

        await LiveAsync(Loop(job), TimeSpan.FromHours(20));

        count.ShouldBe(1);
        (await Bridge.Get<ScheduleRuns>().AllAsync(Cancellation)).ShouldHaveSingleItem().LastError.ShouldBe("the scorer is wrong");
    }

    [Fact]
    public async Task StepAsync_RunsAgain_WhenTheRunWasCutOff()
    {
        using var stop = new CancellationTokenSource();
        var count = 0;
        var job = Job("rescore", "0 3 * * *", work: async (_, cancellationToken) =>
        {
            if (++count == 1) await stop.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
            return new Ended("done");
        });
        await Loop(job).StepAsync(Cancellation);
        _time.Advance(TimeSpan.FromHours(3));
        await Should.ThrowAsync<OperationCanceledException>(() => Loop(job).StepAsync(stop.Token));

        await Loop(job).StepAsync(Cancellation);

        count.ShouldBe(2);
    }

    [Fact]
    public async Task RunAsync_EndsQuietly_WhenToldToStopInARun()
    {
        using var stop = new CancellationTokenSource();
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var job = Job("sync", "* * * * * *", work: async (_, cancellationToken) =>
        {
            running.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return new Ended("never");
        });
        await Loop(job).StepAsync(Cancellation);
        _time.Advance(TimeSpan.FromSeconds(2));
        var loop = Loop(job).RunAsync(stop.Token);
        await running.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

        await stop.CancelAsync();
        await stop.CancelAsync();

        await loop.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
    }

    [Fact]
    public async Task StepAsync_RunsOnce_HoweverOftenItWasCalledBeforeItWasDue()
    {
        var count = 0;
        var job = Job("credit", "0 3 * * *", work: (_, _) => Task.FromResult<OperationReport>(new Ended($"{++count}")));
        await LiveAsync(Loop(job), TimeSpan.FromMinutes(1));
        count.ShouldBe(0);
        for (var i = 0; i < 5; i++) job.Waker.Call();

        await LiveAsync(Loop(job), TimeSpan.FromMinutes(1));

        count.ShouldBe(1);
    }

    [Fact]
    public async Task StepAsync_RunsOnceMore_WhenItWasCalledInARun()
    {
        var count = 0;
        ScheduledJob job = null!;
        job = Job("credit", "0 3 * * *", work: (_, _) =>
        {
            if (++count == 1) job.Waker.Call();
            return Task.FromResult<OperationReport>(new Ended("done"));
        });
        job.Waker.Call();

        await LiveAsync(Loop(job), TimeSpan.FromMinutes(1));

        count.ShouldBe(2);
    }

    [Fact]
    public async Task StepAsync_TriesACallAgain_WhenItsRunBrokeOff_ThoughNoScheduleIsNear()
    {
        var attempts = new List<DateTimeOffset>();
        var job = Job("credit", "0 3 1 1 *", work: (_, _) =>
        {
            attempts.Add(_time.GetUtcNow());
            return attempts.Count < 3 ? throw new IOException("the network is gone") : Task.FromResult<OperationReport>(new Ended("done"));
        });
        job.Waker.Call();

        await LiveAsync(Loop(job), TimeSpan.FromHours(1));

        attempts.ShouldBe([Start, Start.AddMinutes(1), Start.AddMinutes(3)]);
    }

    [Fact]
    public async Task RunAsync_EndsItsWait_WhenItIsCalled()
    {
        using var stop = new CancellationTokenSource();
        var ran = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var job = Job("credit", "0 3 1 1 *", work: (_, _) =>
        {
            ran.SetResult();
            return Task.FromResult<OperationReport>(new Ended("done"));
        });
        var loop = Loop(job).RunAsync(stop.Token);
        // The wait, which no clock ends here, has begun once the job's state is known.
        var runs = Bridge.Get<ScheduleRuns>();
        await Until.TrueAsync(async () => (await runs.AllAsync(Cancellation)).Count == 1, "it is known", Cancellation);

        job.Waker.Call();

        await ran.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        await stop.CancelAsync();
        await loop.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
    }

    // A pass starts some moments after its occurrence, so that the next day's run comes some moments too early.
    [Fact]
    public async Task StepAsync_KeepsADailyScheduleDaily_WhenPassesAreLimitedToOneADay()
    {
        await Bridge.AddVersionAsync("v1", "m", 1, quality: 0.8);
        await Bridge.AddVersionAsync("v2", "m", 2, quality: 0.4);
        await Bridge.AddEdgesAsync("TREATS", "v1", 5);
        await Bridge.PromoteAsync("p", "v1", "v2");
        Bridge.Configure<RescoreOptions>(options => options.MaxEdgesPerPass = 2);
        var runs = new List<(DateTimeOffset At, RescoreReport Report)>();
        var rescore = ScheduledJobs.Of(new ScheduleOptions { Sync = "", Rescore = "0 3 * * *" }, Start).Single();
        var job = rescore with
        {
            RunAsync = async (operations, cancellationToken) =>
            {
                // What comes before the pass takes a while, and not always as long.
                _time.Advance(TimeSpan.FromSeconds(3 - Math.Min(runs.Count, 2)));
                var report = await rescore.RunAsync(operations, cancellationToken);
                runs.Add((_time.GetUtcNow(), (RescoreReport)report));
                return report;
            },
        };

        for (var hour = 0; hour < 72; hour++) await LiveAsync(Loop(job), TimeSpan.FromHours(1));

        runs.Where(run => run.Report.Status == RescoreStatus.Completed).Select(run => run.At.Day).ShouldBe([6, 7, 8]);
        runs.Count(run => run.Report.Status == RescoreStatus.RateLimited).ShouldBeGreaterThan(0);
        (await Bridge.CypherValueAsync<long>("MATCH ()-[r:TREATS {rescored_by_artifact_id: 'v2'}]->() RETURN count(r)")).ShouldBe(5);
    }

    private JobLoop Loop(ScheduledJob job) =>
        new(job, Bridge.Get<OperationRunner>(), Bridge.Get<ScheduleRuns>(), Bridge.Get<Databases>().Explain, _time, NullLogger.Instance);

    private ScheduledJob Job(string name, string cron, string zone = "UTC",
        Func<OperationRunner, CancellationToken, Task<OperationReport>>? work = null) =>
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

    /// <summary>A job's report, for loops whose job is the test's own.</summary>
    private sealed record Ended(string What, OperationOutcome How = OperationOutcome.Done) : OperationReport
    {
        public override string Summary => What;

        public override OperationOutcome Outcome => How;
    }
}
