using Dapper;
using DbUp;
using DbUp.Engine;
using DbUp.Postgresql;
using GraphSync.Postgres;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace GraphSync.Migration;

/// <summary>
/// Brings the current schema to what the bridge needs: makes missing tables, adds missing columns, makes triggers. Never drops
/// or rewrites anything of a user's. Repeatable; several may run at once, one after the other.
/// </summary>
internal static class Migrator
{
    // Any fixed number will do; advisory locks are per database, and who migrates two schemas of one waits a moment.
    private const long LockKey = 0x6772_6170_6870_726F;

    /// <summary>Migrates, whatever stands there.</summary>
    /// <param name="dataSource">As the role that is to own what is made.</param>
    /// <param name="logger">Told what is done, and what is not as it should be.</param>
    /// <param name="cancellationToken">Stops it between statements.</param>
    /// <param name="runner">The role that runs the bridge; empty when it is the one that migrates.</param>
    /// <exception cref="PostgresUnavailableException">The server cannot be used.</exception>
    /// <exception cref="SchemaMismatchException">Tables that exist cannot serve; nothing was changed.</exception>
    /// <exception cref="OwnerActionException">Some statements need another role; everything else is done.</exception>
    /// <exception cref="MigrationDueException">Migrations are due, and another role applies them here.</exception>
    public static async Task<MigrationReport> RunAsync(NpgsqlDataSource dataSource, ILogger logger, CancellationToken cancellationToken,
        string runner = "")
    {
        await PostgresConnection.VerifyAsync(dataSource, cancellationToken).ConfigureAwait(false);
        var guard = await dataSource.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (guard.ConfigureAwait(false))
        {
            // A transaction's lock ends with its connection, and passes through any pooler.
            var transaction = await guard.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                await guard.ExecuteAsync(new CommandDefinition(Sql.Load("Migration/lock.sql"), new { LockKey }, commandTimeout: 0,
                    cancellationToken: cancellationToken)).ConfigureAwait(false);
                return await MigrateAsync(dataSource, logger, runner, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static async Task<MigrationReport> MigrateAsync(NpgsqlDataSource dataSource, ILogger logger, string runner,
        CancellationToken cancellationToken)
    {
        var connection = await dataSource.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            await connection.ExecuteAsync("SET statement_timeout = 0").ConfigureAwait(false);
            // A policy of a table's owner would run with the rights of whoever owns the books: reading such a table fails instead.
            if (runner.Length > 0) await connection.ExecuteAsync("SET row_security = off").ConfigureAwait(false);
            var existing = await ExistingSchema.ReadAsync(connection, cancellationToken).ConfigureAwait(false);
            SchemaCheck.Require(existing);
            await RequireRunnerAsync(connection, runner, cancellationToken).ConfigureAwait(false);
            WarnOfForeignKeys(existing, logger);
            var scripts = await ApplyScriptsAsync(dataSource, connection, existing, cancellationToken).ConfigureAwait(false);
            var objects = new SchemaObjects(connection, existing, runner, logger, cancellationToken);
            var enqueued = await objects.RunAsync().ConfigureAwait(false);
            var report = new MigrationReport
            {
                Schema = existing.Schema,
                Scripts = scripts,
                Columns = objects.Columns,
                SchemaObjects = objects.Made,
                Enqueued = enqueued,
            };
            logger.Migrated(report.Schema, report.Scripts.Count, report.Columns.Count, report.SchemaObjects.Count, report.Enqueued);
            return objects.ForOwner.Count == 0 ? report
                : throw new OwnerActionException(await RoleAsync(connection).ConfigureAwait(false), objects.ForOwner);
        }
    }

    private static async Task<IReadOnlyList<string>> ApplyScriptsAsync(NpgsqlDataSource dataSource, NpgsqlConnection connection,
        ExistingSchema existing, CancellationToken cancellationToken)
    {
        var engine = DeployChanges.To
            .PostgresqlDatabase(new PostgresqlConnectionManager(dataSource))
            .JournalTo((connections, log) => new CurrentSchemaJournal(connections, log))
            .WithScripts(Sql.List("Migration/Scripts").Select(path => new SqlScript(Path.GetFileName(path), Sql.Load(path))))
            .WithTransactionPerScript()
            .WithVariablesDisabled()
            // What it applied is in the report, and what failed in the result.
            .LogToNowhere()
            .Build();
        if (!engine.IsUpgradeRequired())
            return [];
        if (await connection.ScalarAsync<string>("Migration/migrator.sql", null, cancellationToken).ConfigureAwait(false) is { } migrator)
            throw new MigrationDueException(await RoleAsync(connection).ConfigureAwait(false), migrator, engine.GetScriptsToExecute());
        var grants = await connection.ReadAsync<string>("Migration/may-create.sql", null, cancellationToken).ConfigureAwait(false);
        if (grants.Count > 0)
            throw new OwnerActionException(await RoleAsync(connection).ConfigureAwait(false), grants);
        var result = engine.PerformUpgrade();
        return result.Successful
            ? [.. result.Scripts.Select(s => s.Name)]
            : throw new InvalidOperationException($"migration {result.ErrorScript?.Name} failed: {result.Error.Message}", result.Error);
    }

    private static async Task RequireRunnerAsync(NpgsqlConnection connection, string runner, CancellationToken cancellationToken)
    {
        const string sql = "SELECT count(*) FROM pg_roles WHERE rolname = @runner";
        var command = new CommandDefinition(sql, new { runner }, cancellationToken: cancellationToken);
        if (runner.Length > 0 && await connection.ExecuteScalarAsync<long>(command).ConfigureAwait(false) == 0)
        {
            throw new BadInputException($"Bridge__Postgres__RunnerRole names the role '{runner}', which PostgreSQL does not have: make it "
                + "with deploy/roles/postgres.sql, or correct the setting.");
        }
    }

    /// <summary>The contract has one foreign key; others may stop rows that it allows, such as a wallet for the treasury.</summary>
    private static void WarnOfForeignKeys(ExistingSchema existing, ILogger logger)
    {
        var inserted = ExpectedSchema.Tables.Where(t => t.Inserted).Select(t => t.Name).ToHashSet();
        foreach (var key in existing.ForeignKeys.Where(k => k.FromHere && inserted.Contains(k.FromName)).DistinctBy(k => k.Id))
            logger.ForeignKeyInTheWay(key.Name, key.FromTable, key.Definition);
    }

    /// <summary>The role that a connection acts as.</summary>
    internal static async Task<string> RoleAsync(NpgsqlConnection connection) =>
        (await connection.ExecuteScalarAsync<string>("SELECT current_user").ConfigureAwait(false))!;
}
