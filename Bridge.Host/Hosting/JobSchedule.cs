using Cronos;
using GraphQueries.Presentation;
using GraphSync.Composition;
using GraphSync.Schedules;

namespace Bridge.Host.Hosting;

/// <summary>When a job is due.</summary>
internal sealed class JobSchedule
{
    private readonly CronExpression _cron;
    private readonly TimeZoneInfo _zone;

    private JobSchedule(CronExpression cron, TimeZoneInfo zone) => (_cron, _zone) = (cron, zone);

    /// <summary>Reads a setting; null when it is empty, which turns the job off.</summary>
    /// <exception cref="BadInputException">It is no cron expression, or never comes.</exception>
    public static JobSchedule? Parse(string setting, string expression, TimeZoneInfo zone, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(expression)) return null;
        var fields = expression.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries).Length;
        CronExpression cron;
        try
        {
            cron = CronExpression.Parse(expression, fields == 6 ? CronFormat.IncludeSeconds : CronFormat.Standard);
        }
        catch (CronFormatException e)
        {
            throw new BadInputException($"{Settings.Named(setting, expression)} is not a cron expression "
                + $"({DisplayText.Clean(e.Message.TrimEnd('.'))}): "
                + "write five fields such as '0 3 * * *', or leave it empty to turn the job off.");
        }
        var schedule = new JobSchedule(cron, zone);
        return schedule.Next(now) is null
            ? throw new BadInputException($"{Settings.Named(setting, expression)} never comes: no such date exists. "
                + "Correct it, or leave it empty to turn the job off.")
            : schedule;
    }

    /// <exception cref="BadInputException">The machine knows no such time zone.</exception>
    public static TimeZoneInfo ParseZone(string setting, string name)
    {
        try
        {
            return TimeZoneInfo.FindSystemTimeZoneById(name);
        }
        catch (Exception e) when (e is TimeZoneNotFoundException or InvalidTimeZoneException or ArgumentException
            or System.Security.SecurityException or IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{Settings.Named(setting, name)} is not a time zone of this machine: "
                + "use an IANA name such as UTC or Europe/Berlin (the package tzdata holds them).");
        }
    }

    /// <summary>The first occurrence after an instant; null when there is none.</summary>
    public DateTimeOffset? Next(DateTimeOffset after) => _cron.GetNextOccurrence(after, _zone);

    /// <summary>
    /// When the job is due: at the first occurrence since its last success, which may have passed while the bridge was down, or at
    /// the instant at which it asked to run again. Reckoned from what is stored, so that no restart moves it.
    /// </summary>
    public DateTimeOffset DueAt(ScheduleState state, DateTimeOffset now)
    {
        var last = state.LastSuccess ?? state.KnownSince;
        // The run stamps it anew.
        if (ClockDoubt.Concerns(last, now)) return now;
        var next = Next(last) ?? DateTimeOffset.MaxValue;
        return state.RunAgainAt < next ? state.RunAgainAt.Value : next;
    }
}
