using Hostile.Scorers;
using Support;

namespace Hostile.Secrets;

/// <summary>A scorer's token goes to the host that it is for, and nowhere else.</summary>
public sealed class ScorerTokenTests(ServersFixture servers) : BridgeTest(servers)
{
    [Fact]
    public async Task Token_IsNotSentAlongARedirect()
    {
        using var other = new EchoingServer().Start();
        using var own = new EchoingServer($"{other.Url}/m").Start();

        var result = await RescoreAsync($"{own.Url}/m", own.Url);

        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("HTTP 307");
        own.Authorizations.ShouldBe(["Bearer the-token"]);
        other.Authorizations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Token_IsNotSentToAnotherPortOfItsHost()
    {
        using var own = new EchoingServer().Start();
        using var other = new EchoingServer().Start();

        await RescoreAsync($"{other.Url}/m", own.Url);

        other.Authorizations.ShouldBe([null]);
        own.Authorizations.ShouldBeEmpty();
    }

    private async Task<BridgeResult> RescoreAsync(string scorer, string tokensHost)
    {
        await Bridge.PromoteAsync(scorer);
        return await BridgeProcess.RunAsync(["rescore"],
            Variables(($"Bridge__Rescore__ScorerTokens__{new Uri(tokensHost).Authority}", "the-token")), cancellation: Cancellation);
    }
}
