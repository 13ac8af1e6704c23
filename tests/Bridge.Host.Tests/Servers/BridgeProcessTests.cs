using GraphSync.Postgres;
using Shouldly;
using Support;
using Xunit;

namespace Bridge.Host.Tests.Servers;

public sealed class BridgeProcessTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_GivesOutputAndExitCode_WhenTheBridgeEnds()
    {
        var help = await BridgeProcess.RunAsync(["--help"], cancellation: Cancellation);
        var wrong = await BridgeProcess.RunAsync(["no-such-verb"], cancellation: Cancellation);

        help.ExitCode.ShouldBe(0);
        help.Output.ShouldContain("rescore");
        wrong.ExitCode.ShouldBe(2);
        wrong.Error.ShouldContain("no-such-verb");
    }

    [Fact]
    public async Task Kill_EndsIt_WhenItStandsStill()
    {
        await using var bridge = BridgeProcess.Start(["--help"]);
        bridge.Pause();
        await Should.ThrowAsync<TimeoutException>(() => bridge.WaitAsync(TimeSpan.FromSeconds(1), Cancellation));

        bridge.Kill();

        (await bridge.WaitAsync(cancellation: Cancellation)).ExitCode.ShouldBe(128 + 9);
    }
}
