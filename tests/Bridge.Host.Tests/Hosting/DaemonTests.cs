using System.Net;
using System.Net.Sockets;
using GraphSync.Migration;
using GraphSync.Postgres;
using Npgsql;
using Shouldly;
using Support;
using Xunit;

namespace Bridge.Host.Tests.Hosting;

public sealed class DaemonTests(ServersFixture servers) : BridgeTest(servers)
{
    protected override bool IsMigrated => false;

    // A health check that says ready too early, and a daemon that gives up when the database comes late.
    [Fact]
    public async Task Run_WaitsForDatabasesThatComeLate_AndStopsQuietlyWhenTold()
    {
        var settings = new NpgsqlConnectionStringBuilder(Bridge.ConnectionString);
        await using var postgres = new FlakyProxy(settings.Host!, settings.Port) { Refuse = true };
        (settings.Host, settings.Port) = ("127.0.0.1", postgres.Port);
        await using var neo4j = new FlakyProxy((await Servers.GetAsync()).Neo4j.Uri) { Refuse = true };
        var url = $"http://127.0.0.1:{FreePort.Find()}";
        await using var daemon = BridgeProcess.Start(["run"], Variables(
            ("NEO4J_URI", neo4j.HttpUri.ToString()), ("ConnectionStrings__Postgres", settings.ConnectionString),
            ("Bridge__Http__Urls", url), ("Bridge__Schedules__Sync", "* * * * * *")));
        await daemon.WaitForTextAsync("Waiting for the databases", cancellation: Cancellation);
        using var http = new HttpClient { BaseAddress = new Uri(url) };

        (await http.GetAsync("/health/live", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await UnavailableAsync(http, "/health/ready")).ShouldContain("Neo4j at http://127.0.0.1");
        await UnavailableAsync(http, "/");

        neo4j.Refuse = false;
        await daemon.WaitForTextAsync($"PostgreSQL at 127.0.0.1:{postgres.Port} ", cancellation: Cancellation);
        await UnavailableAsync(http, "/health/ready");
        postgres.Refuse = false;
        await daemon.WaitForTextAsync("sync: ", cancellation: Cancellation);
        (await http.GetStringAsync("/health/ready", Cancellation)).ShouldBe("""{"status":"ready"}""");
        (await http.GetStringAsync("/metrics", Cancellation)).ShouldContain(
            "graphprovenance_job_runs_total{otel_scope_name=\"GraphProvenance\",job=\"sync\",outcome=\"success\"}");
        (await Bridge.SqlValueAsync<bool>("SELECT last_success_at IS NOT NULL FROM schedule_runs WHERE job = 'sync'")).ShouldBeTrue();

        neo4j.Refuse = true;
        neo4j.Cut();
        await UnavailableAsync(http, "/health/ready");
        neo4j.Refuse = false;

        await ShouldStopQuietlyAsync(daemon);
    }

    private static async Task ShouldStopQuietlyAsync(BridgeProcess daemon)
    {
        daemon.Terminate();
        var end = await daemon.WaitAsync(TimeSpan.FromSeconds(40), Cancellation);
        end.ExitCode.ShouldBe(0);
        end.Error.ShouldContain("Stopped.");
        end.Error.ShouldNotContain("Unhandled");
    }

    private static async Task<string> UnavailableAsync(HttpClient http, string page)
    {
        var answer = await http.GetAsync(page, Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        return await answer.Content.ReadAsStringAsync(Cancellation);
    }

    [Fact]
    public async Task Run_Reconciles_WhenThatIsScheduled()
    {
        await Bridge.RunAsync(new MigrateRequest(), Cancellation);
        await using var daemon = BridgeProcess.Start(["run"], Variables(
            ("Bridge__Http__Urls", $"http://127.0.0.1:{FreePort.Find()}"), ("Bridge__Schedules__Reconcile", "* * * * * *")));

        await daemon.WaitForTextAsync("reconcile: 0 edges and 0 rows compared", cancellation: Cancellation);
    }

    [Theory]
    [InlineData("Bridge__Schedules__TimeZone", "Mars/Olympus")]
    [InlineData("Bridge__Schedules__Rescore", "now and then")]
    [InlineData("Bridge__Http__Urls", "http://0.0.0.0:8088")]
    public async Task Run_RefusesToStartInOneLine_WhenASettingCannotBeUsed(string setting, string value)
    {
        var end = await BridgeProcess.RunAsync(["run"], new Dictionary<string, string?> { [setting] = value }, cancellation: Cancellation);

        end.ExitCode.ShouldBe(1);
        end.Error.ShouldStartWith($"Bridge run: {setting} '{value}'");
        end.Error.TrimEnd().ShouldNotContain('\n');
    }

    [Fact]
    public async Task Run_SaysSoInOneLine_WhenItsAddressIsTaken()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        var variables = new Dictionary<string, string?> { ["Bridge__Http__Urls"] = $"http://{taken.LocalEndpoint}" };
        var end = await BridgeProcess.RunAsync(["run"], variables, cancellation: Cancellation);

        end.ExitCode.ShouldBe(1);
        end.Error.ShouldContain("address already in use");
    }
}
