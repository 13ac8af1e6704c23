using Npgsql;
using Shouldly;
using Support;
using Xunit;

namespace Bridge.Host.Tests.Servers;

/// <summary>The other tests rely on the proxy's faults, so they are tried on a real server.</summary>
public sealed class FlakyProxyTests(ServersFixture servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task LoseReplyTo_HidesACommitThatHappened_WhenItsTextMatches()
    {
        var direct = await servers.CreateDatabaseAsync();
        await ExecuteAsync(direct, "create table t (id int)");
        await using var proxy = Proxy(direct);
        proxy.LoseReplyTo("insert into t");

        await Should.ThrowAsync<NpgsqlException>(() => ExecuteAsync(Through(proxy, direct), "insert into t values (1)"));
        await ExecuteAsync(Through(proxy, direct), "insert into t values (2)");

        proxy.Lost.ShouldBe(1);
        (await ExecuteAsync(direct, "select count(*) from t")).ShouldBe(2L);
    }

    [Fact]
    public async Task LoseRequest_KeepsItFromTheServer_WhenItsTextMatches()
    {
        var direct = await servers.CreateDatabaseAsync();
        await ExecuteAsync(direct, "create table t (id int)");
        await using var proxy = Proxy(direct);
        proxy.LoseRequest("insert into t", times: 2);

        for (var attempt = 0; attempt < 2; attempt++)
            await Should.ThrowAsync<NpgsqlException>(() => ExecuteAsync(Through(proxy, direct), "insert into t values (1)"));

        (await ExecuteAsync(direct, "select count(*) from t")).ShouldBe(0L);
    }

    [Fact]
    public async Task Pause_HoldsTrafficBack_UntilResumed()
    {
        var direct = await servers.CreateDatabaseAsync();
        await using var proxy = Proxy(direct);
        await ExecuteAsync(Through(proxy, direct), "select 1");
        proxy.Pause();

        var answer = ExecuteAsync(Through(proxy, direct), "select 1");
        await Until.TrueAsync(() => proxy.Held > 0, "something is held back", Cancellation);
        answer.IsCompleted.ShouldBeFalse();
        proxy.Resume();

        (await answer).ShouldBe(1);
    }

    [Fact]
    public async Task Refuse_FailsNewConnections_UntilItIsTakenBack()
    {
        var direct = await servers.CreateDatabaseAsync();
        await using var proxy = Proxy(direct);
        proxy.Refuse = true;
        await Should.ThrowAsync<NpgsqlException>(() => ExecuteAsync(Through(proxy, direct), "select 1"));

        proxy.Refuse = false;

        (await ExecuteAsync(Through(proxy, direct), "select 1")).ShouldBe(1);
    }

    private static FlakyProxy Proxy(string direct)
    {
        var upstream = new NpgsqlConnectionStringBuilder(direct);
        return new FlakyProxy(upstream.Host!, upstream.Port);
    }

    private static string Through(FlakyProxy proxy, string direct) =>
        new NpgsqlConnectionStringBuilder(direct) { Host = "127.0.0.1", Port = proxy.Port }.ConnectionString;

    private static async Task<object?> ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Cancellation);
    }
}
