using System.Net;
using Npgsql;
using Support;

namespace Hostile.Outages;

/// <summary>The daemon says what is wrong as the verbs do: in its log, in its answers, and never with a stack trace.</summary>
public sealed class DaemonOutageTests(ServersFixture servers) : BridgeTest(servers)
{
    [Fact]
    public async Task Daemon_SaysInOneLine_WhatTheGraphHolds_AndThatPostgresIsGone()
    {
        var settings = new NpgsqlConnectionStringBuilder(Bridge.ConnectionString);
        await using var postgres = new FlakyProxy(settings.Host!, settings.Port);
        (settings.Host, settings.Port) = ("127.0.0.1", postgres.Port);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{FreePort.Find()}") };
        await using var daemon = BridgeProcess.Start(["run"], Variables(("ConnectionStrings__Postgres", settings.ConnectionString),
            ("Bridge__Http__Urls", http.BaseAddress!.ToString()), ("Bridge__Schedules__Sync", "* * * * * *")));
        await daemon.WaitForTextAsync("sync: ", cancellation: Cancellation);

        await Bridge.CypherAsync("CREATE (:ModelVersion {id: 'odd', model_id: 'm', version_number: 'one'})");
        var page = await http.GetAsync("/", Cancellation);
        page.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        var line = await page.Content.ReadAsStringAsync(Cancellation);
        line.ShouldContain("version_number");
        line.ShouldContain("correct that property");
        line.TrimEnd().ShouldNotContain('\n');

        postgres.Refuse = true;
        postgres.Cut();
        await daemon.WaitForTextAsync("sync broke off", cancellation: Cancellation);
        (await http.GetStringAsync("/health/live", Cancellation)).ShouldContain("live");
        var unready = await http.GetAsync("/health/ready", Cancellation);
        unready.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await unready.Content.ReadAsStringAsync(Cancellation)).ShouldContain($"PostgreSQL at 127.0.0.1:{postgres.Port} ");
        daemon.Error.ShouldContain($"PostgreSQL at 127.0.0.1:{postgres.Port} ");
        OneLine.ShouldShowNoTrace(daemon.Error);
    }
}
