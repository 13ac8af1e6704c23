using System.CommandLine;
using Bridge.Host.CommandLine;
using Bridge.Host.Hosting;
using Bridge.Host.Output;
using GraphSync.Composition;
using GraphSync.Doctor;

namespace Bridge.Host.Commands;

/// <summary><c>doctor</c>: a table of checks.</summary>
internal static class DoctorCommand
{
    private static readonly Option<int> Timeout = new("--timeout")
    {
        Description = "Seconds that one check may take",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => 60,
    };

    // A server that does not answer is what a check is about: nothing is asked before.
    public static Command Create() => Verb.Local("doctor", "Check both databases and the work between them; reads only", async context =>
    {
        context.Services.ValidateSettings();
        var schedules = context.Configuration.GetSection(ScheduleOptions.Section).Get<ScheduleOptions>() ?? new ScheduleOptions();
        var jobs = ScheduledJobs.Of(schedules, context.Get<TimeProvider>().GetUtcNow());
        var report = await context.RunAsync(new DoctorRequest
        {
            Schedules = ScheduledJobs.Expected(jobs),
            CheckTimeout = TimeSpan.FromSeconds(context.Parsed.GetValue(Timeout)),
        });
        DoctorView.Show(context.Out, report);
        context.WriteJson(report);
        return Verb.ExitCode(report);
    }, Timeout);
}
