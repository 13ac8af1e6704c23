namespace GraphSync.Migration;

/// <summary>What the bridge does with a column, which decides whether a NOT NULL on it can stay.</summary>
internal enum ColumnUsage
{
    /// <summary>Only reads it, or always gives it a value.</summary>
    ReadOrGiven,

    /// <summary>May leave it out of an INSERT: NOT NULL needs a default.</summary>
    MayBeOmitted,

    /// <summary>May write null: NOT NULL cannot stay.</summary>
    MayBeNull,
}

/// <summary>A column that the contract names.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type, as <c>format_type</c> writes it.</param>
/// <param name="Usage">What the bridge does with it.</param>
/// <param name="Default">The default of a column that is made, or null.</param>
/// <param name="AlsoServe">Other types that serve as well, since only reading casts meet them.</param>
internal sealed record ExpectedColumn(string Name, string Type, ColumnUsage Usage, string? Default, params string[] AlsoServe)
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
internal sealed record ExpectedTable(string Name, bool Inserted, string[][] Keys, params ExpectedColumn[] Columns)
{
    /// <summary>The column of that name, or null.</summary>
    public ExpectedColumn? Find(string name) => Array.Find(Columns, c => c.Name == name);
}

/// <summary>The tables that the bridge shares with its users. A test holds it together with <c>V0001__tables.sql</c>.</summary>
internal static class ExpectedSchema
{
    /// <summary>Columns in the order of the first migration.</summary>
    public static IReadOnlyList<ExpectedTable> Tables { get; } =
    [
        new("artifacts", false, [["id"]],
            Text("id"), Text("artifact_type"), Text("title"), Text("created_by"),
            new("quality_score", "double precision", ColumnUsage.ReadOrGiven, null, "real", "numeric", "integer"),
            Text("source_artifact_id", ColumnUsage.MayBeNull), Int("source_version", ColumnUsage.MayBeNull),
            Flag("provenance_unknown"), Flag("senate_review_flag"), Now("created_at", ColumnUsage.ReadOrGiven)),
        new("model_versions", false, [["artifact_id"], ["model_id", "version_number"]],
            Text("artifact_id"), Text("model_id"), Int("version_number", ColumnUsage.ReadOrGiven), Text("parent_version_id"),
            Text("trained_by"), Text("eval_dataset_artifact_id"), Text("benchmark_id"), Text("scorer"),
            Instant("promoted_at", ColumnUsage.ReadOrGiven), Now("created_at", ColumnUsage.ReadOrGiven)),
        new("datasets", false, [["id"]], Text("id"), Text("title"), Text("created_by")),
        new("kg_edges", true, [["id"]],
            Text("id"), Text("source_id"), Text("source_type", ColumnUsage.MayBeNull), Text("relation"), Text("target_id"),
            Text("target_type", ColumnUsage.MayBeNull), new("confidence", "double precision", ColumnUsage.MayBeNull, null),
            Text("source_artifact_id", ColumnUsage.MayBeNull), Int("source_version", ColumnUsage.MayBeNull),
            Flag("provenance_unknown"), Flag("senate_review_flag"), Json("inference_input"),
            Text("rescored_by_artifact_id", ColumnUsage.MayBeNull), Int("rescored_version", ColumnUsage.MayBeNull),
            Instant("rescored_at", ColumnUsage.MayBeNull),
            Now("created_at", ColumnUsage.MayBeOmitted), Now("updated_at", ColumnUsage.MayBeOmitted)),
        new("world_model_improvements", true, [["id"]],
            Text("id"), Text("event_type"), Text("target_artifact_id"), new("detection_metadata", "jsonb", ColumnUsage.ReadOrGiven, null),
            Now("detected_at", ColumnUsage.MayBeOmitted)),
        new("wallets", true, [["agent_id"]],
            Text("agent_id"), Utok("balance_utok", "0"), Utok("heat_utok", "0"), new("heat_day", "date", ColumnUsage.MayBeNull, null)),
        new("wallet_ledger", true, [["event_id", "agent_id", "kind"]],
            Id("id"), Text("event_id"), Text("agent_id"), Utok("amount_utok", "0"), Text("kind"), Json("detail"),
            Now("created_at", ColumnUsage.MayBeOmitted)),
        new("credit_events", true, [["event_id"]],
            Text("event_id"), Text("status"), Text("reason", ColumnUsage.MayBeNull), Utok("pool_utok", null), Json("flows"),
            Now("processed_at", ColumnUsage.MayBeOmitted)),
        new("demurrage_rules", false, [["agent_id"]],
            Text("agent_id"), new("cap_utok", "bigint", ColumnUsage.ReadOrGiven, null), Int("decay_ppm_per_day", ColumnUsage.ReadOrGiven)),
        new("tool_calls", true, [["id"]],
            Id("id"), Text("tool_name"), Text("status"), Json("inputs"), Json("outputs"), Text("error", ColumnUsage.MayBeNull),
            Now("started_at", ColumnUsage.MayBeOmitted),
            new("duration_ms", "bigint", ColumnUsage.MayBeNull, null, "integer", "numeric", "double precision")),
    ];

    /// <summary>The bridge's own tables, with the columns without which a table of that name is somebody else's.</summary>
    public static IReadOnlyDictionary<string, string[]> OwnTables { get; } = new Dictionary<string, string[]>
    {
        ["bridge_inbox"] = ["id", "source_table", "row_id", "enqueued_at"],
        ["bridge_inbox_rejects"] = ["source_table", "row_id", "reason", "at"],
        ["bridge_watch"] = ["source_table", "signature", "taken_at"],
        ["bridge_lease"] = ["job", "epoch", "run", "backend_pid", "heartbeat_at", "holder"],
        ["bridge_attribution"] = ["day", "method", "edges", "counted_at"],
        ["bridge_installation"] = ["installed_at"],
        ["mirror_rejects"] = ["id", "kind", "row_id", "reason", "row", "created_at"],
        ["schedule_runs"] = ["job", "last_success_at", "last_attempt_at", "last_error"],
        ["edge_reviews"] = ["id", "edge_id", "seq", "decision", "reviewer", "undone_by", "decided_at"],
        ["backfill_slices"] = ["run", "after_id", "last_id", "edges", "planned_at", "done_at", "outcome"],
        ["bridge_import"] = ["only_row", "after_id", "saved_at"],
    };

    private static ExpectedColumn Text(string name, ColumnUsage usage = ColumnUsage.ReadOrGiven) => new(name, "text", usage, null);

    private static ExpectedColumn Id(string name) => new(name, "text", ColumnUsage.MayBeOmitted, "gen_random_uuid()::text");

    private static ExpectedColumn Int(string name, ColumnUsage usage) => new(name, "integer", usage, null);

    private static ExpectedColumn Flag(string name) => new(name, "boolean", ColumnUsage.MayBeOmitted, "false");

    private static ExpectedColumn Json(string name) => new(name, "jsonb", ColumnUsage.MayBeNull, null);

    private static ExpectedColumn Utok(string name, string? byDefault) =>
        new(name, "bigint", byDefault is null ? ColumnUsage.MayBeNull : ColumnUsage.MayBeOmitted, byDefault);

    private static ExpectedColumn Instant(string name, ColumnUsage usage) => new(name, "timestamp with time zone", usage, null);

    private static ExpectedColumn Now(string name, ColumnUsage usage) => new(name, "timestamp with time zone", usage, "now()");
}
