namespace GraphSync.Migration;

/// <summary>A trigger as it should be.</summary>
/// <param name="Name">Its name, and its file's.</param>
/// <param name="Shape">As in <c>pg_trigger.tgtype</c>.</param>
/// <param name="Function">What it runs.</param>
internal sealed record WantedTrigger(string Name, int Shape, string Function)
{
    private const int Row = 1, Before = 2, Insert = 4, Delete = 8, Update = 16, Truncate = 32;

    /// <summary>Whether it guards the books: nothing passes it by, not even a replica's session.</summary>
    public bool IsGuard => !Function.StartsWith("bridge_enqueue", StringComparison.Ordinal);

    /// <summary>The triggers that a table should have, or a partition or child of it. Statement triggers stand on each, since a partition
    /// may be written to directly. PostgreSQL copies a partitioned table's row triggers to every partition, also to one that is attached
    /// later.</summary>
    public static IEnumerable<WantedTrigger> Of(ExistingTrigger at) => at.Table switch
    {
        "wallet_ledger" =>
        [
            new("bridge_append_only", Before + Delete + Update + Truncate, "bridge_refuse_change"),
            .. at is { IsRoot: true, IsPartitioned: true }
                ? [new("bridge_append_only_row", Row + Before + Delete + Update, "bridge_refuse_change")] : (WantedTrigger[])[],
        ],
        "credit_events" =>
        [
            new("bridge_keep_settled", Before + Truncate, "bridge_refuse_change"),
            .. at.IsRoot || !at.IsPartitioned
                ? [new("bridge_keep_settled_row", Row + Before + Delete + Update, "bridge_refuse_resettling")] : (WantedTrigger[])[],
        ],
        _ when !at.IsRoot => [],
        _ when at.IsPartitioned => [new("bridge_inbox_row", Row + Insert + Update, "bridge_enqueue_row")],
        _ => [new("bridge_inbox_insert", Insert, "bridge_enqueue"), new("bridge_inbox_update", Update, "bridge_enqueue")],
    };

    /// <summary>Whether one that is there is as it should be.</summary>
    public bool IsMetBy(ExistingTrigger t) => t.IsLive && t.Shape == Shape && t.Function == Function
        && (IsGuard ? t.IsAlways && t.Arguments!.Length == 0 : t.Arguments == t.Table + @"\000");
}

/// <summary>A row of <c>triggers.sql</c>: a trigger on a relation, or a relation that has none.</summary>
/// <param name="Table">The table of ours that the relation is, or belongs to.</param>
/// <param name="IsPartitioned">Whether that table is.</param>
/// <param name="Relation">Schema and name, quoted.</param>
/// <param name="IsRoot">Whether it is that table itself.</param>
/// <param name="Name">The trigger's; null where there is none, and so are the others.</param>
/// <param name="Shape">As in <c>pg_trigger.tgtype</c>.</param>
/// <param name="Function">What it runs.</param>
/// <param name="Arguments">As PostgreSQL stores them.</param>
/// <param name="IsLive">Whether it fires in ordinary sessions, for every row, and runs a function of our schema.</param>
/// <param name="IsAlways">Whether it fires in a replica's session, too.</param>
/// <param name="Identity">Another one for a trigger that was made anew.</param>
internal sealed record ExistingTrigger(string Table, bool IsPartitioned, string Relation, bool IsRoot, string? Name, int Shape,
    string? Function, string? Arguments, bool IsLive, bool IsAlways, string? Identity);

/// <summary>A trigger that is missing, disabled or changed.</summary>
/// <param name="Wanted">As it should be.</param>
/// <param name="At">The relation that should have it.</param>
/// <param name="Exists">Whether one of that name is there.</param>
internal sealed record MissingTrigger(WantedTrigger Wanted, ExistingTrigger At, bool Exists);
