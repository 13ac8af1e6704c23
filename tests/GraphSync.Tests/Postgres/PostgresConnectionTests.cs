using GraphSync.Postgres;
using Npgsql;
using Support;

namespace GraphSync.Tests.Postgres;

public sealed class PostgresConnectionTests(ServersFixture servers) : PostgresTest(servers)
{
    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Username=u;Password=hunter2", "cannot be reached", "Host and Port")]
    [InlineData("Host=no-such-host.invalid;Username=u;Password=hunter2", "cannot be reached", "Host and Port")]
    [InlineData("Username=u;Password=hunter2", "no PostgreSQL is named", "Host=…")]
    [InlineData("Host=x;Nonsense=1;Password=hunter2", "not a connection string", "Host=…")]
    [InlineData("postgres://u:hunter2@localhost/db", "not a connection string", "Host=…")]
    public async Task VerifyAsync_SaysInOneLineWhatToDo_WhenTheServerCannotBeReached(
        string connectionString, string problem, string remedy) =>
        await RefusedAsync(connectionString, problem, remedy);

    [Fact]
    public async Task VerifyAsync_NamesTheDatabase_WhenItDoesNotExist()
    {
        var builder = new NpgsqlConnectionStringBuilder(ConnectionString) { Database = "nowhere" };
        await RefusedAsync(builder.ConnectionString, "has no database 'nowhere'", "createdb");
    }

    [Fact]
    public async Task VerifyAsync_NamesTheUser_WhenItIsRefused()
    {
        var builder = new NpgsqlConnectionStringBuilder(ConnectionString) { Username = "nobody_here", Password = "hunter2" };
        await RefusedAsync(builder.ConnectionString, "refused user 'nobody_here'", "Username and Password");
    }

    [Fact]
    public async Task VerifyAsync_Passes_WhenTheServerCanServe()
    {
        await PostgresConnection.VerifyAsync(Db, Cancel);

        (await ScalarAsync<string>("SHOW application_name")).ShouldBe("graphprovenance");
    }

    private static async Task RefusedAsync(string connectionString, string problem, string remedy)
    {
        var refusal = await Should.ThrowAsync<PostgresUnavailableException>(async () =>
        {
            await using var db = PostgresConnection.Create(connectionString);
            await PostgresConnection.VerifyAsync(db, Cancel);
        });

        refusal.Message.ShouldContain(problem);
        refusal.Message.ShouldContain(remedy);
        refusal.ToString().ShouldNotContain("hunter2");
        refusal.Message.ShouldNotContain("\n");
    }
}
