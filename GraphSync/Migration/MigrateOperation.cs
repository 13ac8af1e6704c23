using GraphQueries.EdgeTypes;
using GraphQueries.Migrations;
using GraphSync.Operations;
using GraphSync.Postgres;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace GraphSync.Migration;

/// <summary>Makes or completes the schema of both databases. Repeatable; several may run at once.</summary>
internal sealed class MigrateOperation(NpgsqlDataSource postgres, IOptions<PostgresOptions> options, GraphClient graph,
    EdgeTypeRegistry types, TimeProvider time, ILogger<MigrateOperation> log) : Operation<MigrateRequest, MigrateReport>
{
    /// <exception cref="SchemaMismatchException">Tables that exist cannot serve; nothing was changed.</exception>
    /// <exception cref="OwnerActionException">Some statements need another role; everything else in PostgreSQL is done.</exception>
    protected override async Task<MigrateReport> ExecuteAsync(MigrateRequest request, CancellationToken cancellationToken)
    {
        var tables = await Migrator.RunAsync(postgres, log, cancellationToken, options.Value.RunnerRole).ConfigureAwait(false);
        return new MigrateReport(await new GraphMigrator(graph, types, time).RunAsync(cancellationToken).ConfigureAwait(false), tables);
    }
}
