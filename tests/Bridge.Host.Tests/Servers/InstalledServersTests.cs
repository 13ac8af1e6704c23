using Bridge.Host.Servers;
using Npgsql;
using Shouldly;
using Xunit;

namespace Bridge.Host.Tests.Servers;

public sealed class InstalledServersTests
{
    private static readonly ServerOptions Installed = new()
    {
        Sources = ServerSources.Installed,
        HeapMegabytes = 512,
        PageCacheMegabytes = 64,
    };

    [Fact]
    public async Task FindAsync_StartsBothOnLoopback_WhenOnlyInstalledOnesAreAllowed()
    {
        var cancellation = TestContext.Current.CancellationToken;
        List<string> progress = [];
        await using var servers = await ServerPair.FindAsync(Installed, line => { lock (progress) progress.Add(line); TestContext.Current.SendDiagnosticMessage(line); }, cancellation);

        servers.Neo4j.Uri.Host.ShouldBe("127.0.0.1");
        servers.Postgres.CanRestart.ShouldBeTrue();
        await using var source = NpgsqlDataSource.Create(servers.Postgres.ConnectionString);
        await using var command = source.CreateCommand("select current_database() || ' ' || usesuper from pg_user where usename = current_user");
        (await command.ExecuteScalarAsync(cancellation)).ShouldBe("graphprovenance true");
    }
}
