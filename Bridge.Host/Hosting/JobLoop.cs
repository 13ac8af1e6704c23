using GraphQueries.Resilience;
using GraphSync.Operations;
using GraphSync.Postgres;
using GraphSync.Schedules;

namespace Bridge.Host.Hosting;

/// <summary>
/// Runs one job whenever it is due or called, until it is told to stop. A job has one loop, so that it never overlaps itself; each job
/// has its own, so that none waits for another or falls with it.
/// </summary>
internal sealed class JobLoop(ScheduledJob job, OperationRunner operations, ScheduleRuns runs, Func<Exception, string?> explain,
    TimeProvider time, ILogger log)
{
    /// <summary>No wait is longer, so that a clock that was set, or a machine that slept, is noticed.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private int _failures;
    private bool _called;

    /// <summary>Ends quietly when <paramref name="stopping"/> fires, also in the middle of a run, which is then due again.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await WaitAsync(await StepAsync(stopping), stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>Runs the job if it is due or was called.</summary>
    /// <returns>When to look again.</returns>
    internal async Task<DateTimeOffset> StepAsync(CancellationToken stopping)
    {
        try
        {
            // Read anew each time: another bridge may have run it meanwhile.
            var now = time.GetUtcNow();
            var due = job.Schedule.DueAt(await runs.ReadAsync(job.Name, now, stopping), now);
            _called |= job.Waker.TakeCall();
            if (due > now && !_called) return due;
            await RunOnceAsync(now, stopping);
            (_failures, _called) = (0, false);
            return time.GetUtcNow();
        }
        catch (Exception e) when (e is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            return await RetryAtAsync(e, stopping);
        }
    }

    private async Task RunOnceAsync(DateTimeOffset now, CancellationToken stopping)
    {
        await runs.BeginAsync(job.Name, now, stopping);
        var report = await job.RunAsync(operations, stopping);
        // A job that says itself that it failed waits for its next occurrence: it keeps count, and has told what is wrong.
        var error = report.Outcome == OperationOutcome.Failed ? report.Summary : null;
        await runs.EndAsync(job.Name, now, report.RunAgainAt, error, stopping);
        if (report.RunAgainAt is { } again) log.RunsAgain(job.Name, again);
    }

    /// <summary>Soon, and never later than the next occurrence.</summary>
    private async Task<DateTimeOffset> RetryAtAsync(Exception failure, CancellationToken stopping)
    {
        var now = time.GetUtcNow();
        var delayed = now + RetryPipelines.JobDelay(_failures++);
        var next = job.Schedule.Next(now) ?? DateTimeOffset.MaxValue;
        var retry = delayed < next ? delayed : next;
        var line = explain(failure);
        log.BrokeOff(line is null ? failure : null, job.Name, retry, line ?? failure.Message);
        try
        {
            await runs.FailAsync(job.Name, line ?? failure.Message, stopping);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The database may be what broke; the log has it.
        }
        return retry;
    }

    private async Task WaitAsync(DateTimeOffset until, CancellationToken stopping)
    {
        var now = time.GetUtcNow();
        if (until <= now) return;
        var wait = until - now < LongestWait ? until - now : LongestWait;
        // What broke off is not tried more often for being called more often.
        await (_failures > 0 ? Task.Delay(wait, time, stopping) : job.Waker.WaitAsync(wait, time, stopping));
    }
}
