using Dapper;
using GraphSync.Postgres;
using Npgsql;

namespace GraphSync.Migration;

/// <summary>What already stands in the current schema under the names that the bridge uses.</summary>
internal sealed class ExistingSchema
{
    private readonly ILookup<string, ExistingColumn> _columns;
    private readonly ILookup<string, ExistingKey> _keys;

    private ExistingSchema(string schema, IEnumerable<ExistingColumn> columns, IEnumerable<ExistingKey> keys,
        IEnumerable<ForeignKey> foreignKeys)
    {
        Schema = schema;
        _columns = columns.ToLookup(c => c.Table);
        _keys = keys.ToLookup(k => k.Table);
        ForeignKeys = [.. foreignKeys];
    }

    /// <summary>The schema that is current.</summary>
    public string Schema { get; }

    /// <summary>Foreign keys from or to our tables, a row a pair of columns.</summary>
    public IReadOnlyList<ForeignKey> ForeignKeys { get; }

    /// <summary>Reads it as the connection's role sees it.</summary>
    /// <exception cref="PostgresUnavailableException">No schema is current.</exception>
    public static async Task<ExistingSchema> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        string[] tables = [.. ExpectedSchema.Tables.Select(t => t.Name), .. ExpectedSchema.OwnTables.Keys];
        Task<IReadOnlyList<T>> QueryAsync<T>(string name) =>
            connection.ReadAsync<T>($"Migration/{name}.sql", new { tables }, cancellationToken);

        var schema = await connection.ExecuteScalarAsync<string?>("SELECT current_schema()").ConfigureAwait(false)
            ?? throw new PostgresUnavailableException(
                "search_path names no schema that exists and may be used: CREATE SCHEMA it, GRANT USAGE on it, or correct 'Search Path' in "
                + "ConnectionStrings__Postgres");
        return new(
            schema,
            await QueryAsync<ExistingColumn>("columns").ConfigureAwait(false),
            await QueryAsync<ExistingKey>("keys").ConfigureAwait(false),
            await QueryAsync<ForeignKey>("foreign-keys").ConfigureAwait(false));
    }

    /// <summary>Whether a relation of that name exists.</summary>
    public bool Has(string table) => _columns.Contains(table);

    /// <summary><c>r</c> table, <c>p</c> partitioned table, <c>v</c> view, <c>m</c> materialized view, <c>f</c> foreign table.</summary>
    public char Kind(string table) => _columns[table].First().Kind;

    /// <summary>The columns of a relation that exists.</summary>
    public IEnumerable<ExistingColumn> Columns(string table) => _columns[table].Where(c => c.Column is not null);

    /// <summary>The column of that name, or null.</summary>
    public ExistingColumn? Find(string table, string column) => _columns[table].FirstOrDefault(c => c.Column == column);

    /// <summary>The unique keys of a relation that exists.</summary>
    public IEnumerable<ExistingKey> Keys(string table) => _keys[table];

    /// <summary>The contract's columns that tables which exist do not have.</summary>
    public IEnumerable<(ExpectedTable Table, ExpectedColumn Column)> MissingColumns() =>
        from table in ExpectedSchema.Tables
        where Has(table.Name)
        from column in table.Columns
        where Find(table.Name, column.Name) is null
        select (table, column);

    /// <summary>Schema and table, quoted.</summary>
    public string Qualified(string table) => $"{Sql.Quote(Schema)}.{Sql.Quote(table)}";
}

/// <summary>A row of <c>columns.sql</c>; <paramref name="Column"/> is null for a relation without columns.</summary>
internal sealed record ExistingColumn(string Table, char Kind, string? Column, string Type, bool NotNull, bool HasDefault, bool IsIdentity)
{
    /// <summary>Whether an INSERT that leaves the column out fails.</summary>
    public bool MustBeGiven => NotNull && !HasDefault && !IsIdentity;
}

/// <summary>A row of <c>keys.sql</c>. Not positional: Dapper fills arrays into properties only.</summary>
internal sealed record ExistingKey
{
    public required string Table { get; init; }

    public required bool IsPrimary { get; init; }

    public required string[] Columns { get; init; }
}

/// <summary>A row of <c>foreign-keys.sql</c>.</summary>
internal sealed record ForeignKey(
    long Id, string Name, string FromTable, string FromName, bool FromHere, string FromColumn, string FromType,
    string ToName, bool ToHere, string ToColumn, string ToType, string Definition);
