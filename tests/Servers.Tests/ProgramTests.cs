using System.Diagnostics;
using System.Runtime.Versioning;
using Npgsql;
using Shouldly;
using Xunit;

namespace Servers.Tests;

[UnsupportedOSPlatform("windows")]
public sealed class ProgramTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Keep_LeavesServersUpAndSaysWhereTheyAre_WhenTheInputIsEmpty()
    {
        await using var run = ServersRun.Start("--keep");
        run.Process.CloseInput();

        (await run.Process.WaitAsync(TimeSpan.FromMinutes(4), Cancellation)).ExitCode.ShouldBe(0, run.Process.Error);

        run.Process.Output.Count(character => character == '\n').ShouldBe(1);
        var address = run.Address;
        var neo4j = address.GetProperty("neo4j");
        address.GetProperty("variables").EnumerateObject().ToDictionary(variable => variable.Name, variable => variable.Value.GetString())
            .ShouldBe(new Dictionary<string, string?>
            {
                ["NEO4J_URI"] = neo4j.GetProperty("uri").GetString(),
                ["NEO4J_USERNAME"] = neo4j.GetProperty("user").GetString(),
                ["NEO4J_PASSWORD"] = neo4j.GetProperty("password").GetString(),
                ["NEO4J_DATABASE"] = neo4j.GetProperty("database").GetString(),
                ["ConnectionStrings__Postgres"] = run.ConnectionString,
            }, ignoreOrder: true);
        neo4j.GetProperty("bolt_uri").GetString().ShouldStartWith("bolt://127.0.0.1:");
        await (await run.ConnectAsync(Cancellation)).DisposeAsync();

        (await ShellAsync(address.GetProperty("stop_command").GetString()!)).ShouldBe(0);

        await run.NothingIsLeftAsync();
        await Should.ThrowAsync<NpgsqlException>(() => run.ConnectAsync(Cancellation));
    }

    [Fact]
    public async Task Program_SaysWhyInOneMessage_WhenNothingServes()
    {
        await using var servers = ServersRun.StartProgram([], new Dictionary<string, string?>
        {
            ["NEO4J_URI"] = "nonsense",
            [NamedServers.PostgresVariable] = "Nonsense=1",
        });

        var result = await servers.WaitAsync(cancellation: Cancellation);

        result.ExitCode.ShouldBe(1);
        result.Output.ShouldBeEmpty();
        result.Error.Split('\n')[0].ShouldStartWith("NEO4J_URI is not an address");
        result.Error.Split('\n')[1].ShouldStartWith("ConnectionStrings__Postgres is no connection string");
    }

    [Fact]
    public async Task Program_SaysHowItIsUsed_WhenTheArgumentsAreOthers()
    {
        await using var servers = ServersRun.StartProgram(["--kept"], new Dictionary<string, string?>());

        (await servers.WaitAsync(cancellation: Cancellation)).ShouldBe(new(2, "", "usage: servers [--keep]\n"));
    }

    private static async Task<int> ShellAsync(string command)
    {
        using var shell = Process.Start("/bin/sh", ["-c", command])!;
        await shell.WaitForExitAsync(Cancellation);
        return shell.ExitCode;
    }
}
