using System.Text.Json;
using GraphSync.Credit;
using GraphSync.Inbound;
using GraphSync.Postgres;
using Support;

namespace GraphSync.Tests.Credit;

/// <summary>A bridge with the rows that credit is about, and what is asked of them again and again.</summary>
internal sealed class CreditWorld(TestBridge bridge) : IAsyncDisposable
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    public TestBridge Bridge => bridge;

    public static async Task<CreditWorld> CreateAsync(ServersFixture servers) => new(await TestBridge.CreateAsync(servers));

    /// <summary>§8's worked example, three days after the last pay.</summary>
    public static async Task<CreditWorld> WorkedExampleAsync(ServersFixture servers)
    {
        var world = await CreateAsync(servers);
        await world.DatasetAsync("D1", "cora");
        await world.DatasetAsync("D0", "carl");
        await world.BenchmarkAsync("B1", "ben");
        await world.VersionAsync("M1", 1, "tess", dataset: "D0", benchmark: "B1");
        await world.VersionAsync("M2", 2, "tess", dataset: "D1", benchmark: "B1", parent: "M1");
        await world.Bridge.SqlAsync("""
            INSERT INTO wallets (agent_id, balance_utok, heat_utok, heat_day) VALUES
                ('tess', 210000, 210000, '2026-03-01'), ('ben', 250000, 250000, '2026-03-01')
            """);
        await world.Bridge.CypherAsync("""
            CREATE (m2:ModelVersion {id: 'M2'}), (m1:ModelVersion {id: 'M1'}),
                (d1:Dataset {id: 'D1'}), (d0:Dataset {id: 'D0'}), (b:Benchmark {id: 'B1'}), (r:EvalRun {id: 'R1'}),
                (m2)-[:RELIED_ON {role: 'dataset', weight: 4}]->(d1), (m2)-[:RELIED_ON {role: 'benchmark', weight: 2}]->(b),
                (m1)-[:RELIED_ON {role: 'dataset', weight: 3}]->(d0), (r)-[:RELIED_ON {weight: 1}]->(b), (d1)-[:RELIED_ON {weight: 1}]->(d0)
            """);
        await world.PromoteAsync("R1", "M1", "M2", "rui");
        return world;
    }

    public Task<CreditReport> PayAsync(bool dryRun = false) =>
        bridge.RunAsync(new CreditRequest { DryRun = dryRun }, TestContext.Current.CancellationToken);

    public Task<CreditExplanation> ExplainAsync(string eventId) =>
        bridge.Get<CreditExplainer>().ReadAsync(eventId, TestContext.Current.CancellationToken);

    public async Task<IReadOnlyList<Payout>> ReverseAsync(string eventId, string why = "a mistake") =>
        (await bridge.RunAsync(new ReverseRequest(eventId, why), TestContext.Current.CancellationToken)).Lines;

    public async Task VersionAsync(
        string id, int number, string? trainer, string? dataset = null, string? benchmark = null, string? parent = null)
    {
        await bridge.SqlAsync("INSERT INTO artifacts (id, artifact_type) VALUES (@id, 'model')", new { id });
        await bridge.SqlAsync("""
            INSERT INTO model_versions
                (artifact_id, model_id, version_number, trained_by, eval_dataset_artifact_id, benchmark_id, parent_version_id)
            VALUES (@id, 'm', @number, @trainer, @dataset, @benchmark, @parent)
            """, new { id, number, trainer, dataset, benchmark, parent });
    }

    public Task DatasetAsync(string id, string? curator) =>
        bridge.SqlAsync("INSERT INTO datasets (id, created_by) VALUES (@id, @curator)", new { id, curator });

    public Task BenchmarkAsync(string id, string? author) =>
        bridge.SqlAsync("INSERT INTO artifacts (id, artifact_type, created_by) VALUES (@id, 'benchmark', @author)", new { id, author });

    public Task PromoteAsync(string id, string? parent, string child, string? runner = null, object? pool = null, DateTimeOffset? at = null)
    {
        var metadata = new Dictionary<string, object?>
        {
            ["parent_artifact_id"] = parent,
            ["child_artifact_id"] = child,
            ["eval_runner"] = runner,
        };
        if (pool is not null) metadata["credit_pool_utok"] = pool;
        return EventAsync(id, EventType.Promotion, child, metadata, at);
    }

    public Task EdgeEventAsync(string id, string edge, object? pool = null, DateTimeOffset? at = null) =>
        EventAsync(id, EventType.Edge, edge, pool is null ? [] : new Dictionary<string, object?> { ["credit_pool_utok"] = pool }, at);

    public async Task<Dictionary<string, long>> LinesAsync(string eventId) => (await bridge.SqlRowsAsync<Payout>("""
        SELECT agent_id AS "AgentId", amount_utok AS "AmountUtok", kind AS "Kind" FROM wallet_ledger
        WHERE event_id = @eventId AND kind <> 'reversal'
        """, new { eventId })).ToDictionary(line => line.AgentId, line => line.AmountUtok);

    public Task<IReadOnlyList<string>> WalletsAsync() => bridge.SqlRowsAsync<string>(
        "SELECT concat_ws(' ', agent_id, balance_utok, heat_utok, heat_day) FROM wallets ORDER BY agent_id COLLATE \"C\"");

    public async Task<(string? Status, string? Reason)> EventAsync(string eventId)
    {
        var rows = await bridge.SqlRowsAsync<Dealt>(
            "SELECT status AS \"Status\", reason AS \"Reason\" FROM credit_events WHERE event_id = @eventId", new { eventId });
        return rows is [var row] ? (row.Status, row.Reason) : (null, null);
    }

    /// <summary>Every wallet holds what its lines add up to, and every paid event's lines add up to its pool.</summary>
    public async Task BooksShouldBalanceAsync()
    {
        (await bridge.SqlRowsAsync<string>("""
            SELECT w.agent_id FROM wallets w LEFT JOIN wallet_ledger l USING (agent_id)
            GROUP BY w.agent_id, w.balance_utok HAVING w.balance_utok <> coalesce(sum(l.amount_utok), 0)
            """)).ShouldBeEmpty();
        (await bridge.SqlRowsAsync<string>("""
            SELECT c.event_id FROM credit_events c LEFT JOIN wallet_ledger l USING (event_id)
            GROUP BY c.event_id HAVING coalesce(sum(l.amount_utok), 0) <> CASE c.status WHEN 'paid' THEN c.pool_utok ELSE 0 END
            """)).ShouldBeEmpty();
    }

    public ValueTask DisposeAsync() => bridge.DisposeAsync();

    private Task EventAsync(string id, string type, string target, Dictionary<string, object?> metadata, DateTimeOffset? at) =>
        bridge.SqlAsync("""
            INSERT INTO world_model_improvements (id, event_type, target_artifact_id, detection_metadata, detected_at)
            VALUES (@id, @type, @target, @json::jsonb, @at)
            """, new { id, type, target, json = JsonSerializer.Serialize(metadata), at = (at ?? Noon).UtcDateTime });

    private sealed record Dealt(string Status, string? Reason);
}
