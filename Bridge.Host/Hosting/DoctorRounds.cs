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
    public Task RunAsync(CancellationToken stopping) =>
        BackgroundPace.RunAsync(RoundAsync, failure => log.RoundBrokeOff(failure), time, stopping);

    private async Task RoundAsync(CancellationToken stopping) => _last = await services.GetRequiredService<OperationRunner>()
        .RunAsync(new DoctorRequest { Schedules = ScheduledJobs.Expected(jobs) }, stopping);
}
