using GraphSync.Backfill;
using GraphSync.Inbound;
using GraphSync.Operations;
using GraphSync.Postgres;
using GraphSync.Rescore;
using GraphSync.Sync;
using GraphSync.Tests.Rescore;
using Support;

namespace GraphSync.Tests.Inbound;

/// <summary>A row that cannot be carried is put aside with its reason: later ones go on, and it is taken up again when it is
/// mended.</summary>
public sealed class PutAsideTests(ServersFixture servers) : RescoreTest(servers)
{
    private const string Version = "UPDATE model_versions SET {0} WHERE artifact_id = 'a1'";
    private const string Artifact = "UPDATE artifacts SET {0} WHERE id = 'a1'";
    private const string Event = "UPDATE world_model_improvements SET {0} WHERE id = 'p1'";

    [Theory]
    [InlineData(Artifact, "quality_score = 'NaN'", "quality_score = 1", "artifacts 'a1': quality_score is NaN: set a finite number")]
    [InlineData(Artifact, "quality_score = '-Infinity'", "quality_score = 1", "artifacts 'a1': quality_score is -Infinity")]
    [InlineData(Version, "promoted_at = '57870-01-01 00:00+00'", "promoted_at = now()", "model_versions 'a1': promoted_at is 57870-01-01")]
    [InlineData(Version, "promoted_at = 'infinity'", "promoted_at = null",
        "model_versions 'a1': promoted_at is infinity: set an instant of the years 1 to 9999")]
    [InlineData(Version, "created_at = '0044-03-15 00:00+00 BC'", "created_at = now()", "model_versions 'a1': created_at is 0044-03-15")]
    [InlineData(Version, "created_at = '-infinity'", "created_at = now()", "model_versions 'a1': created_at is -infinity")]
    [InlineData(Version, "trained_by = repeat('x', 9000)", "trained_by = 'tess'", "longer than 2,000 bytes: shorten it")]
    [InlineData(Version, "benchmark_id = repeat('鼠', 700)", "benchmark_id = null", "longer than 2,000 bytes: shorten it")]
    [InlineData(Version, "model_id = repeat('m', 2001)", "model_id = 'a'", "model_versions 'a1': model_id is 'mmm")]
    public async Task Drain_PutsTheVersionAside_AndTakesItUpAgainWhenItIsMended(string update, string fault, string mended, string reason)
    {
        await Bridge.AddVersionAsync("a1", "a", 1, quality: 1);
        await Bridge.SqlAsync(Change(update, fault));
        await Bridge.AddVersionAsync("a2", "a", 2, quality: 1);

        var report = await Bridge.DrainAsync(Cancellation);

        (report.Versions, report.Rejected, report.PutAside.Count).ShouldBe((1, 1, 1));
        report.PutAside.Rows[0].Reason.ShouldContain(reason);
        (await VersionsAsync()).ShouldBe(["a2"]);
        (await InboxAsync()).ShouldBe(0);

        await Bridge.SqlAsync(Change(update, mended));
        report = await Bridge.DrainAsync(Cancellation);

        (report.Versions, report.Rejected, report.PutAside.Count).ShouldBe((1, 0, 0));
        (await VersionsAsync()).ShouldBe(["a1", "a2"]);
    }

    [Fact]
    public async Task Drain_PutsTheVersionAside_WhenPostgresCannotReadIt()
    {
        await Bridge.SqlAsync("ALTER TABLE artifacts ALTER quality_score TYPE numeric");
        await Bridge.AddVersionAsync("a1", "a", 1);
        await Bridge.SqlAsync("UPDATE artifacts SET quality_score = 1e400");
        await Bridge.AddVersionAsync("a2", "a", 2, quality: 1);

        var report = await Bridge.DrainAsync(Cancellation);

        var row = report.PutAside.Rows.ShouldHaveSingleItem();
        row.Reason.ShouldStartWith("model_versions 'a1' cannot be carried: PostgreSQL refused it: ");
        (await VersionsAsync()).ShouldBe(["a2"]);
        await Bridge.SqlAsync("UPDATE artifacts SET quality_score = 1 WHERE id = 'a1'");
        (await Bridge.DrainAsync(Cancellation)).PutAside.Count.ShouldBe(0);
        (await VersionsAsync()).ShouldBe(["a1", "a2"]);
    }

    [Fact]
    public async Task Drain_PutsTheVersionAside_WhenTheGraphRefusesIt()
    {
        const string constraint = "users_own_title";
        await Bridge.CypherAsync($"CREATE CONSTRAINT {constraint} FOR (v:ModelVersion) REQUIRE v.title IS UNIQUE");
        try
        {
            foreach (var number in Enumerable.Range(1, 9)) await Bridge.AddVersionAsync($"a{number}", "a", number, quality: 1);
            await Bridge.SqlAsync("UPDATE artifacts SET title = CASE id WHEN 'a7' THEN 'a3' ELSE id END");

            var report = await Bridge.DrainAsync(Cancellation);

            var row = report.PutAside.Rows.ShouldHaveSingleItem();
            row.Reason.ShouldStartWith($"model_versions '{row.RowId}' cannot be carried: Neo4j refused it: ");
            (await VersionsAsync()).Count.ShouldBe(8);
        }
        finally
        {
            await Bridge.CypherAsync($"DROP CONSTRAINT {constraint}");
        }
    }

    [Theory]
    [InlineData("detected_at = '57870-01-01 00:00+00'", "detected_at = '2020-01-01Z'", "detected_at is 57870-01-01")]
    [InlineData("detected_at = 'infinity'", "detected_at = '2020-01-01Z'", "detected_at is infinity")]
    [InlineData("detected_at = '-infinity'", "detected_at = '2020-01-01Z'", "detected_at is -infinity")]
    [InlineData("detection_metadata = detection_metadata || jsonb_build_object('parent_artifact_id', repeat('x', 9000))",
        "detection_metadata = detection_metadata || jsonb_build_object('parent_artifact_id', 'a1')", "parent_artifact_id is 'xxx")]
    [InlineData("target_artifact_id = repeat('鼠', 3000)", "target_artifact_id = 'a2'", "target_artifact_id is '鼠鼠")]
    public async Task Rescore_HoldsThePromotionAndRunsLaterOnes_UntilItIsMended(string fault, string mended, string reason)
    {
        await AddChainAsync("a");
        await AddChainAsync("b");
        await Bridge.PromoteAsync("p1", "a1", "a2", Clock.GetUtcNow());
        await Bridge.SqlAsync(Change(Event, fault));
        await Bridge.PromoteAsync("p2", "b1", "b2", Clock.GetUtcNow());
        Options.WindowHours = 0;

        (await RescoreAsync(new RescoreRequest { DryRun = true })).PromotionId.ShouldBe("p2");
        var report = await RescoreAsync();

        report.PromotionId.ShouldBe("p2");
        report.Held.ShouldHaveSingleItem().Reason!.ShouldContain(reason);
        var row = (await Bridge.RunAsync(new SyncRequest(Full: true), Cancellation)).Inbound.PutAside.Rows.ShouldHaveSingleItem();
        (row.SourceTable, row.RowId).ShouldBe((Promotion.Table, "p1"));
        row.Reason.ShouldStartWith("world_model_improvements 'p1': ");

        await Bridge.SqlAsync(Change(Event, mended));
        report = await RescoreAsync(new RescoreRequest { SinceHours = 1_000_000 });

        report.PromotionId.ShouldBe("p1");
        report.Held.ShouldBeEmpty();
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM bridge_inbox_rejects")).ShouldBe(0);
    }

    [Fact]
    public async Task Drain_PutsRowsAside_HoweverLongTheirIdsAre()
    {
        await AddChainAsync("a");
        var ids = new[] { new string('x', 9_000), string.Concat(Enumerable.Repeat("鼠", 3_000)), new string('y', 2_001) };
        foreach (var id in ids)
        {
            await Bridge.PromoteAsync(id, "a1", "a2");
            await Bridge.SqlAsync("INSERT INTO artifacts (id, artifact_type) VALUES (@id, 'model')", new { id });
            await Bridge.SqlAsync("INSERT INTO model_versions (artifact_id, model_id, version_number) VALUES (@id, @model, 1)",
                new { id, model = $"model {id.Length}" });
        }
        await Bridge.PromoteAsync("p", "a1", "a2");

        var report = await Bridge.DrainAsync(Cancellation);

        (report.Versions, report.Jobs, report.Rejected, report.PutAside.Count).ShouldBe((2, 1, 6, 6));
        report.PutAside.Rows.Select(row => row.RowId).Distinct().ShouldBe(ids.Select(id => id[..1_000]), ignoreOrder: true);
        report.PutAside.Rows.ShouldAllBe(row => row.Reason.Length < 250);
        (await Bridge.DrainAsync(Cancellation)).Rejected.ShouldBe(0);
    }

    [Fact]
    public async Task DryRuns_PassOverBadRows_ThatWaitInTheInbox()
    {
        await AddChainAsync("a");
        await Bridge.AddVersionAsync("bad", "b", 1, quality: double.NaN);
        await Bridge.PromoteAsync("p1", "a1", "a2", Clock.GetUtcNow());
        await Bridge.PromoteAsync("p2", "bad", "a2", Clock.GetUtcNow());

        var rescore = await RescoreAsync(new RescoreRequest { DryRun = true });
        await Bridge.RunAsync(new BackfillRequest { DryRun = true }, Cancellation);

        (rescore.PromotionId, rescore.Edges).ShouldBe(("p1", 1));
        rescore.Held.ShouldHaveSingleItem().PromotionId.ShouldBe("p2");
        (await InboxAsync()).ShouldBeGreaterThan(0);
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM bridge_inbox_rejects")).ShouldBe(0);
    }

    [Theory]
    [InlineData("v.version_number = '2'")]
    [InlineData("v.model_id = 5")]
    [InlineData("v.scorer = [1], v.quality_score = true")]
    public async Task Drain_GoesOn_WhenAPromotionNamesAVersionThatSomebodyWroteIntoTheGraph(string odd)
    {
        await AddChainAsync("a");
        await Bridge.CypherAsync($"CREATE (v:ModelVersion {{id: 'odd', model_id: 'o', version_number: 2}}) SET {odd}");
        await Bridge.PromoteAsync("p1", "a1", "odd", Clock.GetUtcNow());
        await Bridge.PromoteAsync("p2", "a1", "a2", Clock.GetUtcNow());

        (await Bridge.DrainAsync(Cancellation)).Jobs.ShouldBe(2);
    }

    [Fact]
    public async Task Sync_SaysOnceThatARowWasPutAside_AndForgetsItWhenItIsGone()
    {
        await Bridge.AddVersionAsync("bad", "b", 1, quality: double.NaN);

        var first = await Bridge.RunAsync(new SyncRequest(), Cancellation);
        var again = await Bridge.RunAsync(new SyncRequest(Full: true), Cancellation);

        (first.Inbound.Rejected, first.Outcome).ShouldBe((1, OperationOutcome.Incomplete));
        (again.Inbound.Rejected, again.Outcome).ShouldBe((0, OperationOutcome.Done));
        again.Inbound.PutAside.Rows.ShouldHaveSingleItem().RowId.ShouldBe("bad");
        await Bridge.SqlAsync("DELETE FROM model_versions");
        (await Bridge.RunAsync(new SyncRequest(), Cancellation)).Inbound.PutAside.Count.ShouldBe(0);
    }

    private static string Change(string update, string set) => update.Replace("{0}", set, StringComparison.Ordinal);

    private async Task AddChainAsync(string model)
    {
        await Bridge.AddVersionAsync($"{model}1", model, 1, quality: 1);
        await Bridge.AddVersionAsync($"{model}2", model, 2, quality: 0.5, parent: $"{model}1");
        await Bridge.AddEdgesAsync("TREATS", $"{model}1", 1, model);
    }

    private async Task<IReadOnlyList<string>> VersionsAsync() =>
        [.. (await Bridge.CypherAsync("MATCH (v:ModelVersion) WHERE v.version_number IS NOT NULL RETURN v.id ORDER BY v.id"))
            .Select(row => (string)row[0]!)];

    private Task<long> InboxAsync() => Bridge.SqlValueAsync<long>("SELECT count(*) FROM bridge_inbox");
}
