namespace GraphSync.Migration;

/// <summary>A right on a table, or on one of its columns.</summary>
/// <param name="Table">In the current schema.</param>
/// <param name="Privilege">Such as <c>SELECT</c>.</param>
/// <param name="Column">Empty for the whole table.</param>
internal sealed record Right(string Table, string Privilege, string Column = "");

/// <summary>What the bridge needs of each table, whoever owns it. What is not named here, the bridge never does: it takes no row of the
/// books back, and changes nothing of the users' but what the mirror says of edges.</summary>
internal static class RequiredRights
{
    /// <summary>The rights without which migrating does not come to its end.</summary>
    public static IReadOnlyList<Right> ToMigrate { get; } = [.. Inbound.InboxRefill.Tables.Select(table => new Right(table, "SELECT"))];

    /// <summary>The rights without which some job does not run.</summary>
    public static IReadOnlyList<Right> ToRun { get; } =
    [
        .. On("artifacts", "SELECT"),
        .. Columns("artifacts", "source_artifact_id", "source_version", "provenance_unknown", "senate_review_flag"),
        .. On("model_versions", "SELECT"), .. On("datasets", "SELECT"), .. On("demurrage_rules", "SELECT"),
        .. On("kg_edges", "SELECT", "INSERT", "UPDATE"), .. On("world_model_improvements", "SELECT", "INSERT"),
        .. On("tool_calls", "SELECT", "INSERT", "UPDATE"),
        .. On("wallets", "SELECT", "INSERT", "UPDATE"), .. On("wallet_ledger", "SELECT", "INSERT"),
        .. On("credit_events", "SELECT", "INSERT"), .. Columns("credit_events", "status", "reason", "flows", "processed_at"),
        .. On("bridge_inbox", "SELECT", "INSERT", "DELETE"), .. On("bridge_inbox_rejects", "SELECT", "INSERT", "UPDATE", "DELETE"),
        .. On("bridge_watch", "SELECT", "INSERT", "UPDATE"), .. On("bridge_lease", "SELECT", "INSERT", "UPDATE"),
        .. On("bridge_attribution", "SELECT", "INSERT", "UPDATE"),
        .. On("bridge_installation", "SELECT"), .. On("bridge_migrations", "SELECT"),
        .. On("mirror_rejects", "SELECT", "INSERT", "UPDATE", "DELETE"), .. On("schedule_runs", "SELECT", "INSERT", "UPDATE"),
        .. On("edge_reviews", "SELECT", "INSERT"), .. Columns("edge_reviews", "undone_by"),
        .. On("backfill_slices", "SELECT", "INSERT", "UPDATE", "DELETE"), .. On("bridge_import", "SELECT", "INSERT", "UPDATE", "DELETE"),
    ];

    private static IEnumerable<Right> On(string table, params string[] privileges) => privileges.Select(p => new Right(table, p));

    private static IEnumerable<Right> Columns(string table, params string[] columns) =>
        columns.Select(column => new Right(table, "UPDATE", column));
}
