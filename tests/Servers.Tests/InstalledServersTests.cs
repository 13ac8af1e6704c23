using GraphSync.Postgres;
using Npgsql;
using Shouldly;
using Support;
using Xunit;

namespace Servers.Tests;

public sealed class InstalledServersTests(InstalledPair pair) : IClassFixture<InstalledPair>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FindAsync_GivesASuperuserAndADatabase_WhenPostgresIsInstalled()
    {
        (await pair.SqlAsync("select current_database() || ' ' || usesuper from pg_user where usename = current_user", Cancellation))
            .ShouldBe("graphprovenance true");
        (await pair.SqlAsync("show listen_addresses", Cancellation)).ShouldBe("127.0.0.1");
        pair.Servers.Neo4j.Uri.Host.ShouldBe("127.0.0.1");
    }

    [Fact]
    public async Task FindAsync_RunsPostgresUnprivileged_WhenWeMayBeRoot()
    {
        var status = await pair.SqlAsync("select pg_read_file('/proc/self/status')", Cancellation);

        var uids = status!.Split('\n').Single(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t').Skip(1);
        uids.ShouldNotContain("0");
    }

    [Fact]
    public async Task StartAsync_FindsWhatWasCommitted_WhenPostgresWasKilledUnderABusyQuery()
    {
        var postgres = pair.Servers.Postgres;
        await pair.SqlAsync("create table survivors (id int)", Cancellation);
        await pair.SqlAsync("insert into survivors values (1)", Cancellation);
        var busy = pair.SqlAsync("select count(*) from generate_series(1, 1000000000)", Cancellation);
        const string running =
            "select count(*) from pg_stat_activity where query like '%generate_series(1, 1%' and pid <> pg_backend_pid()";
        while (await pair.SqlAsync(running, Cancellation) == "0")
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancellation);

        await postgres.KillAsync(Cancellation);
        await Should.ThrowAsync<NpgsqlException>(() => busy);
        await Should.ThrowAsync<NpgsqlException>(() => pair.SqlAsync("select 1", Cancellation));
        await postgres.StartAsync(Cancellation);

        (await pair.SqlAsync("select count(*) from survivors", Cancellation)).ShouldBe("1");
    }

    // As long as one of them lives, PostgreSQL refuses to start again.
    [Fact]
    public async Task KillAsync_LeavesNoBackendAlive_HoweverManyAreBusy()
    {
        var postgres = pair.Servers.Postgres;
        for (var round = 0; round < 3; round++)
        {
            var busy = Enumerable.Range(0, 30)
                .Select(_ => pair.SqlAsync("select count(*) from generate_series(1, 1000000000)", Cancellation)).ToList();
            const string backends = "select string_agg(pid::text, ' ') from pg_stat_activity where query like '%generate_series(1, 1%'";
            string[] pids = [];
            while (pids.Length < busy.Count) pids = (await pair.SqlAsync(backends, Cancellation))!.Split(' ');

            await postgres.KillAsync(Cancellation);

            pids.Where(IsAlive).ToList().ShouldBeEmpty();
            foreach (var query in busy) await Should.ThrowAsync<NpgsqlException>(() => query);
            await postgres.StartAsync(Cancellation);
        }
    }

    private static bool IsAlive(string pid)
    {
        try
        {
            return !File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    [Fact]
    public async Task StartAsync_FindsWhatWasCommitted_WhenNeo4jWasKilled()
    {
        var neo4j = pair.Servers.Neo4j;
        await pair.CypherAsync("CREATE (n:Survivor {id: 1}) RETURN n.id", Cancellation);

        await neo4j.KillAsync(Cancellation);
        await Should.ThrowAsync<HttpRequestException>(() => pair.CypherAsync("RETURN 1", Cancellation));
        await neo4j.StartAsync(Cancellation);

        (await pair.CypherAsync("MATCH (n:Survivor) RETURN count(n)", Cancellation)).ShouldBe("1");
    }

    [Fact]
    public async Task StartAsync_Serves_WhenBothWereStopped()
    {
        await Task.WhenAll(pair.Servers.Neo4j.StopAsync(Cancellation), pair.Servers.Postgres.StopAsync(Cancellation));
        await Should.ThrowAsync<NpgsqlException>(() => pair.SqlAsync("select 1", Cancellation));

        await Task.WhenAll(pair.Servers.Neo4j.StartAsync(Cancellation), pair.Servers.Postgres.StartAsync(Cancellation));

        (await pair.SqlAsync("select 1", Cancellation)).ShouldBe("1");
        (await pair.CypherAsync("RETURN 1", Cancellation)).ShouldBe("1");
    }

    [Fact]
    public async Task PauseAsync_HoldsAnswersBack_UntilResumed()
    {
        await pair.Servers.Neo4j.PauseAsync(Cancellation);
        await UntilItIsSilentAsync();
        var answer = pair.CypherAsync("RETURN 1", Cancellation);

        await pair.Servers.Neo4j.ResumeAsync(Cancellation);

        (await answer).ShouldBe("1");
    }

    [Fact]
    public async Task FindAsync_TakesEachServerFromTheEnvironment_WhenItNamesThem()
    {
        await using var named = await ServerPair.FindAsync(Named(pair.Servers.Variables), cancellation: Cancellation);

        named.Neo4j.Origin.ShouldBe("NEO4J_URI");
        named.Neo4j.Uri.ShouldBe(pair.Servers.Neo4j.Uri);
        named.Postgres.Origin.ShouldBe("ConnectionStrings__Postgres");
        named.StopCommand.ShouldBeEmpty();
        await Should.ThrowAsync<NotSupportedException>(() => named.Postgres.KillAsync(Cancellation));
    }

    [Fact]
    public async Task FindAsync_SaysSoAtOnce_WhenTheEnvironmentsPasswordIsWrong()
    {
        var variables = pair.Servers.Variables.ToDictionary();
        variables["NEO4J_PASSWORD"] = "wrong-password";
        variables["ConnectionStrings__Postgres"] =
            new NpgsqlConnectionStringBuilder(pair.Servers.Postgres.ConnectionString) { Password = "wrong" }.ConnectionString;

        var error = await Should.ThrowAsync<ServerNotFoundException>(
            () => ServerPair.FindAsync(Named(variables), cancellation: Cancellation));

        error.Message.ShouldContain("refused user 'neo4j'");
        error.Message.ShouldContain("correct or unset NEO4J_URI, NEO4J_USERNAME and NEO4J_PASSWORD");
        error.Message.ShouldContain("28P01");
        error.Message.ShouldContain("correct or unset ConnectionStrings__Postgres");
    }

    [Fact]
    public async Task WipeNeo4j_LeavesNothing_WhenThereWereDataAndSchema()
    {
        await pair.CypherAsync("CREATE (a:W)-[r:`odd ``type`]->(b:W) RETURN 1", Cancellation);
        await pair.CypherAsync("CREATE CONSTRAINT `odd \\u005C ``name` FOR ()-[r:T]-() REQUIRE r.edge_id IS UNIQUE", Cancellation);

        await Neo4jWipe.RunAsync(pair.Servers.Neo4j, schema: true);

        (await pair.CypherAsync("MATCH (n) RETURN count(n)", Cancellation)).ShouldBe("0");
        (await pair.CypherAsync("SHOW CONSTRAINTS YIELD name RETURN count(*)", Cancellation)).ShouldBe("0");
        (await pair.CypherAsync("SHOW INDEXES YIELD type WHERE type <> 'LOOKUP' RETURN count(*)", Cancellation)).ShouldBe("0");
    }

    private static ServerOptions Named(IReadOnlyDictionary<string, string> variables) => new()
    {
        Variable = name => variables.GetValueOrDefault(name),
        EnvironmentTimeout = TimeSpan.FromSeconds(20),
    };

    private async Task UntilItIsSilentAsync()
    {
        while (true)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            limit.CancelAfter(TimeSpan.FromSeconds(2));
            try
            {
                await pair.CypherAsync("RETURN 1", limit.Token);
            }
            catch (OperationCanceledException) when (!Cancellation.IsCancellationRequested)
            {
                return;
            }
        }
    }
}
