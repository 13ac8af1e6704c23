using System.Text.Json;
using Shouldly;
using Support;
using Xunit;

namespace Bridge.Host.Tests.Commands;

/// <summary>Under <c>--log-format json</c> each line of the standard error is one object, whoever writes it.</summary>
public sealed class LogFormatTests
{
    private const string Hostile = "x\u001b]0;owned\u0007\u202e\u2028\r\nend";

    [Theory]
    [InlineData(1, "sync")]
    [InlineData(1, "run")]
    [InlineData(1, "cypher", "--out", "/dev/null/" + Hostile)]
    [InlineData(2, Hostile)]
    [InlineData(2, "sync", "--no-such-option")]
    [InlineData(2, "ingest")]
    public async Task Refusals_AreOneObjectALine(int exitCode, params string[] arguments)
    {
        var variables = new Dictionary<string, string?> { ["NEO4J_URI"] = Hostile };
        var end = await BridgeProcess.RunAsync(["--log-format", "json", .. arguments], variables,
            cancellation: TestContext.Current.CancellationToken);

        end.ExitCode.ShouldBe(exitCode, end.Error);
        end.Output.ShouldBeEmpty();
        end.Error.Where(c => char.IsControl(c) && c != '\n').ShouldBeEmpty();
        var lines = end.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToList();
        lines.ShouldNotBeEmpty();
        foreach (var line in lines)
        {
            line.GetProperty("LogLevel").GetString().ShouldBe("Error");
            line.GetProperty("Message").GetString()!.ShouldContain("ridge");
        }
    }

    [Fact]
    public async Task AnotherFormat_IsRefused()
    {
        var end = await BridgeProcess.RunAsync(["sync", "--log-format", "xml"], cancellation: TestContext.Current.CancellationToken);

        end.ExitCode.ShouldBe(2);
        end.Error.ShouldContain("'xml'");
        end.Error.ShouldContain("json");
    }
}
