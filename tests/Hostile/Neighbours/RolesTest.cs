using GraphSync.Migration;
using GraphSync.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Support;

namespace Hostile.Neighbours;

/// <summary>A fresh database under the roles of <c>deploy/roles/postgres.sql</c>: the test's own bridge is its administrator.</summary>
public abstract class RolesTest(ServersFixture servers) : BridgeTest(servers)
{
    private const string Password = "not a secret";

    protected override bool IsMigrated => false;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await ArrangeAsync();
        await MakeRolesAsync();
    }

    /// <summary>What stands in the database before the roles are made.</summary>
    protected virtual Task ArrangeAsync() => Task.CompletedTask;

    protected async Task MakeRolesAsync()
    {
        await Bridge.SqlAsync(Repository.Read("deploy/roles/postgres.sql"));
        await Bridge.SqlAsync($"ALTER ROLE bridge_migrator PASSWORD '{Password}'; ALTER ROLE bridge_runner PASSWORD '{Password}'");
    }

    protected Task<TestBridge> MigratorAsync() => AsAsync("bridge_migrator");

    protected Task<TestBridge> RunnerAsync() => AsAsync("bridge_runner");

    protected async Task<MigrateReport> MigrateAsync()
    {
        await using var migrator = await MigratorAsync();
        return await migrator.RunAsync(new MigrateRequest(), Cancellation);
    }

    private Task<TestBridge> AsAsync(string role)
    {
        var login = new NpgsqlConnectionStringBuilder(Bridge.ConnectionString) { Username = role, Password = Password, Pooling = false };
        return TestBridge.OpenAsync(Servers, login.ConnectionString, configure: services =>
            services.Configure<PostgresOptions>(options => options.RunnerRole = role == "bridge_migrator" ? "bridge_runner" : ""));
    }
}
