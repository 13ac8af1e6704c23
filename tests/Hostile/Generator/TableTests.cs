using GraphQueries.Rescore;
using GraphSync.Backfill;
using GraphSync.Credit;
using GraphSync.Import;
using GraphSync.Postgres;
using GraphSync.Rescore;
using GraphSync.Sync;
using Microsoft.Extensions.Options;
using Npgsql;
using Support;

namespace Hostile.Generator;

/// <summary>Whatever a column of the users' tables holds, the row is carried, waits or is put aside with its reason, and the work for
/// all other rows is done.</summary>
public sealed class TableTests(ServersFixture servers, Tally tally) : BridgeTest(servers)
{
    private const int RowsOfEachColumn = 14;

    // The row is inserted whole; the column is set afterwards.
    private static readonly Table[] Tables =
    [
        new("artifacts", "id", "INSERT INTO artifacts (id, artifact_type) VALUES (@id, 'model'); "
            + "INSERT INTO model_versions (artifact_id, model_id, version_number) VALUES (@id, @id, 1)",
            [("title", "text", ValueKind.Text), ("created_by", "text", ValueKind.Text), ("artifact_type", "text", ValueKind.Text),
                ("quality_score", "float8", ValueKind.Number), ("created_at", "timestamptz", ValueKind.Instant)]),
        new("model_versions", "artifact_id", "INSERT INTO artifacts (id, artifact_type) VALUES (@id, 'model'); "
            + "INSERT INTO model_versions (artifact_id, model_id, version_number) VALUES (@id, @id, 1)",
            [("model_id", "text", ValueKind.Text), ("version_number", "int", ValueKind.Number),
                ("parent_version_id", "text", ValueKind.Text), ("trained_by", "text", ValueKind.Text),
                ("eval_dataset_artifact_id", "text", ValueKind.Text), ("benchmark_id", "text", ValueKind.Text),
                ("scorer", "text", ValueKind.Text), ("promoted_at", "timestamptz", ValueKind.Instant),
                ("created_at", "timestamptz", ValueKind.Instant)]),
        new("world_model_improvements", "id", "INSERT INTO world_model_improvements VALUES (@id, 'model_version_promoted', 'v2', "
            + "'{\"parent_artifact_id\": \"v1\", \"child_artifact_id\": \"v2\", \"eval_runner\": \"eve\"}', now())",
            [("event_type", "text", ValueKind.Text), ("target_artifact_id", "text", ValueKind.Text),
                ("detection_metadata", "jsonb", ValueKind.Json), ("detected_at", "timestamptz", ValueKind.Instant)]),
        new("tool_calls", "id", "INSERT INTO tool_calls (id, outputs) "
            + "VALUES (@id, '{\"source_artifact_id\": \"g1\", \"source_version\": 1}')",
            [("outputs", "jsonb", ValueKind.Json), ("inputs", "jsonb", ValueKind.Json), ("tool_name", "text", ValueKind.Text),
                ("started_at", "timestamptz", ValueKind.Instant), ("duration_ms", "bigint", ValueKind.Number)]),
        new("datasets", "id", "INSERT INTO datasets (id) VALUES (@id)",
            [("title", "text", ValueKind.Text), ("created_by", "text", ValueKind.Text)]),
        new("demurrage_rules", "agent_id", "INSERT INTO demurrage_rules VALUES (@id, 1, 1)",
            [("cap_utok", "bigint", ValueKind.Number), ("decay_ppm_per_day", "int", ValueKind.Number)]),
        new("wallets", "agent_id", "INSERT INTO wallets (agent_id) VALUES (@id)",
            [("balance_utok", "bigint", ValueKind.Number), ("heat_utok", "bigint", ValueKind.Number),
                ("heat_day", "date", ValueKind.Instant)]),
        new("kg_edges", "id", "INSERT INTO kg_edges (id, source_id, relation, target_id, confidence) VALUES (@id, 's', 'KG', 't', 0.5)",
            [("source_id", "text", ValueKind.Text), ("source_type", "text", ValueKind.Text), ("target_id", "text", ValueKind.Text),
                ("confidence", "float8", ValueKind.Number), ("source_artifact_id", "text", ValueKind.Text),
                ("source_version", "int", ValueKind.Number), ("inference_input", "jsonb", ValueKind.Json),
                ("rescored_version", "int", ValueKind.Number), ("rescored_at", "timestamptz", ValueKind.Instant),
                ("created_at", "timestamptz", ValueKind.Instant)]),
    ];

    public static TheoryData<string> Names => [.. Tables.Select(table => table.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task AllWork_IsDoneForTheOtherRows(string name)
    {
        await AddGoodRowsAsync();
        var odd = await AddOddRowsAsync(Tables.Single(table => table.Name == name));
        if (name == "kg_edges") await ImportAsync();
        Bridge.Configure<RescoreOptions>(options => options.WindowHours = 0);

        await Bridge.RunAsync(new SyncRequest(Full: true), Cancellation);
        await Bridge.RunAsync(new BackfillRequest(), Cancellation);
        for (var runs = 0; runs < 200; runs++)
        {
            var status = (await Bridge.RunAsync(new RescoreRequest(), Cancellation)).Status;
            if (status == RescoreStatus.NothingDue) break;
            status.ShouldBe(RescoreStatus.Completed);
        }
        var credit = await Bridge.RunAsync(new CreditRequest(), Cancellation);

        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM kg_edges WHERE id LIKE 'good%' AND confidence = 0.25"))
            .ShouldBe(20);
        (await Bridge.SqlValueAsync<string>("SELECT source_artifact_id FROM kg_edges WHERE id = 'trail'")).ShouldBe("g1");
        credit.Paid.ShouldContain(paid => paid.EventId == "good");
        (await Bridge.SqlValueAsync<long>("SELECT count(*) FROM bridge_inbox")).ShouldBe(0);
        (await Bridge.SqlRowsAsync<string>("SELECT reason FROM bridge_inbox_rejects")).ShouldAllBe(reason => reason.Length > 10);
        tally.Add(odd);
    }

    /// <summary>Twenty edges under g1, one with a trail to it, and its promotion to g2, whose people are paid.</summary>
    private async Task AddGoodRowsAsync()
    {
        await Bridge.AddVersionAsync("v1", "v", 1, quality: 1);
        await Bridge.AddVersionAsync("v2", "v", 2, quality: 1);
        await Bridge.AddVersionAsync("g1", "g", 1, quality: 1);
        await Bridge.AddVersionAsync("g2", "g", 2, quality: 0.5);
        await Bridge.SqlAsync("UPDATE model_versions SET trained_by = 'gus' WHERE artifact_id = 'g2'");
        await Bridge.AddEdgesAsync("KG", "g1", 20, "good");
        await Bridge.CypherAsync("MATCH (s:KgNode {id: 's'}), (t:KgNode {id: 't'}) "
            + "CREATE (s)-[:KG {edge_id: 'trail', confidence: 0.5, run_id: 'run', provenance_unknown: true}]->(t)");
        await Bridge.SqlAsync("INSERT INTO tool_calls (id, outputs) VALUES ('run', @outputs::jsonb)",
            new { outputs = """{"source_artifact_id": "g1", "source_version": 1}""" });
        await Bridge.PromoteAsync("good", "g1", "g2");
    }

    /// <returns>How many values PostgreSQL took: no others can be read.</returns>
    private async Task<int> AddOddRowsAsync(Table table)
    {
        var odd = new OddValues(Tally.Seed + table.Name.Length);
        var taken = 0;
        foreach (var (column, type, kind) in table.Columns)
        {
            var set = $"UPDATE {table.Name} SET {column} = @value::{type} WHERE {table.Key} = @id";
            for (var row = 0; row < RowsOfEachColumn; row++)
            {
                var id = row == 0 ? $"{column}-{odd.Text().Replace("\0", "", StringComparison.Ordinal)}" : $"{column}{row}";
                if (await IsTakenAsync(table, id, set, odd.Of(kind))) taken++;
            }
        }
        return taken;
    }

    private async Task<bool> IsTakenAsync(Table table, string id, string set, string value)
    {
        try
        {
            await Bridge.SqlAsync(table.Insert, new { id });
            return await Bridge.SqlAsync(set, new { id, value }) == 1;
        }
        catch (PostgresException e) when (e.SqlState[..2] == "22" || e.SqlState is "54000" or "54001" or "23505")
        {
            return false;
        }
    }

    private async Task ImportAsync()
    {
        await Bridge.SqlAsync("INSERT INTO kg_edges (id, source_id, relation, target_id, confidence) "
            + "VALUES ('import', 's', 'KG', 't', 0.125)");
        await Bridge.RunAsync(new ImportRequest { RejectsFile = Path.Combine(Folder, "rejects.jsonl") }, Cancellation);
        (await Bridge.CypherValueAsync<double>("MATCH ()-[r:KG {edge_id: 'import'}]->() RETURN r.confidence")).ShouldBe(0.125);
    }

    private sealed record Table(string Name, string Key, string Insert, (string Column, string Type, ValueKind Kind)[] Columns);
}
