using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Bridge.Host.Hosting;

/// <summary>Cron expressions, empty for off: the section <c>Bridge:Schedules</c>.</summary>
internal sealed class ScheduleOptions
{
    /// <summary>Where these options stand.</summary>
    public const string Section = "Bridge:Schedules";

    public string Sync { get; set; } = "*/5 * * * *";
    public string Rescore { get; set; } = "0 3 * * *";
    public string Credit { get; set; } = "";
    public string Backfill { get; set; } = "";
    public string Reconcile { get; set; } = "";

    /// <summary>The time zone of each that has none of its own, as the machine names it.</summary>
    [Required] public string TimeZone { get; set; } = "UTC";

    public string? SyncTimeZone { get; set; }
    public string? RescoreTimeZone { get; set; }
    public string? CreditTimeZone { get; set; }
    public string? BackfillTimeZone { get; set; }
    public string? ReconcileTimeZone { get; set; }
}

[OptionsValidator]
internal sealed partial class ValidateScheduleOptions : IValidateOptions<ScheduleOptions>;
