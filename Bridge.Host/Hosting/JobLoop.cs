using System.Diagnostics;
using GraphSync.Schedules;

namespace Bridge.Host.Hosting;

/// <summary>
/// Runs one job whenever it is due, until it is told to stop. A job has one loop, so that it never overlaps itself; each job has its
/// own, so that none waits for another or falls with it.
/// </summary>
internal sealed class JobLoop(ScheduledJob job, BridgeContext bridge, ScheduleRuns runs, JobMetrics metrics)
{
    /// <summary>No wait is longer, so that a clock that was set, or a machine that slept, is noticed.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private static readonly TimeSpan FirstRetry = TimeSpan.FromMinutes(1);

    private readonly ILogger _log = bridge.Loggers.CreateLogger($"Schedule.{job.Name}");
    private int _failures;

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

    /// <summary>Runs the job if it is due.</summary>
    /// <returns>When to look again.</returns>
    internal async Task<DateTimeOffset> StepAsync(CancellationToken stopping)
    {
        try
        {
            // Read anew each time: another bridge may have run it meanwhile.
            var now = bridge.Time.GetUtcNow();
            var due = job.Schedule.DueAt(await runs.ReadAsync(job.Name, now, stopping), now);
            if (due > now) return due;
            await RunOnceAsync(now, stopping);
            _failures = 0;
            return bridge.Time.GetUtcNow();
        }
        catch (Exception e) when (e is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            return await RetryAtAsync(e, stopping);
        }
    }

    private async Task RunOnceAsync(DateTimeOffset now, CancellationToken stopping)
    {
        using var activity = JobMetrics.Source.StartActivity($"job {job.Name}");
        await runs.BeginAsync(job.Name, now, stopping);
        var started = bridge.Time.GetTimestamp();
        try
        {
            // Types may have been registered by another process since.
            await bridge.Types.LoadAsync(stopping);
            var outcome = await job.Work(bridge, stopping);
            await runs.EndAsync(job.Name, now, outcome.RunAgainAt, outcome.Failed ? outcome.Message : null, stopping);
            metrics.Ran(job.Name, outcome.Failed ? "failed" : "success", bridge.Time.GetElapsedTime(started));
            if (outcome.Failed) activity?.SetStatus(ActivityStatusCode.Error, outcome.Message);
            _log.Log(outcome.Failed ? LogLevel.Error : LogLevel.Information, "{Message}{Again}", outcome.Message,
                outcome.RunAgainAt is { } again ? $"; runs again at {again:yyyy-MM-dd HH:mm:ss}Z" : "");
        }
        catch (Exception e)
        {
            activity?.SetStatus(ActivityStatusCode.Error, e.Message);
            metrics.Ran(job.Name, stopping.IsCancellationRequested ? "stopped" : "broken", bridge.Time.GetElapsedTime(started));
            throw;
        }
    }

    /// <summary>After 1, 2, 4… minutes, an hour at most, and never later than the next occurrence.</summary>
    private async Task<DateTimeOffset> RetryAtAsync(Exception failure, CancellationToken stopping)
    {
        var now = bridge.Time.GetUtcNow();
        var wait = TimeSpan.FromTicks(Math.Min(FirstRetry.Ticks << Math.Min(_failures++, 10), LongestWait.Ticks));
        var next = job.Schedule.Next(now) ?? DateTimeOffset.MaxValue;
        var retry = now + wait < next ? now + wait : next;
        _log.LogError(failure is BadInputException ? null : failure, "Broke off, tries again at {Retry:yyyy-MM-dd HH:mm:ss}Z: {Reason}", retry, failure.Message);
        try
        {
            await runs.FailAsync(job.Name, failure.Message, stopping);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The database may be what broke; the log has it.
        }
        return retry;
    }

    private async Task WaitAsync(DateTimeOffset until, CancellationToken stopping)
    {
        var now = bridge.Time.GetUtcNow();
        if (until <= now) return;
        var wait = until - now;
        await Task.Delay(wait < LongestWait ? wait : LongestWait, bridge.Time, stopping);
    }
}
