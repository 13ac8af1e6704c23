namespace GraphSync.Postgres;

/// <summary>What the bridge does with a column, which decides whether a NOT NULL on it can stay.</summary>
internal enum Use
{
    /// <summary>Only reads it, or always gives it a value.</summary>
    Settled,

    /// <summary>May leave it out of an INSERT: NOT NULL needs a default.</summary>
    LeftOut,

    /// <summary>May write null: NOT NULL cannot stay.</summary>
    Nulled,
}

/// <summary>A column that the contract names.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type, as <c>format_type</c> writes it.</param>
/// <param name="Use">What the bridge does with it.</param>
/// <param name="Default">The default of a column that is made, or null.</param>
/// <param name="AlsoServe">Other types that serve as well, since only reading casts meet them.</param>
internal sealed record ContractColumn(string Name, string Type, Use Use, string? Default, params string[] AlsoServe)
{
    /// <summary>Whether a column of that type can serve. A varchar without limit is text by another name.</summary>
    public bool IsServedBy(string type) =>
        type == Type || (Type == "text" && type == "character varying")
        || (Type == "timestamp with time zone" && type == "timestamp(6) with time zone") || AlsoServe.Contains(type.Split('(')[0]);

    /// <summary>Whether the default is the same for every row, so that rows which exist may get it too.</summary>
    public bool HasConstantDefault => Default is not null && !Default.Contains('(', StringComparison.Ordinal);
}

/// <summary>A table that the contract names.</summary>
/// <param name="Name">Its name, in the schema that is current.</param>
/// <param name="Inserted">Whether the bridge inserts rows into it.</param>
/// <param name="Keys">Column sets that must be unique; the first is the primary key where none exists.</param>
/// <param name="Columns">Its columns.</param>
internal sealed record ContractTable(string Name, bool Inserted, string[][] Keys, params ContractColumn[] Columns)
{
    /// <summary>The column of that name, or null.</summary>
    public ContractColumn? Find(string name) => Array.Find(Columns, c => c.Name == name);
}

/// <summary>The tables that the bridge shares with its users. A test holds it together with <c>V0001__tables.sql</c>.</summary>
internal static class Contract
{
    /// <summary>Columns in the order of the first migration.</summary>
    public static IReadOnlyList<ContractTable> Tables { get; } =
    [
        new("artifacts", false, [["id"]],
            Text("id"), Text("artifact_type"), Text("title"), Text("created_by"),
            new("quality_score", "double precision", Use.Settled, null, "real", "numeric", "integer"),
            Text("source_artifact_id", Use.Nulled), Int("source_version", Use.Nulled),
            Flag("provenance_unknown"), Flag("senate_review_flag"), Now("created_at", Use.Settled)),
        new("model_versions", false, [["artifact_id"], ["model_id", "version_number"]],
            Text("artifact_id"), Text("model_id"), Int("version_number", Use.Settled), Text("parent_version_id"), Text("trained_by"),
            Text("eval_dataset_artifact_id"), Text("benchmark_id"), Text("scorer"), Instant("promoted_at", Use.Settled),
            Now("created_at", Use.Settled)),
        new("datasets", false, [["id"]], Text("id"), Text("title"), Text("created_by")),
        new("kg_edges", true, [["id"]],
            Text("id"), Text("source_id"), Text("source_type", Use.Nulled), Text("relation"), Text("target_id"),
            Text("target_type", Use.Nulled), new("confidence", "double precision", Use.Nulled, null),
            Text("source_artifact_id", Use.Nulled), Int("source_version", Use.Nulled),
            Flag("provenance_unknown"), Flag("senate_review_flag"), Json("inference_input"),
            Text("rescored_by_artifact_id", Use.Nulled), Int("rescored_version", Use.Nulled), Instant("rescored_at", Use.Nulled),
            Now("created_at", Use.LeftOut), Now("updated_at", Use.LeftOut)),
        new("world_model_improvements", true, [["id"]],
            Text("id"), Text("event_type"), Text("target_artifact_id"), new("detection_metadata", "jsonb", Use.Settled, null),
            Now("detected_at", Use.LeftOut)),
        new("wallets", true, [["agent_id"]],
            Text("agent_id"), Utok("balance_utok", "0"), Utok("heat_utok", "0"), new("heat_day", "date", Use.Nulled, null)),
        new("wallet_ledger", true, [["event_id", "agent_id", "kind"]],
            Id("id"), Text("event_id"), Text("agent_id"), Utok("amount_utok", "0"), Text("kind"), Json("detail"),
            Now("created_at", Use.LeftOut)),
        new("credit_events", true, [["event_id"]],
            Text("event_id"), Text("status"), Text("reason", Use.Nulled), Utok("pool_utok", null), Json("flows"),
            Now("processed_at", Use.LeftOut)),
        new("demurrage_rules", false, [["agent_id"]],
            Text("agent_id"), new("cap_utok", "bigint", Use.Settled, null), Int("decay_ppm_per_day", Use.Settled)),
        new("tool_calls", true, [["id"]],
            Id("id"), Text("tool_name"), Text("status"), Json("inputs"), Json("outputs"), Text("error", Use.Nulled),
            Now("started_at", Use.LeftOut), new("duration_ms", "bigint", Use.Nulled, null, "integer", "numeric", "double precision")),
    ];

    /// <summary>The bridge's own tables, with the columns without which a table of that name is somebody else's.</summary>
    public static IReadOnlyDictionary<string, string[]> OwnTables { get; } = new Dictionary<string, string[]>
    {
        ["bridge_inbox"] = ["id", "source_table", "row_id", "enqueued_at"],
        ["bridge_watch"] = ["source_table", "signature", "taken_at"],
        ["bridge_lease"] = ["job", "epoch", "run", "backend_pid", "heartbeat_at", "holder"],
        ["bridge_installation"] = ["installed_at"],
        ["mirror_rejects"] = ["id", "kind", "row_id", "reason", "row", "created_at"],
        ["schedule_runs"] = ["job", "last_success_at", "last_attempt_at", "last_error"],
    };

    private static ContractColumn Text(string name, Use use = Use.Settled) => new(name, "text", use, null);

    private static ContractColumn Id(string name) => new(name, "text", Use.LeftOut, "gen_random_uuid()::text");

    private static ContractColumn Int(string name, Use use) => new(name, "integer", use, null);

    private static ContractColumn Flag(string name) => new(name, "boolean", Use.LeftOut, "false");

    private static ContractColumn Json(string name) => new(name, "jsonb", Use.Nulled, null);

    private static ContractColumn Utok(string name, string? byDefault) =>
        new(name, "bigint", byDefault is null ? Use.Nulled : Use.LeftOut, byDefault);

    private static ContractColumn Instant(string name, Use use) => new(name, "timestamp with time zone", use, null);

    private static ContractColumn Now(string name, Use use) => new(name, "timestamp with time zone", use, "now()");
}
