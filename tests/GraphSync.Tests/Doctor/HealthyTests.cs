using GraphSync.Credit;
using GraphSync.Doctor;
using GraphSync.Ingest;
using GraphSync.Operations;
using GraphSync.Rescore;
using GraphSync.Sync;
using Npgsql;
using Support;

namespace GraphSync.Tests.Doctor;

/// <summary>What works is not complained of, and whoever may read may look.</summary>
public sealed class HealthyTests(ServersFixture servers) : DoctorTest(servers)
{
    private static readonly string[] Checks =
    [
        "neo4j", "postgres", "clocks", "neo4j_migrations", "postgres_migrations", "indexes", "triggers", "rights", "edge_types", "edge_ids",
        "doubled_ids", "real_versions", "attribution", "confidence", "inbox", "outbox", "put_aside", "mirror_rejects", "mirror", "jobs",
        "passes", "unfinished", "schedules", "ledger", "wallets", "heat",
    ];

    [Fact]
    public async Task Everything_IsOk_AfterEveryJobHasRun()
    {
        await WorkAsync();

        var report = await ExamineAsync(new ExpectedSchedule("sync", (_, now) => now));

        NotOk(report).ShouldBeEmpty();
        report.Checks.Select(check => check.Name).ShouldBe(Checks);
        (report.Status, report.Outcome).ShouldBe((CheckState.Ok, OperationOutcome.Done));
        report.Checks.ShouldAllBe(check => check.Remedy == null && check.Examples.Count == 0 && check.Found.Length > 0);
        // The sums are of real work, not of nothing.
        Check(report, "mirror").Found.ShouldStartWith("4 edges");
    }

    [Fact]
    public async Task Reader_SeesAll_AndWritesNothing()
    {
        await WorkAsync();
        var (role, before) = (await ReaderAsync(), await StateAsync());
        await using var reader = await TestBridge.OpenAsync(Servers, role);

        var report = await ExamineAsync(reader, new ExpectedSchedule("sync", (_, now) => now));

        report.Outcome.ShouldBe(OperationOutcome.Done);
        NotOk(report).ShouldHaveSingleItem().ShouldStartWith("rights warning: role ");
        (await StateAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Check_IsFailed_AndTheOthersGoOn_WhenItsRightIsMissing()
    {
        var role = await ReaderAsync();
        await Bridge.SqlAsync($"REVOKE SELECT ON mirror_rejects FROM {new NpgsqlConnectionStringBuilder(role).Username}");
        await using var reader = await TestBridge.OpenAsync(Servers, role);

        var report = await ExamineAsync(reader);

        ShouldBe(report, "mirror_rejects", CheckState.Failed, "could not be made: PostgreSQL at ", "GRANT");
        report.Outcome.ShouldBe(OperationOutcome.Incomplete);
        NotOk(report).Length.ShouldBe(2);
    }

    [Fact]
    public async Task Check_IsFailed_WhenItTakesTooLong()
    {
        await using var other = await Bridge.Postgres.OpenConnectionAsync(Cancellation);
        await using var transaction = await other.BeginTransactionAsync(Cancellation);
        await new NpgsqlCommand("LOCK TABLE demurrage_rules", other, transaction).ExecuteNonQueryAsync(Cancellation);

        var report = await Bridge.RunAsync(new DoctorRequest { CheckTimeout = TimeSpan.FromSeconds(2) }, Cancellation);

        ShouldBe(report, "heat", CheckState.Failed, "could not be made: it took longer than 2 s");
        report.Checks.Select(check => check.Name).ShouldBe(Checks);
    }

    [Fact]
    public async Task Checks_OfAServerThatIsGone_AreFailedWithoutBeingTried()
    {
        await using var proxy = new FlakyProxy((await Servers.GetAsync()).Neo4j.Uri) { Refuse = true };
        await using var bridge = await TestBridge.OpenAsync(Servers, Bridge.ConnectionString, neo4jUri: proxy.HttpUri);

        var report = await ExamineAsync(bridge);

        ShouldBe(report, "neo4j", CheckState.Failed, "could not be made: Neo4j at http://127.0.0.1");
        ShouldBe(report, "doubled_ids", CheckState.Failed, "could not be made: Neo4j cannot be asked");
        Check(report, "ledger").State.ShouldBe(CheckState.Ok);
        report.Checks.Select(check => check.Name).ShouldBe(Checks);
    }

    [Theory]
    [InlineData(-3_600, CheckState.Failed, "Neo4j +", "PostgreSQL +")]
    [InlineData(30, CheckState.Warning, "Neo4j -", "PostgreSQL -")]
    public async Task Clocks_AreMeasured(int seconds, string state, params string[] differences)
    {
        var clock = new WrongClock(TimeSpan.FromSeconds(seconds));
        await using var bridge = await TestBridge.OpenAsync(Servers, Bridge.ConnectionString, clock);

        ShouldBe(await ExamineAsync(bridge), "clocks", state, [.. differences, "±"]);
    }

    /// <summary>Ingest, rescore, credit and sync.</summary>
    private async Task WorkAsync()
    {
        await Bridge.AddVersionAsync("m1", "m", 1, quality: 1);
        await Bridge.AddVersionAsync("m2", "m", 2, quality: 0.3, parent: "m1");
        await Bridge.SqlAsync("UPDATE model_versions SET trained_by = 'tess'");
        var (nodes, edges) = (Path.Combine(Folder, "nodes.tsv"), Path.Combine(Folder, "edges.tsv"));
        await File.WriteAllTextAsync(nodes, "id\tkind\tname\na\tGene\tA\nb\tGene\tB\n", Cancellation);
        await File.WriteAllTextAsync(edges, """
            edge_id	source_id	relation	target_id	confidence	source_artifact_id	source_version	run_id
            e1	a	NEAR	b	0.9	m1	1	
            e2	a	NEAR	b	0.1234567890123	m1	1	
            e3	a	FAR	b	0.8			nowhere
            e4	a	FAR	b				

            """, Cancellation);
        (await Bridge.RunAsync(new IngestRequest { NodeFiles = [nodes], EdgeFiles = [edges] }, Cancellation)).Edges.Created.ShouldBe(4);
        await Bridge.PromoteAsync("p1", "m1", "m2");
        (await Bridge.RunAsync(new RescoreRequest(), Cancellation)).Edges.ShouldBe(2);
        (await Bridge.RunAsync(new CreditRequest(), Cancellation)).Paid.ShouldHaveSingleItem();
        await Bridge.RunAsync(new SyncRequest(Full: true), Cancellation);
    }

    /// <summary>The login of a role that may read every table, and nothing else.</summary>
    private async Task<string> ReaderAsync()
    {
        var role = $"reader_{Guid.NewGuid():n}";
        await Bridge.SqlAsync($"""
            CREATE ROLE {role} LOGIN PASSWORD 'not a secret';
            ALTER ROLE {role} SET default_transaction_read_only = on;
            GRANT USAGE ON SCHEMA public TO {role};
            GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role};
            """);
        return new NpgsqlConnectionStringBuilder(Bridge.ConnectionString)
        {
            Username = role,
            Password = "not a secret",
            Pooling = false,
        }.ConnectionString;
    }

    private async Task<string> StateAsync()
    {
        var graph = await Bridge.CypherAsync("MATCH (n) OPTIONAL MATCH (n)-[r]->() "
            + "RETURN labels(n)[0] AS label, count(DISTINCT n), count(r), sum(size(keys(n))), sum(size(keys(r))) ORDER BY label");
        var tables = await Bridge.SqlRowsAsync<string>("""
            SELECT relname || ' ' || (xpath('/row/c/text()', query_to_xml(
                format('SELECT md5(string_agg(t::text, '','' ORDER BY t::text)) AS c FROM %I t', relname), true, true, '')))[1]::text
            FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1
            """);
        return string.Join('\n', [.. graph.Select(row => string.Join(' ', row)), .. tables]);
    }

    private sealed class WrongClock(TimeSpan ahead) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + ahead;
    }
}
