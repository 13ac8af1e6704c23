using System.Net;
using System.Text.Json;
using GraphSync.Postgres;
using Shouldly;
using Support;
using Xunit;

namespace Bridge.Host.Tests.Hosting;

public sealed class DoctorRoundsTests(ServersFixture servers) : BridgeTest(servers)
{
    [Fact]
    public async Task Daemon_ShowsItsLastRound_ToThoseWhoMayRead_AndStoresNothing()
    {
        await Bridge.SqlAsync("INSERT INTO wallets (agent_id, balance_utok) VALUES ('tess', 5)");
        await using var neo4j = new FlakyProxy((await Servers.GetAsync()).Neo4j.Uri) { Refuse = true };
        var url = $"http://127.0.0.1:{FreePort.Find()}";
        await using var daemon = BridgeProcess.Start(["run"], Variables(("NEO4J_URI", neo4j.HttpUri.ToString()),
            ("Bridge__Http__Urls", url), ("Bridge__Http__ApiKey", "k"),
            ("Bridge__Schedules__Sync", ""), ("Bridge__Schedules__Rescore", "")));
        await daemon.WaitForTextAsync("Waiting for the databases", cancellation: Cancellation);
        using var http = new HttpClient { BaseAddress = new Uri(url) };

        (await AskAsync(http, HttpStatusCode.ServiceUnavailable)).GetProperty("reason").GetString()!.ShouldStartWith("Neo4j at ");

        neo4j.Refuse = false;
        await Until.TrueAsync(async () => (await http.GetAsync("/health/doctor", Cancellation)).IsSuccessStatusCode, "a round",
            Cancellation);
        var report = await AskAsync(http, HttpStatusCode.OK);
        report.GetProperty("status").GetString().ShouldBe("failed");
        report.GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("name").GetString() == "wallets")
            .GetProperty("examples")[0].GetString().ShouldBe("tess holds 5, its lines come to 0");
        (await http.GetAsync("/health/ready", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM schedule_runs")).ShouldBe(0);

        await AskAsync(http, HttpStatusCode.Unauthorized, ("Host", "elsewhere"));
        await AskAsync(http, HttpStatusCode.OK, ("Host", "elsewhere"), ("X-Api-Key", "k"));
    }

    private static async Task<JsonElement> AskAsync(HttpClient http, HttpStatusCode status, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health/doctor");
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await http.SendAsync(request, Cancellation);
        answer.StatusCode.ShouldBe(status);
        var body = await answer.Content.ReadAsStringAsync(Cancellation);
        return status == HttpStatusCode.Unauthorized ? default : JsonSerializer.Deserialize<JsonElement>(body);
    }
}
