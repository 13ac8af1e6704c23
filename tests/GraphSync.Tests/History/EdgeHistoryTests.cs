using GraphQueries.History;
using GraphSync.History;
using GraphSync.Postgres;
using GraphSync.Review;
using GraphSync.Tests.Rescore;
using Support;

namespace GraphSync.Tests.History;

public sealed class EdgeHistoryTests(ServersFixture servers) : RescoreTest(servers)
{
    [Fact]
    public async Task ReadAsync_TellsEveryConfidence_WithItsVersionAndSince()
    {
        await Bridge.AddEdgesAsync("A", "m1", 1, confidence: 0.8);
        var made = Clock.GetUtcNow().AddDays(-1);
        await Bridge.CypherAsync("MATCH ()-[r:A]->() SET r.created_at = $at", ("at", made));
        await PromoteAsync();
        var rescored = Clock.GetUtcNow();
        await RescoreAsync();
        Clock.Advance(TimeSpan.FromHours(1));
        var restored = Clock.GetUtcNow();
        await Bridge.RunAsync(new ReviewRequest("e00000", ReviewDecision.Restore), Cancellation);

        var history = await Bridge.Get<EdgeHistory>().ReadAsync("e00000", Cancellation);

        history.Beliefs.Select(belief => (belief.Confidence, belief.Version, belief.Kind))
            .ShouldBe([(0.8, "m1", "inserted"), (0.4, "m2", "large_decrease"), (0.8, "m2", "restored")]);
        history.Beliefs[1].PassId.ShouldBe("p1#1");
        history.AsOf(made.AddSeconds(-1)).ShouldBeNull();
        history.AsOf(made)!.Confidence.ShouldBe(0.8);
        history.AsOf(rescored.AddSeconds(1))!.Confidence.ShouldBe(0.4);
        history.AsOf(restored.AddSeconds(1))!.Kind.ShouldBe("restored");
        (history.State.EdgeType, history.State.Confidence).ShouldBe(("A", 0.8));
    }

    [Fact]
    public async Task ReadAsync_HasOneBelief_WhenNothingEverChanged()
    {
        await Bridge.AddEdgesAsync("A", "m1", 1);

        var belief = (await Bridge.Get<EdgeHistory>().ReadAsync("e00000", Cancellation)).Beliefs.ShouldHaveSingleItem();

        belief.ShouldBe(new EdgeBelief(null, 0.5, "m1", "inserted", null, null));
    }

    [Fact]
    public async Task ReadAsync_KnowsNoSince_WhenTheEdgeSaysNoInstant()
    {
        await Bridge.AddEdgesAsync("A", "m1", 1);
        await Bridge.CypherAsync("MATCH ()-[r:A]->() SET r.created_at = 'yesterday'");

        (await Bridge.Get<EdgeHistory>().ReadAsync("e00000", Cancellation)).Beliefs.ShouldHaveSingleItem().Since.ShouldBeNull();
    }

    [Fact]
    public async Task ReadAsync_SaysSo_WhenNoEdgeHasTheIdOrTwoHave()
    {
        await Bridge.AddEdgesAsync("A", "m1", 1);
        await Bridge.AddEdgesAsync("B", "m1", 1);

        (await RefusalAsync("nobody")).ShouldContain("'nobody'");
        (await RefusalAsync("e00000")).ShouldContain("two types, A and B");
    }

    private async Task<string> RefusalAsync(string edge) =>
        (await Should.ThrowAsync<BadInputException>(() => Bridge.Get<EdgeHistory>().ReadAsync(edge, Cancellation))).Message;
}
