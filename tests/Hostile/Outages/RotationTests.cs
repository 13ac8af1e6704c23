using System.Net;
using GraphQueries.Client;
using GraphQueries.Language;
using GraphQueries.Transport;
using Npgsql;
using Support;

namespace Hostile.Outages;

/// <summary>Passwords change under a running daemon: their owners are not locked out, and the new files are enough.</summary>
public sealed class RotationTests(ServersFixture servers) : BridgeTest(servers)
{
    private const int OwnersLogins = 40;

    private readonly string _user = $"rotated_{Guid.NewGuid():N}";
    private readonly HttpClient _http = new() { BaseAddress = new Uri($"http://127.0.0.1:{FreePort.Find()}") };

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await SystemAsync($"CREATE USER {_user} SET PASSWORD 'first-secret' CHANGE NOT REQUIRED");
        await Bridge.SqlAsync($"CREATE ROLE {_user} SUPERUSER LOGIN PASSWORD 'first-secret'");
        await File.WriteAllTextAsync(Neo4jFile, "first-secret\n", Cancellation);
        await File.WriteAllTextAsync(PostgresFile, "first-secret\n", Cancellation);
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _http.Dispose();
        await SystemAsync($"DROP USER {_user} IF EXISTS");
        await Bridge.SqlAsync($"DROP ROLE IF EXISTS {_user}");
        await base.DisposeAsync();
    }

    [Fact]
    public async Task RotatedPassword_LocksNobodyOut_AndTheNewFileIsEnough()
    {
        await using var daemon = Start();
        await ReadyAsync("it begins");
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task[] readers = [.. Enumerable.Range(0, 6).Select(i => ReadAsync(i % 2 == 0 ? "/" : "/health/ready", enough.Token))];

        await SystemAsync($"ALTER USER {_user} SET PASSWORD 'second-secret' CHANGE NOT REQUIRED");
        await UnreadyAsync($"user '{_user}'", "NEO4J_PASSWORD_FILE");
        await OwnerGetsInAsync("second-secret");
        for (var i = 0; i < OwnersLogins; i++)
        {
            await using var owner = await OwnerAsync("second-secret");
            await owner.ConnectAsync(Cancellation);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancellation);
        }
        await UnreadyAsync($"user '{_user}'", "NEO4J_PASSWORD_FILE");
        await File.WriteAllTextAsync(Neo4jFile, "second-secret\n", Cancellation);
        await ReadyAsync("Neo4j's file was rotated");

        await Bridge.SqlAsync($"ALTER ROLE {_user} PASSWORD 'second-secret'");
        await Bridge.SqlAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{_user}'");
        await UnreadyAsync($"refused user '{_user}'", "PGPASSWORD_FILE");
        await File.WriteAllTextAsync(PostgresFile, "second-secret\n", Cancellation);
        await ReadyAsync("PostgreSQL's file was rotated");

        await enough.CancelAsync();
        await Task.WhenAll(readers);
        daemon.Terminate();
        (await daemon.WaitAsync(cancellation: Cancellation)).ExitCode.ShouldBe(0);
        OneLine.ShouldShowNoTrace(daemon.Error);
    }

    // Their bodies are short: HTTP's client sends such a one even after a refusal.
    [Fact]
    public async Task ManyRequestsAtOnce_AreRefusedOnce()
    {
        await using var proxy = new FlakyProxy((await Servers.GetAsync()).Neo4j.Uri);
        using var refusals = new RefusalCount(proxy.Port);
        await using var graph = Graph.Open(
            new GraphOptions { Uri = proxy.HttpUri, Username = _user, Password = "first-secret" }, TimeProvider.System);
        await graph.ConnectAsync(Cancellation);
        await SystemAsync($"ALTER USER {_user} SET PASSWORD 'second-secret' CHANGE NOT REQUIRED");
        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ =>
            Should.ThrowAsync<GraphUnavailableException>(() => graph.ReadAsync(new CypherStatement("RETURN 1"), Cancellation))));
        refusals.Value.ShouldBe(1);
    }

    private string Neo4jFile => Path.Combine(Folder, "neo4j");

    private string PostgresFile => Path.Combine(Folder, "postgres");

    private BridgeProcess Start()
    {
        var postgres = new NpgsqlConnectionStringBuilder(Bridge.ConnectionString) { Username = _user, Password = null };
        return BridgeProcess.Start(["run"], Variables(
            ("NEO4J_USERNAME", _user), ("NEO4J_PASSWORD", null), ("NEO4J_PASSWORD_FILE", Neo4jFile),
            ("ConnectionStrings__Postgres", postgres.ConnectionString), ("PGPASSWORD_FILE", PostgresFile),
            ("Bridge__Http__Urls", _http.BaseAddress!.ToString()), ("Bridge__Schedules__Sync", "* * * * * *")));
    }

    private async Task ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            while (true) (await _http.GetAsync(path, cancellationToken)).Dispose();
        }
        catch (OperationCanceledException)
        {
            // It has read enough.
        }
    }

    private Task ReadyAsync(string why) => Until.TrueAsync(async () =>
    {
        try
        {
            return (await _http.GetAsync("/health/ready", Cancellation)).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }, $"ready, since {why}", Cancellation);

    private async Task UnreadyAsync(params string[] reasons)
    {
        var reason = "";
        await Until.TrueAsync(async () =>
        {
            var answer = await _http.GetAsync("/health/ready", Cancellation);
            reason = await answer.Content.ReadAsStringAsync(Cancellation);
            return answer.StatusCode == HttpStatusCode.ServiceUnavailable && reason.Contains(_user, StringComparison.Ordinal);
        }, "unready", Cancellation);
        foreach (var part in reasons) WebUtility.HtmlDecode(reason).Replace("\\u0027", "'", StringComparison.Ordinal).ShouldContain(part);
    }

    /// <summary>Neo4j looks at the password of a request twice. Those that were between the two looks at the change may lock the user, for
    /// a moment and once.</summary>
    private Task OwnerGetsInAsync(string password) => Until.TrueAsync(async () =>
    {
        await using var owner = await OwnerAsync(password);
        try
        {
            await owner.ConnectAsync(Cancellation);
            return true;
        }
        catch (GraphUnavailableException)
        {
            return false;
        }
    }, "the owner gets in", Cancellation);

    private async Task<IGraph> OwnerAsync(string password)
    {
        var neo4j = (await Servers.GetAsync()).Neo4j;
        return Graph.Open(new GraphOptions { Uri = neo4j.Uri, Username = _user, Password = password }, TimeProvider.System);
    }

    private async Task SystemAsync(string command)
    {
        var neo4j = (await Servers.GetAsync()).Neo4j;
        var options = new GraphOptions { Uri = neo4j.Uri, Username = neo4j.User, Password = neo4j.Password, Database = "system" };
        await using var system = Graph.Open(options, TimeProvider.System);
        await system.RunAutoCommitAsync(new CypherStatement(command), Cancellation);
    }
}
