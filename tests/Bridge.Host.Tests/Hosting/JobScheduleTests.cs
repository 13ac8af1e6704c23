using System.Globalization;
using Bridge.Host.Hosting;
using GraphSync;
using GraphSync.Schedules;
using Shouldly;
using Xunit;

namespace Bridge.Host.Tests.Hosting;

public sealed class JobScheduleTests
{
    private static readonly DateTimeOffset Now = At("2026-01-01T00:00Z");

    // New York springs forward at 02:00 on 8 March 2026, Lord Howe by half an hour at 02:00 on 4 October, Cairo at 00:00 on 24 April.
    [Theory]
    // 02:30 does not exist: once, at 03:00
    [InlineData("America/New_York", "30 2 * * *", "2026-03-07T08:00Z", "2026-03-08T07:00Z", "2026-03-09T06:30Z")]
    // 01:30 exists twice: once
    [InlineData("America/New_York", "30 1 * * *", "2026-10-31T06:00Z", "2026-11-01T05:30Z", "2026-11-02T06:30Z")]
    // 00:30 does not exist
    [InlineData("Africa/Cairo", "30 0 * * *", "2026-04-23T10:00Z", "2026-04-23T22:00Z", "2026-04-24T21:30Z")]
    // 23:30 exists twice
    [InlineData("Africa/Cairo", "30 23 * * *", "2026-10-29T06:00Z", "2026-10-29T20:30Z", "2026-10-30T21:30Z")]
    // 02:15 does not exist
    [InlineData("Australia/Lord_Howe", "15 2 * * *", "2026-10-03T00:00Z", "2026-10-03T15:30Z", "2026-10-04T15:15Z")]
    // 01:45 exists twice
    [InlineData("Australia/Lord_Howe", "45 1 * * *", "2026-04-03T20:00Z", "2026-04-04T14:45Z", "2026-04-05T15:15Z")]
    public void Next_ComesOnceADay_WhenTheClockChanges(string zone, string cron, string after, string first, string second)
    {
        var schedule = Schedule(cron, zone);

        schedule.Next(At(after))!.Value.UtcDateTime.ShouldBe(At(first).UtcDateTime);
        schedule.Next(At(first))!.Value.UtcDateTime.ShouldBe(At(second).UtcDateTime);
    }

    [Theory]
    [InlineData("America/New_York")]
    [InlineData("Africa/Cairo")]
    [InlineData("Australia/Lord_Howe")]
    public void Next_ComesOnEveryDayOfTheYear_WhateverTheTimeOfDay(string zone)
    {
        var info = JobSchedule.ParseZone("z", zone);
        for (var minute = 0; minute < 24 * 60; minute += 15)
        {
            var schedule = JobSchedule.Parse("x", $"{minute % 60} {minute / 60} * * *", info, Now)!;
            var days = new HashSet<DateOnly>();
            var at = At("2026-01-01T12:00Z");
            for (var runs = 0; runs < 365; runs++)
            {
                at = schedule.Next(at)!.Value;
                var local = TimeZoneInfo.ConvertTime(at, info);
                days.Add(DateOnly.FromDateTime(local.DateTime)).ShouldBeTrue($"{zone} {minute / 60}:{minute % 60:00} ran twice on {local}");
            }
            (days.Max().DayNumber - days.Min().DayNumber).ShouldBe(364, $"{zone} {minute / 60}:{minute % 60:00} left a day out");
        }
    }

    [Fact]
    public void Next_ComesEveryHourOfElapsedTime_WhenTheClockChanges()
    {
        var schedule = Schedule("0 * * * *", "America/New_York");
        var at = At("2026-10-31T12:30Z");

        var next = Enumerable.Range(0, 30).Select(_ => at = schedule.Next(at)!.Value).ToList();

        next.Zip(next.Skip(1)).ShouldAllBe(pair => pair.Second - pair.First == TimeSpan.FromHours(1));
    }

    [Theory]
    [InlineData(null, null, "2026-01-01T02:00Z", "2026-01-01T03:00Z")] // never ran: the first occurrence since it is known
    [InlineData(null, null, "2026-01-05T02:00Z", "2026-01-01T03:00Z")] // it came while the bridge was down
    [InlineData("2026-01-01T03:00:00.5Z", null, "2026-01-01T04:00Z", "2026-01-02T03:00Z")]
    [InlineData("2026-01-01T03:00:00Z", null, "2026-01-09T04:00Z", "2026-01-02T03:00Z")] // many were missed: due at once, once
    [InlineData("2026-01-01T03:00:00Z", "2026-01-01T03:00:07Z", "2026-01-01T03:00:01Z", "2026-01-01T03:00:07Z")]
    [InlineData("2026-01-01T03:00:00Z", "2026-01-05T00:00Z", "2026-01-01T03:00:01Z", "2026-01-02T03:00Z")]
    [InlineData("2027-01-01T03:00:00Z", null, "2026-01-02T00:00Z", "2026-01-02T00:00Z")] // stamped by a clock a year ahead
    public void DueAt_IsReckonedFromWhatIsStored(string? lastSuccess, string? again, string now, string due)
    {
        var state = new ScheduleState(Now, lastSuccess is null ? null : At(lastSuccess), again is null ? null : At(again));
        Schedule("0 3 * * *").DueAt(state, At(now)).UtcDateTime.ShouldBe(At(due).UtcDateTime);
    }

    [Theory]
    [InlineData("Sync", "every day")]
    [InlineData("Rescore", "61 * * * *")]
    [InlineData("Credit", "0 0 30 2 *")]
    [InlineData("Rescore", "* * *")]
    public void Scheduled_NamesTheSetting_WhenAnExpressionCannotBeUsed(string setting, string expression)
    {
        var options = new ScheduleOptions();
        typeof(ScheduleOptions).GetProperty(setting)!.SetValue(options, expression);

        var error = Should.Throw<BadInputException>(() => ScheduledJobs.Of(options, Now));

        error.Message.ShouldStartWith($"Bridge__Schedules__{setting} '{expression}'");
        error.Message.ShouldNotContain('\n');
    }

    [Fact]
    public void Scheduled_NamesTheSetting_WhenTheTimeZoneIsUnknown()
    {
        Should.Throw<BadInputException>(() => ScheduledJobs.Of(new ScheduleOptions { TimeZone = "Mars/Olympus" }, Now)).Message
            .ShouldStartWith("Bridge__Schedules__TimeZone 'Mars/Olympus'");
    }

    [Fact]
    public void Scheduled_LeavesJobsOut_WhenTheirSchedulesAreEmpty()
    {
        var options = new ScheduleOptions { Sync = "", Rescore = " ", Credit = "*/30 * * * * *" };

        ScheduledJobs.Of(options, Now).Select(job => job.Name).ShouldBe(["credit"]);
    }

    private static JobSchedule Schedule(string cron, string zone = "UTC") =>
        JobSchedule.Parse("x", cron, JobSchedule.ParseZone("z", zone), Now)!;

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
