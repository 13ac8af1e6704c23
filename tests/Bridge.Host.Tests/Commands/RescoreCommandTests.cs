using Shouldly;
using Support;
using Xunit;

namespace Bridge.Host.Tests.Commands;

public sealed class RescoreCommandTests
{
    [Theory]
    [InlineData("--dry-run")]
    [InlineData("--retry", "p1")]
    [InlineData("--release", "p1")]
    [InlineData("--revert", "p1#1")]
    public async Task Report_IsAskedForAlone(params string[] other)
    {
        var cancellation = TestContext.Current.CancellationToken;

        var run = await BridgeProcess.RunAsync(["rescore", "--report", "p1", .. other], cancellation: cancellation);

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain(other is ["--dry-run"] ? "--report goes without --dry-run"
            : "give one of --retry, --release, --revert, --report");
    }
}
