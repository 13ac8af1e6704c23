using Dapper;
using GraphSync.Inbound;
using GraphSync.Postgres;
using Npgsql;

namespace GraphSync.Migration;

/// <summary>
/// Columns, functions, triggers and an index that tables need whoever made them: looked at on every run, made where they are
/// missing or changed. What the role may not do is collected for the owner.
/// </summary>
internal sealed class SchemaObjects(NpgsqlConnection connection, ExistingSchema existing, CancellationToken cancellationToken)
{
    private const string Folder = "Migration/Triggers/";
    private readonly List<string> _columns = [];
    private readonly List<string> _made = [];
    private readonly List<string> _forOwner = [];

    public IReadOnlyList<string> Columns => _columns;

    public IReadOnlyList<string> Made => _made;

    /// <summary>Statements that the role may not run, in order.</summary>
    public IReadOnlyList<string> ForOwner => _forOwner;

    /// <summary>Makes what is missing. Each statement is its own transaction, so a run that was cut off goes on where it stopped.</summary>
    /// <returns>Rows taken into the inbox.</returns>
    public async Task<long> RunAsync()
    {
        foreach (var (table, column) in existing.MissingColumns())
            await TryAsync(AddColumn(table, column), _columns, $"{table.Name}.{column.Name}").ConfigureAwait(false);
        await MakeIndexAsync().ConfigureAwait(false);
        await MakeFunctionsAsync().ConfigureAwait(false);
        await MakeTriggersAsync().ConfigureAwait(false);
        await AskForRightsAsync().ConfigureAwait(false);
        return _forOwner.Count > 0 ? 0 : await TakeWholeAsync().ConfigureAwait(false);
    }

    /// <summary>Rows that exist get a constant default, but no instant or id that they never had.</summary>
    private string AddColumn(ExpectedTable table, ExpectedColumn column)
    {
        var name = Sql.Quote(column.Name);
        var head = $"ALTER TABLE {existing.Qualified(table.Name)} ADD COLUMN {name} {column.Type}";
        return column.Default is null ? head
            : column.HasConstantDefault ? $"{head} DEFAULT {column.Default}"
            : $"{head}, ALTER COLUMN {name} SET DEFAULT {column.Default}";
    }

    private async Task MakeIndexAsync()
    {
        if (await connection.ScalarAsync<bool>("Migration/has-source-index.sql", null, cancellationToken).ConfigureAwait(false))
            return;
        var sql = $"CREATE INDEX ON {existing.Qualified("kg_edges")} (source_artifact_id)";
        await TryAsync(sql, _made, "kg_edges.source_artifact_id").ConfigureAwait(false);
    }

    private async Task MakeFunctionsAsync()
    {
        var files = Sql.List("Migration/Functions");
        var names = files.Select(f => Path.GetFileNameWithoutExtension(f)!).ToArray();
        var present = (await ReadAsync<(string Name, string Body, bool IsSafe)>("functions", new { names }).ConfigureAwait(false))
            .ToDictionary(f => f.Name);
        foreach (var (file, name) in files.Zip(names))
        {
            var sql = Sql.Load(file);
            if (present.TryGetValue(name, out var f) && f.IsSafe && f.Body == sql.Split("$body$")[1])
                continue;
            await TryAsync(Render(sql, ""), _made, name + "()").ConfigureAwait(false);
        }
    }

    private async Task MakeTriggersAsync()
    {
        var present = await ReadTriggersAsync().ConfigureAwait(false);
        var owners = (await ReadAsync<(string Table, string Owner)>("owners", new { tables = WatchedTables }).ConfigureAwait(false))
            .ToDictionary(o => o.Table, o => o.Owner);
        foreach (var wanted in WatchedTables.SelectMany(Wanted))
        {
            var found = present.FirstOrDefault(t => t.Table == wanted.Table && t.Name == wanted.Name);
            if (found is not null && wanted.IsMetBy(found))
                continue;
            await MakeTriggerAsync(wanted, found is not null, owners.GetValueOrDefault(wanted.Table)).ConfigureAwait(false);
        }
    }

    private async Task MakeTriggerAsync(WantedTrigger wanted, bool exists, string? owner)
    {
        var make = Render(Sql.Load($"{Folder}{wanted.Name}.sql"), wanted.Table);
        if (exists && !await TryAsync($"DROP TRIGGER {wanted.Name} ON {existing.Qualified(wanted.Table)}", null, "").ConfigureAwait(false))
            _forOwner.Add(make);
        else if (await TryAsync(make, _made, $"{wanted.Table}.{wanted.Name}").ConfigureAwait(false))
            return;
        var grant = $"GRANT EXECUTE ON FUNCTION {Sql.Quote(existing.Schema)}.{wanted.Function}() TO {owner}";
        if (owner is not null) await TryAsync(grant, null, "").ConfigureAwait(false);
    }

    private async Task AskForRightsAsync() => _forOwner.AddRange(await ReadAsync<string>("rights", new
    {
        tables = ExpectedSchema.Tables.Select(t => t.Name).ToArray(),
        inserted = ExpectedSchema.Tables.Where(t => t.Inserted).Select(t => t.Name).ToArray(),
    }).ConfigureAwait(false));

    /// <summary>
    /// A table whose triggers are not those under which it was last taken whole is taken again. Whoever made them: a
    /// transaction that wrote before they were there has ended, since making a trigger waits for it.
    /// </summary>
    private async Task<long> TakeWholeAsync()
    {
        var signatures = (await ReadTriggersAsync().ConfigureAwait(false))
            .GroupBy(t => t.Table).ToDictionary(g => g.Key, g => string.Join(',', g.Select(t => t.Identity)));
        const string sql = "SELECT source_table, signature FROM bridge_watch";
        var taken = (await connection.QueryAsync<(string Table, string Signature)>(sql).ConfigureAwait(false))
            .ToDictionary(t => t.Table, t => t.Signature);
        var due = InboxRefill.Tables.Where(t => taken.GetValueOrDefault(t) != signatures[t]).ToArray();
        if (due.Length == 0)
            return 0;
        return await connection.InTransactionAsync(async transaction =>
        {
            var rows = await InboxRefill.RunAsync(connection, due, cancellationToken).ConfigureAwait(false);
            foreach (var table in due)
            {
                var watch = new { table, signature = signatures[table] };
                await connection.RunAsync("Migration/watch-taken.sql", watch, cancellationToken, transaction).ConfigureAwait(false);
            }
            return rows;
        }, cancellationToken).ConfigureAwait(false);
    }

    private static readonly string[] WatchedTables = [.. InboxRefill.Tables, "wallet_ledger"];

    private IEnumerable<WantedTrigger> Wanted(string table) => table switch
    {
        "wallet_ledger" => [new(table, "bridge_append_only", 2 + 8 + 16 + 32, "bridge_refuse_change")],
        _ when existing.Has(table) && existing.Kind(table) == 'p' => [new(table, "bridge_inbox_row", 1 + 4 + 16, "bridge_enqueue_row")],
        _ => [new(table, "bridge_inbox_insert", 4, "bridge_enqueue"), new(table, "bridge_inbox_update", 16, "bridge_enqueue")],
    };

    private Task<IReadOnlyList<ExistingTrigger>> ReadTriggersAsync() =>
        ReadAsync<ExistingTrigger>("triggers", new { tables = WatchedTables });

    /// <summary>Runs a statement; where the role may not, keeps it for the owner.</summary>
    private async Task<bool> TryAsync(string sql, List<string>? done, string name)
    {
        try
        {
            var command = new CommandDefinition(sql, commandTimeout: 0, cancellationToken: cancellationToken);
            await connection.ExecuteAsync(command).ConfigureAwait(false);
            done?.Add(name);
            return true;
        }
        // An index on a column that only the owner can add is the owner's to make, too.
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.UndefinedColumn)
        {
            _forOwner.Add(sql);
            return false;
        }
    }

    private string Render(string sql, string table) => sql.Trim()
        .Replace("{schema}", Sql.Quote(existing.Schema), StringComparison.Ordinal)
        .Replace("{table}", existing.Qualified(table), StringComparison.Ordinal)
        .Replace("{name}", table, StringComparison.Ordinal);

    private Task<IReadOnlyList<T>> ReadAsync<T>(string name, object parameters) =>
        connection.ReadAsync<T>($"Migration/{name}.sql", parameters, cancellationToken);
}

/// <summary>A trigger as it should be; <paramref name="Shape"/> as in <c>pg_trigger.tgtype</c>.</summary>
internal sealed record WantedTrigger(string Table, string Name, int Shape, string Function)
{
    public bool IsMetBy(ExistingTrigger t) =>
        t.IsLive && t.Shape == Shape && t.Function == Function
        && t.Arguments == (Function.StartsWith("bridge_enqueue", StringComparison.Ordinal) ? Table + @"\000" : "");
}

/// <summary>A row of <c>triggers.sql</c>.</summary>
internal sealed record ExistingTrigger(string Table, string Name, int Shape, string Function, string Arguments, bool IsLive,
    string Identity);
