using GraphQueries.Catalogue;
using GraphQueries.EdgeTypes;
using GraphQueries.Migrations;
using GraphSync.Migration;
using GraphSync.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace GraphSync.Doctor;

/// <summary>Whether both databases are as <c>migrate</c> leaves them: migrations, tables, triggers, rights, constraints and
/// indexes.</summary>
internal sealed class SchemaChecks(GraphClient graph, PostgresReader postgres, IOptions<PostgresOptions> options)
{
    private const string Migrate = "Run migrate.";
    private const string Upgrade = "Upgrade this bridge: a newer one has migrated here.";

    public IEnumerable<Check> All =>
    [
        new("neo4j_migrations", Looks.AtNeo4j, Neo4jMigrationsAsync),
        new("postgres_migrations", Looks.AtPostgres, stop => postgres.ReadAsync(c => PostgresMigrationsAsync(c, stop), stop)),
        new("indexes", Looks.AtNeo4j, IndexesAsync),
        new("triggers", Looks.AtPostgres, stop => postgres.ReadAsync(c => TriggersAsync(c, stop), stop)),
        new("rights", Looks.AtPostgres, stop => postgres.ReadAsync(c => RightsAsync(c, stop), stop)),
    ];

    private async Task<Finding> Neo4jMigrationsAsync(CancellationToken cancellationToken)
    {
        var rows = await graph.ReadAsync(MigrationQueries.Applied, NoParameters.Instance, cancellationToken).ConfigureAwait(false);
        var applied = rows.ToDictionary(row => row.Version, row => row.Checksum, StringComparer.Ordinal);
        var known = CypherCatalogue.Default.Files("migrations")
            .ToDictionary(file => file.Key["migrations/".Length..], file => GraphMigrator.Checksum(file.Value), StringComparer.Ordinal);
        var changed = known.Where(file => applied.GetValueOrDefault(file.Key, file.Value) != file.Value).Select(file => file.Key).ToList();
        return changed.Count > 0
            ? Finding.Failed($"{changed.Count} applied migrations are not those of this bridge",
                "Run the bridge that this graph was migrated with, or a newer one.", changed)
            : Migrations(known.Keys, applied.Keys);
    }

    private static async Task<Finding> PostgresMigrationsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var existing = await ExistingSchema.ReadAsync(connection, cancellationToken).ConfigureAwait(false);
        try
        {
            SchemaCheck.Require(existing);
        }
        catch (SchemaMismatchException e)
        {
            return Finding.Failed($"{e.Reasons.Count} tables or columns cannot serve",
                "Run migrate, which says the statements that mend it.", e.Reasons);
        }
        var applied = await connection.ReadAsync<string>("Doctor/migrations.sql", null, cancellationToken).ConfigureAwait(false);
        var finding = Migrations(Sql.List("Migration/Scripts").Select(path => Path.GetFileName(path)!), applied);
        var missing = existing.MissingColumns().Select(missing => $"{missing.Table.Name}.{missing.Column.Name}").ToList();
        return finding.State != CheckState.Ok || missing.Count == 0 ? finding
            : Finding.Failed($"{missing.Count} columns are missing", Migrate, missing);
    }

    private static Finding Migrations(IEnumerable<string> known, IEnumerable<string> applied)
    {
        var pending = known.Except(applied, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (pending.Count > 0) return Finding.Failed($"{pending.Count} migrations are pending", Migrate, pending);
        var newer = applied.Except(known, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return newer.Count > 0
            ? Finding.Warning($"{newer.Count} migrations were applied that this bridge does not know", Upgrade, newer)
            : Finding.Ok($"all {applied.Count()} are applied");
    }

    private async Task<Finding> IndexesAsync(CancellationToken cancellationToken)
    {
        var present = (await graph.ReadAsync(EdgeTypeQueries.Indexes, NoParameters.Instance, cancellationToken).ConfigureAwait(false))
            .ToLookup(index => (index.Entity, index.Of));
        List<string> missing = [], notOnline = [];
        foreach (var wanted in ExpectedIndex.For(graph.Schema))
        {
            var found = present[(wanted.Entity, wanted.Of)].Where(wanted.IsMetBy).ToList();
            if (found.Count == 0) missing.Add(wanted.ToString());
            else if (!found.Exists(index => index.IsOnline)) notOnline.Add($"{wanted} is {found[0].State}");
        }
        return missing.Count + notOnline.Count == 0
            ? Finding.Ok($"those of {graph.Schema.Types.Count} edge types and of all nodes are online")
            : Finding.Failed($"{missing.Count} are missing, {notOnline.Count} are not online",
                "Run the statements that are shown, and migrate, which makes the others; where two edges or nodes share an id, tell "
                + "them apart before. One that FAILED is dropped first (DROP INDEX).",
                [.. missing, .. notOnline]);
    }

    private static async Task<Finding> TriggersAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var objects = await ObjectsAsync(connection, cancellationToken).ConfigureAwait(false);
        var missing = (await objects.MissingTriggersAsync().ConfigureAwait(false))
            .Select(trigger => $"{trigger.Wanted.Name} on {trigger.At.Relation} is {(trigger.Exists ? "disabled or changed" : "missing")}");
        var changed = (await objects.ChangedFunctionsAsync().ConfigureAwait(false))
            .Select(function => $"{function.Name}() is {(function.Present is null ? "missing" : "changed")}");
        List<string> faults = [.. missing, .. changed];
        if (faults.Count > 0)
        {
            return Finding.Failed($"{faults.Count} triggers or functions are not as they should be",
                "Run migrate, which makes them anew, and after a trigger of the inbox was missing takes its table whole.", faults);
        }
        return await objects.StrangeOwnerAsync().ConfigureAwait(false) is { } owner
            ? Finding.Warning($"in place; the inbox's functions run as {owner}, and not as {InboxWriter.Role}",
                $"To give them no more rights than they need, {InboxWriter.ByHand}.")
            : Finding.Ok("all in place and enabled");
    }

    private async Task<Finding> RightsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var runner = options.Value.RunnerRole;
        var role = runner.Length > 0 ? runner : await Migrator.RoleAsync(connection).ConfigureAwait(false);
        var tables = RequiredRights.ToRun.Select(right => right.Table).Distinct().ToArray();
        if (runner.Length == 0
            && !await connection.ScalarAsync<bool>("Doctor/may-write.sql", new { role, tables }, cancellationToken).ConfigureAwait(false))
        {
            return Finding.Warning($"role {role} may only read; those of the role that runs the bridge were not looked at",
                "Name that role in Bridge__Postgres__RunnerRole.");
        }
        var objects = await ObjectsAsync(connection, cancellationToken).ConfigureAwait(false);
        var lacking = await objects.LackingAsync(role, RequiredRights.ToRun).ConfigureAwait(false);
        if (lacking.Count > 0)
        {
            return Finding.Failed($"role {role} lacks rights on {lacking.Count} tables or schemas",
                "Have their owner run these statements, or run migrate, which lists them all.", lacking);
        }
        var migrator = await connection.ScalarAsync<string>("Migration/migrator.sql", null, cancellationToken).ConfigureAwait(false);
        if (runner.Length == 0 && migrator is null) return Finding.Ok($"role {role} has all that it needs, and migrates, too");
        var excess = await BookRights.ExcessAsync(connection, role, cancellationToken).ConfigureAwait(false);
        return excess.Count == 0 ? Finding.Ok($"role {role} has what it needs, and no more on the books")
            : Finding.Failed($"role {role} could change the books", "Take that from it (REVOKE, or ALTER TABLE … OWNER TO).", excess);
    }

    private static async Task<SchemaObjects> ObjectsAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        new(connection, await ExistingSchema.ReadAsync(connection, cancellationToken).ConfigureAwait(false), "", NullLogger.Instance,
            cancellationToken);
}
