using Npgsql;
using Support;

namespace Hostile.Outages;

/// <summary>What a real PostgreSQL will not do.</summary>
public sealed class RealPostgresOutageTests(ServersFixture servers) : BridgeTest(servers)
{
    private string? _role;

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_role is not null) await Bridge.SqlAsync($"DROP OWNED BY {_role} CASCADE; DROP ROLE {_role}");
        await base.DisposeAsync();
    }

    [Fact]
    public async Task RealServer_SaysWhatItWillNotDo()
    {
        (await RunAsync(Changed(s => s.SslMode = SslMode.Require))).ShouldTell(Place, "correct");
        (await RunAsync(Changed(s => s.Database = "nowhere"))).ShouldTell(Place, "createdb");
        (await RunAsync(Changed(s => s.Password = "hunter2"))).ShouldTell(Place, "correct Username and Password");

        _role = $"outage_{Guid.NewGuid():N}";
        await Bridge.SqlAsync($"CREATE ROLE {_role} LOGIN PASSWORD 'secret' CONNECTION LIMIT 0");
        var poor = Changed(s => (s.Username, s.Password, s.Pooling) = (_role, "secret", false));
        (await RunAsync(poor)).ShouldTell(Place, "raise its limit");
        await Bridge.SqlAsync($"ALTER ROLE {_role} CONNECTION LIMIT -1");
        (await RunAsync(poor)).ShouldTell(Place, "GRANT it");
    }

    // "Nothing to do", it said, and nothing could be done.
    [Fact]
    public async Task ReadOnlyServer_IsSaidByEveryVerb_AlsoByMigrate()
    {
        var database = new NpgsqlConnectionStringBuilder(Bridge.ConnectionString).Database;
        await Bridge.SqlAsync($"ALTER DATABASE {database} SET default_transaction_read_only = on");
        foreach (var verb in (string[])["migrate", "sync", "credit"])
            (await RunAsync(Bridge.ConnectionString, verb)).ShouldTell(Place, "default_transaction_read_only");
    }

    [Fact]
    public async Task DatabaseThatWasNotMigrated_IsOneLine() =>
        (await RunAsync(await Servers.CreateDatabaseAsync(), "rescore")).ShouldTell("database 'test_", "run migrate");

    private string Place
    {
        get
        {
            var settings = new NpgsqlConnectionStringBuilder(Bridge.ConnectionString);
            return $"PostgreSQL at {settings.Host}:{settings.Port} ";
        }
    }

    private string Changed(Action<NpgsqlConnectionStringBuilder> change)
    {
        var settings = new NpgsqlConnectionStringBuilder(Bridge.ConnectionString);
        change(settings);
        return settings.ConnectionString;
    }

    private Task<BridgeResult> RunAsync(string connectionString, string verb = "sync") =>
        BridgeCommand.RunAsync([verb, "--json"], Variables(("ConnectionStrings__Postgres", connectionString)));
}
