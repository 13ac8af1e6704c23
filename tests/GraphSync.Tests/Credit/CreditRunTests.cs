using GraphSync.Credit;
using Support;

namespace GraphSync.Tests.Credit;

/// <summary>Whole runs on real servers: what is paid, in which order, and what stays as it was.</summary>
public sealed class CreditRunTests(ServersFixture servers)
{
    private static readonly Dictionary<string, long> WorkedLines = new()
    {
        ["tess"] = 202_350, ["cora"] = 184_657, ["carl"] = 191_582, ["ben"] = 143_109, ["rui"] = 46_164, ["treasury"] = 232_138,
    };

    [Fact]
    public async Task Run_PaysTheWorkedExample_DigitForDigit()
    {
        await using var world = await CreditWorld.WorkedExampleAsync(servers);

        var report = await world.PayAsync();

        report.Status.ShouldBe("completed");
        report.Paid.ShouldHaveSingleItem().Payouts.ToDictionary(p => p.AgentId, p => p.AmountUtok).ShouldBe(WorkedLines, ignoreOrder: true);
        (await world.LinesAsync("R1")).ShouldBe(WorkedLines, ignoreOrder: true);
        (await world.WalletsAsync()).ShouldBe([
            "ben 393109 378407 2026-03-04", "carl 191582 191582 2026-03-04", "cora 184657 184657 2026-03-04", "rui 46164 46164 2026-03-04",
            "tess 412350 400000 2026-03-04", "treasury 232138 0",
        ]);
        var shares = (await world.ExplainAsync("R1")).Shares;
        shares.ToDictionary(s => s.AgentId, s => (s.Mass, s.ShareUtok, s.HeatUtok)).ShouldBe(new Dictionary<string, (long, long, long?)>
        {
            ["tess"] = (1_000_000_000_000, 434_488, 197_650),
            ["cora"] = (425_000_000_000, 184_657, 0),
            ["carl"] = (440_937_500_000, 191_582, 0),
            ["ben"] = (329_375_000_000, 143_109, 235_298),
            ["rui"] = (106_250_000_000, 46_164, 0),
            ["treasury"] = (0, 0, null),
        }, ignoreOrder: true);
    }

    [Fact]
    public async Task Run_WritesNothing_WhenDry()
    {
        await using var world = await CreditWorld.WorkedExampleAsync(servers);
        await world.PromoteAsync("R2", "M1", "M2", "rui", at: CreditWorld.Noon.AddDays(1));
        var before = await FingerprintAsync(world.Bridge);

        var report = await world.PayAsync(dryRun: true);

        report.DryRun.ShouldBeTrue();
        (await FingerprintAsync(world.Bridge)).ShouldBe(before);
        var paid = await world.PayAsync();
        PayoutsOf(paid).ShouldBe(PayoutsOf(report));
    }

    [Fact]
    public async Task Run_PaysOnce_HoweverOftenItRuns()
    {
        await using var world = await CreditWorld.WorkedExampleAsync(servers);
        await world.PayAsync();

        (await world.PayAsync()).Status.ShouldBe("nothing_due");

        (await world.LinesAsync("R1")).Values.Sum().ShouldBe(1_000_000);
    }

    [Fact]
    public async Task Run_CreditsAllFourRoles_AndTheCapBitesTheSecondTime()
    {
        await using var world = await CreditWorld.CreateAsync(servers);
        await world.DatasetAsync("D", "curator");
        await world.BenchmarkAsync("B", "author");
        await world.VersionAsync("V1", 1, "someone");
        await world.VersionAsync("V2", 2, "trainer", "D", "B");
        await world.VersionAsync("V3", 3, "trainer", "D", "B");
        await world.PromoteAsync("P1", "V1", "V2", "runner");
        await world.PromoteAsync("P2", "V2", "V3", "runner", at: CreditWorld.Noon.AddHours(1));

        var paid = (await world.PayAsync()).Paid;

        var first = paid[0].Payouts.ToDictionary(p => p.AgentId, p => p.AmountUtok);
        // 1/(1 + 0.85) and 0.85/3 of that each; V1 earns nothing by being succeeded.
        first.ShouldBe(new Dictionary<string, long>
        {
            ["trainer"] = 400_000, ["author"] = 153_153, ["curator"] = 153_153, ["runner"] = 153_153, ["treasury"] = 140_541,
        }, ignoreOrder: true);
        paid[1].Payouts.Select(p => p.AgentId).ShouldBe(["author", "curator", "runner", "treasury"]);
        (await world.ExplainAsync("P2")).Shares.Single(s => s.AgentId == "trainer").ShouldSatisfyAllConditions(
            trainer => trainer.ShareUtok.ShouldBe(540_541),
            trainer => trainer.HeatUtok.ShouldBe(400_000),
            trainer => trainer.PaidUtok.ShouldBe(0));
        await world.BooksShouldBalanceAsync();
    }

    [Fact]
    public async Task Run_GoesByTimeThenId_AndALateEventChangesNothingThatWasPaid()
    {
        await using var world = await CreditWorld.CreateAsync(servers);
        await world.VersionAsync("V1", 1, "ada");
        await world.VersionAsync("V2", 2, "ada");
        foreach (var (id, hours) in new[] { ("b", 2), ("a", 2), ("Z", 2), ("first", 1) })
            await world.PromoteAsync(id, "V1", "V2", pool: 300_000, at: CreditWorld.Noon.AddHours(hours));
        (await world.PayAsync()).Paid.Select(p => p.EventId).ShouldBe(["first", "Z", "a", "b"]);
        (await world.LinesAsync("first"))["ada"].ShouldBe(300_000);
        (await world.LinesAsync("Z"))["ada"].ShouldBe(100_000);
        var lines = await LedgerAsync(world);

        await world.PromoteAsync("late", "V1", "V2", pool: 300_000, at: CreditWorld.Noon.AddDays(-10));
        await world.PayAsync();

        (await LedgerAsync(world)).Where(line => !line.StartsWith("late", StringComparison.Ordinal)).ShouldBe(lines);
        // Neither does the past cool a wallet, nor does its day go back.
        (await world.LinesAsync("late")).ShouldBe(new Dictionary<string, long> { ["treasury"] = 300_000 });
        (await world.WalletsAsync())[0].ShouldBe("ada 400000 400000 2026-03-04");
    }

    [Theory]
    [InlineData("ada", 50_000)]
    [InlineData("*", 50_000)]
    [InlineData("somebody else", 400_000)]
    public async Task Run_GoesByTheRules(string agent, long paid)
    {
        await using var world = await CreditWorld.CreateAsync(servers);
        await world.VersionAsync("V1", 1, "ada");
        await world.VersionAsync("V2", 2, "ada");
        await world.Bridge.SqlAsync("INSERT INTO demurrage_rules VALUES (@agent, 50000, 0)", new { agent });
        await world.PromoteAsync("P", "V1", "V2");

        await world.PayAsync();

        var lines = new Dictionary<string, long> { ["ada"] = paid, ["treasury"] = 1_000_000 - paid };
        (await world.LinesAsync("P")).ShouldBe(lines, ignoreOrder: true);
    }

    [Fact]
    public async Task Run_NamesTheRule_WhenItMakesNoSense()
    {
        await using var world = await CreditWorld.CreateAsync(servers);
        await world.VersionAsync("V1", 1, "ada");
        await world.VersionAsync("V2", 2, "ada");
        await world.Bridge.SqlAsync("INSERT INTO demurrage_rules VALUES ('ada', -1, 1000001)");
        await world.PromoteAsync("P", "V1", "V2");

        (await world.PayAsync()).Waiting.ShouldHaveSingleItem().Reason.ShouldStartWith("demurrage_rules 'ada'");

        (await world.EventAsync("P")).Status.ShouldBeNull();
    }

    [Fact]
    public async Task Run_FollowsCorrections_ButNotIntoThePast()
    {
        await using var world = await CreditWorld.CreateAsync(servers);
        await world.DatasetAsync("D", "carl");
        await world.DatasetAsync("E", "eve");
        await world.VersionAsync("V1", 1, "ada");
        await world.VersionAsync("V2", 2, "bob", "D");
        await world.PromoteAsync("P1", "V1", "V2", pool: 1_000);
        await world.PayAsync();
        await world.Bridge.SqlAsync(
            "UPDATE model_versions SET trained_by = 'cleo', eval_dataset_artifact_id = 'E' WHERE artifact_id = 'V2'");
        await world.PromoteAsync("P2", "V1", "V2", pool: 1_000, at: CreditWorld.Noon.AddHours(1));

        await world.PayAsync();

        (await world.LinesAsync("P1")).Keys.ShouldBe(["bob", "carl"], ignoreOrder: true);
        (await world.LinesAsync("P2")).Keys.ShouldBe(["cleo", "eve"], ignoreOrder: true);
    }

    [Fact]
    public async Task Run_WalksWhatTheUserWrote_AndKeepsIt()
    {
        await using var world = await CreditWorld.CreateAsync(servers);
        await world.DatasetAsync("D", null);
        await world.VersionAsync("V1", 1, "ada");
        await world.VersionAsync("V2", 2, "bob", "D");
        await world.VersionAsync("X", 7, "xena", parent: "V1");
        await world.Bridge.CypherAsync("""
            MERGE (v:ModelVersion {id: 'V2'})
            MERGE (d:Dataset {id: 'D'})
            MERGE (a:Agent {id: 'dora'})
            MERGE (x:ModelVersion {id: 'X'})
            CREATE (v)-[:RELIED_ON {weight: 3}]->(d)-[:OWNED_BY]->(a), (d)-[:RELIED_ON {weight: 2, role: 'labels'}]->(x)
            """);
        await world.PromoteAsync("P", "V1", "V2");

        await world.PayAsync();

        // X is somebody's own version: PostgreSQL knows who trained it and what it descends from.
        (await world.LinesAsync("P")).Keys.ShouldBe(["bob", "dora", "xena", "ada"], ignoreOrder: true);
        (await world.ExplainAsync("P")).Edges.Select(e => (e.Role, e.Weight)).ShouldBe([(null, 3), ("labels", 2), ("parent", 1)]);
        (await world.Bridge.CypherValueAsync<long>(
            "MATCH (:ModelVersion {id: 'V2'})-[r:RELIED_ON]->(:Dataset {id: 'D'}) RETURN sum(r.weight)")).ShouldBe(3);
    }

    [Fact]
    public async Task Run_GoesDeeperThanOneStatement()
    {
        await using var world = await CreditWorld.CreateAsync(servers);
        for (var number = 1; number <= 30; number++)
            await world.VersionAsync($"V{number}", number, number % 2 == 0 ? "even" : "odd", parent: number == 1 ? null : $"V{number - 1}");
        await world.PromoteAsync("P", "V29", "V30", pool: 1L << 53);
        await world.Bridge.SqlAsync("INSERT INTO demurrage_rules VALUES ('*', 9007199254740992, 0)");

        await world.PayAsync();

        var graph = new TestGraph();
        for (var number = 30; number >= 1; number--) graph.Node($"V{number}", number % 2 == 0 ? "even" : "odd");
        for (var number = 30; number > 1; number--) graph.Edge($"V{number}", $"V{number - 1}", 1);
        var shares = Reference.Share(Reference.Walk(graph, "V30"), 1L << 53);
        (await world.LinesAsync("P")).ShouldBe(shares.ToDictionary(s => s.Key, s => (long)s.Value), ignoreOrder: true);
    }

    [Fact]
    public async Task Explain_LeavesAddUpToTheShareOfEachAgent()
    {
        await using var world = await CreditWorld.WorkedExampleAsync(servers);
        await world.PayAsync();

        var explained = await world.ExplainAsync("R1");

        foreach (var share in explained.Shares)
        {
            share.Leaves.Sum(leaf => leaf.ShareUtok).ShouldBe(share.ShareUtok);
            share.Leaves.Sum(leaf => leaf.Mass).ShouldBe(share.Mass);
        }
        explained.Shares.Single(s => s.AgentId == "tess").Leaves.Select(leaf => (leaf.Id, leaf.Mass, leaf.ShareUtok))
            .ShouldBe([("M2", 875_000_000_000, 380_177), ("M1", 125_000_000_000, 54_311)]);
        explained.Lines.Sum(line => line.AmountUtok).ShouldBe(1_000_000);
        foreach (var arrived in explained.Edges.GroupBy(e => e.To)) arrived.Sum(e => e.Mass).ShouldBe(explained.Nodes[arrived.Key].Mass);
    }

    [Fact]
    public async Task Reverse_TakesTheWholeEventBackWithLinesOfItsOwn()
    {
        await using var world = await CreditWorld.WorkedExampleAsync(servers);
        await world.Bridge.SqlAsync("UPDATE wallets SET balance_utok = 0");
        await world.PayAsync();
        var wallets = await world.WalletsAsync();

        var lines = await world.ReverseAsync("R1", "paid on the wrong data");

        lines.ToDictionary(line => line.AgentId, line => -line.AmountUtok).ShouldBe(WorkedLines, ignoreOrder: true);
        (await world.LinesAsync("R1")).ShouldBe(WorkedLines, ignoreOrder: true);
        (await world.EventAsync("R1")).ShouldBe(("reversed", "paid on the wrong data"));
        await world.BooksShouldBalanceAsync();
        // Heat stays, and the event is not due again.
        (await world.WalletsAsync()).Select(HeatOf).ShouldBe(wallets.Select(HeatOf));
        (await world.PayAsync()).Status.ShouldBe("nothing_due");
        (await Should.ThrowAsync<BadInputException>(() => world.ReverseAsync("R1"))).Message.ShouldContain("reversed already");
    }

    [Fact]
    public async Task Reverse_SaysWhy_WhenThereIsNothingToReverse()
    {
        await using var world = await CreditWorld.CreateAsync(servers);
        await world.VersionAsync("V", 1, "ada");
        await world.PromoteAsync("P", "V", "V");
        await world.PayAsync();

        (await Should.ThrowAsync<BadInputException>(() => world.ReverseAsync("P"))).Message.ShouldContain("was refused");
        (await Should.ThrowAsync<BadInputException>(() => world.ReverseAsync("unheard of"))).Message.ShouldContain("has not been paid");
        (await Should.ThrowAsync<BadInputException>(() => world.ReverseAsync("P", " "))).Message.ShouldContain("--why");
        (await Should.ThrowAsync<BadInputException>(() => world.ExplainAsync("unheard of")))
            .Message.ShouldContain("neither paid nor refused");
    }

    private static IEnumerable<(string EventId, string Payouts)> PayoutsOf(CreditReport report) =>
        report.Paid.Select(p => (p.EventId, string.Join(' ', p.Payouts)));

    /// <summary>What a wallet shows besides its owner and balance.</summary>
    private static string HeatOf(string wallet) => string.Join(' ', wallet.Split(' ').Skip(2));

    private static Task<IReadOnlyList<string>> LedgerAsync(CreditWorld world) => world.Bridge.SqlRowsAsync<string>(
        "SELECT concat_ws(' ', event_id, agent_id, amount_utok, kind, detail, created_at) FROM wallet_ledger ORDER BY 1");

    /// <summary>Everything in both databases.</summary>
    private static async Task<string> FingerprintAsync(TestBridge bridge)
    {
        var graph = await bridge.CypherAsync("""
            MATCH (n) OPTIONAL MATCH (n)-[r]->(m)
            WITH labels(n)[0] + ' ' + coalesce(n.id, '') + toString(properties(n)['epoch'])
              + coalesce(type(r) + toString(r.weight) + coalesce(m.id, ''), '') AS line
            ORDER BY line
            RETURN collect(line)
            """);
        var tables = await bridge.SqlRowsAsync<string>(
            "SELECT table_name::text FROM information_schema.tables WHERE table_schema = current_schema() ORDER BY 1");
        List<string> rows = [string.Join('\n', (object?[])graph[0][0]!)];
        foreach (var table in tables)
            rows.AddRange(await bridge.SqlRowsAsync<string>($"SELECT '{table} ' || t::text FROM \"{table}\" t ORDER BY 1"));
        return string.Join('\n', rows);
    }
}
