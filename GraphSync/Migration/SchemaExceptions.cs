namespace GraphSync.Migration;

/// <summary>PostgreSQL needs statements that somebody else has to run. The message lists them, ready to paste.</summary>
public abstract class SchemaException(string message, IReadOnlyList<string> statements) : Exception(message)
{
    /// <summary>The statements in the order in which they must be run, without semicolons.</summary>
    public IReadOnlyList<string> Statements { get; } = statements;

    private protected static string Listed(string introduction, IEnumerable<string> statements) =>
        introduction + string.Concat(statements.Select(s => $"\n{s};"));
}

/// <summary>Tables that exist cannot serve as they are. Nothing was changed.</summary>
internal sealed class SchemaMismatchException(string schema, IReadOnlyList<string> reasons, IReadOnlyList<string> statements)
    : SchemaException(
        Listed(
            $"Tables in schema \"{schema}\" cannot serve as they are; nothing was changed. Run these statements, then migrate again:"
            + string.Concat(reasons.Select(r => $"\n-- {r}")),
            statements),
        statements)
{
    /// <summary>What is wrong, one line a finding.</summary>
    public IReadOnlyList<string> Reasons { get; } = reasons;
}

/// <summary>The bridge's role lacks rights on somebody else's tables. What it may do was done; the owner must do the rest.</summary>
internal sealed class OwnerActionException(string role, IReadOnlyList<string> statements)
    : SchemaException(
        Listed(
            $"Role \"{role}\" may not do the following; the rest is done. Have the tables' owner run these statements, then migrate again:",
            statements),
        statements);

/// <summary>Migrations are due, and the schema belongs to another role, which applies them.</summary>
internal sealed class MigrationDueException(string role, string migrator, IEnumerable<DbUp.Engine.SqlScript> scripts)
    : SchemaException($"Migrations are due ({string.Join(", ", scripts.Select(script => script.Name))}), and role \"{role}\" may not apply "
        + $"them: run migrate as \"{migrator}\", which owns the schema's tables.", []);
