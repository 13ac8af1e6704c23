using Support;

namespace Hostile.Outages;

/// <summary>Whatever PostgreSQL answers, at the login or to a statement; a real Neo4j stands beside it.</summary>
public sealed class PostgresOutageTests(ServersFixture servers)
{
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

    private async Task<BridgeResult> RunAsync(string connectionString) =>
        await BridgeCommand.RunAsync(["sync", "--json"], await servers.VariablesAsync(connectionString));
}
