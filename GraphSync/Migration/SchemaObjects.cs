using Dapper;
using GraphSync.Inbound;
using GraphSync.Postgres;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace GraphSync.Migration;

/// <summary>
/// Columns, functions, triggers and an index that tables need whoever made them: looked at on every run, made where they are
/// missing or changed. What the role may not do is collected for the owner.
/// </summary>
internal sealed class SchemaObjects(NpgsqlConnection connection, ExistingSchema existing, string runner, ILogger logger,
    CancellationToken cancellationToken)
{
    private const string Folder = "Migration/Triggers/";
    private static readonly string[] WatchedTables = [.. InboxRefill.Tables, "wallet_ledger", "credit_events"];
    private static readonly string[] InboxFunctions = ["bridge_enqueue", "bridge_enqueue_row"];

    private readonly InboxWriter _writer = new(connection, logger, cancellationToken);
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
            await MakeAsync(AddColumn(table, column), _columns, $"{table.Name}.{column.Name}").ConfigureAwait(false);
        await MakeIndexAsync().ConfigureAwait(false);
        await MakeFunctionsAsync().ConfigureAwait(false);
        await GiveFunctionsAsync().ConfigureAwait(false);
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
        await MakeAsync(sql, _made, "kg_edges.source_artifact_id").ConfigureAwait(false);
    }

    /// <summary>The functions that are missing, or not as their files make them. Reads only.</summary>
    public async Task<IReadOnlyList<ChangedFunction>> ChangedFunctionsAsync()
    {
        var files = Sql.List("Migration/Functions");
        var names = files.Select(f => Path.GetFileNameWithoutExtension(f)!).ToArray();
        var present = await FunctionsAsync(names).ConfigureAwait(false);
        return [.. files.Zip(names)
            .Select(file => new ChangedFunction(file.Second, Render(Sql.Load(file.First), "", ""), present.GetValueOrDefault(file.Second)))
            .Where(function => function.Present?.IsAs(function.Sql) is not true)];
    }

    private async Task MakeFunctionsAsync()
    {
        foreach (var (name, sql, present) in await ChangedFunctionsAsync().ConfigureAwait(false))
        {
            // The file itself revokes PUBLIC's right; others were given by earlier versions, or by hand.
            var revoke = present is { IsDefiner: true, Grantees: { } grantees }
                ? $"\nREVOKE ALL ON FUNCTION {existing.Qualified(name)}() FROM {grantees};" : "";
            await MakeAsync(sql + revoke, _made, name + "()").ConfigureAwait(false);
        }
    }

    /// <summary>What runs when others write runs as a role that may do nothing else, where there can be one.</summary>
    private async Task GiveFunctionsAsync()
    {
        var functions = await FunctionsAsync(InboxFunctions).ConfigureAwait(false);
        var isUsable = await _writer.IsUsableAsync().ConfigureAwait(false);
        var isGiven = functions.Values.All(f => f.Owner == InboxWriter.Role);
        if (isGiven && (!isUsable || await _writer.MayInsertAsync().ConfigureAwait(false))) return;
        if (isUsable && await _writer.TakeAsync(sql => Render(sql, "", "")).ConfigureAwait(false))
            _made.Add(InboxWriter.Role);
        else if (await StrangeOwnerAsync().ConfigureAwait(false) is { } owner)
            _writer.Warn(owner);
    }

    /// <summary>As whom the inbox's functions run, when that is not the role that may do nothing else. Reads only.</summary>
    public async Task<string?> StrangeOwnerAsync() => (await FunctionsAsync(InboxFunctions).ConfigureAwait(false)).Values
        .FirstOrDefault(function => function.Owner != InboxWriter.Role)?.Owner;

    /// <summary>The triggers that are missing, disabled or changed. Reads only.</summary>
    public async Task<IReadOnlyList<MissingTrigger>> MissingTriggersAsync() =>
    [
        .. from relation in (await ReadTriggersAsync().ConfigureAwait(false)).GroupBy(t => t.Relation)
           from wanted in WantedTrigger.Of(relation.First())
           let found = relation.FirstOrDefault(t => t.Name == wanted.Name)
           where found is null || !wanted.IsMetBy(found)
           select new MissingTrigger(wanted, relation.First(), found is not null),
    ];

    private async Task MakeTriggersAsync()
    {
        foreach (var missing in await MissingTriggersAsync().ConfigureAwait(false)) await MakeTriggerAsync(missing).ConfigureAwait(false);
    }

    private async Task MakeTriggerAsync(MissingTrigger missing)
    {
        var (wanted, at, exists) = missing;
        var drop = $"DROP TRIGGER {wanted.Name} ON {at.Relation}";
        var make = Render(Sql.Load($"{Folder}{wanted.Name}.sql"), at.Relation, at.Table);
        var mayMake = !exists || await TryAsync(drop).ConfigureAwait(false);
        var name = at.IsRoot ? at.Table : at.Relation;
        if (mayMake && await TryAsync(make).ConfigureAwait(false))
        {
            _made.Add($"{name}.{wanted.Name}");
            return;
        }
        if (wanted.IsGuard && !at.IsRoot)
        {
            // The books are kept all the same: what is missing is a guard against hands.
            logger.PartitionUnguarded(at.Relation);
            return;
        }
        if (!mayMake) _forOwner.Add(drop);
        // Nobody but the bridge may execute the inbox's functions, so that nobody else can make its triggers.
        var trigger = $"GRANT TRIGGER ON TABLE {at.Relation} TO {Sql.Quote(await Migrator.RoleAsync(connection).ConfigureAwait(false))}";
        var owners = wanted.IsGuard ? make : trigger;
        if (!_forOwner.Contains(owners)) _forOwner.Add(owners);
    }

    /// <summary>Gives the role that runs the bridge what it needs, as far as this role may, and asks for the rest.</summary>
    private async Task AskForRightsAsync()
    {
        var self = await Migrator.RoleAsync(connection).ConfigureAwait(false);
        if (runner.Length == 0)
        {
            _forOwner.AddRange(await LackingAsync(self, RequiredRights.ToRun).ConfigureAwait(false));
            return;
        }
        _forOwner.AddRange(await LackingAsync(self, RequiredRights.ToMigrate).ConfigureAwait(false));
        var before = await LackingAsync(runner, RequiredRights.ToRun).ConfigureAwait(false);
        // A GRANT of what is not ours to give may fail, or do nothing and say so: what counts is what is lacking afterwards.
        foreach (var grant in before) await TryAsync(grant).ConfigureAwait(false);
        var after = await LackingAsync(runner, RequiredRights.ToRun).ConfigureAwait(false);
        if (after.Count < before.Count) _made.Add($"rights of {runner}");
        _forOwner.AddRange(after);
        foreach (var excess in await BookRights.ExcessAsync(connection, runner, cancellationToken).ConfigureAwait(false))
            logger.RunnerMayChangeBooks(excess);
    }

    /// <summary>The GRANTs of rights that a role lacks. Reads only.</summary>
    public Task<IReadOnlyList<string>> LackingAsync(string role, IReadOnlyList<Right> rights) => ReadAsync<string>("rights", new
    {
        role,
        tables = rights.Select(r => r.Table).ToArray(),
        privileges = rights.Select(r => r.Privilege).ToArray(),
        columns = rights.Select(r => r.Column).ToArray(),
    });

    /// <summary>
    /// A table whose triggers are not those under which it was last taken whole is taken again. Whoever made them: a
    /// transaction that wrote before they were there has ended, since making a trigger waits for it.
    /// </summary>
    private async Task<long> TakeWholeAsync()
    {
        var signatures = (await ReadTriggersAsync().ConfigureAwait(false)).Where(t => t.IsRoot)
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

    private Task<IReadOnlyList<ExistingTrigger>> ReadTriggersAsync() =>
        ReadAsync<ExistingTrigger>("triggers", new { tables = WatchedTables });

    private async Task<Dictionary<string, ExistingFunction>> FunctionsAsync(string[] names) =>
        (await ReadAsync<ExistingFunction>("functions", new { names }).ConfigureAwait(false)).ToDictionary(f => f.Name);

    /// <summary>Runs a statement; where the role may not, keeps it for the owner.</summary>
    private async Task MakeAsync(string sql, List<string> done, string name)
    {
        if (await TryAsync(sql).ConfigureAwait(false)) done.Add(name);
        else _forOwner.Add(sql);
    }

    /// <summary>Runs a statement.</summary>
    /// <returns>False where the role may not.</returns>
    private async Task<bool> TryAsync(string sql)
    {
        try
        {
            var command = new CommandDefinition(sql, commandTimeout: 0, cancellationToken: cancellationToken);
            await connection.ExecuteAsync(command).ConfigureAwait(false);
            return true;
        }
        // An index on a column that only the owner can add is the owner's to make, too.
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.UndefinedColumn)
        {
            return false;
        }
    }

    private string Render(string sql, string relation, string table) => sql.Trim()
        .Replace("{schema}", Sql.Quote(existing.Schema), StringComparison.Ordinal)
        .Replace("{table}", relation, StringComparison.Ordinal)
        .Replace("{name}", table, StringComparison.Ordinal);

    private Task<IReadOnlyList<T>> ReadAsync<T>(string name, object parameters) =>
        connection.ReadAsync<T>($"Migration/{name}.sql", parameters, cancellationToken);
}

/// <summary>A row of <c>functions.sql</c>.</summary>
internal sealed record ExistingFunction(string Name, string Body, bool IsDefiner, string Owner, bool HasPath, string? Grantees)
{
    /// <summary>Whether it is what <paramref name="sql"/> makes: with that body, with its fixed path, and, where it runs as its owner,
    /// nobody else's to execute.</summary>
    public bool IsAs(string sql) => Body == sql.Split("$body$")[1] && HasPath
        && IsDefiner == sql.Contains(" SECURITY DEFINER ", StringComparison.Ordinal) && (!IsDefiner || Grantees is null);
}

/// <summary>A function that is missing, or not as its file makes it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Sql">What makes it.</param>
/// <param name="Present">As it stands; null when it is missing.</param>
internal sealed record ChangedFunction(string Name, string Sql, ExistingFunction? Present);
