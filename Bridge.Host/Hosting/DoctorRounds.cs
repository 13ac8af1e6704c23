using Bridge.Host.Pages;
using GraphSync.Doctor;
using GraphSync.Monitoring;
using GraphSync.Operations;

namespace Bridge.Host.Hosting;

/// <summary>
/// Makes the checks in the background, from its start on as often as <see cref="BackgroundPace"/> allows, and keeps what they came to.
/// Nothing is stored, and so each bridge has rounds of its own.
/// </summary>
internal sealed class DoctorRounds(IServiceProvider services, IReadOnlyList<ScheduledJob> jobs, TimeProvider time,
    ILogger<DoctorRounds> log) : ILastDoctorReport
{
    private volatile DoctorReport? _last;

    /// <summary>What the last round came to; null before the first.</summary>
    public DoctorReport? Last => _last;

    /// <summary>Goes on until it is told to stop.</summary>
    /// <exception cref="OperationCanceledException">It was.</exception>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (true)
        {
            var started = time.GetTimestamp();
            try
            {
                _last = await services.GetRequiredService<OperationRunner>()
                    .RunAsync(new DoctorRequest { Schedules = ScheduledJobs.Expected(jobs) }, stopping);
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                log.RoundBrokeOff(e);
            }
            await Task.Delay(BackgroundPace.RestAfter(time.GetElapsedTime(started)), time, stopping);
        }
    }
}
