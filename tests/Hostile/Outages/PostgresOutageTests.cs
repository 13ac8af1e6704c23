using Npgsql;
using Support;

namespace Hostile.Outages;

/// <summary>Whatever PostgreSQL answers, at the login or to a statement; a real Neo4j stands beside it.</summary>
public sealed class PostgresOutageTests(ServersFixture servers) : BridgeTest(servers)
{
    private string? _role;

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_role is not null) await Bridge.SqlAsync($"DROP OWNED BY {_role} CASCADE; DROP ROLE {_role}");
        await base.DisposeAsync();
    }

    [Theory]
    [InlineData("28P01", true, "correct Username and Password")]
    [InlineData("28000", true, "correct Username and Password")]
    [InlineData("3D000", true, "createdb")]
    [InlineData("53300", true, "raise its limit")]
    [InlineData("57P03", true, "run this again when it is up")]
    [InlineData("57P01", false, "run this again when it is up")]
    [InlineData("57014", false, "statement_timeout")]
    [InlineData("25006", false, "primary")]
    [InlineData("53100", false, "free some of its disk")]
    [InlineData("53200", false, "give it more")]
    [InlineData("42P01", false, "run migrate")]
    [InlineData("42501", false, "GRANT it")]
    [InlineData("55P03", false, "lock_timeout")]
    [InlineData("40P01", false, "run this again")]
    [InlineData("58030", false, "disk")]
    [InlineData("XX000", false, "log")]
    [InlineData("23514", false, "correct the rows")]
    public async Task Error_IsOneLine(string sqlState, bool atLogin, string remedy)
    {
        await using var postgres = HostileServer.Postgres(sqlState, "it says so", atLogin);
        var connectionString = $"Host=127.0.0.1;Port={postgres.Port};Username=u;Password=hunter2;Server Compatibility Mode=NoTypeLoading";
        (await RunAsync(connectionString)).ShouldTell($"PostgreSQL at 127.0.0.1:{postgres.Port} ", remedy);
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Username=u", "PostgreSQL at 127.0.0.1:1 ", "Host and Port")]
    [InlineData("Host=no-such-host.invalid;Username=u", "PostgreSQL at no-such-host.invalid:5432 ", "Host and Port")]
    [InlineData("Host=127.0.0.1:1,127.0.0.1:2;Username=u", "PostgreSQL at 127.0.0.1:1, 127.0.0.1:2 ", "Host and Port")]
    [InlineData("Host=127.0.0.1,no-such-host.invalid;Port=1;Username=u", "127.0.0.1:1, no-such-host.invalid:1 ", "Host and Port")]
    [InlineData("Host=/nowhere;Username=u", "PostgreSQL at /nowhere/.s.PGSQL.5432 ", "Host and Port")]
    [InlineData("Host=[::1];Port=1;Username=u", "PostgreSQL at [::1]:1 ", "Host and Port")]
    [InlineData("Username=u", "ConnectionStrings__Postgres", "Host=…")]
    [InlineData("", "ConnectionStrings__Postgres", "Host=…")]
    [InlineData("postgres://u:hunter2@localhost/d", "ConnectionStrings__Postgres", "Host=…")]
    [InlineData("Host=h;Port=many", "ConnectionStrings__Postgres", "Host=…")]
    [InlineData("Host=h;Port=99999", "ConnectionStrings__Postgres", "Host=…")]
    public async Task Address_IsNamedAsItWasMeant(string connectionString, string place, string remedy) =>
        (await RunAsync(connectionString)).ShouldTell(place, remedy);

    [Fact]
    public async Task Server_ThatIsNoPostgres_IsOneLine()
    {
        await using var other = HostileServer.Saying("HTTP/1.1 400 Bad Request\r\n\r\n");
        (await RunAsync($"Host=127.0.0.1;Port={other.Port};Username=u")).ShouldTell($"PostgreSQL at 127.0.0.1:{other.Port} ", "correct");
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
        (await RunAsync(await Servers.CreateDatabaseAsync())).ShouldTell(Place, "run migrate");

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
