using GraphSync.Credit;
using GraphSync.Inbound;
using Support;

namespace GraphSync.Tests.Credit;

/// <summary>What cannot be paid is refused for good or waits, says why, and keeps nobody else waiting.</summary>
public sealed class UnpayableTests(ServersFixture servers)
{
    [Fact]
    public async Task Run_PaysTheTreasury_WhenNobodyIsNamed()
    {
        await using var world = await CreditWorld.CreateAsync(servers);
        await world.DatasetAsync("D", null);
        await world.BenchmarkAsync("B", "");
        await world.VersionAsync("V1", 1, null);
        await world.VersionAsync("V2", 2, null, "D", "B");
        await world.PromoteAsync("P", "V1", "V2");

        var paid = (await world.PayAsync()).Paid.ShouldHaveSingleItem();

        paid.Payouts.ShouldBe([new Payout("treasury", 1_000_000, "treasury")]);
        (await world.ExplainAsync("P")).Shares.ShouldHaveSingleItem().Leaves.Sum(leaf => leaf.ShareUtok).ShouldBe(1_000_000);
    }

    [Theory]
    [InlineData("dataset", "the dataset 'missing' of version 'V2' does not exist")]
    [InlineData("benchmark", "the benchmark 'missing' of version 'V2' does not exist")]
    [InlineData("parent", "the parent version 'missing' of version 'V2' does not exist")]
    [InlineData("child", "the model version 'missing' does not exist")]
    [InlineData("predecessor", "the model version 'missing', which it succeeds, does not exist")]
    public async Task Run_LetsItWaitForWhatIsNamed_AndPaysLaterOnesMeanwhile(string role, string reason)
    {
        await using var world = await CreditWorld.CreateAsync(servers);
        await world.VersionAsync("V1", 1, "ada");
        string? Missing(string what) => role == what ? "missing" : null;
        await world.VersionAsync("V2", 2, "bob", Missing("dataset"), Missing("benchmark"), Missing("parent"));
        await world.VersionAsync("V3", 3, "cleo");
        await world.PromoteAsync("P1", Missing("predecessor") ?? "V1", Missing("child") ?? "V2");
        await world.PromoteAsync("P2", "V1", "V3", at: CreditWorld.Noon.AddHours(1));

        var report = await world.PayAsync();

        var waiting = new UnpaidEvent("P1", EventType.Promotion, Missing("child") ?? "V2", reason);
        report.Waiting.ShouldHaveSingleItem().ShouldBe(waiting);
        report.Paid.ShouldHaveSingleItem().EventId.ShouldBe("P2");
        (await world.EventAsync("P1")).Status.ShouldBeNull();
        (await world.Bridge.CypherValueAsync<long>("MATCH (n {id: 'missing'}) RETURN count(n)")).ShouldBe(0);

        if (role == "dataset") await world.DatasetAsync("missing", "dora");
        else if (role == "benchmark") await world.BenchmarkAsync("missing", "dora");
        else await world.VersionAsync("missing", 9, "dora");
        report = await world.PayAsync();

        report.Waiting.ShouldBeEmpty();
        report.Paid.ShouldHaveSingleItem().EventId.ShouldBe("P1");
        (await world.LinesAsync("P1")).ContainsKey("dora").ShouldBe(role != "predecessor");
        await world.BooksShouldBalanceAsync();
    }

    [Fact]
    public async Task Run_TakesTheDatasetsArtifact_WhenThereIsNoDatasetRow()
    {
        await using var world = await CreditWorld.CreateAsync(servers);
        await world.BenchmarkAsync("A", "dora");
        await world.VersionAsync("V1", 1, "ada");
        await world.VersionAsync("V2", 2, "ada", dataset: "A");
        await world.PromoteAsync("P", "V1", "V2");

        await world.PayAsync();

        (await world.LinesAsync("P")).ShouldContainKey("dora");
    }

    [Fact]
    public async Task Run_Refuses_WhatCanNeverBePaid()
    {
        await using var world = await CreditWorld.CreateAsync(servers);
        await world.VersionAsync("V1", 1, "ada");
        await world.VersionAsync("V2", 2, "bob", parent: "V1");
        await world.PromoteAsync("self", "V2", "V2");
        await world.PromoteAsync("negative", "V1", "V2", pool: -1);
        await world.PromoteAsync("fraction", "V1", "V2", pool: 0.5);
        await world.PromoteAsync("huge", "V1", "V2", pool: (1L << 53) + 1);
        await world.EdgeEventAsync("poolless", "some edge");
        await world.PromoteAsync("sound", "V1", "V2", at: CreditWorld.Noon.AddHours(1));

        var report = await world.PayAsync();

        report.Refused.Select(r => r.EventId).ShouldBe(["fraction", "huge", "negative", "poolless", "self"]);
        report.Refused.Single(r => r.EventId == "self").Reason.ShouldBe("'V2' is promoted over itself");
        report.Paid.ShouldHaveSingleItem().EventId.ShouldBe("sound");
        foreach (var refused in report.Refused) (await world.EventAsync(refused.EventId)).ShouldBe(("refused", refused.Reason));
        (await world.Bridge.SqlValueAsync<long>("SELECT count(*) FROM wallet_ledger WHERE event_id <> 'sound'")).ShouldBe(0);
        (await world.PayAsync()).Refused.ShouldBeEmpty();
        (await world.ExplainAsync("self")).Reason.ShouldBe("'V2' is promoted over itself");
    }

    [Fact]
    public async Task Run_RefusesAndNamesACycle_WhoeverOwnsIt()
    {
        await using var world = await CreditWorld.CreateAsync(servers);
        await world.DatasetAsync("D", "ada");
        await world.VersionAsync("V1", 1, "ada", parent: "V2");
        await world.VersionAsync("V2", 2, "ada", parent: "V1", dataset: "D");
        await world.PromoteAsync("P", "V1", "V2");

        var report = await world.PayAsync();

        report.Refused.ShouldHaveSingleItem().Reason.ShouldBe(
            "what it relied on goes in a circle: ModelVersion V1 → ModelVersion V2 → ModelVersion V1");
        (await world.WalletsAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1000001")]
    [InlineData("2.0")]
    [InlineData("'5'")]
    [InlineData("null")]
    public async Task Run_RefusesAndNamesTheRelationship_WhenItsWeightIsNone(string weight)
    {
        await using var world = await CreditWorld.CreateAsync(servers);
        await world.VersionAsync("V1", 1, "ada");
        await world.VersionAsync("V2", 2, "ada");
        await world.Bridge.CypherAsync($$"""
            MERGE (v:ModelVersion {id: 'V2'})
            MERGE (d:Dataset {id: 'D'})
            CREATE (v)-[:RELIED_ON {weight: {{weight}}, role: 'odd'}]->(d)
            """);
        await world.PromoteAsync("P", "V1", "V2");

        var report = await world.PayAsync();

        report.Refused.ShouldHaveSingleItem().Reason.ShouldBe(
            "RELIED_ON (odd) from ModelVersion V2 to Dataset D has a weight that is not a whole number from 1 to 1,000,000");
    }

    [Fact]
    public async Task Run_Refuses_WhenAContributionHasTwoOwners()
    {
        await using var world = await CreditWorld.CreateAsync(servers);
        await world.VersionAsync("V1", 1, "ada");
        await world.VersionAsync("V2", 2, "ada");
        await world.Bridge.CypherAsync("""
            MERGE (v:ModelVersion {id: 'V2'})
            CREATE (v)-[:RELIED_ON {weight: 1}]->(d:Dataset {id: 'D'}),
                (d)-[:OWNED_BY]->(:Agent {id: 'x'}), (d)-[:OWNED_BY]->(:Agent {id: 'y'})
            """);
        await world.PromoteAsync("P", "V1", "V2");

        (await world.PayAsync()).Refused.ShouldHaveSingleItem().Reason.ShouldBe("Dataset D has several owners: x, y");
    }

    [Fact]
    public async Task Run_PaysNoLines_WhenThePoolIsZero()
    {
        await using var world = await CreditWorld.CreateAsync(servers);
        await world.VersionAsync("V1", 1, "ada");
        await world.VersionAsync("V2", 2, "bob");
        await world.PromoteAsync("P", "V1", "V2", pool: 0);

        (await world.PayAsync()).Paid.ShouldHaveSingleItem().Payouts.ShouldBeEmpty();

        (await world.EventAsync("P")).Status.ShouldBe("paid");
        (await world.WalletsAsync()).ShouldBeEmpty();
        (await world.ReverseAsync("P")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_SeedsAnEdgesEventAtItsSourceVersion()
    {
        await using var world = await CreditWorld.CreateAsync(servers);
        await world.DatasetAsync("D", "carl");
        await world.VersionAsync("V1", 1, "ada", "D");
        await world.VersionAsync("V2", 2, "bob");
        await world.Bridge.AddEdgesAsync("TREATS", "V1", 1, "t");
        await world.Bridge.AddEdgesAsync("BINDS", "V1", 1, "b");
        await world.Bridge.CypherAsync("MATCH ()-[r:BINDS]->() SET r.rescored_by_artifact_id = 'V2'");
        await world.EdgeEventAsync("E", "b00000", 1_000);

        var paid = (await world.PayAsync()).Paid.ShouldHaveSingleItem();

        paid.Payouts.Select(p => p.AgentId).ShouldBe(["ada", "carl"]);
        paid.PoolUtok.ShouldBe(1_000);
    }

    [Fact]
    public async Task Run_PaysTheTreasuryAndSaysSo_WhenTheEdgesProvenanceIsUnknown()
    {
        await using var world = await CreditWorld.CreateAsync(servers);
        await world.Bridge.AddEdgesAsync("TREATS", "V1", 2, "t");
        await world.Bridge.CypherAsync(
            "MATCH ()-[r:TREATS {edge_id: 't00000'}]->() SET r.source_artifact_id = null, r.provenance_unknown = true");
        await world.Bridge.CypherAsync("MATCH ()-[r:TREATS {edge_id: 't00001'}]->() SET r.source_artifact_id = null");
        await world.EdgeEventAsync("unknown", "t00000", 1_000);
        await world.EdgeEventAsync("curated", "t00001", 1_000);
        await world.EdgeEventAsync("absent", "t99999", 1_000);

        var report = await world.PayAsync();

        report.Paid.Select(p => (p.EventId, p.Note)).ShouldBe([
            ("curated", "no model produced edge 't00001': all to the treasury"),
            ("unknown", "the provenance of edge 't00000' is unknown: all to the treasury")]);
        foreach (var paid in report.Paid) paid.Payouts.ShouldBe([new Payout("treasury", 1_000, "treasury")]);
        (await world.EventAsync("unknown")).Reason.ShouldBe("the provenance of edge 't00000' is unknown: all to the treasury");
        report.Waiting.ShouldHaveSingleItem().Reason.ShouldBe("the edge 't99999' does not exist");
    }

    [Fact]
    public async Task Run_GivesASelfPromotionsEvalRunNothing()
    {
        await using var world = await CreditWorld.CreateAsync(servers);
        await world.VersionAsync("V1", 1, "ada");
        await world.VersionAsync("V2", 2, "bob");
        await world.PromoteAsync("farm", "V2", "V2", "farmer");
        await world.PromoteAsync("P", "V1", "V2", "runner", at: CreditWorld.Noon.AddHours(1));

        await world.PayAsync();

        (await world.LinesAsync("P")).Keys.ShouldBe(["bob", "runner", "treasury"], ignoreOrder: true);
    }
}
