using System.Text.Json;
using GraphSync.Postgres;
using Shouldly;
using Support;
using Xunit;

namespace Bridge.Host.Tests.Commands;

public sealed class DoctorCommandTests(ServersFixture servers) : BridgeTest(servers)
{
    [Fact]
    public async Task Json_HasItsShape_AndTheExitCodeIsZero_WhenNothingFails()
    {
        var result = await RunAsync(["doctor", "--json"]);

        result.ExitCode.ShouldBe(0, result.Output);
        using var report = JsonDocument.Parse(result.Output);
        Names(report.RootElement).ShouldBe(["status", "at", "checks"]);
        report.RootElement.GetProperty("status").GetString().ShouldBe("ok");
        report.RootElement.GetProperty("at").GetDateTimeOffset().Offset.ShouldBe(TimeSpan.Zero);
        foreach (var check in report.RootElement.GetProperty("checks").EnumerateArray())
            Names(check).ShouldBe(["name", "state", "found", "examples", "remedy"]);
        Check(report, "schedules").GetProperty("found").GetString().ShouldBe("2 are set, and no bridge has run them yet");
    }

    [Fact]
    public async Task Table_SaysWhatToDo_AndTheExitCodeIsOne_WhenACheckFails()
    {
        await Bridge.SqlAsync("INSERT INTO wallets (agent_id, balance_utok) VALUES ('tess [1]', 5)");

        var result = await RunAsync(["doctor"]);

        result.ExitCode.ShouldBe(1);
        var words = string.Join(' ', result.Output.Split([' ', '\n', '│'], StringSplitOptions.RemoveEmptyEntries));
        words.ShouldContain("wallets failed 1 wallets do not hold what their lines add up to");
        words.ShouldContain("· tess [1] holds 5, its lines come to 0");
        words.ShouldContain("correct the wallet");
        words.ShouldContain("of 26 checks 1 failed (wallets), 0 warning.");
    }

    [Fact]
    public async Task Checks_OfTheOtherServerGoOn_WhenPostgresIsGone()
    {
        var result = await RunAsync(["doctor", "--json"], ("ConnectionStrings__Postgres", $"Host=127.0.0.1;Port={FreePort.Find()}"));

        result.ExitCode.ShouldBe(1);
        using var report = JsonDocument.Parse(result.Output);
        Check(report, "postgres").GetProperty("found").GetString()!.ShouldStartWith("could not be made: PostgreSQL at 127.0.0.1:");
        Check(report, "ledger").GetProperty("found").GetString().ShouldBe("could not be made: PostgreSQL cannot be asked");
        Check(report, "doubled_ids").GetProperty("state").GetString().ShouldBe("ok");
    }

    [Theory]
    [InlineData("Bridge__Schedules__Rescore", "now and then", "60")]
    [InlineData("Bridge__Schedules__Rescore", "", "0")]
    public async Task Refuses_InOneLine_WhatCannotBeUsed(string setting, string value, string timeout)
    {
        var result = await RunAsync(["doctor", "--timeout", timeout], (setting, value));

        result.ExitCode.ShouldBe(1);
        result.Error.TrimEnd().ShouldStartWith("bridge doctor: ");
        result.Error.TrimEnd().ShouldNotContain('\n');
    }

    private Task<BridgeResult> RunAsync(string[] arguments, params (string, string?)[] variables) =>
        BridgeProcess.RunAsync(arguments, Variables(variables), cancellation: Cancellation);

    private static JsonElement Check(JsonDocument report, string name) => report.RootElement.GetProperty("checks").EnumerateArray()
        .Single(check => check.GetProperty("name").GetString() == name);

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(property => property.Name);
}
