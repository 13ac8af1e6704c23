using GraphSync.Backfill;
using GraphSync.Credit;
using GraphSync.Import;
using GraphSync.Ingest;
using GraphSync.Rescore;
using Support;

namespace Hostile.Neighbours;

/// <summary>What others write into the columns that the bridge reads: the odd row is put aside with its reason or read as far as its limit,
/// every other row's work is done, and no more is carried over than the limits say.</summary>
public sealed class OddRowTests(ServersFixture servers) : BridgeTest(servers)
{
    private const string Huge = "repeat('x', 16000000)";
    // As many bytes on disk as in memory.
    private const string Dense = "(SELECT string_agg(md5(i::text), '') FROM generate_series(1, 50000) i)";
    private const string Pool = "UPDATE world_model_improvements SET detection_metadata = "
        + "detection_metadata || jsonb_build_object('credit_pool_utok', {0}) WHERE id = 'p'";
    private const string TooLong = "longer than 2,000 bytes: shorten it";
    private const string OutOfRange = "set an instant of the years 1 to 9999";
    private const string TooLarge = "leave out what makes it larger than 1,048,576";

    // One huge value takes 32 MB as UTF-16, and as much again on its way.
    private const long AllocatedBytes = 48 << 20;

    private static readonly string[] OddInstants =
    [
        "infinity", "-infinity", "0044-03-15 12:00Z BC", "4713-01-01 00:00Z BC", "10000-01-01 00:00Z", "20000-06-01 00:00Z",
        "294276-12-31Z",
    ];

    private static readonly string[] OddNumbers = ["NaN", "Infinity", "-Infinity"];

    /// <summary>Column, SQL of its value, and the reason why the row is put aside; null where it is carried in its cut form.</summary>
    public static IEnumerable<(string Column, string Value, string? Reason)> OddVersions =>
    [
        ("artifacts.title", Huge, null), ("artifacts.title", Dense, null), ("artifacts.title", "repeat('鼠', 5000000)", null),
        ("model_versions.model_id", "repeat('m', 100000)", TooLong), ("model_versions.model_id", "repeat('鼠', 667)", TooLong),
        .. ((string[])["parent_version_id", "trained_by", "eval_dataset_artifact_id", "benchmark_id", "scorer"])
            .SelectMany(column => (string[])[Huge, "repeat('x', 2001)"], (column, value) => ($"model_versions.{column}", value, TooLong)),
        .. OddNumbers.Select(number => ("artifacts.quality_score", $"'{number}'", "set a finite number")),
        .. ((string[])["promoted_at", "created_at"]).SelectMany(_ => OddInstants,
            (column, instant) => ($"model_versions.{column}", $"'{instant}'", OutOfRange)),
    ];

    public static IEnumerable<(string Column, string Value, string? Reason)> OddPromotions =>
    [
        .. OddInstants.Select(instant => ("detected_at", $"'{instant}'", OutOfRange)),
        ("target_artifact_id", Huge, TooLong), ("detection_metadata", $"jsonb_build_object('parent_artifact_id', {Huge})", TooLong),
        ("detection_metadata", $"jsonb_build_object('child_artifact_id', {Huge})", TooLong),
        ("detection_metadata", $"detection_metadata || jsonb_build_object('note', {Dense})", TooLarge),
        ("detection_metadata", $"detection_metadata || jsonb_build_object('note', {Huge})", null),
        ("id", "repeat('p', 100000)", TooLong),
    ];

    [Fact]
    public async Task Drain_PutsOddVersionsAside_AndCarriesTheOthers()
    {
        var odd = OddVersions.Select((row, i) => (Id: $"odd{i:00}", row.Column, row.Value, row.Reason)).ToList();
        await Bridge.AddVersionAsync("good1", "good", 1, quality: 1);
        foreach (var row in odd)
        {
            await Bridge.AddVersionAsync(row.Id, row.Id, 1);
            var (table, column) = (row.Column.Split('.')[0], row.Column.Split('.')[1]);
            var key = table == "artifacts" ? "id" : "artifact_id";
            await Bridge.SqlAsync($"UPDATE {table} SET {column} = {row.Value} WHERE {key} = @Id", new { row.Id });
        }
        await Bridge.AddVersionAsync("good2", "good", 2, quality: 1);
        await Bridge.SqlAsync("""
            INSERT INTO artifacts (id, artifact_type) SELECT repeat('a', 100000 + i), 'model' FROM generate_series(1, 50) i;
            INSERT INTO model_versions (artifact_id, model_id, version_number)
            SELECT id, 'long', length(id) FROM artifacts WHERE id LIKE 'aa%'
            """);

        var report = await MeasuredAsync(() => Bridge.DrainAsync(Cancellation));

        var carried = (await Bridge.CypherAsync("MATCH (v:ModelVersion) WHERE v.version_number IS NOT NULL RETURN v.id ORDER BY v.id"))
            .Select(row => (string)row[0]!);
        carried.ShouldBe(["good1", "good2", .. odd.Where(row => row.Reason is null).Select(row => row.Id)]);
        report.PutAside.Count.ShouldBe(odd.Count(row => row.Reason is not null) + 50);
        var reasons = (await Bridge.SqlRowsAsync<(string Id, string Reason)>("SELECT left(row_id, 9), reason FROM bridge_inbox_rejects"))
            .ToLookup(row => row.Id, row => row.Reason);
        foreach (var row in odd.Where(row => row.Reason is not null))
            reasons[row.Id].ShouldHaveSingleItem().ShouldSatisfyAllConditions(reason => reason.ShouldEndWith(row.Reason!, Case.Sensitive,
                $"{row.Column} = {row.Value}"), reason => reason.ShouldContain($": {row.Column.Split('.')[1]} is "));
        reasons["aaaaaaaaa"].ShouldAllBe(reason => reason.EndsWith(TooLong));
        report.PutAside.Rows.ShouldAllBe(row => row.RowId.Length <= 1000);
        (await Bridge.CypherValueAsync<long>("MATCH (v:ModelVersion) RETURN max(size(v.title))")).ShouldBe(1000);
    }

    [Fact]
    public async Task RescoreAndCredit_LeaveOddPromotions_AndDoTheOthers()
    {
        await Bridge.AddVersionAsync("v1", "m", 1, quality: 1);
        await Bridge.AddVersionAsync("v2", "m", 2, quality: 0.5, parent: "v1");
        await Bridge.SqlAsync("UPDATE model_versions SET trained_by = 'tess'");
        await Bridge.AddEdgesAsync("NEAR", "v1", 3);
        var odd = OddPromotions.Select((row, i) => (Id: $"odd{i:00}", row.Column, row.Value, row.Reason)).ToList();
        foreach (var row in odd)
        {
            // Each of a version of its own, since a version pays the eval runners of all of its promotions.
            await Bridge.AddVersionAsync($"c{row.Id}", $"m{row.Id}", 1, quality: 1);
            await Bridge.PromoteAsync(row.Id, "v1", $"c{row.Id}", DateTimeOffset.UnixEpoch);
            await Bridge.SqlAsync($"UPDATE world_model_improvements SET {row.Column} = {row.Value} WHERE id = @Id", new { row.Id });
        }
        await Bridge.PromoteAsync("good", "v1", "v2");

        var pass = await MeasuredAsync(() => Bridge.RunAsync(new RescoreRequest(), Cancellation));
        var credit = await MeasuredAsync(() => Bridge.RunAsync(new CreditRequest(), Cancellation));

        (pass.PromotionId, pass.Edges).ShouldBe(("good", 3));
        credit.Paid.Select(paid => paid.EventId).ShouldBe([.. odd.Where(row => row.Reason is null).Select(row => row.Id), "good"], true);
        var waiting = credit.Waiting.ToDictionary(w => w.EventId[..5], w => w.Reason);
        waiting.Count.ShouldBe(odd.Count(row => row.Reason is not null));
        foreach (var row in odd.Where(row => row.Reason is not null))
            waiting[row.Column == "id" ? "ppppp" : row.Id].ShouldEndWith(row.Reason!, Case.Sensitive, $"{row.Column} = {row.Value}");
        credit.PutAside.Count.ShouldBe(waiting.Count);
    }

    [Theory]
    [InlineData("UPDATE world_model_improvements SET detection_metadata = detection_metadata || jsonb_build_object('eval_runner', {0}) "
        + "WHERE id = 'other'", Huge, "world_model_improvements 'other': eval_runner is 'x")]
    [InlineData("UPDATE world_model_improvements SET detection_metadata = detection_metadata || jsonb_build_object('note', {0}) "
        + "WHERE id = 'other'", Dense, "world_model_improvements 'other': detection_metadata takes ")]
    [InlineData("UPDATE datasets SET created_by = {0}", Huge, "datasets 'd': created_by is 'x")]
    [InlineData("UPDATE artifacts SET created_by = {0} WHERE id = 'b'", Huge, "artifacts 'b': created_by is 'x")]
    [InlineData("UPDATE model_versions SET parent_version_id = {0} WHERE artifact_id = 'v2'", Huge,
        "model_versions 'v2': parent_version_id is 'x")]
    [InlineData(Pool, "to_jsonb(1e100000)", "credit_pool_utok is 1000")]
    [InlineData(Pool, $"to_jsonb({Huge})", "credit_pool_utok is \"xxxx")]
    [InlineData(Pool, "('5.' || repeat('0', 5000) || '1')::jsonb", "credit_pool_utok is 5.000")]
    public async Task Credit_SaysWhatIsOdd_AndPaysTheOthers(string sql, string value, string reason)
    {
        await Bridge.SqlAsync("INSERT INTO datasets (id, created_by) VALUES ('d', 'cora')");
        await Bridge.SqlAsync("INSERT INTO artifacts (id, artifact_type, created_by) VALUES ('b', 'benchmark', 'ben')");
        await Bridge.AddVersionAsync("v1", "m", 1);
        await Bridge.AddVersionAsync("v2", "m", 2);
        await Bridge.AddVersionAsync("v3", "m", 3);
        await Bridge.SqlAsync("UPDATE model_versions SET eval_dataset_artifact_id = 'd', benchmark_id = 'b' WHERE artifact_id = 'v2'");
        await Bridge.PromoteAsync("p", "v1", "v2", DateTimeOffset.UnixEpoch);
        await Bridge.PromoteAsync("other", "v1", "v2", DateTimeOffset.UnixEpoch.AddDays(1));
        await Bridge.SqlAsync("INSERT INTO credit_events (event_id, status) VALUES ('other', 'refused')");
        await Bridge.PromoteAsync("good", "v1", "v3", DateTimeOffset.UnixEpoch.AddDays(2));
        await Bridge.SqlAsync(sql.Replace("{0}", value, StringComparison.Ordinal));

        var report = await MeasuredAsync(() => Bridge.RunAsync(new CreditRequest(), Cancellation));

        report.Paid.ShouldHaveSingleItem().EventId.ShouldBe("good");
        var unpaid = report.Waiting.Concat(report.Refused).ShouldHaveSingleItem();
        unpaid.EventId.ShouldBe("p");
        unpaid.Reason.ShouldStartWith(reason);
        unpaid.Reason.Length.ShouldBeLessThan(400);
    }

    [Fact]
    public async Task Books_AreRead_WhateverTheyAddUpTo()
    {
        await Bridge.SqlAsync($"""
            INSERT INTO world_model_improvements (id, event_type, target_artifact_id, detected_at)
            SELECT 'e' || i, 'model_version_promoted', 'v', now() FROM generate_series(1, 1030) i;
            INSERT INTO wallet_ledger (event_id, agent_id, kind, amount_utok)
            SELECT 'e' || i, 'tess', 'payout', 9007199254740992 FROM generate_series(1, 1030) i;
            INSERT INTO credit_events (event_id, status, reason, processed_at) VALUES
                ('far', 'refused', {Huge}, 'infinity'), ('old', 'refused', 'why', '0044-03-15 BC');
            INSERT INTO credit_events (event_id, status) SELECT 'e' || i, 'paid' FROM generate_series(1, 1030) i;
            INSERT INTO wallets (agent_id, balance_utok) VALUES ('tess', -9223372036854775808)
            """);

        var paid = (await Bridge.Get<Contributors>().OfVersionAsync("v", 10, 0, Cancellation)).ShouldHaveSingleItem();
        var far = await MeasuredAsync(() => Bridge.Get<CreditExplainer>().ReadAsync("far", Cancellation));
        var old = await Bridge.Get<CreditExplainer>().ReadAsync("old", Cancellation);
        var reversal = await Should.ThrowAsync<GraphSync.BadInputException>(Bridge.RunAsync(new ReverseRequest("e1", "why"), Cancellation));

        paid.AmountUtok.ShouldBe(1030m * (1L << 53));
        (far.Reason!.Length, far.ProcessedAt, old.ProcessedAt).ShouldBe((1000, null, null));
        reversal.Message.ShouldStartWith("Event 'e1' was not reversed: a wallet's balance_utok would leave the range of a bigint");
    }

    [Fact]
    public async Task Backfill_KnowsNothingOfOutputsThatAreTooLarge_AndFollowsTheOthers()
    {
        await Bridge.AddVersionAsync("v1", "m", 1);
        await Bridge.SqlAsync("UPDATE model_versions SET created_at = '2000-01-01Z'");
        const string named = "jsonb_build_object('source_artifact_id', 'v1', 'source_version', 1)";
        await Bridge.SqlAsync($"""
            INSERT INTO tool_calls (id, outputs) VALUES
                ('dense', {named} || jsonb_build_object('note', {Dense})), ('wide', {named} || jsonb_build_object('note', {Huge})),
                ('name', jsonb_build_object('source_artifact_id', {Huge}, 'source_version', 1)), ('list', '[1]'), ('text', '"x"'),
                ('number', jsonb_build_object('source_artifact_id', 'v1', 'source_version', 1e400)),
                ('digits', jsonb_build_object('source_artifact_id', 'v1', 'source_version', {Huge})), ('good', {named})
            """);
        string[] runs = ["dense", "wide", "name", "list", "text", "number", "digits", "good"];
        var edges = Path.Combine(Folder, "edges.tsv");
        await File.WriteAllLinesAsync(edges, ["edge_id\tsource_id\trelation\ttarget_id\tconfidence\trun_id\tmodel_id\tcreated_at",
            .. runs.Select(run => $"{run}\ta\tNEAR\tb\t0.5\t{run}\tm\t2020-01-01T00:00:00Z")], Cancellation);
        await Bridge.CypherAsync("UNWIND ['a', 'b'] AS id CREATE (:KgNode {id: id})");
        var ingested = await Bridge.RunAsync(new IngestRequest { EdgeFiles = [edges] }, Cancellation);
        ingested.Edges.Created.ShouldBe(8, ingested.EdgeRejects is [var file] ? await File.ReadAllTextAsync(file, Cancellation) : null);

        var report = await MeasuredAsync(() => Bridge.RunAsync(new BackfillRequest { Workers = 1 }, Cancellation));

        // The date would have led somewhere: but the run goes before it, and what it says is not known.
        (report.Unknown, report.Methods["run"], report.Methods["model_date"]).ShouldBe((1, 2, 5));
        (await Bridge.CypherValueAsync<string>("MATCH ()-[r]->() WHERE r.provenance_unknown RETURN r.edge_id")).ShouldBe("dense");
    }

    [Fact]
    public async Task Import_RefusesOddEdges_AndTakesTheOthers()
    {
        (string Id, string Column, string Value)[] odd =
        [
            .. OddNumbers.Select(number => ("confidence " + number, "confidence", $"'{number}'")),
            .. OddInstants.Select(instant => ("created " + instant, "created_at", $"'{instant}'")),
            .. OddInstants.Select(instant => ("rescored " + instant, "rescored_at", $"'{instant}'")),
            ("huge input", "inference_input", $"jsonb_build_object('x', {Huge})"), ("huge kind", "source_type", Huge),
            ("huge relation", "relation", Huge), ("huge source", "source_id", Huge), ("huge title", "title", Huge),
        ];
        await Bridge.SqlAsync("ALTER TABLE kg_edges ADD title text");
        const string insert = "INSERT INTO kg_edges (id, source_id, relation, target_id) VALUES ";
        await Bridge.SqlAsync($"{insert}('good1', 'a', 'NEAR', 'b'), (repeat('e', 100000), 'a', 'NEAR', 'b')");
        foreach (var row in odd)
        {
            await Bridge.SqlAsync($"{insert}(@Id, 'a', 'NEAR', 'b')", new { row.Id });
            await Bridge.SqlAsync($"UPDATE kg_edges SET {row.Column} = {row.Value} WHERE id = @Id", new { row.Id });
        }
        await Bridge.SqlAsync($"{insert}('zgood2', 'a', 'NEAR', 'b')");
        await Bridge.SqlAsync($"UPDATE kg_edges SET title = left({Dense}, 300000) WHERE id = 'zgood2'");
        var rejects = Path.Combine(Folder, "rejects.jsonl");

        var report = await MeasuredAsync(() => Bridge.RunAsync(new ImportRequest { RejectsFile = rejects }, Cancellation));

        (report.Created, report.Refused).ShouldBe((2, odd.Length + 1));
        var lines = await File.ReadAllLinesAsync(rejects, Cancellation);
        lines.Length.ShouldBe(odd.Length + 1);
        lines.Count(line => line.Contains("bytes, more than 4194304 (Bridge__Ingest__MaxRowBytes)")).ShouldBe(5);
        (await Bridge.CypherValueAsync<long>("MATCH ()-[r:NEAR {edge_id: 'zgood2'}]->() RETURN size(r.title)")).ShouldBe(300_000);
    }

    /// <summary>The work, which must not allocate what one huge value would.</summary>
    private static async Task<T> MeasuredAsync<T>(Func<Task<T>> work)
    {
        var before = GC.GetTotalAllocatedBytes();
        var result = await work();
        (GC.GetTotalAllocatedBytes() - before).ShouldBeLessThan(AllocatedBytes);
        return result;
    }
}
