using GraphSync.Credit;
using Support;

namespace GraphSync.Tests.Credit;

/// <summary>Events that start at the same version share a walk within a run, and no further.</summary>
public sealed class SharedWalksTests(ServersFixture servers)
{
    private readonly SharedWalks _walks = new();
    private int _walked;

    [Fact]
    public async Task FromAsync_WalksOnceFromEachVersion()
    {
        var first = await _walks.FromAsync("a", () => WalkAsync(10));
        (await _walks.FromAsync("b", () => WalkAsync(10))).ShouldNotBeSameAs(first);
        (await _walks.FromAsync("a", () => WalkAsync(10))).ShouldBeSameAs(first);
        _walked.ShouldBe(2);
    }

    [Fact]
    public async Task FromAsync_TriesAgain_WhenAWalkFailed()
    {
        await Should.ThrowAsync<UnpayableException>(() => _walks.FromAsync("a", () => throw UnpayableException.Waits("not yet")));
        await _walks.FromAsync("a", () => WalkAsync(1));
        _walked.ShouldBe(1);
    }

    [Fact]
    public async Task FromAsync_ForgetsTheOthers_WhenTheyTakeMuchMemory()
    {
        await _walks.FromAsync("a", () => WalkAsync(60_000));
        await _walks.FromAsync("b", () => WalkAsync(60_000));
        await _walks.FromAsync("b", () => WalkAsync(60_000));
        _walked.ShouldBe(2);
        await _walks.FromAsync("a", () => WalkAsync(60_000));
        _walked.ShouldBe(3);
    }

    [Fact]
    public async Task ARun_PaysByTheGraphAsItIs_HoweverTheLastOnePaid()
    {
        await using var world = await CreditWorld.WorkedExampleAsync(servers);
        await world.Bridge.AddEdgesAsync("A", "M2", 2);
        await world.EdgeEventAsync("E1", "e00000", pool: 1_000);
        await world.EdgeEventAsync("E2", "e00001", pool: 2_000);
        await world.PayAsync();
        var (first, second) = (await MassesAsync(world, "E1"), await MassesAsync(world, "E2"));
        second.ShouldBe(first);

        await world.Bridge.CypherAsync("MATCH (:ModelVersion {id: 'M2'})-[r:RELIED_ON]->(:Dataset {id: 'D1'}) SET r.weight = 40");
        await world.EdgeEventAsync("E3", "e00000", pool: 1_000);
        await world.PayAsync();
        (await MassesAsync(world, "E3")).ShouldNotBe(first);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EachEvent_HasTheFlowsOfItsWalk_AndSharesOfItsOwn(bool isLost)
    {
        await using var world = await CreditWorld.WorkedExampleAsync(servers);
        await world.Bridge.AddEdgesAsync("A", "M2", 3);
        await world.EdgeEventAsync("E1", "e00000", pool: 1_000);
        await world.PayAsync();
        var alone = await world.ExplainAsync("E1");
        await world.EdgeEventAsync("E2", "e00001", pool: 1_000);
        await world.EdgeEventAsync("E3", "e00002", pool: 2_000);
        if (isLost)
        {
            await world.Bridge.SqlAsync("""
                CREATE FUNCTION lose_flows() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.flows := NULL; RETURN NEW; END $$;
                CREATE TRIGGER lose_flows BEFORE UPDATE ON credit_events FOR EACH ROW WHEN (NEW.event_id = 'E2')
                EXECUTE FUNCTION lose_flows();
                """);
        }

        await world.PayAsync();

        var (second, third) = (await world.ExplainAsync("E2"), await world.ExplainAsync("E3"));
        second.Nodes.Count.ShouldBe(isLost ? 0 : alone.Nodes.Count);
        third.Nodes.ShouldBe(alone.Nodes, ignoreOrder: true);
        Passed(third).ShouldBe(Passed(alone), ignoreOrder: true);
        third.Shares.Sum(share => share.ShareUtok).ShouldBe(2_000);
        third.Shares.ShouldAllBe(share => share.Leaves.Sum(leaf => leaf.ShareUtok) == share.ShareUtok);
    }

    private static IEnumerable<string> Passed(CreditExplanation paid) =>
        paid.Edges.Select(edge => $"{edge.Step}: {paid.Nodes[edge.From].Id} {edge.Mass} to {paid.Nodes[edge.To].Id}");

    private static async Task<string[]> MassesAsync(CreditWorld world, string eventId) =>
        [.. (await world.ExplainAsync(eventId)).Shares.Select(share => $"{share.AgentId} {share.Mass}")];

    private Task<WalkResult> WalkAsync(int flows)
    {
        _walked++;
        var edges = Enumerable.Repeat(new FlowEdge(0, 0, 0, null, 1, 1, 1), flows).ToList();
        return Task.FromResult(new WalkResult(new Flows { Edges = edges }, new Dictionary<string, long>()));
    }
}
