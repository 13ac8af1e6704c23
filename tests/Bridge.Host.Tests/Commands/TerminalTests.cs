using GraphSync.Postgres;
using Shouldly;
using Support;
using Xunit;

namespace Bridge.Host.Tests.Commands;

/// <summary>What a person sees: to a pipe there are neither colours nor progress.</summary>
public sealed class TerminalTests(ServersFixture servers) : BridgeTest(servers)
{
    [Fact]
    public async Task Colours_ReachATerminalAsColours()
    {
        var shown = await ShownAsync("doctor");

        shown.ShouldMatch("\u001b\\[[0-9;]+mok\u001b\\[0m");
        shown.ShouldNotContain("\\u001b");
    }

    [Fact]
    public async Task Progress_OfAdopting_NamesEachStep()
    {
        await Bridge.CypherAsync("""
            UNWIND range(1, 100) AS i
            CREATE (:KgNode {id: 'a' + i})-[:BINDS {confidence: 0.5}]->(:KgNode {id: 'b' + i})
            """);

        var shown = await ShownAsync("adopt", "BINDS");

        foreach (var step in new[] { "edges looked at", "ids given", "edges mirrored" }) shown.ShouldContain(step);
        shown.ShouldContain("BINDS: 100 edges adopted");
        shown.ShouldNotContain("\\u00");
    }

    private async Task<string> ShownAsync(params string[] arguments)
    {
        await using var bridge = BridgeProcess.StartInTerminal(arguments, Bridge.Variables!);
        var result = await bridge.WaitAsync(cancellation: TestContext.Current.CancellationToken);
        result.ExitCode.ShouldBe(0, result.Output + result.Error);
        return result.Output;
    }
}
